"""Waits of the whole bot, channel by channel."""

from datetime import datetime, timedelta

from storage import holds
from storage.database import Transaction

MINUTE = timedelta(minutes=1)


def test_of_several_waits_the_longest_counts_for_its_channel(transaction: Transaction, now: datetime) -> None:
    for minutes in (2, 5, 3):
        holds.keep(transaction, "telegram", now + minutes * MINUTE)
    assert holds.left(transaction, "telegram", now + MINUTE) == 4 * MINUTE
    assert holds.left(transaction, "discord", now) == timedelta()


def test_a_wait_that_is_over_is_none(transaction: Transaction, now: datetime) -> None:
    holds.keep(transaction, "telegram", now + MINUTE)
    assert holds.everywhere(transaction, now + MINUTE) == {}
    assert holds.left(transaction, "telegram", now + 2 * MINUTE) == timedelta()


def test_a_clock_set_back_makes_no_wait_longer(transaction: Transaction, now: datetime) -> None:
    hour = timedelta(hours=1)
    holds.keep(transaction, "telegram", now + hour + MINUTE)
    holds.turned_back(transaction, "telegram", now, hour)
    assert holds.everywhere(transaction, now) == {"telegram": now + MINUTE}
