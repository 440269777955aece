"""One request, in a thread of its own, and the connection it goes through."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Thread

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.util import Url

from ingest.errors import IngestError, TooLarge, Unreachable
from ingest.patience import Patience
from ingest.response import Answer

CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` in decoded bytes, times in seconds; `total` is for one request, from connecting to its end.

    A quick site may be silent for `silence`, a slow one for up to `longest_silence`.
    """

    size: int = 64 * 2**20
    total: float = 60.0
    connect: float = 10.0
    silence: float = 5.0
    longest_silence: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What one site is asked; with a `form` it is posted. `headers` go with it beside the session's own."""

    address: Url
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None


class Session(requests.Session):
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


class Call(Thread):
    """One request in a thread of its own, so that whoever waits for it can walk away at any moment.

    Neither looking up a name nor connecting can be interrupted; an abandoned call keeps its site's turn
    until it ends by its own time-outs, so there never is a second connection.
    """

    def __init__(
        self,
        session: requests.Session,
        request: Request,
        limits: Limits,
        patience: Patience,
        ended: Callable[[], None],
    ) -> None:
        super().__init__(name=f"fetch {request.address.host}", daemon=True)
        self.answer: Future[Answer] = Future()
        self._session = session
        self._request = request
        self._address = request.address
        self._limits = limits
        self._patience = patience
        self._ended = ended
        self._response: requests.Response | None = None
        self._abandoned = False

    def run(self) -> None:
        try:
            self.answer.set_result(self._ask())
        except (requests.RequestException, HTTPError, OSError) as problem:
            if _is_silence(problem):
                self._patience.gave_up(self._address.url)
            self.answer.set_exception(Unreachable(f"{place_of(self._address)}: {_reason(problem)}"))
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
        asked = self._request
        with self._session.request(
            "GET" if asked.form is None else "POST",
            self._address.url,
            data=asked.form,
            headers=asked.headers,
            timeout=(self._limits.connect, self._patience.seconds_for(self._address.url)),
            stream=True,
        ) as response:
            self._response = response
            read = self._body if response.status_code in (200, 304) else _beginning
            content = b"" if self._abandoned else read(response)
            self._patience.answered(self._address.url, response.elapsed.total_seconds())
            place = place_of(self._address)
            return Answer(self._address.url, place, response.status_code, response.headers, content)

    def _body(self, response: requests.Response) -> bytes:
        content = bytearray()
        for chunk in response.iter_content(CHUNK):
            content += chunk
            if len(content) > self._limits.size:
                raise TooLarge(f"{place_of(self._address)}: more than {self._limits.size:,} bytes")
        return bytes(content)


def _beginning(response: requests.Response) -> bytes:
    """What comes with a refusal or redirect, as far as it comes: the status says what matters.

    Where that is all, the connection can be used again.
    """
    with suppress(requests.RequestException, HTTPError, OSError):
        return next(response.iter_content(CHUNK), b"")
    return b""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _is_silence(problem: Exception) -> bool:
    """Of the site after it was connected; `requests` wraps it once more where it comes amid an answer."""
    within = problem.args[0] if problem.args else None
    return isinstance(problem, requests.ReadTimeout) or isinstance(within, ReadTimeoutError)


def _reason(problem: Exception) -> str:
    """Why there was no answer, in our words: a library's may hold the whole address."""
    if isinstance(problem, requests.Timeout) or _is_silence(problem):
        return "no answer in time"
    if isinstance(problem, requests.exceptions.SSLError):
        return "no trusted connection"
    if isinstance(
        problem, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError
    ):
        return "the answer broke off"
    return "the connection failed"


def place_of(address: Url) -> str:
    """Where, without what may be secret."""
    return f"{address.host}{address.path or ''}"
