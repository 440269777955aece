"""Which rows stand: each trade counts once in sums, however many reports state, change or withdraw it.

A row of a counted reading stands, unless it withdraws another, amends one that nobody can prove, or a later
report states it again. `reported` is the day of the report that first stated the trade: of a row that amends
a proven one that one's day, of one that amends an unproven one unknown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, select, update

from storage import differences
from storage.database import Transaction
from storage.model import Difference, RowStatus
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


def settle(transaction: Transaction, source: str, document_ids: Iterable[str]) -> None:
    """Marks the rows of these documents' readings, once it is settled which readings count."""
    wanted = (filings.c.source == source) & filings.c.document_id.in_(sorted(set(document_ids)))
    named = (filings.c.id, filings.c.document_id, filings.c.official_id, filings.c.filed, filings.c.amends)
    order = (filings.c.filed.nulls_last(), filings.c.id)
    held = transaction.execute(select(*named).where(wanted).order_by(*order)).all()
    is_new = trades.c.status == RowStatus.NEW
    plain = {"stands": trades.c.counted & is_new, "reported": case((is_new, trades.c.filed))}
    rows = trades.c.filing_id.in_([row.id for row in held])
    transaction.execute(update(trades).where(rows).values(plain))
    gone = _stated_again(transaction, source, {row.official_id for row in held if row.official_id})
    for row in held:
        _follow_back(transaction, row.id, row.filed, differences.pairs(row.amends))
        _set(transaction, row.id, gone.get(row.document_id, ()), stands=False)


def _follow_back(
    transaction: Transaction, filing_id: int, filed: date | None, proven: Mapping[int, tuple[int, int]]
) -> None:
    """The rows that amend proven ones stand instead of them, and were reported when those were."""
    first = _first_reported(transaction, {earlier for earlier, _ in proven.values()})
    stays = trades.c.counted & (trades.c.status != RowStatus.DELETED)
    _set(transaction, filing_id, proven, stands=stays)
    by_day: dict[date | None, list[int]] = {}
    for ordinal, row in proven.items():
        by_day.setdefault(first.get(row, filed), []).append(ordinal)
    for day, ordinals in by_day.items():
        _set(transaction, filing_id, ordinals, reported=day)


def _first_reported(
    transaction: Transaction, filing_ids: Collection[int]
) -> dict[tuple[int, int], date | None]:
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


def _set(transaction: Transaction, filing_id: int, ordinals: Collection[int], **values: Any) -> None:
    if ordinals:
        wanted = (trades.c.filing_id == filing_id) & trades.c.ordinal.in_(ordinals)
        transaction.execute(update(trades).where(wanted).values(values))
