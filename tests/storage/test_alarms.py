"""Only one process tells the operator, and what was told is remembered."""

from datetime import datetime, timedelta

from storage import alarms
from storage.alarms import TURN, Told
from storage.database import Database, Transaction

SECOND = timedelta(seconds=1)


def test_what_was_told_is_kept(transaction: Transaction, now: datetime) -> None:
    assert alarms.take_turn(transaction, now) == Told({})
    alarms.end_turn(transaction, Told({"disk": now}, now))
    assert alarms.told(transaction) == Told({"disk": now}, now)
    assert alarms.take_turn(transaction, now) == Told({"disk": now}, now)


def test_while_one_tells_no_other_does(database: Database, now: datetime) -> None:
    with database.write() as transaction:
        assert alarms.take_turn(transaction, now) == Told({})
    with database.write() as transaction:
        assert alarms.take_turn(transaction, now + TURN - SECOND) is None


def test_one_that_died_while_telling_loses_its_turn(transaction: Transaction, now: datetime) -> None:
    alarms.end_turn(transaction, Told({"disk": now}))
    alarms.take_turn(transaction, now)
    assert alarms.take_turn(transaction, now + TURN) == Told({"disk": now})


def test_the_last_malformed_message_of_each_channel_is_noted(transaction: Transaction, now: datetime) -> None:
    assert alarms.malformed(transaction) == {}
    for seconds in (0, 1):
        alarms.note_malformed(transaction, "telegram", now + seconds * SECOND)
    alarms.note_malformed(transaction, "discord", now)
    assert alarms.malformed(transaction) == {"telegram": now + SECOND, "discord": now}
