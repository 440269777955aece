"""What /metrics and the operator's alarms are made of: read at once, bounded however much is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from storage import alarms, checkpoints, documents, health, status, tallies
from storage.database import Database, StorageError, Transaction
from storage.health import Count, Health
from storage.leases import EPOCH
from storage.model import ALERT
from storage.status import Latency
from storage.tables import documents as ledger
from storage.tables import filings
from storage.tables_chats import deliveries, fanouts

MOST = 100_000  # rows; what is more is counted as that
LATELY = timedelta(days=7)
PATIENCE = 2  # seconds PostgreSQL may take for one of the questions; SQLite's readers wait for nobody


@dataclass(frozen=True, slots=True)
class Queue:
    """Deliveries of a channel, `due`, `later` or `sending`: how many, and the first due time of them."""

    channel: str
    state: str
    number: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of a source's documents: read ones, unread by state, failed ones by the reason's name."""

    source: str
    read: int
    unread: Mapping[str, int]
    failed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measures:
    """How the service does; `polls` by part, `latency` by source, `epochs` and `malformed` by channel."""

    health: Sequence[Health]
    polls: Mapping[str, Count]
    ledgers: Sequence[Ledger]
    queues: Sequence[Queue]
    latency: Mapping[str, Latency]
    repeats: int
    fanouts: int
    epochs: Mapping[str, int]
    malformed: Mapping[str, datetime]


def measures(database: Database, now: datetime) -> Measures:
    """All of it, as at one moment. Raises StorageError when the database does not answer."""
    try:
        with database.read() as transaction:
            _hurry(transaction)
            return _measured(transaction, now)
    except SQLAlchemyError as error:
        raise StorageError(type(error).__name__) from error


def check_answers(database: Database) -> None:
    """Whether the tables can be read. Raises StorageError."""
    try:
        with database.read() as transaction:
            _hurry(transaction)
            checkpoints.get(transaction, "epoch")
    except SQLAlchemyError as error:
        raise StorageError(type(error).__name__) from error


def queues(transaction: Transaction, now: datetime) -> list[Queue]:
    """By channel and state, those that have any."""
    late, early = deliveries.c.due_at <= now, deliveries.c.due_at > now
    states = {"due": ("waiting", late), "later": ("waiting", early), "sending": ("sending", late)}
    found = [
        _queue(transaction, channel, state, of, when)
        for channel in _channels(transaction)
        for state, (of, when) in states.items()
    ]
    return [one for one in found if one.number]


def ledgers(transaction: Transaction) -> list[Ledger]:
    return [_ledger(transaction, source) for source in documents.sources(transaction)]


def seconds_since_seen(transaction: Transaction, sending_id: int) -> list[float]:
    """How long the alerts that a sending has paid took since the poll that first listed their documents.

    What was silent, or held back by the chat's own settings, counts in no latency.
    """
    rows = transaction.execute(
        select(deliveries.c.sent_at, ledger.c.seen)
        .join(filings, filings.c.id == deliveries.c.filing_id)
        .join(ledger, (ledger.c.source == filings.c.source) & (ledger.c.id == filings.c.document_id))
        .where(
            deliveries.c.sending_id == sending_id,
            deliveries.c.kind == ALERT,
            deliveries.c.state == "sent",
            deliveries.c.held == "",
            ~ledger.c.silent,
        )
    )
    return [(sent_at - seen).total_seconds() for sent_at, seen in rows]


def _measured(transaction: Transaction, now: datetime) -> Measures:
    return Measures(
        health=health.everything(transaction),
        polls=health.counts(transaction),
        ledgers=ledgers(transaction),
        queues=queues(transaction, now),
        latency=status.latencies(transaction, now - LATELY),
        repeats=status.repeats(transaction),
        fanouts=_number(transaction, fanouts, ~fanouts.c.done),
        epochs={name: one["epoch"] for name, one in checkpoints.under(transaction, EPOCH).items()},
        malformed=alarms.malformed(transaction),
    )


def _hurry(transaction: Transaction) -> None:
    """A question that waits for a lock must not hold up who asks, nor a stop."""
    if transaction.dialect.name == "postgresql":
        transaction.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}s'"))


def _channels(transaction: Transaction) -> list[str]:
    """Every channel that has had a delivery; costs by the channels."""
    found: list[str] = []
    after = ""
    least = select(func.min(deliveries.c.channel))
    while name := transaction.scalar(least.where(deliveries.c.channel > after)):
        found.append(name)
        after = name
    return found


def _queue(transaction: Transaction, channel: str, name: str, state: str, when: ColumnElement[bool]) -> Queue:
    these = (deliveries.c.channel == channel) & (deliveries.c.state == state) & when
    oldest = select(deliveries.c.due_at).where(these).order_by(deliveries.c.due_at).limit(1)
    return Queue(channel, name, _number(transaction, deliveries, these), transaction.scalar(oldest))


def _ledger(transaction: Transaction, source: str) -> Ledger:
    failed = (
        select(ledger.c.reason, func.count().label("number"))
        .where(ledger.c.source == source, ledger.c.state == "failed")
        .group_by(ledger.c.reason)
    )
    return Ledger(
        source,
        tallies.get(transaction, tallies.REPORTS, source).number,
        documents.counts(transaction, source, unread=True),
        {row.reason: row.number for row in transaction.execute(failed)},
    )


def _number(transaction: Transaction, table: Table, these: ColumnElement[bool]) -> int:
    counted: Any = select(table.c.id).where(these).limit(MOST).subquery()
    return transaction.scalar(select(func.count()).select_from(counted)) or 0
