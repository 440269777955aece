"""The only door to `requests`: a polite client that asks configured sites, one request at a time each."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Condition, Thread
from typing import Any, Self
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

from ingest.errors import FetchError, ForeignHost, IngestError, Stopped, TooLarge, Unreachable
from ingest.response import Answer, Response, Validators, judge

__all__ = ["NOTHING_KEPT", "Fetch", "Limits", "Response", "Validators"]

CHUNK = 65_536
NOTHING_KEPT = Validators()
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` in decoded bytes, times in seconds; `total` is for one request, from connecting to its end."""

    size: int = 64 * 2**20
    total: float = 60.0
    connect: float = 10.0
    read: float = 20.0
    redirects: int = 5


DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class _Site:
    session: requests.Session
    free_at: float
    busy: bool = False


class _Session(requests.Session):
    """One kept connection; proxies named in the environment are used, but not for this machine itself."""

    def __init__(self, user_agent: str, host: str) -> None:
        super().__init__()
        self.headers["User-Agent"] = user_agent
        self.trust_env = not _is_loopback(host)
        self.auth = lambda request: request  # nothing from ~/.netrc: these sites are public
        for scheme in ("http://", "https://"):
            self.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=1))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: `requests` reads a redirect whole, whatever its size, even when told not to follow it."""


class Fetch:
    """Asks only `hosts` (`host` or `host:port`, as in a base URL), with a pause between requests to one.

    Nothing is tried twice: that is the ledger's to decide. `close` ends a running `get` at once.
    """

    def __init__(
        self,
        hosts: frozenset[str],
        user_agent: str,
        pause: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._user_agent = user_agent
        self._pause = pause
        self._clock = clock
        self._sleep = sleep or self._sleep_until_stopped
        self._limits = limits
        self._sites: dict[str, _Site] = {}
        self._turns = Condition()
        self._stop: Future[Any] = Future()

    def get(
        self,
        url: str,
        validators: Validators = NOTHING_KEPT,
        expect: str | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Response:
        """What the site has at this address, as the media type `expect` if given; `headers` go with our own.

        Raises a FetchError by name, or Stopped. No message holds a query string.
        """
        address = self._allowed(url)
        for _ in range(self._limits.redirects + 1):
            answer = self._exchange(address, {**headers, **validators.headers()})
            if answer.redirect is None:
                return judge(answer, validators, expect)
            address = self._allowed(answer.redirect, address)
        raise FetchError(f"{_place(address)}: more than {self._limits.redirects} redirects")

    def close(self) -> None:
        """End every running `get` with Stopped and refuse others; callable from any thread."""
        with self._turns:
            if not self._stop.done():
                self._stop.set_result(None)
            self._turns.notify_all()
            for site in self._sites.values():
                site.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _allowed(self, link: str, base: Url | None = None) -> Url:
        """The address as `requests` will read it, if on a configured host and no step down to http."""
        try:
            address = parse_url(urljoin(base.url if base else "", link))
        except ValueError:
            raise ForeignHost("an address that cannot be read") from None
        schemes = ("https",) if base and base.scheme == "https" else ("http", "https")
        if address.scheme not in schemes or address.auth or address.netloc not in self._hosts:
            raise ForeignHost(_place(address))
        return address

    def _exchange(self, address: Url, headers: Mapping[str, str]) -> Answer:
        site = self._take_turn(address)
        call = _Call(site.session, address, headers, self._limits, lambda: self._end_turn(site))
        call.start()
        wait([call.answer, self._stop], self._limits.total, FIRST_COMPLETED)
        if call.answer.done():
            return call.answer.result()
        call.abandon()
        self._refuse_when_stopped(address)
        raise Unreachable(f"{_place(address)}: no whole answer within {self._limits.total:g} s")

    def _take_turn(self, address: Url) -> _Site:
        """The site, once nobody else is asking it and its pause is over."""
        with self._turns:
            site = self._site(address)
            free = self._turns.wait_for(lambda: self._stop.done() or not site.busy, self._limits.total)
            self._refuse_when_stopped(address)
            if not free:
                raise Unreachable(f"{_place(address)}: the request before this one has not ended")
            site.busy = True
        if (left := site.free_at - self._clock()) > 0:
            self._sleep(left)
            self._refuse_when_stopped(address)
        return site

    def _end_turn(self, site: _Site) -> None:
        with self._turns:
            site.busy = False
            site.free_at = self._clock() + self._pause
            self._turns.notify_all()

    def _site(self, address: Url) -> _Site:
        name = address.netloc or ""
        if name not in self._sites:
            self._sites[name] = _Site(_Session(self._user_agent, address.host or ""), self._clock())
        return self._sites[name]

    def _refuse_when_stopped(self, address: Url) -> None:
        if self._stop.done():
            raise Stopped(_place(address))

    def _sleep_until_stopped(self, seconds: float) -> None:
        wait([self._stop], seconds)


class _Call(Thread):
    """One request in a thread of its own, so that whoever waits for it can walk away at any moment.

    Neither looking up a name nor connecting can be interrupted; an abandoned call keeps its site's turn
    until it ends by its own time-outs, so there never is a second connection.
    """

    def __init__(
        self,
        session: requests.Session,
        address: Url,
        headers: Mapping[str, str],
        limits: Limits,
        ended: Callable[[], None],
    ) -> None:
        super().__init__(name=f"fetch {address.host}", daemon=True)
        self.answer: Future[Answer] = Future()
        self._session = session
        self._address = address
        self._headers = headers
        self._limits = limits
        self._ended = ended
        self._response: requests.Response | None = None
        self._abandoned = False

    def run(self) -> None:
        try:
            self.answer.set_result(self._ask())
        except (requests.RequestException, HTTPError, OSError) as problem:
            self.answer.set_exception(Unreachable(f"{_place(self._address)}: {_reason(problem)}"))
        except IngestError as problem:
            self.answer.set_exception(problem)
        finally:
            self._ended()

    def abandon(self) -> None:
        self._abandoned = True
        if self._response is not None:
            with suppress(OSError, ValueError, RuntimeError):  # it has just ended by itself
                self._response.raw.shutdown()

    def _ask(self) -> Answer:
        times = (self._limits.connect, self._limits.read)
        with self._session.get(
            self._address.url, headers=self._headers, timeout=times, stream=True
        ) as response:
            self._response = response
            wanted = response.status_code in (200, 304) and not self._abandoned
            content = self._body(response) if wanted else b""
            place = _place(self._address)
            return Answer(self._address.url, place, response.status_code, response.headers, content)

    def _body(self, response: requests.Response) -> bytes:
        content = bytearray()
        for chunk in response.iter_content(CHUNK):
            content += chunk
            if len(content) > self._limits.size:
                raise TooLarge(f"{_place(self._address)}: more than {self._limits.size:,} bytes")
        return bytes(content)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(problem: Exception) -> str:
    """Why there was no answer, in our words: a library's may hold the whole address."""
    if isinstance(problem, requests.Timeout):
        return "no answer in time"
    if isinstance(problem, requests.exceptions.SSLError):
        return "no trusted connection"
    if isinstance(
        problem, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError
    ):
        return "the answer broke off"
    return "the connection failed"


def _place(address: Url) -> str:
    """Where, without what may be secret."""
    return f"{address.host}{address.path or ''}"
