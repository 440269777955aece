"""Several real processes on one PostgreSQL: who sends, who polls, who stands by, and what outlives what."""

import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks import postgresql, takeover
from benchmarks.kills import follow_everything, publish
from replica.discord_world import Channel
from replica.rig import Outside, Running, utc_now, wait_for
from replica.telegram_chats import Chat
from storage import chats, filings, health, outbox, status
from storage.database import Database
from storage.lock import AlreadyRunning, as_service

SENDS = "standing by for telegram: another process sends"
POLLS = "standing by for house: another process polls"
PROMISED = 10.0  # seconds
STOP = 25.0  # seconds: five times what is promised


class Fleet:
    """Processes of the service, and a chat on each platform that follows everything."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.database = Database(url)
        self._open = ExitStack()
        self.outside = self._open.enter_context(Outside())
        self.settings = self.outside.environment(url)
        self.chat: Chat = self.outside.telegram_chat(1)
        self.channel: Channel = self.outside.discord_channel(1)

    def close(self) -> None:
        self._open.close()
        self.database.close()

    def start(self, role: str, name: str) -> Running:
        return self._open.enter_context(Running(self.folder, self.settings, role, name))

    def follow(self) -> None:
        follow_everything(self.outside, [self.chat], [self.channel])
        self.polled()

    def polled(self) -> None:
        wait_for(lambda: self.health("source:house").ok_at, 60, "the first poll")

    def health(self, part: str) -> health.Health:
        with self.database.read() as transaction:
            return health.get(transaction, part)

    def told(self, document_id: str) -> tuple[int, int]:
        telegram = self.outside.told_on_telegram(self.chat)[document_id]
        return telegram, self.outside.told_on_discord(self.channel)[document_id]

    def tells(self, document_id: str, seconds: float = 30.0) -> float:
        """Waits until both platforms were told; the seconds that took."""
        began = time.monotonic()
        wait_for(lambda: all(self.told(document_id)), seconds, f"{document_id} everywhere")
        return time.monotonic() - began

    def repeats(self) -> int:
        with self.database.read() as transaction:
            return status.repeats(transaction)

    def polls(self) -> int:
        this_year = f"/{utc_now().year}FD.zip"
        return sum(one.path.endswith(this_year) for one in list(self.outside.clerk.seen))

    def seats(self, what: str = "pid") -> int:
        """How many are held; `pg_terminate_backend(pid)` ends their connections."""
        here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        held = f"locktype = 'advisory' AND mode = 'ExclusiveLock' AND {here}"
        with self.database.read() as transaction:
            return transaction.scalar(text(f"SELECT count({what}) FROM pg_locks WHERE {held}")) or 0


@pytest.fixture
def fleet(tmp_path: Path, postgres_url: str) -> Iterator[Fleet]:
    made = Fleet(tmp_path, postgres_url)
    yield made
    made.close()


def test_of_two_that_deliver_one_sends_and_listens_and_the_other_takes_over_when_it_is_killed(
    fleet: Fleet,
) -> None:
    first = fleet.start("deliver", "first")
    second = fleet.start("deliver", "second")
    fleet.start("ingest", "ingest")
    wait_for(lambda: second.said(SENDS) == 1, 10, "the second standing by")
    fleet.follow()
    publish(fleet.outside, "20900001")
    fleet.tells("20900001")
    assert fleet.outside.discord.gateway.identified == 1
    assert second.said("listening") == 0
    publish(fleet.outside, "20900002")
    first.kill()
    assert fleet.tells("20900002") < PROMISED
    fleet.outside.say(fleet.chat, "/help")
    wait_for(lambda: "pelosi" in fleet.outside.telegram.messages[-1].text, 10, "an answer by the second")
    assert second.said("listening") == 1
    told = [fleet.told("20900001"), fleet.told("20900002")]
    assert [on_discord for _, on_discord in told] == [1, 1]
    assert sum(on_telegram - 1 for on_telegram, _ in told) <= fleet.repeats()
    for log in (first.log.read_text(), second.log.read_text()):
        assert "another process polls this bot" not in log
        assert fleet.settings["HILLTAPE_TELEGRAM_TOKEN"] not in log


def test_one_that_halts_is_replaced_and_stands_by_when_it_goes_on(fleet: Fleet) -> None:
    first, second = fleet.start("deliver", "first"), fleet.start("deliver", "second")
    fleet.start("ingest", "ingest")
    fleet.follow()
    wait_for(lambda: second.said(SENDS) == 1, 10, "the second standing by")
    assert first.process
    first.process.send_signal(signal.SIGSTOP)
    publish(fleet.outside, "20900001")
    assert fleet.tells("20900001") < PROMISED
    first.process.send_signal(signal.SIGCONT)
    wait_for(lambda: first.said(SENDS) == 1, 10, "the first standing by")
    publish(fleet.outside, "20900002")
    fleet.tells("20900002")
    assert [fleet.told(one)[1] for one in ("20900001", "20900002")] == [1, 1]


def test_a_stand_by_takes_over_in_time_however_often_and_discord_hears_nothing_twice(tmp_path: Path) -> None:
    if postgresql.programs() is None:
        pytest.skip("needs PostgreSQL: apt install postgresql")
    outcome = takeover.run(tmp_path, kills=2)
    assert outcome.worst <= PROMISED
    assert (outcome.lost, outcome.repeated_discord) == (0, 0)


def test_what_another_process_owes_goes_out_at_once_and_not_at_the_next_look(fleet: Fleet) -> None:
    fleet.start("deliver", "deliver")
    ingest = fleet.start("ingest", "ingest")
    fleet.follow()
    publish(fleet.outside, "20900001")
    fleet.tells("20900001")
    ingest.stop()
    other = fleet.outside.telegram_chat(2)
    time.sleep(6)  # longer than the looks of one that nobody rings for
    with fleet.database.write() as transaction:
        filing = filings.newest(transaction, "house", "20900001")
        assert filing
        place = chats.place(transaction, "telegram", str(other.id), group=True)
        outbox.enqueue(transaction, filing.id, "alert", {place.id: ["*"]}, utc_now())
    began = time.monotonic()
    wait_for(lambda: fleet.outside.told_on_telegram(other)["20900001"], 29, "the alert")
    assert time.monotonic() - began < 2


def test_two_that_ingest_poll_a_source_once_between_them_and_the_other_goes_on_alone(fleet: Fleet) -> None:
    fleet.settings["HILLTAPE_SOURCES__HOUSE__EVERY"] = "2s"
    first = fleet.start("ingest", "first")
    second = fleet.start("ingest", "second")
    wait_for(lambda: second.said(POLLS) == 1, 10, "the second standing by")
    wait_for(fleet.outside.first_run_over, 60, "the first run")
    before = fleet.polls()
    time.sleep(10)
    assert 3 <= fleet.polls() - before <= 6
    first.kill()
    before = fleet.polls()
    wait_for(lambda: fleet.polls() > before, PROMISED, "a poll of the second")


def test_losing_the_seats_connections_loses_and_repeats_nothing(fleet: Fleet) -> None:
    service = fleet.start("all", "service")
    fleet.follow()
    for number in range(3):
        publish(fleet.outside, str(20900001 + number))
        assert fleet.seats("pg_terminate_backend(pid)") == 3  # telegram's, discord's and the Clerk's
        fleet.tells(str(20900001 + number))
        wait_for(lambda: fleet.seats() == 3, 10, "every seat held again")
    assert all(fleet.told(str(20900001 + number))[1] == 1 for number in range(3))
    assert service.said("ready") == 1


def test_a_second_run_stands_by_and_says_so(fleet: Fleet) -> None:
    first, second = fleet.start("all", "first"), fleet.start("all", "second")
    wait_for(lambda: second.said(SENDS) and second.said(POLLS), 10, "the second standing by")
    code, took = second.stop()
    assert (code, took < 5) == (0, True)
    assert first.said(SENDS) == 0
    assert first.stop()[0] == 0


def test_one_that_serves_the_web_neither_polls_nor_sends(fleet: Fleet) -> None:
    web = fleet.start("web", "web")
    time.sleep(2)
    assert (fleet.polls(), fleet.outside.telegram.exchanges, fleet.outside.discord.traffic) == (0, [], [])
    assert web.said("web ready") == 1
    assert web.stop()[0] == 0


def test_processes_that_start_at_the_same_time_on_an_empty_database_all_start(fleet: Fleet) -> None:
    with ThreadPoolExecutor(3) as threads:
        roles = ("ingest", "deliver", "all")
        started = list(threads.map(lambda role: fleet.start(role, role), roles))
    assert [one.said("ready") for one in started] == [1, 1, 1]


@pytest.fixture
def failing_server() -> Iterator[postgresql.Server]:
    programs = postgresql.programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: apt install postgresql")
    with postgresql.made(programs) as server:
        server.start()
        yield server
        with suppress(subprocess.CalledProcessError):  # it is away already
            server.stop()


def test_it_goes_on_by_itself_soon_after_the_database_is_back(
    failing_server: postgresql.Server, tmp_path: Path
) -> None:
    """The polls are far apart: it must not wait for the next one. Nothing is changed under it then either."""
    fleet = Fleet(tmp_path, postgresql.create(failing_server.url))
    try:
        fleet.settings["HILLTAPE_SOURCES__HOUSE__EVERY"] = "10m"
        service, second = fleet.start("all", "service"), fleet.start("all", "second")
        fleet.follow()
        failing_server.stop()
        publish(fleet.outside, "20900001")
        time.sleep(8)
        failing_server.start()
        assert fleet.tells("20900001") < PROMISED
        assert fleet.told("20900001")[1] == 1
        fleet.outside.say(fleet.chat, "/status")
        wait_for(lambda: "House" in fleet.outside.telegram.messages[-1].text, 10, "an answer")
        with fleet.database.write() as transaction:
            transaction.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        with pytest.raises(AlreadyRunning), as_service(fleet.database):
            pass
        assert second.stop()[0] == 0
        failing_server.stop()
        code, took = service.stop()
        assert (code, took < STOP) == (0, True)
    finally:
        fleet.close()
