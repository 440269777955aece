"""A loopback stand-in for OGE's disclosure site: the JSON list with its filters, and the reports' PDFs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from aiohttp import web

from replica.server import Server

LIST = "/201/Presiden.nsf/API.xsp/v3/rest"
RETIRED_LIST = "/201/Presiden.nsf/API.xsp/v2/rest"
REQUEST_FORM = "/201/Presiden.nsf/201 Request"
FIELDS = ("docDate", "title", "type", "name", "agency", "level")
NO_FILE = "<html><body>Unable to Process Request</body></html>"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as the list has it; `document_id` is 32 hex digits, `file` the name in the link."""

    document_id: str
    name: str
    added: date
    title: str = "Secretary"
    agency: str = "Department of Samples"
    level: str = "Level I"
    kind: str = "278 Transaction"
    file: str = "Sample-278T.pdf"

    @property
    def path(self) -> str:
        return f"/201/Presiden.nsf/PAS+Index/{self.document_id.upper()}/$FILE/{self.file}"


class Oge(Server):
    """Lists documents that can be downloaded and others that are only on request."""

    def __init__(self, clock: Callable[[], datetime], port: int = 0) -> None:
        super().__init__(clock, port)
        self._entries: dict[str, Entry] = {}
        self._reports: dict[str, bytes | None] = {}
        self._lock = Lock()  # tests publish from another thread than the server's

    def publish(self, entry: Entry, pdf: bytes) -> None:
        """List a document and serve it; publishing the same id again replaces both."""
        self._add(entry, pdf)

    def publish_on_request(self, entry: Entry) -> None:
        """List a document with a link to the form that asks for a declaration of purpose."""
        self._add(entry, None)

    def unlist(self, document_id: str) -> None:
        """Drop a row; the document is still served."""
        with self._lock:
            self._entries.pop(document_id.upper(), None)

    def _add(self, entry: Entry, pdf: bytes | None) -> None:
        with self._lock:
            self._entries[entry.document_id.upper()] = entry
            self._reports[entry.document_id.upper()] = pdf

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return (
            web.get(LIST, self._list),
            web.get(RETIRED_LIST, self._retired),
            web.get("/201/Presiden.nsf/PAS+Index/{document_id}/$FILE/{file}", self._report),
            web.get(REQUEST_FORM, self._form),
        )

    async def _list(self, request: web.Request) -> web.Response:
        """400 for a bare request, as the site answers some networks."""
        if "X-Requested-With" not in request.headers or "Referer" not in request.headers:
            return web.Response(status=400, text="Bad Request")
        with self._lock:
            rows = [self._row(entry) for entry in self._entries.values()]
        matching = [row for row in rows if _matches(row, request.query)]
        order = FIELDS[int(request.query.get("order[0][column]", "0"))]
        matching.sort(key=lambda row: row[order], reverse=request.query.get("order[0][dir]") == "desc")
        start, length = int(request.query.get("start", "0")), int(request.query.get("length", "10"))
        return web.json_response(
            {
                "draw": int(request.query.get("draw", "0")),
                "recordsTotal": len(rows),
                "recordsFiltered": len(matching),
                "data": matching[start : start + length],
            }
        )

    def _row(self, entry: Entry) -> dict[str, str]:
        """The row, with the site's HTML in single quotes."""
        if self._reports[entry.document_id.upper()] is None:
            link = f"{self.url}{REQUEST_FORM.replace(' ', '%20')}?OpenForm&Filer={entry.name}"
            kind = f"{entry.kind} (<a href='{link}'>Request this Document</a>)"
        else:
            kind = f"<a href='{self.url}{entry.path}'>{entry.kind}</a>"
        texts = (f"{entry.added}T04:20:33", entry.title, kind, entry.name, entry.agency, entry.level)
        return {**dict(zip(FIELDS, texts, strict=True)), "amended": ""}

    async def _retired(self, _: web.Request) -> web.Response:
        return web.Response(text="<html>REST Services</html>", content_type="text/html")

    async def _report(self, request: web.Request) -> web.Response:
        pdf = self._reports.get(request.match_info["document_id"].upper())
        if pdf is None:
            return web.Response(text=NO_FILE, content_type="text/html")
        return web.Response(body=pdf, content_type="application/pdf")

    async def _form(self, _: web.Request) -> web.Response:
        return web.Response(text="<html>OGE Form 201</html>", content_type="text/html")


def _matches(row: Mapping[str, str], query: Mapping[str, str]) -> bool:
    """Whether each column holds what is searched in it, in any case."""
    return all(
        query.get(f"columns[{place}][search][value]", "").lower() in row[field].lower()
        for place, field in enumerate(FIELDS)
    )
