"""The joined service: no outage ends it, a stop comes soon whatever hangs, and nothing is lost either way."""

import asyncio
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from benchmarks.kills import publish
from bot.app import open_store, serve
from bot.channel import Answer
from bot.config import Settings
from bot.joined import channels_of
from bot.message import unbroken
from ingest.fetch import Fetch
from ingest.identify import Directory
from ingest.parts import Ingest
from ingest.poll import poll
from ingest.references.tickers import Tickers
from ingest.securities import Securities
from ingest.sources.house import House
from ingest.worker import Reader
from replica.clerk import Entry
from replica.discord import too_many
from replica.faults import slow
from replica.printer import print_report
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


@pytest.fixture
def outside() -> Iterator[Outside]:
    with Outside() as outside:
        yield outside


@pytest.fixture
def service(outside: Outside, database: Database, caplog: pytest.LogCaptureFixture) -> Iterator[Service]:
    """Afterwards no connection is left open and no task has ended in a way that nobody saw."""
    yield Service(outside, database)
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def everything(outside: Outside) -> tuple[Server, ...]:
    return outside.clerk, outside.telegram, outside.discord


async def test_an_outage_of_everything_at_the_start_ends_nothing(service: Service) -> None:
    service.outage(*everything(service.outside))
    async with service.running():
        await asyncio.sleep(1.0)
        service.back(*everything(service.outside))
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (1, 1))
        await service.answers()


@ON_SQLITE
async def test_an_outage_of_everything_later_ends_nothing(service: Service) -> None:
    async with service.running():
        await service.answers()
        service.outage(*everything(service.outside))
        await asyncio.sleep(1.0)
        service.publish("20900001")
        service.back(*everything(service.outside))
        await service.until(lambda: service.told("20900001") == (1, 1))
        await service.answers()


@ON_SQLITE
async def test_alerts_go_out_while_discords_gateway_is_broken(service: Service) -> None:
    gateway = service.outside.discord.gateway
    async with service.running():
        await service.answers()
        gateway.breaks = True
        service.outside.discord.loop.call_soon_threadsafe(gateway.drop)
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (1, 1))
        gateway.breaks = False
        await service.answers()


@ON_SQLITE
async def test_telegram_goes_on_while_discord_is_away(service: Service) -> None:
    async with service.running():
        await service.answers()
        service.outage(service.outside.discord)
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (1, 0))
        service.back(service.outside.discord)
        await service.until(lambda: service.told("20900001") == (1, 1))
        await service.answers()


@ON_SQLITE
async def test_a_listener_that_dies_of_a_malformed_event_is_started_again(service: Service) -> None:
    discord = service.outside.discord
    async with service.running():
        await service.answers()
        before = discord.gateway.identified
        malformed = '{"op":0,"t":"GUILD_CREATE","s":9,"d":[]}'
        discord.loop.call_soon_threadsafe(discord.gateway.say, malformed)
        await service.until(lambda: discord.gateway.identified > before)
        await service.answers()


@ON_SQLITE
async def test_a_token_that_is_refused_stops_its_channel_only_and_health_says_so(service: Service) -> None:
    service.changes["telegram_token"] = "1234567:another-token-of-no-use-anywhere-at-all"
    async with service.running():
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (0, 1))
        for part in ("channel:telegram", "channel:telegram sender"):
            await service.until(lambda part=part: service.health(part).failing_since)
            assert service.health(part).reason == "BadToken"
        asked = len(service.outside.telegram.exchanges)
        await asyncio.sleep(1.0)
        assert len(service.outside.telegram.exchanges) == asked
    del service.changes["telegram_token"]
    async with service.running():
        await service.until(lambda: service.told("20900001") == (1, 1))


COMPANIES = {"AMD": "Advanced Micro Devices", "DIS": "Walt Disney Company", "NVDA": "NVIDIA Corporation"}


