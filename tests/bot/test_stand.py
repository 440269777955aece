"""Standing by for a seat and holding it, with real connections that really end."""

import asyncio
import gc
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import stand as standing
from bot.stand import Standing, stand
from storage.database import Database
from storage.elect import Seat
from storage.ring import ring
from tests.support.waiting import until

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@dataclass
class Process:
    """One that would do something, and what it did when."""

    database: Database
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    began: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    problem: Exception | None = None

    async def work(self, over: asyncio.Event) -> None:
        self.began.append(time.monotonic())
        if self.problem:
            problem, self.problem = self.problem, None
            raise problem
        await over.wait()
        self.ended.append(time.monotonic())

    @property
    def works(self) -> bool:
        return len(self.began) > len(self.ended)

    @asynccontextmanager
    async def standing(self) -> AsyncIterator["asyncio.Task[None]"]:
        parts = Standing(Seat(self.database, "bot"), "telegram", "sends", self.work, self.wake, self.stop)
        task = asyncio.create_task(stand(parts))
        try:
            yield task
        finally:
            self.stop.set()
            await asyncio.wait_for(task, 10)


@pytest.fixture(autouse=True)
def nothing_unseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No task and no future has ended in a way that nobody saw."""
    yield
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def terminate(database: Database) -> None:
    """Ends the connection that holds the seat."""
    here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    held = f"locktype = 'advisory' AND mode = 'ExclusiveLock' AND {here}"
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {held}"
    with database.read() as transaction:
        transaction.execute(text(ended))


async def test_the_second_stands_by_and_takes_over_when_the_first_stops(database: Database) -> None:
    first, second = Process(database), Process(database)
    with capture_logs() as logs:
        async with first.standing():
            await until(lambda: first.works)
            async with second.standing():
                await asyncio.sleep(1.5)
                assert not second.began
                first.stop.set()
                await until(lambda: second.works)
                assert second.began[0] > first.ended[0]
    said = [one["event"] for one in logs]
    assert said == ["standing by for telegram: another process sends", "taking over telegram"]


async def test_who_loses_the_connection_stops_at_once_and_takes_the_seat_again(database: Database) -> None:
    alone = Process(database)
    async with alone.standing():
        await until(lambda: alone.works)
        terminate(database)
        began = time.monotonic()
        await until(lambda: alone.ended)
        assert alone.ended[0] - began < 0.5
        await until(lambda: alone.works)


async def test_of_two_the_one_that_stood_by_may_take_it_and_never_both_work(database: Database) -> None:
    first, second = Process(database), Process(database)
    async with first.standing(), second.standing():
        for _ in range(3):
            await until(lambda: first.works or second.works)
            terminate(database)
            await until(lambda: not first.works and not second.works)
        await until(lambda: first.works or second.works)
        await asyncio.sleep(1)
        assert not (first.works and second.works)


async def test_a_ring_wakes_the_work(database: Database) -> None:
    alone = Process(database)
    async with alone.standing():
        await until(lambda: alone.works)
        with database.write() as transaction:
            ring(transaction)
        await asyncio.wait_for(alone.wake.wait(), 1)


async def test_work_that_fails_is_begun_again(database: Database) -> None:
    alone = Process(database, problem=ValueError("unforeseen"))
    async with alone.standing():
        await until(lambda: len(alone.began) == 2, 5)
    assert len(alone.ended) == 1


async def test_a_server_that_no_longer_answers_counts_as_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its host is still there, or something between us answers for it: no keepalive would notice."""
    monkeypatch.setattr(standing, "SILENT", 1.0)
    wire = Wire(database.url.port or 0)
    async with wire.open() as port:
        behind = Database(database.url.set(port=port).render_as_string(hide_password=False))
        alone = Process(behind)
        async with alone.standing():
            await until(lambda: alone.works)
            wire.silent = True
            began = time.monotonic()
            await until(lambda: alone.ended)
            assert alone.ended[0] - began < standing.LOOK + 1.0 + 1.5
            wire.drop()
            wire.silent = False
            await until(lambda: alone.works)
        behind.close()


class Wire:
    """A relay to the server that can swallow what the server says."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.silent = False
        self._open: set[asyncio.StreamWriter] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0, family=socket.AF_INET)
        async with server:
            yield server.sockets[0].getsockname()[1]
            self.drop()

    def drop(self) -> None:
        for writer in self._open:
            writer.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        self._open |= {writer, back}
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer, answers=True))

    async def _pass(self, reader: Any, writer: Any, *, answers: bool = False) -> None:
        try:
            while data := await reader.read(65536):
                if not (answers and self.silent):
                    writer.write(data)
        except ConnectionError:
            pass
        finally:
            writer.close()


async def test_a_stop_ends_the_work_first_and_comes_soon_also_while_standing_by(database: Database) -> None:
    first, second = Process(database), Process(database)
    async with first.standing() as holding:
        await until(lambda: first.works)
        async with second.standing() as waiting:
            began = time.monotonic()
            second.stop.set()
            await waiting
            first.stop.set()
            await holding
    assert first.ended
    assert not second.began
    assert time.monotonic() - began < 5
