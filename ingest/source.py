"""What a source is: a site that publishes disclosures, how its lists are read and how its documents are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from storage.model import Document, Filing, Listing


@dataclass(frozen=True, slots=True)
class Index:
    """One page of a site's list, and how often it is asked for.

    `may_be_missing` says that a 404 is no failure today; `year` is the calendar year the page lists.
    """

    name: str
    url: str
    every: timedelta
    year: int
    may_be_missing: bool = False


class Source(Protocol):
    """A site that publishes. All three steps are pure: fetching is `poll.py`'s, reading runs in a worker.

    `reader` is the version of `read`; raising it lets `replay` find what an older one left.
    """

    name: str
    title: str
    reader: int
    media_type: str

    def indexes(self, today: date) -> Sequence[Index]:
        """Which lists the site keeps, the one that changes most often first."""
        ...

    def listings(self, index: Index, content: bytes) -> Sequence[Listing]:
        """The transaction reports one list names. Raises IndexUnreadable or IndexEmpty."""
        ...

    def read(self, document: Document, listing: Listing | None) -> Filing:
        """The filing a document holds; no network. Raises a ReadError by name."""
        ...


def printed_record(filing: Filing) -> dict[str, Any]:
    """What `hilltape read` prints: the filing's own fields as printed, and its `rows`."""
    return {**filing.printed, "rows": [dict(trade.printed) for trade in filing.trades]}
