"""Which earlier report an amendment amends, and what it changes; where that cannot be proven, why.

A House report marks its rows as amended or deleted and gives them the Clerk's number, which earlier reports
mostly do not print; it names no earlier report. A Senate report has the date of the one it amends in its
title, and its own number; one on paper has both in the search only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ingest.difference import difference, security
from ingest.doubts import row_numbers, written
from storage import filings
from storage.database import Transaction
from storage.model import Change, Difference, Filing, Kind, RowStatus, Stored, Trade

UNIDENTIFIED = "its filer is not identified"

Row = tuple[Stored, Trade]

Standing = Mapping[object, list[Row]]
"""Rows by their number, those without one by what they are: a report may amend thousands of thousands."""


def amended(transaction: Transaction, filing: Filing, official_id: str | None) -> Difference | None:
    """What the filing changes of those stored before it; None for one that amends nothing we can read."""
    by_number = filing.amendment > 0
    if filing.kind is Kind.EXTENSION or not (by_number or _corrections(filing)):
        return None
    if official_id is None:
        return Difference(() if by_number else _new_rows(filing), unproven=UNIDENTIFIED)
    if by_number:
        number = filing.amendment - 1
        return of_report(filing, filings.of_official(transaction, filing.source, official_id, number))
    return of_rows(filing, filings.of_official(transaction, filing.source, official_id))


def may_amend(filing: Filing, earlier: Filing) -> bool:
    """Whether an amendment could mean this report, or a row of it, whatever else is stored."""
    if filing.amendment:
        titled = _titled(filing)
        return titled is not None and (titled, filing.amendment - 1) == (_titled(earlier), earlier.amendment)
    keys = {key for trade in _corrections(filing) for key in _keys(trade)}
    return any(not keys.isdisjoint(_keys(trade)) for trade in earlier.trades)


def of_report(filing: Filing, candidates: Iterable[Stored]) -> Difference:
    """A report that replaces another whole: the only one with the title's date and the number before.

    Several reports may have one date, and the right one may not be stored yet: one that has no row in common
    with the amendment is not it. Where either is on paper, rows cannot be compared: that it is the only one
    must do, and there are no changes to tell.
    """
    titled = _titled(filing)
    if titled is None:
        return Difference(unproven="its title names no date")
    which = f"report for {written(titled)}"
    which += f" with amendment {filing.amendment - 1}" if filing.amendment > 1 else ""
    fitting = [one for one in candidates if _titled(one.filing) == titled]
    if len(fitting) != 1:
        return Difference(
            unproven=f"{len(fitting)} fit as the {which}" if fitting else f"no {which} is stored"
        )
    [original] = fitting
    documents = (original.filing.document_id,)
    if Kind.PAPER in (filing.kind, original.filing.kind):
        return Difference(documents=documents)
    found = difference(original.filing.trades, filing.trades, original.id)
    if not found.unchanged and not found.changed:
        return Difference(unproven=f"the only stored {which} has none of its rows")
    return replace(found, documents=documents)


def _titled(filing: Filing) -> date | None:
    """The day in the title of a Senate report: the filing date of the one it is or amends."""
    printed = filing.printed.get("title_date")
    return date.fromisoformat(printed) if printed else None


def of_rows(filing: Filing, earlier: Sequence[Stored]) -> Difference:
    """Amended and deleted rows, each with the one earlier row it must mean, by its number or by content."""
    standing = _standing(one for one in earlier if _was_before(one, filing))
    changes = list(_new_rows(filing))
    documents: list[str] = []
    unproven: dict[str, list[int]] = {}
    for trade in _corrections(filing):
        fitting = _fitting(trade, standing)
        if len(fitting) == 1:
            stored, old = fitting.pop()  # it stands no longer
            documents.append(stored.filing.document_id)
            changes.append(Change(old, trade, stored.id))
        else:
            why = "several earlier rows fit" if fitting else "no earlier row that is stored fits"
            unproven.setdefault(why, []).append(trade.ordinal)
    reasons = "; ".join(f"{why} {row_numbers(numbers)}" for why, numbers in unproven.items())
    return Difference(tuple(changes), tuple(dict.fromkeys(documents)), reasons)


def _corrections(filing: Filing) -> list[Trade]:
    return [trade for trade in filing.trades if trade.status is not RowStatus.NEW]


def _new_rows(filing: Filing) -> tuple[Change, ...]:
    return tuple(Change(None, trade) for trade in filing.trades if trade.status is RowStatus.NEW)


def _was_before(one: Stored, filing: Filing) -> bool:
    """Filed no later; one of the same day may itself amend this one, and is found at a replay."""
    documents = one.amends.documents if one.amends else ()
    if filing.document_id in (one.filing.document_id, *documents):
        return False
    return (one.filing.filed or date.max) <= (filing.filed or date.min)


def _standing(earlier: Iterable[Stored]) -> Standing:
    """The earlier rows that have been neither deleted nor amended since."""
    held = list(earlier)
    changes = [change for one in held if one.amends for change in one.amends.changes if change.old]
    gone = {(change.earlier, change.old.ordinal) for change in changes if change.old}
    standing = defaultdict(list)
    for one in held:
        for trade in one.filing.trades:
            if trade.status is not RowStatus.DELETED and (one.id, trade.ordinal) not in gone:
                standing[trade.printed.get("id") or _identity(trade)].append((one, trade))
    return standing


def _fitting(trade: Trade, standing: Standing) -> list[Row]:
    """Rows of the same number if there are any, else those without one that are alike."""
    return next((rows for key in _keys(trade) if (rows := standing.get(key))), [])


def _keys(trade: Trade) -> list[object]:
    """What an earlier row that this one amends can stand under."""
    number = trade.printed.get("id")
    return [*([number] if number else []), *([_identity(trade)] if trade.traded else [])]


def _identity(trade: Trade) -> tuple[object, ...]:
    """The security, owner, day and side: the amount and what is written beside it may differ."""
    return (security(trade), trade.asset_type, trade.owner, trade.traded, trade.side)
