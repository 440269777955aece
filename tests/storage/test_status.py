"""What /status and the closing summary count."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from storage import documents, outbox, status
from storage.database import Transaction
from storage.documents import Entry
from storage.model import Place
from storage.outbox import Holder
from storage.status import Latency

SECOND = timedelta(seconds=1)


def deliver(
    transaction: Transaction,
    store: Callable[..., int],
    place: Place,
    sent: datetime,
    kind: str = "alert",
    **arrival: object,
) -> None:
    filing_id = store(transaction, f"{sent.timestamp()}", "NVDA", **arrival)
    outbox.enqueue(transaction, filing_id, kind, {place.id: ["*"]}, sent)
    sending = outbox.lease(transaction, Holder("telegram", 1), sent, lambda *_: [{}])
    assert sending
    outbox.accepted(transaction, sending, 0, "message 1", sent)


def test_what_waits_for_a_later_try_is_counted_and_the_first_moment_told(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    assert status.retries(transaction, "house", now) == (0, None)
    enter(transaction, "listed")
    first = documents.failed(transaction, enter(transaction, "1"), "Missing", "", now)
    documents.failed(transaction, enter(transaction, "2"), "Missing", "", now + SECOND)
    assert status.retries(transaction, "house", now) == (2, first)
    assert status.retries(transaction, "house", first) == (1, first + SECOND)
    assert status.retries(transaction, "senate", now) == (0, None)


def test_latency_counts_from_the_last_poll_without_the_document(
    transaction: Transaction, store: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    here = place(transaction)
    for seconds in range(1, 21):
        sent = now + timedelta(minutes=seconds)
        deliver(transaction, store, here, sent, not_listed=sent - seconds * SECOND, at=sent)
    at_once = timedelta(0)
    assert status.latency(transaction, now) == Latency(11 * SECOND, 20 * SECOND, at_once, at_once, 20)
    last = now + timedelta(minutes=20)
    assert status.latency(transaction, last) == Latency(20 * SECOND, 20 * SECOND, at_once, at_once, 1)


def test_what_has_no_poll_before_it_was_silent_or_corrects_counts_in_no_latency(
    transaction: Transaction, store: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    here = place(transaction)
    assert status.latency(transaction, now) is None
    deliver(transaction, store, here, now, not_listed=None)
    deliver(transaction, store, here, now + SECOND, not_listed=now, silent=True)
    deliver(transaction, store, here, now + 2 * SECOND, "correction", not_listed=now)
    assert status.latency(transaction, now) is None


def test_deliveries_are_counted_by_state_and_channel(
    transaction: Transaction, owe: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    assert status.deliveries_by_state(transaction) == {}
    owe(transaction, "1", place(transaction), place(transaction, "1", channel="discord"))
    sending = outbox.lease(transaction, Holder("discord", 1), now, lambda *_: [{}])
    assert sending
    assert status.deliveries_by_state(transaction) == {"waiting": 1, "sending": 1}
    assert status.deliveries_by_state(transaction, "discord") == {"sending": 1}


def test_repeats_are_counted(
    transaction: Transaction, owe: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    assert status.repeats(transaction) == 0
    owe(transaction, "1", place(transaction))
    sending = outbox.lease(transaction, Holder("telegram", 1), now, lambda *_: [{}])
    assert sending
    outbox.repeating(transaction, sending)
    outbox.repeating(transaction, sending)
    assert status.repeats(transaction) == 2


def test_latency_also_counts_from_the_poll_that_first_listed_it_and_by_source(
    transaction: Transaction, store: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    here = place(transaction)
    deliver(transaction, store, here, now + 9 * SECOND, not_listed=now - 51 * SECOND, at=now)
    expected = Latency(60 * SECOND, 60 * SECOND, 9 * SECOND, 9 * SECOND, 1)
    assert status.latency(transaction, now) == expected
    assert status.latencies(transaction, now) == {"house": expected}


def test_no_more_deliveries_are_looked_at_than_can_be_at_once(
    transaction: Transaction,
    store: Callable[..., int],
    place: Callable[..., Place],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = place(transaction)
    deliver(transaction, store, here, now, not_listed=now)
    deliver(transaction, store, here, now + SECOND, not_listed=now, silent=True)
    assert status.latency(transaction, now)
    monkeypatch.setattr(status, "LOOKED_AT", 1)
    assert status.latency(transaction, now) is None
