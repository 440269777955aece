"""The only door to `requests`: a polite client that asks configured sites, one request at a time each."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from threading import Condition
from typing import Any, Self
from urllib.parse import urljoin

from urllib3.util import Url, parse_url

from ingest.errors import FetchError, ForeignHost, Stopped, Unreachable
from ingest.fetch_call import Call, Limits, Request, Session, place_of
from ingest.patience import Patience
from ingest.response import Answer, Response, Validators, judge

__all__ = ["NOTHING_KEPT", "Fetch", "Limits", "Response", "Validators"]

NOTHING_KEPT = Validators()
NO_HEADERS: Mapping[str, str] = {}


DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class _Site:
    session: Session
    patience: Patience
    free_at: float
    busy: bool = False


class Fetch:
    """Asks only `hosts` (`host` or `host:port`, as in a base URL), with a pause between requests to one.

    Nothing is tried twice: that is the ledger's to decide. Cookies go back to the site that set them, and are
    kept for as long as this lives. `close` ends a running request at once.
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
        """What the site has at this address, as the media type `expect` if given.

        Raises a FetchError by name, or Stopped. No message holds a query string.
        """
        address = self._allowed(url)
        for _ in range(self._limits.redirects + 1):
            answer = self._exchange(Request(address, {**headers, **validators.headers()}))
            if answer.redirect is None:
                return judge(answer, validators, expect)
            address = self._allowed(answer.redirect, address)
        raise FetchError(f"{place_of(address)}: more than {self._limits.redirects} redirects")

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] = NO_HEADERS) -> Response:
        """What the site answers to a form; where it sends us on is not followed but told as `sent_to`.

        Raises a FetchError by name, or Stopped. No message holds a query string or a field.
        """
        address = self._allowed(url)
        answer = self._exchange(Request(address, headers, form))
        if answer.redirect is None:
            return judge(answer, NOTHING_KEPT, None)
        target = self._allowed(answer.redirect, address)
        return Response(answer.url, b"", answer.media_type, NOTHING_KEPT, sent_to=target.url)

    def cookie(self, url: str, name: str) -> str | None:
        """The value of a cookie that the site of this address has set, None while there is none."""
        with self._turns:
            site = self._sites.get(self._allowed(url).netloc or "")
        cookies = site.session.cookies if site else ()
        return next((cookie.value for cookie in cookies if cookie.name == name), None)

    def close(self) -> None:
        """End every running request with Stopped and refuse others; callable from any thread."""
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
            raise ForeignHost(place_of(address))
        return address

    def _exchange(self, request: Request) -> Answer:
        address = request.address
        site = self._take_turn(address)
        call = Call(site.session, request, self._limits, site.patience, lambda: self._end_turn(site))
        call.start()
        wait([call.answer, self._stop], self._limits.total, FIRST_COMPLETED)
        if call.answer.done():
            return call.answer.result()
        call.abandon()
        self._refuse_when_stopped(address)
        raise Unreachable(f"{place_of(address)}: no whole answer within {self._limits.total:g} s")

    def _take_turn(self, address: Url) -> _Site:
        """The site, once nobody else is asking it and its pause is over."""
        with self._turns:
            site = self._site(address)
            free = self._turns.wait_for(lambda: self._stop.done() or not site.busy, self._limits.total)
            self._refuse_when_stopped(address)
            if not free:
                raise Unreachable(f"{place_of(address)}: the request before this one has not ended")
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
            session = Session(self._user_agent, address.host or "")
            patience = Patience(self._limits.silence, self._limits.longest_silence)
            self._sites[name] = _Site(session, patience, self._clock())
        return self._sites[name]

    def _refuse_when_stopped(self, address: Url) -> None:
        if self._stop.done():
            raise Stopped(place_of(address))

    def _sleep_until_stopped(self, seconds: float) -> None:
        wait([self._stop], seconds)
