"""The service in a test's own process."""

import asyncio
import multiprocessing
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest

from benchmarks.kills import publish
from bot.app import open_store, serve
from bot.channel import Answer
from bot.config import Settings
from bot.joined import channels_of
from ingest.fetch import Fetch
from ingest.identify import Directory
from ingest.parts import Ingest
from ingest.poll import poll
from ingest.references.tickers import Tickers
from ingest.securities import Securities
from ingest.sources.house import House
from ingest.worker import Reader
from replica.rig import DISCORD_TOKEN, Outside
from replica.server import Server
from storage import chats, documents, follows, health, status
from storage.database import Database
from storage.query import stored

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PATIENCE = 40.0  # seconds; Discord's gateway is tried again ever more slowly
STOP = 25.0  # seconds: five times what is promised


@dataclass
class Service:
    """The service in this process with a chat on each platform that follows everything."""

    outside: Outside
    database: Database
    changes: dict[str, Any] = field(default_factory=dict)
    stop_took: float = 0.0

    def __post_init__(self) -> None:
        self.chat = self.outside.telegram_private()
        self.channel = self.outside.discord_channel(1)
        self._first_run()
        for name, address in (("telegram", str(self.chat.id)), ("discord", self.channel.id)):
            with self.database.write() as transaction:
                place = chats.place(transaction, name, address, group=name == "discord")
                follows.add(transaction, place.id, stored("*"), datetime.now(UTC))

    def _first_run(self) -> None:
        """Every yearly index has been asked for, and nobody alerted."""
        hosts = frozenset({self.outside.clerk.url.removeprefix("http://")})
        source, clock = House(self.outside.clerk.url), lambda: datetime.now(UTC)
        with Fetch(hosts, "Hilltape's tests", 0) as fetch, Reader({"house": source}) as reader:
            every, stopping = timedelta(minutes=1), Event()
            nobody, nothing = Directory(()), Securities(Tickers(clock().date(), "", ()), ())
            parts = Ingest(
                source, every, self.database, fetch, reader, nobody, nothing, clock, bool, stopping.is_set
            )
            poll(parts)

    @property
    def settings(self) -> Settings:
        telegram, discord = self.outside.telegram, self.outside.discord
        return Settings.model_validate(
            {
                "database": self.database.url.render_as_string(hide_password=False),
                "sources": {
                    "house": {"base_url": self.outside.clerk.url, "every": "1s"},
                    "oge": {"enabled": False},
                },
                "channels": {
                    "telegram": {"base_url": telegram.url},
                    "discord": {"base_url": discord.base_url, "gateway_url": discord.gateway_url},
                },
                "web": {"port": 0},
                "telegram_token": telegram.token,
                "discord_token": DISCORD_TOKEN,
                **self.changes,
            }
        )  # fmt: skip

    @asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        """From ready to its end, which comes in time and leaves nothing behind."""
        stop, ready = asyncio.Event(), asyncio.Event()

        def note(_answer: Answer) -> None:
            ready.set()

        with open_store(self.settings) as store:
            task = asyncio.create_task(
                serve(self.settings, store, channels_of(self.settings, store.clock), stop, note)
            )
            await ready.wait()
            try:
                yield task
                assert not task.done()
            finally:
                began = time.monotonic()
                stop.set()
                await task
                self.stop_took = time.monotonic() - began
        assert self.stop_took < STOP
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert multiprocessing.active_children() == []
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("offload")] == []

    def publish(self, document_id: str) -> None:
        publish(self.outside, document_id)

    def told(self, document_id: str) -> tuple[int, int]:
        """How often that report was told on Telegram and on Discord."""
        telegram = self.outside.told_on_telegram(self.chat)[document_id]
        return telegram, self.outside.told_on_discord(self.channel)[document_id]

    def outage(self, *servers: Server) -> None:
        for server in servers:
            server.run(server.stop())

    def back(self, *servers: Server) -> None:
        for server in servers:
            server.run(server.start())

    async def until(self, happened: Callable[[], object], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not happened():
                await asyncio.sleep(0.02)

    async def answers(self) -> None:
        """Both platforms' listeners are up: what somebody types is answered."""
        outside = self.outside
        await self.until(lambda: outside.discord.api.commands and outside.discord.gateway.connected)
        messages, answers = len(outside.telegram.messages), len(outside.discord.answers)
        outside.say(self.chat, "/help")
        outside.slash(self.channel, "help")
        await self.until(lambda: len(outside.telegram.messages) > messages)
        await self.until(lambda: len(outside.discord.answers) > answers)

    def health(self, part: str) -> health.Health:
        with self.database.read() as transaction:
            return health.get(transaction, part)

    def ledger(self, document_id: str) -> str:
        with self.database.read() as transaction:
            entry = documents.get(transaction, "house", document_id)
        return entry.state if entry else ""

    def owed(self) -> dict[str, int]:
        with self.database.read() as transaction:
            return status.deliveries_by_state(transaction)


def everything(outside: Outside) -> tuple[Server, ...]:
    return outside.clerk, outside.telegram, outside.discord
