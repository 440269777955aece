"""A loopback stand-in for the House Clerk's disclosure site: yearly indexes and the reports they list."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock
from xml.etree import ElementTree

from aiohttp import web

from replica.server import Server

FIRST_YEAR = 2012
ZIP = "application/x-zip-compressed"  # what IIS, which the Clerk runs, calls a zip by default
FIELDS = ("Prefix", "Last", "First", "Suffix", "FilingType", "StateDst", "Year", "FilingDate", "DocID")


@dataclass(frozen=True, slots=True)
class Entry:
    """One filing as the index lists it; type `P` is a transaction report. Every text may be empty."""

    document_id: str
    last: str
    first: str
    state_district: str
    filed: date | None
    year: int
    prefix: str = "Hon."
    suffix: str = ""
    filing_type: str = "P"

    def cells(self) -> tuple[str, ...]:
        """The values of FIELDS; the Clerk writes 5/1/2026 without padding."""
        filed = f"{self.filed.month}/{self.filed.day}/{self.filed.year}" if self.filed else ""
        name = (self.prefix, self.last, self.first, self.suffix)
        return (*name, self.filing_type, self.state_district, str(self.year), filed, self.document_id)


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    media_type: str
    modified: datetime

    @property
    def tag(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:16]


class Clerk(Server):
    """Lists filings and serves their PDFs; every year from 2012 to the last one has a small index already."""

    def __init__(self, clock: Callable[[], datetime], port: int = 0) -> None:
        super().__init__(clock, port)
        self._entries: dict[int, dict[str, Entry]] = {}
        self._changed: dict[int, datetime] = {}
        self._indexes: dict[int, _File] = {}
        self._reports: dict[tuple[int, str], _File] = {}
        self._lock = Lock()  # tests publish from another thread than the server's
        for year in range(FIRST_YEAR, clock().year):
            for entry in _archive(year):
                self._add(entry, blank_page(), datetime(year + 1, 1, 2, 14, tzinfo=UTC))

    def publish(self, entry: Entry, pdf: bytes) -> None:
        """List a filing and serve its report; publishing the same id again replaces both."""
        self._add(entry, pdf, self.clock())

    def unlist(self, document_id: str) -> None:
        """Drop a row from its index, which stays, empty if need be; the report is still served."""
        with self._lock:
            for year, entries in self._entries.items():
                if entries.pop(document_id, None):
                    self._touch(year, self.clock())

    def _add(self, entry: Entry, pdf: bytes, now: datetime) -> None:
        with self._lock:
            self._entries.setdefault(entry.year, {})[entry.document_id] = entry
            self._reports[entry.year, entry.document_id] = _File(pdf, "application/pdf", now)
            self._touch(entry.year, now)

    def _touch(self, year: int, now: datetime) -> None:
        self._changed[year] = now
        self._indexes.pop(year, None)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return (
            web.get(index_path(r"{year:\d+}"), self._index),
            web.get(report_path(r"{year:\d+}", r"{document_id:\d+}"), self._report),
        )

    async def _index(self, request: web.Request) -> web.Response:
        return _served(request, self._index_of(int(request.match_info["year"])))

    async def _report(self, request: web.Request) -> web.Response:
        key = int(request.match_info["year"]), request.match_info["document_id"]
        return _served(request, self._reports.get(key))

    def _index_of(self, year: int) -> _File | None:
        """Packed when first asked for, so that publishing thousands stays quick."""
        with self._lock:
            if year not in self._indexes and year in self._entries:
                changed = self._changed[year]
                content = index_zip(year, tuple(self._entries[year].values()), changed)
                self._indexes[year] = _File(content, ZIP, changed)
            return self._indexes.get(year)


def index_path(year: int | str) -> str:
    return f"/public_disc/financial-pdfs/{year}FD.zip"


def report_path(year: int | str, document_id: str) -> str:
    return f"/public_disc/ptr-pdfs/{year}/{document_id}.pdf"


def index_zip(year: int, entries: Sequence[Entry], changed: datetime) -> bytes:
    """A year's index as the Clerk packs it: the same rows, by name, as text and as XML."""
    rows = [entry.cells() for entry in sorted(entries, key=lambda entry: (entry.last, entry.first))]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((f"{year}FD.txt", _as_text(rows)), (f"{year}FD.xml", _as_xml(rows))):
            archive.writestr(zipfile.ZipInfo(name, changed.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def blank_page() -> bytes:
    """A PDF of one page without any text, as a scanned report has none."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<>>>>"
    objects = ("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page)
    text, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer<</Root 1 0 R/Size 4>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 4\n0000000000 65535 f \n{table}{end}".encode()


def _as_text(rows: Sequence[tuple[str, ...]]) -> bytes:
    """Tab separated, CRLF, quotes are literal."""
    return "".join("\t".join(row) + "\r\n" for row in (FIELDS, *rows)).encode()


def _as_xml(rows: Sequence[tuple[str, ...]]) -> bytes:
    root = ElementTree.Element("FinancialDisclosure")
    for row in rows:
        member = ElementTree.SubElement(root, "Member")
        for field, cell in zip(FIELDS, row, strict=True):
            ElementTree.SubElement(member, field).text = cell
    ElementTree.indent(root)
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}'
    return text.replace("\n", "\r\n").encode("utf-8-sig")  # with a byte order mark, as the Clerk's


def _archive(year: int) -> Iterable[Entry]:
    """What an earlier year lists: invented filers, one scanned report; the first year has no type P."""
    filed = date(year, 5, 15)
    yield Entry(f"10{year}02", "Placeholder", 'Robert "Bob"', "VT00", filed, year, prefix="", filing_type="C")
    if year > FIRST_YEAR:
        yield Entry(f"91{year}1", "Placeholder", "Jane", "DE00", filed, year)


def _served(request: web.Request, file: _File | None) -> web.Response:
    if file is None:
        return web.Response(status=404, text="<h1>404 - File not found</h1>", content_type="text/html")
    response = web.Response(body=file.content, content_type=file.media_type)
    if _unchanged(request, file):
        response = web.Response(status=304)
    response.etag = file.tag
    response.last_modified = file.modified
    return response


def _unchanged(request: web.Request, file: _File) -> bool:
    """An ETag, where one is sent, decides alone (RFC 9110, 13.2.2)."""
    if request.if_none_match is not None:
        return any(tag.value in (file.tag, "*") for tag in request.if_none_match)
    since = request.if_modified_since
    return since is not None and file.modified.replace(microsecond=0) <= since
