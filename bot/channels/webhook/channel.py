"""A webhook as a channel: https://www.standardwebhooks.com says how its messages are signed."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag

import aiohttp
from aiohttp.abc import AbstractResolver
from standardwebhooks.webhooks import Webhook as Signer

from bot.channel import Address, Answer, Pace, Part, Retries, Suggests, new_nonce
from bot.channels.webhook.guard import Check, Guarded, is_public, problem
from bot.errors import Passing, Permanent
from bot.message import Message
from storage.model import ChatState

NOTICE = "notice"
# https://github.com/standard-webhooks/standard-webhooks, "Deliverability and reliability"
RETRY_AFTER = tuple(timedelta(seconds=s) for s in (5, 60, 300, 1800, 7200, 18000, 36000))
SECONDS = 10.0  # for one try
LONGEST_WAIT = timedelta(days=1)
GONE = 410


class Webhook:
    """Posts signed JSON. A receiver knows a message again by its webhook-id, the same at every try.

    The chat's address is the receiver's, with the id of the chat that has it behind a `#`, which is not sent;
    its secret signs. `allowed` says which IP addresses may be connected to.
    """

    name = "webhook"
    pace = Pace(rest=0.1, per_minute=600, overall=50.0, workers=20)
    nonce_memory = timedelta(days=3650)
    retries = Retries(RETRY_AFTER, patience=timedelta(days=2))

    def __init__(
        self,
        user_agent: str,
        clock: Callable[[], datetime],
        allowed: Check = is_public,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._user_agent, self._clock, self._allowed = user_agent, clock, allowed
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    def render(self, message: Message) -> Sequence[Part]:
        """One event. What is told without data for programs is a notice."""
        kind, data = message.event or (NOTICE, {})
        words = {"title": message.title, "lines": list(message.lines)}
        said = {"type": kind, "timestamp": self._clock().isoformat(), "data": {**words, **data}}
        return [Part(said, message.title, new_nonce())]

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:  # noqa: ARG002
        """There is no plainer form. Raises a DeliveryError."""
        url = urldefrag(address.chat).url
        if why := problem(url, self._allowed):
            raise Permanent(f"nothing is sent to this address: {why}")
        now = self._clock()
        body = json.dumps(part.payload, ensure_ascii=False)
        signature = Signer(address.secret).sign(part.nonce, now.astimezone(UTC), body)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": self._user_agent,
            "webhook-id": part.nonce,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
        try:
            async with self._open().post(
                url, data=body.encode(), headers=headers, allow_redirects=False
            ) as got:
                self._check(got.status, got.headers)
        except TimeoutError:
            raise Passing(f"it did not answer within {SECONDS:g} s", unknown=True) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Passing(_said(error), unknown=True) from None
        return part.nonce

    def _check(self, status: int, headers: Mapping[str, str]) -> None:
        if 200 <= status < 300:
            return
        if status == GONE:
            raise Permanent("it says that it is gone (410)", ChatState.GONE)
        if 300 <= status < 400:
            raise Passing(f"it leads elsewhere ({status}); only the last address of a way is taken")
        raise Passing(f"it answered {status}", self._wait(headers.get("Retry-After", "")))

    def _wait(self, said: str) -> timedelta | None:
        """Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after."""
        try:
            wait = (
                timedelta(seconds=int(said))
                if said.isdecimal()
                else parsedate_to_datetime(said) - self._clock()
            )
        except (ValueError, TypeError, OverflowError):
            return None
        return min(wait, LONGEST_WAIT) if wait > timedelta() else None

    async def find(self, address: Address, part: Part, since: datetime) -> str | None:  # noqa: ARG002
        """Nobody can be asked; the receiver knows a repeat by its id."""
        return None

    async def run(self, answer: Answer, suggest: Suggests | None = None) -> None:  # noqa: ARG002
        """Nothing is heard here."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = Guarded(self._resolver or aiohttp.ThreadedResolver(), self._allowed)
            connector = aiohttp.TCPConnector(
                resolver=resolver, use_dns_cache=False, force_close=True, limit=self.pace.workers
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def _said(error: Exception) -> str:
    """In words without the address, which may hold a secret of its own."""
    match error:
        case aiohttp.ClientConnectorDNSError() if "open internet" in str(error):
            return "its name leads to a network that is not in the open internet"
        case aiohttp.ClientConnectorDNSError():
            return "its name is not known"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "its certificate is not in order"
        case aiohttp.ClientConnectorError():
            return "it takes no connection"
    return f"the connection broke ({type(error).__name__})"
