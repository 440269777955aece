"""What became of a report in one place, and how a place does: read by /why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from storage.database import Transaction
from storage.model import ALERT, CORRECTION
from storage.tables import filings
from storage.tables_chats import deliveries, fanouts

KINDS = (ALERT, CORRECTION)


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery of a report, or of its correction, to a place: `queries` are the follows that wanted it.

    `held` is why it waits, or waited, for its due time, as `storage.hours.Held` has it.
    """

    kind: str
    state: str
    queries: tuple[str, ...]
    due_at: datetime
    held: str
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Matching:
    """The fan-out of a report's first reading: follows made later than `last_follow` took no part."""

    last_follow: int
    done: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """How a place does: when it last had something, how much waits until when, and what failed last."""

    last_sent: datetime | None
    waiting: int
    next_due: datetime | None
    failed: int
    last_error: str


def told(transaction: Transaction, place_id: int, source: str, document_id: str) -> Sequence[Told]:
    """Everything of a document that a place was owed, in order."""
    of_document = (filings.c.source == source) & (filings.c.document_id == document_id)
    readings = transaction.scalars(select(filings.c.id).where(of_document)).all()
    rows = transaction.execute(
        select(deliveries)
        .where(
            deliveries.c.place_id == place_id,
            deliveries.c.kind.in_(KINDS),  # with it, what the place was sent is found and not walked through
            deliveries.c.filing_id.in_(readings),
        )
        .order_by(deliveries.c.id)
    )
    return [Told(r.kind, r.state, tuple(r.why), r.due_at, r.held, r.sent_at, r.error) for r in rows]


def matching(transaction: Transaction, source: str, document_id: str) -> Matching | None:
    """None for what was stored without telling anybody."""
    row = transaction.execute(
        select(fanouts.c.last_follow, fanouts.c.done)
        .join(filings, filings.c.id == fanouts.c.filing_id)
        .where(filings.c.source == source, filings.c.document_id == document_id)
        .order_by(fanouts.c.id)
        .limit(1)
    ).one_or_none()
    return Matching(row.last_follow, row.done) if row else None


def owed(transaction: Transaction, place_id: int) -> Owed:
    def these(state: str, *found: Any) -> Select[Any]:
        return select(*found).where(deliveries.c.place_id == place_id, deliveries.c.state == state)

    waiting = transaction.execute(these("waiting", func.count(), func.min(deliveries.c.due_at))).one()
    newest = these("failed", deliveries.c.error).order_by(deliveries.c.id.desc()).limit(1)
    return Owed(
        last_sent=transaction.scalar(these("sent", func.max(deliveries.c.sent_at))),
        waiting=waiting[0],
        next_due=waiting[1],
        failed=transaction.scalar(these("failed", func.count())) or 0,
        last_error=transaction.scalar(newest) or "",
    )
