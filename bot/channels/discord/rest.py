"""discord.py's REST client without its gateway: sending goes on while the gateway is down."""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

import aiohttp
import discord
import yarl
from discord.http import Route

from bot.channels.discord.errors import UNTOLD_WAIT, Limited, retry_after
from bot.message import File

T = TypeVar("T")
INTENTS = discord.Intents(guilds=True)  # for the names of servers; nothing privileged
CLOSED = "the channel was closed"
ATTACHMENTS = ("cdn.discordapp.com", "media.discordapp.net")
LONGEST_PAUSE = 5.0  # seconds discord.py may wait for a channel's bucket; for longer ones the outbox waits


class Rest:
    """A logged-in session, made when it is first needed. Every request ends within `deadline` seconds.

    Raises one of `errors.FAILURES`.
    """

    def __init__(self, token: str, deadline: float = 8.0) -> None:
        self.deadline = deadline
        self._token = token
        self._session: asyncio.Task[discord.Client] | None = None
        self._closed = False
        self._requests: set[asyncio.Task[Any]] = set()

    async def login(self) -> discord.Client:
        """Everyone who waits shares one attempt, and its failure."""
        if self._closed:
            raise ConnectionAbortedError(CLOSED)
        if self._session is None or _failed(self._session):
            self._session = asyncio.create_task(self._in_time(_logged_in(self._token)))
        return await asyncio.shield(self._session)

    async def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        file: File | None = None,
        **ids: Any,
    ) -> Any:
        """One request, e.g. `request("POST", "/channels/{channel_id}/messages", body, channel_id=1)`.

        `file` is what the body calls attachment 0.
        """
        client = await self.login()
        content = _form(body, file) if file else {} if body is None else {"json": body}
        answer = await self._in_time(client.http.request(Route(method, path, **ids), params=query, **content))
        if isinstance(answer, str) and answer:
            raise ValueError("an answer that is no JSON")
        return answer

    async def download(self, url: str) -> bytes:
        """An attachment, from where Discord keeps them and from nowhere else."""
        client, host = await self.login(), yarl.URL(url).host
        if host not in (*ATTACHMENTS, yarl.URL(Route.BASE).host):
            raise ValueError(f"Discord keeps no attachments at {host}")
        content: bytes = await self._in_time(client.http.get_from_cdn(url))
        return content

    async def close(self) -> None:
        """Ends what is under way, for good."""
        self._closed = True
        await asyncio.gather(*(ended(request) for request in self._requests))
        if self._session:
            await asyncio.wait({self._session})
            if not _failed(self._session):
                await self._session.result().close()

    async def _in_time(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._requests.add(task)
        try:
            await asyncio.wait({task}, timeout=self.deadline)
            if not task.done():
                raise TimeoutError
        finally:
            await ended(task)
            self._requests.discard(task)
        if task.cancelled():
            raise ConnectionAbortedError(CLOSED)
        return task.result()


def _form(body: Any, file: File) -> dict[str, Any]:
    """https://discord.com/developers/docs/reference#uploading-files."""
    fields = [
        {"name": "payload_json", "value": json.dumps(body), "content_type": "application/json"},
        {
            "name": "files[0]",
            "value": file.content,
            "filename": file.name,
            "content_type": file.media_type,
        },
    ]
    return {"form": fields}


def _failed(session: asyncio.Task[discord.Client]) -> bool:
    return session.done() and (session.cancelled() or session.exception() is not None)


async def ended(task: asyncio.Task[Any]) -> None:
    """Ends a request now: discord.py, once cancelled, may still wait for its bucket until the next cancel."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.1)
    if not task.cancelled():
        task.exception()  # seen, so that asyncio does not complain of it


async def _logged_in(token: str) -> discord.Client:
    limits = aiohttp.TraceConfig()
    limits.on_request_end.append(_give_up_when_limited)
    client = discord.Client(intents=INTENTS, http_trace=limits)
    client.http.max_ratelimit_timeout = (
        LONGEST_PAUSE  # the client's own option means 30 when it is given less
    )
    try:
        await client.login(token)
    except BaseException:
        await client.close()
        raise
    return client


async def _give_up_when_limited(
    _session: aiohttp.ClientSession, _context: object, answered: aiohttp.TraceRequestEndParams
) -> None:
    """Raises Limited for a 429, which discord.py would sleep out inside.

    The outbox does the waiting: it moves one chat only and keeps the wait over a restart. And a request
    cancelled while discord.py waits out a global limit leaves its lock closed: every later request hangs.
    """
    response = answered.response
    if response.status != 429:
        return
    headers = response.headers
    # without `Via` it is Cloudflare that refuses the whole machine
    whole_bot = headers.get("X-RateLimit-Scope") == "global" or "X-RateLimit-Global" in headers
    raise Limited(retry_after(headers) or UNTOLD_WAIT, everywhere=whole_bot or "Via" not in headers)
