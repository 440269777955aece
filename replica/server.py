"""The base of every replica: an HTTP server on loopback that records what it is asked and fails on demand."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from typing import Any, Self, TypeVar

from aiohttp import web

from replica.faults import Faults, Handler

HOST = "127.0.0.1"
T = TypeVar("T")


@dataclass(slots=True)
class Seen:
    """One request. `connection` is the client's port; `status` is None until it is answered, if ever."""

    at: datetime
    method: str
    path: str
    headers: Mapping[str, str]
    connection: int
    status: int | None = None


def uploaded(field: web.FileField) -> bytes:
    """What a form's file holds."""
    with closing(field.file):
        return field.file.read()


class Server(ABC):
    """`async with` serves in the running loop, `with` in a thread of its own.

    It may be stopped and started again, an outage during which connections are refused; it keeps its port.
    """

    def __init__(self, clock: Callable[[], datetime], port: int = 0) -> None:
        self.clock = clock
        self.port = port
        self.faults = Faults()
        self.seen: list[Seen] = []
        self._runner: web.AppRunner | None = None
        self._thread: Thread | None = None

    @abstractmethod
    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What the server answers, e.g. `web.get("/path/{name}", self.handler)`."""

    async def keys(self, request: web.Request) -> Sequence[str]:
        """By what names `faults` may know this request; a replica may add its own, such as a chat."""
        return (request.path,)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        application = web.Application(middlewares=[self._observe], client_max_size=64 * 2**20)
        application.add_routes(self.routes())
        # a handler ends with its connection, and a stop does not wait for hanging ones
        self._runner = web.AppRunner(
            application, handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection; new ones are refused until `start`."""
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def __enter__(self) -> Self:
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, name=type(self).__name__, daemon=True)
        self._thread.start()
        self.run(self.start())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        if self._thread:
            self._thread.join()
        self.loop.close()

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine (`server.stop()`) in the server's own thread, from a synchronous test."""
        return asyncio.run_coroutine_threadsafe(step, self.loop).result()

    @web.middleware
    async def _observe(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        seen = self._record(request)
        fault = self.faults.take(await self.keys(request))
        try:
            response = await (fault(request, handler) if fault else handler(request))
        except web.HTTPException as refusal:
            seen.status = refusal.status
            raise
        seen.status = response.status
        return response

    def _record(self, request: web.Request) -> Seen:
        peer = request.transport.get_extra_info("peername") if request.transport else None
        connection = peer[1] if peer else 0
        seen = Seen(self.clock(), request.method, request.path, request.headers, connection)
        self.seen.append(seen)
        return seen
