"""Telling the operator: by the real Apprise, over real HTTP, once among all processes and restarts."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from structlog.testing import capture_logs

from bot import operator
from bot.alert import Alerting, alert, look, observe
from bot.logs import set_up
from bot.offload import Offload
from storage import health
from storage.alarms import TURN
from storage.database import Database
from tests.support.clock import Clock

HOUR = timedelta(hours=1)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass
class Receiver:
    """Where the operator reads; it answers with `status`, after `pause` seconds."""

    status: int = 200
    pause: float = 0.0
    said: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"json://operator:geheim@127.0.0.1:{self.port}/path-geheim"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    held = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            held.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(held.pause)
            self.send_response(held.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        held.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield held
        server.shutdown()


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def alerting(database: Database, receiver: Receiver, clock: Clock) -> Iterator[Alerting]:
    """The House has failed for an hour."""
    with database.write() as transaction:
        health.failing(transaction, "source:house", clock() - HOUR, "Unreachable", "")
    offload = Offload()
    yield Alerting((receiver.address,), database, clock, offload, asyncio.Event())
    offload.close()


def mend(parts: Alerting) -> None:
    with parts.database.write() as transaction:
        health.ok(transaction, "source:house", parts.clock())


async def test_a_trouble_is_told_once_and_its_end_once(alerting: Alerting, receiver: Receiver) -> None:
    for _ in range(2):
        await look(alerting)
    mend(alerting)
    for _ in range(2):
        await look(alerting)
    assert [one["title"] for one in receiver.said] == ["Hilltape: 1 problem", "Hilltape: 1 over"]
    assert receiver.said[0]["message"].startswith(
        "House has failed since 13:02 UTC: the site did not answer."
    )


async def test_of_many_processes_one_tells(alerting: Alerting, receiver: Receiver) -> None:
    receiver.pause = 0.2
    await asyncio.gather(*(look(alerting) for _ in range(4)))
    assert len(receiver.said) == 1


@ON_SQLITE
async def test_what_was_not_taken_is_told_when_the_turn_is_over(
    alerting: Alerting, receiver: Receiver, clock: Clock
) -> None:
    receiver.status = 500
    with capture_logs() as logs:
        await look(alerting)
    assert ("the operator could not be told", 1) in [(one["event"], one.get("address")) for one in logs]
    receiver.status = 200
    await look(alerting)
    assert len(receiver.said) == 1
    clock.now += TURN
    await look(alerting)
    await look(alerting)
    assert len(receiver.said) == 2


@ON_SQLITE
async def test_it_counts_as_told_when_one_address_took_it(alerting: Alerting, receiver: Receiver) -> None:
    with capture_logs():
        assert await operator.tell(("json://127.0.0.1:1/", receiver.address), "title", "a <b> & c")
    assert [one["message"] for one in receiver.said] == ["a <b> & c"]


async def test_a_receiver_that_hangs_is_given_up_in_time(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operator, "PATIENCE", 0.2)
    receiver.pause = 1.0
    with capture_logs() as logs:
        assert not await operator.tell((receiver.address,), "title", "body")
    assert [one["event"] for one in logs] == ["the operator could not be told in time"]
    await asyncio.sleep(1.0)


@pytest.mark.usefixtures("logs_restored")
async def test_no_log_shows_an_address(receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("debug", "json", [])
    receiver.status = 500
    assert not await operator.tell((receiver.address, "json://", "nonsense://geheim"), "title", "body")
    assert not operator.unusable((receiver.address,))
    said = capsys.readouterr().err
    assert "the operator could not be told" in said
    assert "geheim" not in said


def test_an_address_that_nobody_understands_is_known_by_its_number() -> None:
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    assert operator.unusable(("json://127.0.0.1", "nonsense://x", "no address")) == [2, 3]


@ON_SQLITE
async def test_without_an_address_nothing_is_looked_at(database: Database, clock: Clock) -> None:
    offload = Offload()
    await alert(Alerting((), database, clock, offload, asyncio.Event()))
    offload.close()


@ON_SQLITE
async def test_it_looks_until_the_service_stops(alerting: Alerting, receiver: Receiver) -> None:
    task = asyncio.create_task(alert(alerting))
    async with asyncio.timeout(20):
        while not receiver.said:
            await asyncio.sleep(0.01)
    alerting.stop.set()
    await asyncio.wait_for(task, 2)


def test_the_disk_is_that_of_the_database(database: Database, now: datetime) -> None:
    disk = observe(database, now).disk
    assert (disk is not None) == bool(database.path)
    assert disk is None or 0 < disk.free <= disk.total
