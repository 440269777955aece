"""A loopback stand-in for the Senate's eFD: the agreement, the search and the pages of its reports.

The pages come from `replica/senate_pages.py`; images of paper filings lie on another host, `SenateMedia`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from html import escape
from itertools import count
from threading import Lock
from typing import Any

from aiohttp import web

from replica.senate_pages import agreement_page, maintenance_page, search_page
from replica.server import Server

HOME = "/search/home/"
SEARCH = "/search/"
DATA = "/search/report/data/"
LENGTHS = (25, 50, 75, 100)
CSRF_FAILED = "<title>403 Forbidden</title><h1>Forbidden</h1><p>CSRF verification failed.</p>"
FOLDERS = {"extension": "extension-notice/regular"}
TRANSACTIONS, EXTENSIONS = 11, 10


@dataclass(frozen=True, slots=True)
class Report:
    """One report as the search lists it, and its page. `kind` is `ptr`, `paper`, `extension` or `annual`."""

    uuid: str
    kind: str
    first: str
    last: str
    office: str
    title: str
    filed: date
    page: bytes

    @property
    def path(self) -> str:
        return f"/search/view/{FOLDERS.get(self.kind, self.kind)}/{self.uuid}/"

    @property
    def report_type(self) -> int:
        return EXTENSIONS if self.kind == "extension" else TRANSACTIONS

    def cells(self) -> list[str]:
        link = f'<a href="{self.path}" target="_blank">{escape(self.title)}</a>'
        return [self.first, self.last, self.office, link, f"{self.filed:%m/%d/%Y}"]


class Senate(Server):
    """Searches the reports published to it. `searches` are the forms it was asked with, oldest first.

    As on the site, a report's page needs a session and the search only a token against forgery.
    """

    def __init__(self, clock: Callable[[], datetime], port: int = 0) -> None:
        super().__init__(clock, port)
        self.searches: list[Mapping[str, str]] = []
        self._reports: dict[str, Report] = {}
        self._numbers = count(1)
        self._cookies: set[str] = set()
        self._tokens: set[str] = set()
        self._sessions: set[str] = set()
        self._lock = Lock()  # tests publish from another thread than the server's

    def publish(self, *reports: Report) -> None:
        """List reports and serve their pages; the same UUID again replaces both."""
        with self._lock:
            self._reports |= {report.uuid: report for report in reports}

    def withdraw(self, uuid: str) -> None:
        """Neither list nor serve a report any more."""
        with self._lock:
            self._reports.pop(uuid, None)

    def forget_sessions(self) -> None:
        """Every visitor must accept the agreement again."""
        self._sessions.clear()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return (
            web.get(HOME, self._home),
            web.post(HOME, self._agree),
            web.get(SEARCH, self._form),
            web.post(DATA, self._data),
            web.get("/search/view/{kind}/{uuid}/", self._view),
            web.get("/search/view/{kind}/regular/{uuid}/", self._view),
        )

    async def _home(self, request: web.Request) -> web.Response:
        """The agreement, with a token that is another one than the cookie's."""
        token = self._number(self._tokens, 64)
        response = _page(agreement_page(token))
        if request.cookies.get("csrftoken") not in self._cookies:
            response.set_cookie("csrftoken", self._number(self._cookies, 32))
            response.set_cookie(f"{1:032x}", f"{2:032x}")  # the load balancer's
        return response

    async def _agree(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("csrfmiddlewaretoken") not in self._tokens or not self._is_ours(request):
            return web.Response(status=403, text=CSRF_FAILED, content_type="text/html")
        if form.get("prohibition_agreement") != "1":
            return _page(agreement_page(self._number(self._tokens, 64), refused=True))
        response = web.Response(status=302, headers={"Location": SEARCH})
        response.set_cookie("sessionid", self._number(self._sessions, 32))
        return response

    async def _form(self, request: web.Request) -> web.Response:
        return _page(search_page()) if self._has_agreed(request) else _sent_home()

    async def _data(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.searches.append(form)
        if request.headers.get("X-CSRFToken") != request.cookies.get("csrftoken") or not self._is_ours(
            request
        ):
            return web.Response(status=403, text=CSRF_FAILED, content_type="text/html")
        if not form.get("submitted_start_date") or int(form["length"]) not in LENGTHS:
            return _page(maintenance_page(), 503)
        return web.json_response(self._answer(form))

    async def _view(self, request: web.Request) -> web.Response:
        if not self._has_agreed(request):
            return _sent_home()
        with self._lock:
            report = self._reports.get(request.match_info["uuid"])
        if report is None or report.path != request.path:
            return web.Response(status=404, text="<title>404</title>", content_type="text/html")
        return _page(report.page)

    def _answer(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """The rows that a search asks for, in its order."""
        first, last = (_day(form.get(f"submitted_{end}_date", "")) for end in ("start", "end"))
        types = json.loads(form["report_types"])
        with self._lock:
            reports = [
                report
                for report in self._reports.values()
                if report.report_type in types and (first or date.min) <= report.filed <= (last or date.max)
            ]
        _sort(reports, form)
        start, length = int(form["start"]), int(form["length"])
        return {
            "draw": int(form["draw"]),
            "recordsTotal": len(reports),
            "recordsFiltered": len(reports),
            "data": [report.cells() for report in reports[start : start + length]],
            "result": "ok",
        }

    def _has_agreed(self, request: web.Request) -> bool:
        return request.cookies.get("sessionid") in self._sessions

    def _is_ours(self, request: web.Request) -> bool:
        """Whether a form comes from a page of this site, with a cookie that it has given."""
        known = request.cookies.get("csrftoken") in self._cookies
        return known and request.headers.get("Referer", "").startswith(f"{self.url}/search/")

    def _number(self, kept: set[str], digits: int) -> str:
        """A new token, known from now on."""
        token = f"{next(self._numbers):0{digits}x}"
        kept.add(token)
        return token


class SenateMedia(Server):
    """The host of the images: each by the path it was published under. It knows no session."""

    def __init__(self, clock: Callable[[], datetime], port: int = 0) -> None:
        super().__init__(clock, port)
        self._images: dict[str, bytes] = {}

    def publish(self, *images: bytes) -> list[str]:
        """Serve images; gives their addresses."""
        paths = [f"/media/{number:09}.png" for number, _ in enumerate(images, len(self._images) + 1)]
        self._images |= dict(zip(paths, images, strict=True))
        return [self.url + path for path in paths]

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return (web.get("/media/{name}", self._image),)

    async def _image(self, request: web.Request) -> web.Response:
        if request.path not in self._images:
            return web.Response(status=404)
        return web.Response(body=self._images[request.path], content_type="image/png")


def _page(content: bytes, status: int = 200) -> web.Response:
    return web.Response(status=status, body=content, content_type="text/html", charset="utf-8")


def _sent_home() -> web.Response:
    return web.Response(status=302, headers={"Location": HOME})


def _day(text: str) -> date | None:
    return datetime.strptime(text, "%m/%d/%Y %H:%M:%S").date() if text else None


def _sort(reports: list[Report], form: Mapping[str, str]) -> None:
    """By the columns that a search names; equal rows stay in the order of publication."""
    places = [name.removesuffix("[column]") for name in form if re.fullmatch(r"order\[\d]\[column]", name)]
    for place in sorted(places, reverse=True):
        key = partial(_value, column=int(form[f"{place}[column]"]))
        reports.sort(key=key, reverse=form[f"{place}[dir]"] == "desc")


def _value(report: Report, column: int) -> Any:
    return report.filed if column == 4 else report.cells()[column]
