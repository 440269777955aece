"""What can go wrong between a site and the database; each name is what the ledger and /status show."""


class IngestError(Exception):
    """Something went wrong while reading what a site publishes."""

    def __init__(self, detail: str = "") -> None:
        summary = (self.__doc__ or "").strip().splitlines()[0].rstrip(".")
        super().__init__(f"{summary}: {detail}" if detail else summary)
        self.detail = detail

    @property
    def name(self) -> str:
        return type(self).__name__


class FetchError(IngestError):
    """The site did not give what was asked for."""

    page: bytes = b""  # the beginning of what came with a refusal


class Unreachable(FetchError):
    """The site did not answer."""


class Refused(FetchError):
    """The site refuses our requests (401 or 403)."""


class Missing(FetchError):
    """The site has no such page (404 or 410)."""


class Unavailable(FetchError):
    """The site answers with an error of its own (429 or 5xx); `retry_after` are the seconds it asks for."""

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class WrongKind(FetchError):
    """The site answered with a page of another kind."""


class Maintenance(Unavailable):
    """The site says that it is under maintenance."""


class SessionLost(FetchError):
    """The site no longer knows our session."""


class TooLarge(FetchError):
    """The answer is larger than any report we know."""


class ForeignHost(FetchError):
    """The address is not on a configured site."""


class Stopped(IngestError):
    """Hilltape was told to stop before the site answered."""


class ListingError(IngestError):
    """The site's index is not what it should be."""


class IndexUnreadable(ListingError):
    """The index cannot be read."""


class IndexEmpty(ListingError):
    """The index lists no transaction report although it did before, or should."""


class IndexShrank(ListingError):
    """The index lists far fewer transaction reports than before."""


class ReadError(IngestError):
    """The document cannot be read."""


class Unreadable(ReadError):
    """The document is damaged, truncated, empty or of another kind."""


class NoRows(ReadError):
    """No transaction was found in an electronic report."""


class RowsDiffer(ReadError):
    """The rows read are not as many as the document's own dates or counts say."""


class PageChanged(ReadError):
    """The page is not built as the reader knows it."""


class UnknownValue(ReadError):
    """A cell holds a value that the form does not allow."""


class OtherDocument(ReadError):
    """The document's own id is not the one it was published under."""


class LimitExceeded(ReadError):
    """Reading took more time, memory, pages or rows than is allowed."""


class ReaderDied(ReadError):
    """The reader process ended without an answer."""


class ReferenceUnusable(IngestError):
    """The reference facts are incomplete or of another shape."""
