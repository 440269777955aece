"""The Secretary of the Senate: a search for reports, their pages, and page images of those filed on paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urljoin, urlsplit

from ingest.doubts import written
from ingest.errors import ForeignHost, IndexEmpty, Missing, TooLarge, WrongKind
from ingest.fetch import Fetch, Validators
from ingest.fields import parse_date
from ingest.source import Index, Listed, each_once
from ingest.sources.senate.kinds import PageKind
from ingest.sources.senate.page import picture_urls, read_page
from ingest.sources.senate.search import FIRST_DAY, Row, every_row, form
from ingest.sources.senate.session import DATA, Session
from storage.model import Document, Filing, Listing

RECENT_DAYS = 30  # reports have appeared a week after their date
TRANSACTIONS, EXTENSIONS = 11, 10  # the site's numbers for types of reports

PAGES = {"ptr": PageKind.REPORT, "paper": PageKind.PAPER, "extension": PageKind.EXTENSION}
"""The kinds of reports that are read, and the page that each must be."""

NOT_LISTED = {"annual"}  # a report of another kind, whatever was searched for

MOST_PICTURES = 200
MOST_PICTURE_BYTES = 64 << 20  # of all images of a report; a page has up to 0.5 MB
PICTURES = (b"GIF8", b"\x89PNG\r\n", b"\xff\xd8\xff")  # how images begin: GIF, PNG, JPEG


class Senate:
    """Periodic transaction reports of senators, and notices of more time for one.

    The site wants its terms of use accepted: without `accept_terms`, which is the operator's to say, nothing
    is asked.
    """

    name = "senate"
    title = "Senate eFD"
    reader = 1
    media_type = "text/html"
    expects = "the whole page of a periodic transaction report, saved as HTML"
    pause = 3.0  # an address was banned after a night of one request in two seconds

    def __init__(
        self,
        base_url: str = "https://efdsearch.senate.gov",
        media_url: str = "https://efd-media-public.senate.gov",
        *,
        accept_terms: bool = False,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._media = media_url.rstrip("/")
        self._accept_terms = accept_terms

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(urlsplit(url).netloc for url in (self._base, self._media))

    def indexes(self, today: date) -> Sequence[Index]:
        """The last month at every poll; once a day all there is, and the notices, which are no news."""
        day = timedelta(days=1)
        recent = today - timedelta(days=RECENT_DAYS)
        return [
            Index("recent", self._base + DATA, timedelta(0), recent.year, since=recent, within="all"),
            Index("all", self._base + DATA, day, FIRST_DAY.year, since=FIRST_DAY),
            Index("extensions", self._base + DATA, day, FIRST_DAY.year, since=FIRST_DAY),
        ]

    def list_index(self, fetch: Fetch, index: Index, kept: Validators) -> Listed:  # noqa: ARG002
        """Everything one search lists; the site knows no unchanged copy."""
        session = self._session(fetch)
        report_type = EXTENSIONS if index.name == "extensions" else TRANSACTIONS
        since = index.since or FIRST_DAY
        rows = every_row(lambda start: session.search(form(report_type, since, start)))
        listings = each_once(self._listing(row) for row in rows if row.kind not in NOT_LISTED)
        if not listings:
            raise IndexEmpty(f"{index.name}, since {written(since)}")
        return Listed(listings, count=len(listings) if index.every else None)

    def fetch_document(self, fetch: Fetch, listing: Listing) -> Document:
        """The report's page, for one filed on paper with the images that the page names.

        Raises a FetchError, or a ReadError where that page does not name them as we know it.
        """
        kind = PAGES.get(listing.facts["kind"])
        if kind is None:
            raise Missing(f"its row leads to no report that we know: {urlsplit(listing.url).path}")
        page = self._session(fetch).view(listing.url, kind)
        document = Document(self.name, listing.document_id, page, self.media_type)
        if kind is not PageKind.PAPER:
            return document
        return replace(document, pictures=self._pictures(fetch, listing, picture_urls(document)))

    def read(self, document: Document, listing: Listing | None) -> Filing:
        """The filing that a page of the site shows. Raises a ReadError."""
        return read_page(document, listing)

    def _session(self, fetch: Fetch) -> Session:
        return Session(fetch, self._base, accept_terms=self._accept_terms)

    def _listing(self, row: Row) -> Listing:
        """One report; one whose link is damaged too: it leads nowhere, which the ledger shows."""
        return Listing(
            source=self.name,
            document_id=row.document_id,
            url=urljoin(self._base, row.link) if row.uuid else self._base,
            filer=row.filer,
            filed=parse_date(row.filed),
            facts={
                "kind": row.kind,
                "first": row.first,
                "last": row.last,
                "office": row.office,
                "title": row.title,
                "filed": row.filed,
            },
            quiet=row.kind == "extension",
        )

    def _pictures(self, fetch: Fetch, listing: Listing, urls: Sequence[str]) -> tuple[bytes, ...]:
        if len(urls) > MOST_PICTURES:
            raise TooLarge(f"{len(urls)} images")
        pictures: list[bytes] = []
        for url in urls:
            pictures.append(_picture(fetch, self._on_media_host(listing, url)))
            if sum(map(len, pictures)) > MOST_PICTURE_BYTES:
                raise TooLarge(f"{len(pictures)} images of more than {MOST_PICTURE_BYTES:,} bytes")
        return tuple(pictures)

    def _on_media_host(self, listing: Listing, link: str) -> str:
        try:
            url = urljoin(listing.url, link)
            place = urlsplit(url)
        except ValueError:
            raise ForeignHost("an address that cannot be read") from None
        if place[:2] != urlsplit(self._media)[:2]:
            raise ForeignHost(place.netloc)
        return url


def _picture(fetch: Fetch, url: str) -> bytes:
    content = fetch.get(url).content or b""
    if not content.startswith(PICTURES):
        raise WrongKind(f"{urlsplit(url).path}: no image")
    return content
