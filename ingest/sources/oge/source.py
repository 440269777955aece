"""The Office of Government Ethics: one list, and reports that Integrity.gov printed or a scanner made."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from ingest.errors import IndexEmpty, IndexUnreadable
from ingest.fetch import Fetch, Validators
from ingest.pdf import opened
from ingest.source import Index, Listed
from ingest.sources.oge.listing import listings, read_answer
from ingest.sources.oge.report import MOST_PAGES, read_report
from storage.model import Document, Filing, Listing

LIST = "/201/Presiden.nsf/API.xsp/v3/rest"  # v2, of the same shape, was retired in 2026 and answers HTML
COLUMNS = ("docDate", "title", "type", "name", "agency", "level")
RECENT, ALL = 100, 30_000  # rows asked for; some hundred transaction reports are added in a month
FIRST_YEAR = 2012  # the STOCK Act's first

# The site refuses bare requests from some networks; these say where its list is used, and what for
HEADERS = {
    "Accept": "application/json",
    "Referer": "https://www.oge.gov/web/OGE.nsf/Officials%20Individual%20Disclosures%20Search%20Collection",
    "X-Requested-With": "XMLHttpRequest",
}


class OGE:
    """Periodic transaction reports of the executive branch; one on request only is never asked for."""

    name = "oge"
    title = "OGE"
    reader = 1
    media_type = "application/pdf"
    expects = "the whole PDF of an OGE Form 278-T"
    pause = 1.0

    def __init__(self, base_url: str = "https://extapps2.oge.gov") -> None:
        self._base = base_url.rstrip("/")

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({urlsplit(self._base).netloc})

    def indexes(self, today: date) -> Sequence[Index]:  # noqa: ARG002
        """The newest at every poll; once a day all, for what a long outage or an old date would hide.

        Both list every year, so the first copy of either is what was there before us.
        """
        return (
            Index("recent", self._question(RECENT), timedelta(0), FIRST_YEAR, within="all"),
            Index("all", self._question(ALL), timedelta(days=1), FIRST_YEAR),
        )

    def _question(self, length: int) -> str:
        """The address of the newest transaction reports, as the search page asks for them."""
        asked = {"draw": "1", "start": "0", "length": str(length), "search[value]": ""}
        asked |= {"order[0][column]": "0", "order[0][dir]": "desc"}
        for place, column in enumerate(COLUMNS):
            asked[f"columns[{place}][data]"] = column
            asked[f"columns[{place}][searchable]"] = asked[f"columns[{place}][orderable]"] = "true"
        asked[f"columns[{COLUMNS.index('type')}][search][value]"] = "Transaction"
        return f"{self._base}{LIST}?{urlencode(asked)}"

    def list_index(self, fetch: Fetch, index: Index, kept: Validators) -> Listed:
        """The newest reports, or all. `count` is of all that OGE lists, on request or of other types too."""
        response = fetch.get(index.url, kept, headers=HEADERS)
        if response.content is None:
            return Listed(None, response.validators)
        answer = read_answer(response.content)
        length = ALL if index.every else RECENT
        if len(answer.rows) < min(length, answer.filtered):
            raise IndexUnreadable(f"{len(answer.rows)} rows of {answer.filtered}")
        found = listings(self.name, answer.rows, self._base)
        if not answer.rows or (index.every and not found):
            raise IndexEmpty(f"{len(answer.rows)} rows, no report to download")
        return Listed(found, response.validators, answer.total)

    def fetch_document(self, fetch: Fetch, listing: Listing) -> Document:
        """The report's PDF; the site may answer with a page of HTML instead. Raises WrongKind then."""
        headers = HEADERS | {"Accept": self.media_type}
        response = fetch.get(listing.url, expect=self.media_type, headers=headers)
        return Document(self.name, listing.document_id, response.content or b"", self.media_type)

    def read(self, document: Document, listing: Listing | None) -> Filing:
        """The filing of a report that Integrity.gov printed, or of a scan. Raises a ReadError."""
        with opened(document.content, MOST_PAGES) as pdf:
            return read_report(pdf, document, listing)
