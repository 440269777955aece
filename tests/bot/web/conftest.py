"""The web application on a port of its own, beside a real database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
from structlog.testing import capture_logs

from bot.config import WebSettings
from bot.web.server import serve_web
from storage.database import Database

Serve = Callable[[Database], AbstractAsyncContextManager["Web"]]


@dataclass
class Web:
    """What is served, asked over real HTTP."""

    port: int
    client: httpx.AsyncClient
    stop: asyncio.Event
    task: "asyncio.Task[None]"

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)


@pytest.fixture
def serve(now: datetime) -> Serve:
    @asynccontextmanager
    async def running(database: Database) -> AsyncIterator[Web]:
        stop = asyncio.Event()
        with capture_logs() as logs:
            task = asyncio.create_task(serve_web(WebSettings(port=0), database, lambda: now, stop))
            async with asyncio.timeout(20):
                while not (ready := [one for one in logs if one["event"] == "web ready"]):
                    await asyncio.sleep(0.01)
        address = ready[0]["address"]
        async with httpx.AsyncClient(base_url=address) as client:
            yield Web(int(address.rpartition(":")[2]), client, stop, task)
        stop.set()
        await asyncio.wait_for(task, 5)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    return running
