"""The Clerk of the House: yearly indexes of filings, and periodic transaction reports as drawn PDFs."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from ingest.errors import IndexEmpty
from ingest.fetch import Fetch, Validators
from ingest.fields import parse_date
from ingest.pdf import opened
from ingest.source import Index, Listed, each_once
from ingest.sources import house_index
from ingest.sources.house_report import Facts, read_report
from ingest.sources.house_table import Drawing
from storage.model import Document, Filing, Listing

FIRST_YEAR = 2012  # the STOCK Act's first; all on paper
_YEAR = re.compile(r"[0-9]{4}")
NEW_INDEX_BY = (1, 15)  # month and day; until then a new year may have no index, or one without reports

DRAWING = Drawing(
    header_grey=0.9333,
    border_grey=0.8,
    subline_grey=0.251,
    grey_within=0.012,
    subline_grey_within=0.02,
    header_cells=7,
    header_cell_over=(20, 15),
    border_width=1.0,  # drawn 0.75 wide
    border_within=1.5,
    border_over=2,
    repeats_first_border=True,  # on each page that repeats the header; the older generator does not
    rows_within=0.35,
    line_within=2.5,
    space_over=1.2,
    mark_width=(3, 12),
    mark_under=12,
    ticked_marks=4,  # box, face, frame, and the tick
    tick_letter="b",  # Marlett draws `gfedcb` for a ticked box, `gfedc` for an empty one
    heading_over=13,  # a heading's line is 13.6 high, the text's 10.2, that of the table's header 11.1
    bullet_side=(2, 5),  # drawn 3 wide and 3 or 4 high
)

FACTS = Facts(
    drawing=DRAWING,
    # Width to height of a letter's loose box in Georgia, (lower, upper): the text layer of the generator
    # used until 2022-04-06 calls both lower
    letter_shapes={
        "a": (0.444, 0.628),
        "b": (0.500, 0.576),
        "d": (0.506, 0.660),
        "g": (0.448, 0.639),
        "l": (0.252, 0.532),
        "o": (0.475, 0.656),
        "u": (0.507, 0.666),
    },
    most_pages=400,  # the longest report has 81
    most_rows=20_000,  # the longest has 722
)


class House:
    """Periodic transaction reports of members of the House."""

    name = "house"
    title = "House Clerk"
    reader = 1
    media_type = "application/pdf"
    expects = "the whole PDF of a periodic transaction report, named by its Filing ID (20034836.pdf)"
    pause = 0.5

    def __init__(self, base_url: str = "https://disclosures-clerk.house.gov") -> None:
        self._base = base_url.rstrip("/")

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({urlsplit(self._base).netloc})

    def indexes(self, today: date) -> Sequence[Index]:
        """The newest at every poll, each earlier year's once a day: they go on growing for years."""
        early = (today.month, today.day) < NEW_INDEX_BY
        current = self._index(today.year, timedelta(0), may_be_missing=early)
        earlier = range(today.year - 1, FIRST_YEAR - 1, -1)
        return [current, *(self._index(year, timedelta(days=1)) for year in earlier)]

    def _index(self, year: int, every: timedelta, may_be_missing: bool = False) -> Index:
        url = f"{self._base}/public_disc/financial-pdfs/{year}FD.zip"
        return Index(f"{year}FD", url, every, year, may_be_missing)

    def list_index(self, fetch: Fetch, index: Index, kept: Validators) -> Listed:
        """One year's zip, where it has changed."""
        response = fetch.get(index.url, kept)
        if response.content is None:
            return Listed(None, response.validators)
        listings = self.listings(index, response.content)
        return Listed(listings, response.validators, len(listings))

    def fetch_document(self, fetch: Fetch, listing: Listing) -> Document:
        """The report's PDF."""
        response = fetch.get(listing.url, expect=self.media_type)
        return Document(self.name, listing.document_id, response.content or b"", self.media_type)

    def listings(self, index: Index, content: bytes) -> Sequence[Listing]:
        """The transaction reports of one year; an index that may be missing may also name none.

        So may 2012: one of its two published files has no type for them. The Clerk has listed one report
        under two districts of its filer (20019060 in 2021); the first counts, except where ids are damaged.
        """
        rows = house_index.read_index(content)
        reports = [row for row in rows if house_index.is_transaction_report(row)]
        may_name_none = index.may_be_missing or (index.year == FIRST_YEAR and bool(rows))
        if not reports and not may_name_none:
            raise IndexEmpty(f"{index.name}, {len(rows)} filings of other types")
        return each_once(self._listing(index, row) for row in reports)

    def _listing(self, index: Index, row: house_index.Row) -> Listing:
        """One report; one with a damaged id too: its address leads nowhere, which the ledger shows."""
        year = row.get("Year", "")
        folder = year if _YEAR.fullmatch(year) else str(index.year)
        document_id = house_index.document_id(row, index.name)
        return Listing(
            source=self.name,
            document_id=document_id,
            url=f"{self._base}/public_disc/ptr-pdfs/{folder}/{quote(document_id, safe='')}.pdf",
            filer=house_index.filer(row),
            filed=parse_date(row.get("FilingDate", "")),
            facts={
                "prefix": row.get("Prefix", ""),
                "last": row.get("Last", ""),
                "first": row.get("First", ""),
                "suffix": row.get("Suffix", ""),
                "state_district": row.get("StateDst", ""),
                "year": year,
            },
        )

    def read(self, document: Document, listing: Listing | None) -> Filing:
        """The filing of either generator, or of a scan. Raises a ReadError."""
        with opened(document.content, FACTS.most_pages) as pdf:
            return read_report(pdf, document, listing, FACTS)
