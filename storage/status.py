"""How the service does: measured latency, what is owed, what failed; read by /status and the summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from storage.database import Transaction
from storage.documents import UNREAD
from storage.model import ALERT
from storage.tables import documents, filings
from storage.tables_chats import deliveries, sendings

SAMPLE = 1000  # alerts
LOOKED_AT = 5_000  # deliveries
NOT_SENT = ("waiting", "sending", "failed", "muted")


@dataclass(frozen=True, slots=True)
class Latency:
    """How long alerts took until the platform had taken them; p50 and p95.

    `median` and `p95` count from the last poll that did not list the document, `seen_median` and `seen_p95`
    from the one that did.
    """

    median: timedelta
    p95: timedelta
    seen_median: timedelta
    seen_p95: timedelta
    alerts: int


def latency(transaction: Transaction, since: datetime) -> Latency | None:
    """Over the newest alerts sent since then; None when there was none."""
    return _latency([took for each in _took(transaction, since).values() for took in each])


def latencies(transaction: Transaction, since: datetime) -> dict[str, Latency]:
    """The same for each source that has any."""
    each = ((source, _latency(took)) for source, took in _took(transaction, since).items())
    return {source: found for source, found in each if found}


def _took(transaction: Transaction, since: datetime) -> dict[str, list[tuple[timedelta, timedelta]]]:
    """By source, how long alerts took from either poll. Silent filings never count.

    Nor does what a chat's own settings held back: quiet hours, a snooze, a digest. However many of those
    there are, no more than LOOKED_AT deliveries are looked at.
    """
    newest = (
        select(deliveries.c.filing_id, deliveries.c.sent_at, deliveries.c.kind, deliveries.c.held)
        .where(deliveries.c.state == "sent", deliveries.c.sent_at >= since)
        .order_by(deliveries.c.sent_at.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    rows = transaction.execute(
        select(filings.c.source, newest.c.sent_at, documents.c.not_listed, documents.c.seen)
        .join_from(newest, filings, filings.c.id == newest.c.filing_id)
        .join(
            documents,
            (documents.c.source == filings.c.source) & (documents.c.id == filings.c.document_id),
        )
        .where(
            newest.c.kind == ALERT,
            newest.c.held == "",
            documents.c.not_listed.is_not(None),
            ~documents.c.silent,
        )
        .order_by(newest.c.sent_at.desc())
        .limit(SAMPLE)
    )
    found: dict[str, list[tuple[timedelta, timedelta]]] = {}
    for source, sent_at, not_listed, seen in rows:
        found.setdefault(source, []).append((sent_at - not_listed, sent_at - seen))
    return found


def _latency(took: Sequence[tuple[timedelta, timedelta]]) -> Latency | None:
    if not took:
        return None
    whole, seen = (sorted(each) for each in zip(*took, strict=True))
    half, most = len(took) // 2, (len(took) * 95) // 100
    return Latency(whole[half], whole[most], seen[half], seen[most], len(took))


def deliveries_by_state(
    transaction: Transaction, channel: str | None = None, sent_since: datetime | None = None
) -> dict[str, int]:
    """How many there are in each state; of those sent, where a moment is given, only what was since then."""
    query = select(deliveries.c.state, func.count().label("number")).group_by(deliveries.c.state)
    if sent_since is not None:
        lately = (deliveries.c.state == "sent") & (deliveries.c.sent_at >= sent_since)
        query = query.where(or_(lately, deliveries.c.state.in_(NOT_SENT)))
    if channel is not None:
        query = query.where(deliveries.c.channel == channel)
    return {row.state: row.number for row in transaction.execute(query)}


def repeats(transaction: Transaction) -> int:
    """How often a part was sent again although it may have arrived."""
    return (
        transaction.scalar(
            select(func.coalesce(func.sum(sendings.c.repeats), 0)).where(sendings.c.repeats > 0)
        )
        or 0
    )


def retries(transaction: Transaction, source: str, now: datetime) -> tuple[int, datetime | None]:
    """How many documents wait for a try later than now, and until when the first of them."""
    count, first = transaction.execute(
        select(func.count(), func.min(documents.c.next_try)).where(
            documents.c.source == source, documents.c.state.in_(UNREAD), documents.c.next_try > now
        )
    ).one()
    return count, first
