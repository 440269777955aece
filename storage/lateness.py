"""How late the trades of an amendment were first reported: what an earlier report had, it had in its day.

A row that is proven to amend another keeps that one's lateness, changed or not. A row that an amendment adds
is late by the amendment's own day, where everything else in it is accounted for: else it may be an old one.
Of all other reports `due.late` says it before they are stored.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from storage import differences
from storage.database import Transaction
from storage.due import past_due
from storage.model import Chamber, RowStatus
from storage.tables import filings, trades


def settle(transaction: Transaction, source: str, document_ids: Iterable[str]) -> None:
    """Sets it for the rows of those of these documents' readings that amend something, and their bounds."""
    amending: Select[Any] = (
        select(filings.c.id, filings.c.chamber, filings.c.filed, filings.c.amendment, filings.c.amends)
        .where(filings.c.source == source, filings.c.document_id.in_(sorted(set(document_ids))))
        .where(filings.c.amends.is_not(None))
        .order_by(filings.c.filed.nulls_last(), filings.c.id)
    )
    for filing in transaction.execute(amending).all():
        if changed := _changed(transaction, filing):
            _set(transaction, filing.id, changed)


def _changed(transaction: Transaction, filing: Row[Any]) -> dict[int | None, list[int]]:
    """The ordinals of the rows to be set, by their lateness."""
    proven = differences.pairs(filing.amends)
    before = _settled(transaction, {earlier for earlier, _ in proven.values()})
    held: Select[Any] = select(
        trades.c.ordinal, trades.c.status, trades.c.traded, trades.c.notified, trades.c.late
    )
    changed: dict[int | None, list[int]] = {}
    for row in transaction.execute(held.where(trades.c.filing_id == filing.id)):
        late = before.get(proven[row.ordinal]) if row.ordinal in proven else _own(filing, row)
        if late != row.late:
            changed.setdefault(late, []).append(row.ordinal)
    return changed


def _settled(transaction: Transaction, filing_ids: Collection[int]) -> Mapping[tuple[int, int], int | None]:
    held = select(trades.c.filing_id, trades.c.ordinal, trades.c.late)
    rows = transaction.execute(held.where(trades.c.filing_id.in_(filing_ids)))
    return {(row.filing_id, row.ordinal): row.late for row in rows}


def _own(filing: Row[Any], row: Row[Any]) -> int | None:
    """Of a row that no earlier report has, if that is proven."""
    accounted = bool(filing.amends["rows"]) and not filing.amends["unproven"]
    if row.status != RowStatus.NEW or (filing.amendment and not accounted):
        return None
    return past_due(Chamber(filing.chamber), filing.filed, row.traded, row.notified)


def _set(transaction: Transaction, filing_id: int, changed: Mapping[int | None, Collection[int]]) -> None:
    of_filing = trades.c.filing_id == filing_id
    for late, ordinals in changed.items():
        transaction.execute(update(trades).where(of_filing, trades.c.ordinal.in_(ordinals)).values(late=late))
    ends = select(func.min(trades.c.late), func.max(trades.c.late)).where(of_filing)
    least, most = transaction.execute(ends).one()
    bounds = update(filings).where(filings.c.id == filing_id)
    transaction.execute(bounds.values(min_late=least, max_late=most))
