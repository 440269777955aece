"""Seats on a real server: one holder, heard rings, and a connection that is lost."""

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from storage import outbox
from storage.alive import AT_ONCE
from storage.database import Database, Transaction
from storage.elect import HALTED, Seat, SeatLost
from storage.ring import ring

ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def seat(database: Database) -> Iterator[Callable[[str], Seat]]:
    made: list[Seat] = []

    def make(name: str) -> Seat:
        made.append(Seat(database, name))
        return made[-1]

    yield make
    for one in made:
        one.close()


def terminate(database: Database, waiting: str = "%") -> int:
    """Ends the connections that hold, or ask for, a seat; how many there were."""
    ended = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE :said
    """
    with database.read() as transaction:
        return transaction.scalar(text(ended), {"said": waiting}) or 0


@ON_POSTGRESQL
def test_one_has_a_seat_and_the_next_gets_it_when_that_one_lets_go(
    database: Database, seat: Callable[[str], Seat]
) -> None:
    first, second = seat("telegram"), seat("telegram")
    assert (first.take(), second.take(), second.take()) == (True, False, False)
    first.close()
    assert second.take()
    assert not first.take()


@ON_POSTGRESQL
def test_seats_of_other_names_and_of_other_databases_are_others(
    database: Database, postgres_url: str, seat: Callable[[str], Seat]
) -> None:
    other = Seat(Database(postgres_url), "telegram")
    assert (seat("telegram").take(), seat("discord").take(), other.take()) == (True, True, True)
    other.close()


@ON_POSTGRESQL
def test_a_holder_hears_each_commit_that_rings_at_once(
    database: Database, seat: Callable[[str], Seat]
) -> None:
    held = seat("telegram")
    held.take()
    assert not held.rang(0.1)
    with database.write() as transaction:
        ring(transaction)
        ring(transaction)
        assert not held.rang(0.1)
    began = time.monotonic()
    assert held.rang(5)
    assert time.monotonic() - began < 1
    assert not held.rang(0.1)


@ON_POSTGRESQL
def test_nothing_rings_for_what_was_not_committed(database: Database, seat: Callable[[str], Seat]) -> None:
    held = seat("telegram")
    held.take()
    with database.trial() as transaction:
        ring(transaction)
    assert not held.rang(0.2)


@ON_POSTGRESQL
def test_what_is_owed_and_what_is_moved_rings_and_what_was_owed_already_does_not(
    database: Database, seat: Callable[[str], Seat], owe: Callable[..., int], place: Callable, now
) -> None:
    held = seat("telegram")
    held.take()
    with database.write() as transaction:
        here = place(transaction)
        filing = owe(transaction, "1", here)
    assert held.rang(1)

    def again(transaction: Transaction) -> object:
        return outbox.enqueue(transaction, filing, "alert", {here.id: ["*"]}, now)

    def moved(transaction: Transaction) -> object:
        return outbox.reschedule(transaction, here.chat.id, now)

    for change, rings in ((again, False), (moved, True)):
        with database.write() as transaction:
            change(transaction)
        assert held.rang(0.3) is rings


@ON_POSTGRESQL
def test_a_holder_whose_connection_ends_knows_at_once_and_may_take_it_again(
    database: Database, seat: Callable[[str], Seat]
) -> None:
    held = seat("telegram")
    held.take()
    assert terminate(database, "LISTEN%") == 1
    began = time.monotonic()
    with pytest.raises(SeatLost, match="closed the connection"):
        held.rang(10)
    assert time.monotonic() - began < 1
    held.close()
    assert held.take()


@ON_POSTGRESQL
def test_a_holder_that_halts_does_not_keep_the_seat(database: Database, seat: Callable[[str], Seat]) -> None:
    halted, other = seat("telegram"), seat("telegram")
    halted.take()
    began = time.monotonic()
    while not other.take():
        time.sleep(0.1)
    assert HALTED / 1000 - 1 < time.monotonic() - began < HALTED / 1000 + 2
    with pytest.raises(SeatLost):
        halted.rang(0.1)


@ON_POSTGRESQL
def test_who_stands_by_without_a_connection_says_so(database: Database, seat: Callable[[str], Seat]) -> None:
    first, second = seat("telegram"), seat("telegram")
    first.take()
    second.take()
    assert terminate(database, "%pg_try_advisory_lock%") == 1
    with pytest.raises(SeatLost):
        second.take()
    with pytest.raises(SeatLost, match="not held"):
        seat("discord").rang(0.1)


def test_a_server_that_is_not_there_is_a_lost_seat() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(SeatLost, match="refused"):
        Seat(database, "telegram").take()
    database.close()


@ON_POSTGRESQL
def test_both_sides_of_a_seats_connection_notice_within_seconds_when_the_other_is_gone(
    database: Database, seat: Callable[[str], Seat]
) -> None:
    held = seat("telegram")
    held.take()
    assert held._connection
    for name, value in AT_ONCE.items():
        here = held._connection.info.get_parameters()[name]
        [there] = held._connection.execute(f"SHOW tcp_{name.removeprefix('tcp_')}").fetchone() or [""]
        assert here == str(value)
        assert there in (str(value), "4s")


@ON_SQLITE
def test_on_sqlite_the_one_service_holds_every_seat(database: Database, seat: Callable[[str], Seat]) -> None:
    held = seat("telegram")
    assert held.take()
    assert not held.can_be_lost
    with database.write() as transaction:
        ring(transaction)
