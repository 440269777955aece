"""How the service does: measured latency, what is owed, what failed; read by /status and the summary."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from storage.database import Transaction
from storage.documents import UNREAD
from storage.model import ALERT
from storage.tables import documents, filings
from storage.tables_chats import deliveries, sendings

SAMPLE = 1000
NOT_SENT = ("waiting", "sending", "failed", "muted")


@dataclass(frozen=True, slots=True)
class Latency:
    """From the last poll that did not list a document to the platform's taking the alert; p50 and p95."""

    median: timedelta
    p95: timedelta
    alerts: int


def latency(transaction: Transaction, since: datetime) -> Latency | None:
    """Over the newest alerts sent since then; None when there was none. Silent filings never count.

    Nor does what a chat's own settings held back: quiet hours, a snooze, a digest.
    """
    rows = transaction.execute(
        select(deliveries.c.sent_at, documents.c.not_listed)
        .join(filings, filings.c.id == deliveries.c.filing_id)
        .join(
            documents,
            (documents.c.source == filings.c.source) & (documents.c.id == filings.c.document_id),
        )
        .where(
            deliveries.c.kind == ALERT,
            deliveries.c.state == "sent",
            deliveries.c.held == "",
            deliveries.c.sent_at >= since,
            documents.c.not_listed.is_not(None),
            ~documents.c.silent,
        )
        .order_by(deliveries.c.sent_at.desc())
        .limit(SAMPLE)
    )
    taken = sorted(sent_at - not_listed for sent_at, not_listed in rows)
    if not taken:
        return None
    return Latency(taken[len(taken) // 2], taken[(len(taken) * 95) // 100], len(taken))


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
