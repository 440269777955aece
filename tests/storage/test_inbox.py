"""An update that a platform delivers twice is acted on once."""

from datetime import datetime, timedelta

import pytest

from storage import inbox
from storage.database import Database, Transaction
from storage.inbox import KEEP


def test_an_event_is_new_once_for_each_channel(transaction: Transaction, now: datetime) -> None:
    assert inbox.first_time(transaction, "telegram", "7", now)
    assert not inbox.first_time(transaction, "telegram", "7", now + timedelta(hours=1))
    assert inbox.first_time(transaction, "discord", "7", now)


def test_events_are_forgotten_once_no_platform_repeats_them(transaction: Transaction, now: datetime) -> None:
    inbox.first_time(transaction, "telegram", "7", now)
    assert not inbox.first_time(transaction, "telegram", "7", now + KEEP)
    assert inbox.first_time(transaction, "telegram", "7", now + KEEP + timedelta(seconds=1))


def test_an_event_whose_change_failed_may_come_again(database: Database, now: datetime) -> None:
    def fail_after_noting() -> None:
        with database.write() as transaction:
            inbox.first_time(transaction, "telegram", "7", now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_noting()
    with database.write() as transaction:
        assert inbox.first_time(transaction, "telegram", "7", now)
