"""How each part does, as /status reads it."""

from datetime import datetime, timedelta

from storage import health
from storage.database import Transaction
from storage.health import Health

MINUTE = timedelta(minutes=1)


def test_a_failure_keeps_since_when_and_the_last_success(transaction: Transaction, now: datetime) -> None:
    assert health.ok(transaction, "source:house", now) == Health("source:house")
    before = health.failing(transaction, "source:house", now + MINUTE, "Refused", "status 403")
    assert before.failing_since is None
    health.failing(transaction, "source:house", now + 2 * MINUTE, "Unreachable", "no answer in time")
    assert health.get(transaction, "source:house") == Health(
        "source:house", now, now + MINUTE, "Unreachable", "no answer in time"
    )


def test_what_a_clock_noted_ahead_is_now_once_it_is_set_back(transaction: Transaction, now: datetime) -> None:
    ahead = now + 60 * MINUTE
    health.ok(transaction, "source:house", ahead)
    health.failing(transaction, "source:house", ahead + MINUTE, "Refused", "status 403")
    health.failing(transaction, "source:house", now, "Refused", "status 403")
    held = health.get(transaction, "source:house")
    assert (held.ok_at, held.failing_since) == (now, now)


def test_a_success_ends_a_failure_and_says_what_it_was(transaction: Transaction, now: datetime) -> None:
    health.failing(transaction, "source:house", now, "Refused", "status 403")
    before = health.ok(transaction, "source:house", now + MINUTE)
    assert (before.failing_since, before.reason) == (now, "Refused")
    assert health.get(transaction, "source:house") == Health("source:house", now + MINUTE)


def test_every_part_is_listed_by_name(transaction: Transaction, now: datetime) -> None:
    for part in ("source:house", "channel:telegram", "index:house:2026FD"):
        health.ok(transaction, part, now)
    parts = [one.part for one in health.everything(transaction)]
    assert parts == ["channel:telegram", "index:house:2026FD", "source:house"]


def test_no_failure_is_too_strange_or_too_long_to_be_noted(transaction: Transaction, now: datetime) -> None:
    health.failing(transaction, "source:house", now, "WrongKind", "\0\ud800" + "x" * 9_999)
    assert 0 < len(health.get(transaction, "source:house").detail) <= 500