def report(document_id: str, *rows: Mapping[str, Any]) -> tuple[Entry, bytes]:
    """Nancy Pelosi's report of today, printed as the Clerk's PDF."""
    today = datetime.now(UTC).date()
    record = {
        "doc_id": document_id,
        "filer": "Hon. Nancy Pelosi",
        "status": "Member",
        "state_district": "CA11",
        "signed": today.isoformat(),
        "rows": [{**row, "ordinal": number} for number, row in enumerate(rows, start=1)],
    }
    return Entry(document_id, "Pelosi", "Nancy", "CA11", today, today.year), print_report(record)


def printed_row(ticker: str, amount: str, number: str = "", status: str = "New") -> dict[str, Any]:
    day = datetime.now(UTC).date().isoformat()
    beside = dict.fromkeys(("subholding_of", "location", "description", "comments"), "")
    what = {"asset": f"{COMPANIES[ticker]} ({ticker})", "asset_type": "ST", "ticker": ticker}
    when = {"date": day, "notified": day, "cap_gains": False}
    how = {"type": "P", "amount": amount, "filing_status": status}
    return {"id": number, "owner": "SP", **what, **when, **how, **beside}


async def test_an_amended_report_answers_the_first_alert_with_what_it_changes(service: Service) -> None:
    small, large = "$15,001 - $50,000", "$50,001 - $100,000"
    clerk = service.outside.clerk
    async with service.running():
        clerk.publish(*report("20900001", *(printed_row(one, small) for one in COMPANIES)))
        await service.until(lambda: service.told("20900001") == (1, 1))
        amended = printed_row("DIS", large, "2000137143", "Amended")
        deleted = printed_row("AMD", small, "2000137144", "Deleted")
        clerk.publish(*report("20900002", amended, deleted))
        await service.until(lambda: service.told("20900002") == (1, 1))
    first, second = [one for one in service.outside.telegram.messages if one.chat == service.chat.id]
    assert second.message["reply_to_message"]["message_id"] == first.id
    alert, answer = [one.json for one in service.outside.discord.messages]
    assert answer["message_reference"]["message_id"] == alert["id"]
    for said in (second.text, f"{answer['content']} {answer['embeds'][0]['description']}"):
        assert "amended a report: 1 of 2 rows changed, 1 removed" in said
        assert "Amends House report 20900001" in said
        assert unbroken("🟢 DIS · $15 K – $50 K → $50 K – $100 K") in said
        assert "Removed buy: AMD" in said
        assert "NVDA" not in said


def unanswered(server: Server, part: str) -> bool:
    """Whether the newest request whose path has this part still waits for its answer."""
    paths = [one for one in list(server.seen) if part in one.path]
    return bool(paths) and paths[-1].status is None


async def both_hang(service: Service) -> None:
    telegram, discord = service.outside.telegram, service.outside.discord
    telegram.faults.add(slow(60), "sendMessage", times=None)
    discord.faults.add(slow(60), f"channel:{service.channel.id}", times=None)
    service.publish("20900001")
    await service.until(
        lambda: unanswered(telegram, "sendMessage") and unanswered(discord, service.channel.id)
    )


async def the_gateway_hangs(service: Service) -> None:
    discord = service.outside.discord
    service.outage(discord)
    discord.faults.add(slow(60), "gateway", times=None)
    service.back(discord)
    await service.until(lambda: unanswered(discord, "gateway"))


async def the_clerk_hangs(service: Service) -> None:
    service.outside.clerk.faults.add(slow(60), "*", times=None)
    service.publish("20900001")
    await service.until(lambda: unanswered(service.outside.clerk, "FD.zip"))


async def a_document_is_being_read(service: Service) -> None:
    """The reader process is halted, so that it is in the middle of the next one."""
    service.publish("20900000")
    await service.until(lambda: service.told("20900000") == (1, 1))
    [reader] = multiprocessing.active_children()
    assert reader.pid
    os.kill(reader.pid, signal.SIGSTOP)
    service.publish("20900001")
    await service.until(lambda: service.ledger("20900001") == "fetched")


