"""What a delivery answers: an amendment the alerts of what it amends, a correction earlier readings'."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from storage.database import Transaction
from storage.model import CORRECTION, Stored
from storage.tables import filings
from storage.tables_chats import deliveries, fanouts, sendings


def answered(transaction: Transaction, found: Stored, kind: str) -> list[int]:
    """The ids of the filings, of every revision, that a delivery of this kind comes after; mostly none.

    All were stored before it, so that no two deliveries ever wait for each other.
    """
    before = (filings.c.source == found.filing.source) & (filings.c.id < found.id)
    ids = select(filings.c.id).where(before).order_by(filings.c.id)
    if kind == CORRECTION:
        return list(transaction.scalars(ids.where(filings.c.document_id == found.filing.document_id)))
    if found.amends and found.amends.documents:
        documents = _amended(transaction, found.filing.source, found.amends.documents)
        return list(transaction.scalars(ids.where(filings.c.document_id.in_(documents))))
    return []


def is_being_told(transaction: Transaction, filing_ids: Sequence[int]) -> bool:
    """Whether one of these filings is still being fanned out."""
    still = select(fanouts.c.id).where(fanouts.c.filing_id.in_(filing_ids), ~fanouts.c.done).limit(1)
    return transaction.scalar(still) is not None


def waiting(
    transaction: Transaction, filing_ids: Sequence[int], place_ids: Iterable[int]
) -> dict[int, datetime]:
    """When the last of these filings falls due that a place is still owed, by place."""
    rows = transaction.execute(
        select(deliveries.c.place_id, deliveries.c.due_at)
        .where(
            deliveries.c.filing_id.in_(filing_ids),
            deliveries.c.place_id.in_(list(place_ids)),
            deliveries.c.state == "waiting",
        )
        .order_by(deliveries.c.due_at)
    )
    return {row.place_id: row.due_at for row in rows}


def message(transaction: Transaction, found: Stored, kind: str, place_id: int) -> str:
    """The platform's id of the first message that told this place what is answered; `""` if none did."""
    filing_ids = answered(transaction, found, kind)
    if not filing_ids:
        return ""
    parts = transaction.scalar(
        select(sendings.c.parts)
        .join(deliveries, deliveries.c.sending_id == sendings.c.id)
        .where(
            deliveries.c.filing_id.in_(filing_ids),
            deliveries.c.place_id == place_id,
            deliveries.c.state == "sent",
        )
        .order_by(deliveries.c.sent_at, deliveries.c.id)
        .limit(1)
    )
    return str(parts[0]["message"]) if parts else ""


def _amended(transaction: Transaction, source: str, documents: Iterable[str]) -> set[str]:
    """These documents and what they amend themselves."""
    known: set[str] = set()
    while fresh := set(documents) - known:
        known |= fresh
        here = (filings.c.source == source) & filings.c.document_id.in_(fresh)
        held = transaction.scalars(select(filings.c.amends).where(here, filings.c.amends.is_not(None)))
        documents = [document for one in held for document in one["documents"]]
    return known
