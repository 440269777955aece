"""Which rows stand: each trade counts once in sums, however many reports state, change or withdraw it.

A row of a counted reading stands, unless it withdraws another, amends one that nobody can prove, or a later
report states it again. `reported` is the day of the report that first stated the trade: of a row that amends
a proven one that one's day, of one that amends an unproven one unknown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, select, update

from storage.database import Transaction
from storage.model import Difference, Filing, RowStatus
from storage.tables import filings, trades


def touched(
    transaction: Transaction, source: str, document_id: str, amends: Difference | None = None
) -> set[str]:
    """The document and those that any reading of it amends, or will with this difference."""
    rows = transaction.scalars(
        select(filings.c.amends).where(
            filings.c.source == source, filings.c.document_id == document_id, filings.c.amends.is_not(None)
        )
    )
    return {
        document_id,
        *(amends.documents if amends else ()),
        *(name for row in rows for name in row["documents"]),
    }


def reported(
    transaction: Transaction, filing: Filing, amends: Difference | None
) -> Mapping[int, date | None]:
    """When each row's trade was first reported, by ordinal."""
    days = {trade.ordinal: filing.filed if trade.status is RowStatus.NEW else None for trade in filing.trades}
    changes = amends.changes if amends else ()
    proven = {c.new.ordinal: (c.earlier, c.old.ordinal) for c in changes if c.new and c.old}
    if proven:
        first = _first_reported(transaction, {filing_id for filing_id, _ in proven.values() if filing_id})
        days |= {ordinal: first.get(row, filing.filed) for ordinal, row in proven.items()}
    return days


def settle(transaction: Transaction, source: str, document_ids: Iterable[str]) -> None:
    """Marks the rows of these documents' readings as standing or not, once it is settled which count."""
    wanted = (filings.c.source == source) & filings.c.document_id.in_(sorted(set(document_ids)))
    held = transaction.execute(
        select(filings.c.id, filings.c.document_id, filings.c.official_id, filings.c.amends).where(wanted)
    ).all()
    rows = trades.c.filing_id.in_([row.id for row in held])
    transaction.execute(
        update(trades).where(rows).values(stands=trades.c.counted & (trades.c.status == RowStatus.NEW))
    )
    gone = _stated_again(transaction, source, {row.official_id for row in held if row.official_id})
    stays = trades.c.counted & (trades.c.status != RowStatus.DELETED)
    for row in held:
        proven = [ordinal for _, was, ordinal in _rows(row.amends) if was and ordinal]
        _set(transaction, row.id, proven, stays)
        _set(transaction, row.id, gone.get(row.document_id, ()), false())


def _first_reported(
    transaction: Transaction, filing_ids: Collection[int]
) -> dict[tuple[int | None, int], date | None]:
    rows = transaction.execute(
        select(trades.c.filing_id, trades.c.ordinal, trades.c.reported).where(
            trades.c.filing_id.in_(filing_ids)
        )
    )
    return {(row.filing_id, row.ordinal): row.reported for row in rows}


def _stated_again(
    transaction: Transaction, source: str, official_ids: Collection[str]
) -> Mapping[str, Collection[int]]:
    """By document, the rows that a later report of one of these officials changes, withdraws or repeats."""
    amending = transaction.scalars(
        select(filings.c.amends).where(
            filings.c.source == source,
            filings.c.official_id.in_(official_ids),
            ~filings.c.superseded,
            filings.c.amends.is_not(None),
        )
    )
    rows = {(earlier, was) for held in amending for earlier, was, _ in _rows(held) if earlier and was}
    names = select(filings.c.id, filings.c.document_id).where(filings.c.id.in_({one for one, _ in rows}))
    documents = {row.id: row.document_id for row in transaction.execute(names)}
    found: dict[str, set[int]] = {}
    for earlier, was in rows:
        found.setdefault(documents[earlier], set()).add(was)
    return found


def _rows(amends: Mapping[str, Any] | None) -> Sequence[Sequence[int | None]]:
    """As `differences.written` keeps them: the earlier filing's id, the old row's ordinal, the new row's."""
    return amends["rows"] if amends else ()


def _set(
    transaction: Transaction, filing_id: int, ordinals: Collection[int], stands: ColumnElement[bool]
) -> None:
    if ordinals:
        wanted = (trades.c.filing_id == filing_id) & trades.c.ordinal.in_(ordinals)
        transaction.execute(update(trades).where(wanted).values(stands=stands))
