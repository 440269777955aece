"""A session of the Senate's eFD: the agreement it asks for, and what may be asked within it.

The site keeps the session by cookies, which live in the Fetch; it may forget it at any moment.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from ingest.errors import (
    FetchError,
    ForeignHost,
    Maintenance,
    Refused,
    SessionLost,
    TermsNotAccepted,
    Unavailable,
    WrongKind,
)
from ingest.fetch import Fetch, Response
from ingest.html import all_of, parse
from ingest.sources.senate.kinds import PageKind, check_kind, page_kind

HOME = "/search/home/"
SEARCH = "/search/"
DATA = "/search/report/data/"
CSRF_COOKIE = "csrftoken"
BLOCKED = b"Access Denied"  # Akamai's page, which also names a "Reference #"; Django's refusals do not say so
MOST_BYTES = 1 << 20  # of the agreement's page, which has 13 kB
MOST_TAGS = 20_000  # and 170

T = TypeVar("T")


class Session:
    """One visit to the site at `base`. It accepts the agreement when it must, and at most once.

    Raises TermsNotAccepted, before anything is asked, unless the operator has accepted the terms of use: the
    agreement is a legal statement (5 U.S.C. 13107(c)).
    """

    def __init__(self, fetch: Fetch, base: str, *, accept_terms: bool) -> None:
        if not accept_terms:
            raise TermsNotAccepted
        self._fetch = fetch
        self._base = base
        self._agreed = False

    def view(self, url: str, kind: PageKind) -> bytes:
        """A report's page, which is of that kind. Raises a FetchError by name."""
        if urlsplit(url)[:2] != urlsplit(self._base)[:2]:
            raise ForeignHost(urlsplit(url).netloc)
        return self._within(lambda: self._view(url, kind))

    def search(self, form: Mapping[str, str]) -> bytes:
        """The answer to one search, which is no page. Raises a FetchError by name."""
        return self._within(lambda: self._search(form))

    def _within(self, ask: Callable[[], T]) -> T:
        """The answer, asked for again once after agreeing when the site has forgotten us."""
        if not self._csrf():
            self._agree()
        try:
            return ask()
        except SessionLost:
            if self._agreed:
                raise
        self._agree()
        return ask()

    def _agree(self) -> None:
        """Accepts the agreement; where it leads tells whether that worked, a cookie does not."""
        self._agreed = True
        page = self._get(self._base + HOME)
        if check_kind(page, PageKind.HOME, PageKind.SEARCH) is PageKind.SEARCH:
            return  # the site has sent us on: it knows us
        form = {"prohibition_agreement": "1", "csrfmiddlewaretoken": form_token(page)}
        answer = self._post(HOME, form, {"Referer": self._base + HOME})
        if answer.sent_to is None:
            check_kind(answer.content or b"")
        if urlsplit(answer.sent_to or "").path != SEARCH or not self._csrf():
            raise SessionLost("the agreement led nowhere")

    def _view(self, url: str, kind: PageKind) -> bytes:
        page = self._get(url)
        check_kind(page, kind)
        return page

    def _search(self, form: Mapping[str, str]) -> bytes:
        headers = {
            "Referer": self._base + SEARCH,
            "X-CSRFToken": self._csrf(),
            "X-Requested-With": "XMLHttpRequest",
        }
        answer = self._post(DATA, form, headers)
        if answer.sent_to is not None:
            raise SessionLost(f"sent to {urlsplit(answer.sent_to).path}")
        content = answer.content or b""
        if content.lstrip().startswith(b"<"):
            check_kind(content)
        return content

    def _get(self, url: str) -> bytes:
        try:
            return self._fetch.get(url, headers={"Referer": self._base + SEARCH}).content or b""
        except FetchError as refusal:
            raise _by_its_page(refusal) from refusal

    def _post(self, path: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        try:
            return self._fetch.post(self._base + path, form, {"Origin": self._base, **headers})
        except Refused as refusal:
            if BLOCKED in refusal.page:
                raise
            raise SessionLost(refusal.detail) from refusal  # Django's answer to a token it does not know
        except FetchError as refusal:
            raise _by_its_page(refusal) from refusal

    def _csrf(self) -> str:
        return self._fetch.cookie(self._base, CSRF_COOKIE) or ""


def form_token(page: bytes) -> str:
    """What the agreement's form wants back: another token than the cookie's. Raises WrongKind."""
    for form in all_of(parse(page, MOST_BYTES, MOST_TAGS), "form"):
        for field in all_of(form, "input") if form.get("id") == "agreement_form" else ():
            if field.get("name") == "csrfmiddlewaretoken" and field.get("value"):
                return field.get("value", "")
    raise WrongKind("the agreement has no form that we know")


def _by_its_page(refusal: FetchError) -> FetchError:
    """The refusal by a better name, where the page that came with it has one."""
    if isinstance(refusal, Unavailable) and page_kind(refusal.page) is PageKind.MAINTENANCE:
        return Maintenance(refusal.detail, refusal.retry_after)
    return refusal