async def nothing_happens(_service: Service) -> None:
    """Everything idles."""


@pytest.mark.parametrize(
    "happens", [nothing_happens, both_hang, the_gateway_hangs, the_clerk_hangs, a_document_is_being_read]
)
@ON_SQLITE
async def test_a_stop_comes_soon_and_loses_nothing(
    service: Service, happens: Callable[[Service], Awaitable[None]]
) -> None:
    async with service.running():
        await service.answers()
        await happens(service)
    for server in everything(service.outside):
        server.faults.clear()
    service.publish("20900001")
    async with service.running():
        await service.until(lambda: service.told("20900001") == (1, 1))
        await asyncio.sleep(1.2)
    assert service.told("20900001") == (1, 1)
    assert set(service.owed()) == {"sent"}


@ON_SQLITE
async def test_what_draws_is_imported_behind_a_start_and_holds_up_no_stop(service: Service) -> None:
    async with service.running():
        await service.until(lambda: "matplotlib.backends.backend_agg" in sys.modules)
    async with service.running():
        pass
    assert service.stop_took < STOP


@ON_SQLITE
async def test_with_no_channel_at_all_it_runs_and_stops_without_a_complaint(service: Service) -> None:
    service.changes |= {
        "telegram_token": None,
        "discord_token": None,
        "channels": {"console": {"enabled": False}},
    }
    with capture_logs() as logs:
        async with service.running():
            await asyncio.sleep(0.1)
    assert [line for line in logs if line["log_level"] != "info"] == []


@ON_SQLITE
async def test_a_service_whose_sources_are_all_off_says_that_nothing_is_watched(service: Service) -> None:
    service.changes["sources"] = {"house": {"enabled": False}, "oge": {"enabled": False}}
    with capture_logs() as logs:
        async with service.running():
            pass
    assert [line["event"] for line in logs if "nothing is watched" in line["event"]]


@ON_SQLITE
async def test_metrics_tell_what_was_read_and_sent_and_how_fast(service: Service) -> None:
    with capture_logs() as logs:
        async with service.running():
            service.publish("20900001")
            await service.until(lambda: service.told("20900001") == (1, 1))
            await service.until(lambda: any(one["event"] == "web ready" for one in logs))
            address = next(one["address"] for one in logs if one["event"] == "web ready")
            async with httpx.AsyncClient(base_url=address) as client:
                page = (await client.get("/metrics")).text
                assert (await client.get("/readyz")).status_code == 200
    for told in (
        'hilltape_documents_read{source="house"} 1.0',
        'hilltape_delivery_seconds_count{channel="telegram"}',
        'hilltape_latency_seconds{quantile="0.95",since="not_listed",source="house"}',
    ):
        assert told in page


def let_in(database: Database, allowed: bool) -> None:
    """While nobody is let in, every connection is cut off, as when PostgreSQL is restarted."""
    server = create_engine(database.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = database.url.database
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(allowed).lower()}"))
        if not allowed:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(cut), {"name": name})
    server.dispose()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_an_outage_of_the_database_ends_nothing(service: Service) -> None:
    """Discord's sender asks it every second meanwhile: a chat is owed something and has to wait."""
    names = ["20900001", "20900002", "20900003"]
    async with service.running():
        service.outside.discord.faults.add(too_many(5), f"channel:{service.channel.id}")
        for name in names[:2]:
            service.publish(name)
            await service.until(lambda name=name: service.told(name) == (1, 0))
        await asyncio.to_thread(let_in, service.database, False)
        service.publish(names[2])
        await asyncio.sleep(2.0)
        await asyncio.to_thread(let_in, service.database, True)
        await service.until(lambda: [service.told(name) for name in names] == [(1, 1)] * 3)
        await service.answers()
