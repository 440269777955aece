"""What /metrics and the alarms read from the database."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from storage import documents, fanouts, health, measures, outbox
from storage.database import Database, StorageError, Transaction
from storage.documents import Entry
from storage.health import Count
from storage.measures import Ledger, Queue
from storage.model import Place
from storage.outbox import Holder

MINUTE = timedelta(minutes=1)


def test_what_is_owed_is_counted_by_channel_and_state_with_the_oldest(
    transaction: Transaction, owe: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    assert measures.queues(transaction, now) == []
    here, there = place(transaction), place(transaction, "1", channel="discord")
    owe(transaction, "1", here, there, at=now - 2 * MINUTE)
    owe(transaction, "2", here, at=now - MINUTE)
    owe(transaction, "3", here, at=now + MINUTE)
    assert outbox.lease(transaction, Holder("discord", 1), now, lambda *_: [{}])
    assert measures.queues(transaction, now) == [
        Queue("discord", "sending", 1, now - 2 * MINUTE),
        Queue("telegram", "due", 2, now - 2 * MINUTE),
        Queue("telegram", "later", 1, now + MINUTE),
    ]


def test_more_than_can_be_counted_at_once_is_counted_as_that(
    transaction: Transaction,
    owe: Callable[..., int],
    place: Callable[..., Place],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(measures, "MOST", 2)
    for number in range(4):
        owe(transaction, str(number), place(transaction))
    assert [one.number for one in measures.queues(transaction, now)] == [2]


def test_documents_are_counted_by_what_became_of_them(
    transaction: Transaction, enter: Callable[..., Entry], store: Callable[..., int], now: datetime
) -> None:
    store(transaction, "1", "NVDA")
    enter(transaction, "2")
    for number, reason in enumerate(("NoRows", "NoRows", "Missing"), 3):
        documents.failed(transaction, enter(transaction, str(number)), reason, "", now)
    expected = Ledger("house", 1, {"listed": 1, "failed": 3}, {"NoRows": 2, "Missing": 1})
    assert measures.ledgers(transaction) == [expected]


def test_polls_and_failures_are_counted_across_restarts(transaction: Transaction, now: datetime) -> None:
    for _ in range(2):
        health.ok(transaction, "source:house", now)
        health.failing(transaction, "source:house", now, "Refused", "status 403")
    health.failing(transaction, "source:house", now, "Unreachable", "")
    counted = health.counts(transaction)
    assert counted == {"source:house": Count(2, {"Refused": 2, "Unreachable": 1})}


def test_how_long_an_alert_took_since_it_was_first_seen(
    transaction: Transaction, owe: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    owe(transaction, "1", place(transaction))
    sending = outbox.lease(transaction, Holder("telegram", 1), now, lambda *_: [{}])
    assert sending
    assert measures.seconds_since_seen(transaction, sending.id) == []
    outbox.accepted(transaction, sending, 0, "message 1", now + 3 * MINUTE)
    assert measures.seconds_since_seen(transaction, sending.id) == [180.0]


def test_what_was_silent_or_held_back_counts_in_no_latency(
    transaction: Transaction, store: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    filing_id = store(transaction, "1", "NVDA", silent=True)
    outbox.enqueue(transaction, filing_id, "alert", {place(transaction).id: ["*"]}, now)
    sending = outbox.lease(transaction, Holder("telegram", 1), now, lambda *_: [{}])
    assert sending
    outbox.accepted(transaction, sending, 0, "message 1", now)
    assert measures.seconds_since_seen(transaction, sending.id) == []


def test_everything_is_read_at_one_moment(
    database: Database, owe: Callable[..., int], place: Callable[..., Place], now: datetime
) -> None:
    with database.write() as transaction:
        epoch = outbox.take_over(transaction, "telegram")
        filing_id = owe(transaction, "1", place(transaction))
        fanouts.start(transaction, filing_id, "alert")
    read = measures.measures(database, now)
    assert (read.epochs, read.fanouts, len(read.queues), read.latency) == ({"telegram": epoch}, 1, 1, {})
    measures.check_answers(database)


def test_a_database_that_is_away_is_said_to_be(tmp_path: object, now: datetime) -> None:
    away = Database(f"sqlite:///{tmp_path}/nowhere/hilltape.db")
    for ask in (lambda: measures.measures(away, now), lambda: measures.check_answers(away)):
        with pytest.raises(StorageError):
            ask()
    away.close()
