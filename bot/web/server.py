"""Serves the web application in the service's own event loop, and ends with it; the only door to uvicorn.

FastAPI and uvicorn are imported when the service already runs: they take half a second.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.config import WebSettings
from bot.offload import Offload
from bot.supervise import supervise
from bot.web.parts import WebParts
from storage.database import Database

if TYPE_CHECKING:
    from uvicorn import Server

THREADS = 2  # however many ask, the service's own work has the database to itself
MOST_CONNECTIONS = 50
GRACE = 2  # seconds for answers under way when the service ends
AGAIN = 30.0  # seconds between tries for a port that is taken

log = structlog.get_logger()


async def serve_web(
    settings: WebSettings, database: Database, clock: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Until `stop` is set, and no more than 2.5 s longer. Whatever happens here ends nothing else."""
    offload = Offload(THREADS)

    async def run() -> None:
        if bound := await _bound(settings, stop):
            with bound:
                await _serve(WebParts(database, offload, clock, stop), bound)

    async def logged(_problem: Exception | None) -> None:
        """That it ended is in the log already."""

    try:
        await supervise("web", run, logged, stop, slowest=AGAIN)
    finally:
        await asyncio.to_thread(offload.close)


async def _bound(settings: WebSettings, stop: asyncio.Event) -> socket.socket | None:
    """The port, waited for while another program has it; None when the service ends before."""
    told = False
    while not stop.is_set():
        try:
            return _listening(settings)
        except OSError as error:
            if not told:
                log.error(_TAKEN, host=settings.host, port=settings.port, reason=error.strerror or str(error))
        told = True
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN)
    return None


_TAKEN = (
    "health and metrics are not served: the port cannot be had; set web.host and web.port to others, or end "
    "what has it (tried again every 30 s)"
)


def _listening(settings: WebSettings) -> socket.socket:
    """Raises OSError when the port is taken, may not be had, or the address is none of this machine's."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=128)


async def _serve(parts: WebParts, bound: socket.socket) -> None:
    server = await asyncio.to_thread(_made, parts)
    log.info("web ready", address="http://{}:{}".format(*bound.getsockname()[:2]))
    serving = asyncio.create_task(server.serve(sockets=[bound]), name="web server")
    stopped = asyncio.create_task(parts.stop.wait(), name="web stop")
    try:
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopped.cancel()
        await asyncio.gather(stopped, return_exceptions=True)
        try:
            await serving
        finally:
            await _end(server)


async def _end(server: "Server") -> None:
    """Answers that outlasted the grace end now, and their connections with them."""
    for task in server.server_state.tasks:
        task.cancel()
    await asyncio.gather(*server.server_state.tasks, return_exceptions=True)
    for connection in list(server.server_state.connections):
        if transport := getattr(connection, "transport", None):
            transport.abort()


def _made(parts: WebParts) -> "Server":
    import uvicorn

    from bot.web.create import create

    class Server(uvicorn.Server):
        """Signals are the service's business: uvicorn would take them, and raise them again at its end."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Server(
        uvicorn.Config(
            create(parts),
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE,
        )
    )
