"""What an official or a security comes to since a day: sides, amounts, days and the most frequent, in SQL.

Over the rows that stand, by the day a trade was first reported; each costs by the rows of that one official
or security, none loads a filing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import Column, ColumnElement, func, or_, select

from storage.database import Transaction
from storage.model import Kind, RowStatus, Side
from storage.sought import from_day
from storage.tables import filings, trades
from storage.tallies import Tally, sums, tally_of

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Of:
    """Whose trades: an official's, a security's (by today's or its former symbol), or his with that one."""

    official_id: str = ""
    symbol: str = ""

    @property
    def condition(self) -> Condition:
        held: Condition = trades.c.stands
        if self.official_id:
            held &= trades.c.official_id == self.official_id
        if self.symbol:
            held &= or_(trades.c.ticker == self.symbol, trades.c.former_ticker == self.symbol)
        return held


Months = Mapping[tuple[date, Side], Tally]
"""By the first day of a month and the side."""


def sides(transaction: Transaction, of: Of, since: date) -> dict[Side, Tally]:
    """What was reported since then, by side, the most frequent first."""
    rows = transaction.execute(
        select(trades.c.side, *sums()).where(of.condition, *_since(since)).group_by(trades.c.side)
    )
    found = {Side(row.side): tally_of(row) for row in rows}
    return dict(sorted(found.items(), key=lambda one: (-one[1].number, one[0])))


def months(transaction: Transaction, of: Of, since: date) -> Months:
    """What was traded since then, by the month of the trade; days after the report are slips, left out."""
    rows = transaction.execute(
        select(trades.c.side, trades.c.traded, *sums())
        .where(of.condition, trades.c.newness >= from_day(since), trades.c.traded >= since)
        .where(trades.c.traded <= trades.c.filed)
        .group_by(trades.c.side, trades.c.traded)
    )
    found: dict[tuple[date, Side], Tally] = {}
    for row in rows:
        key = (row.traded.replace(day=1), Side(row.side))
        found[key] = found.get(key, Tally()) + tally_of(row)
    return found


def tickers(transaction: Transaction, of: Of, since: date, limit: int) -> list[tuple[str, Tally]]:
    """The tickers traded most often since then, most often first."""
    return _most(transaction, of, trades.c.ticker, since, limit)


def officials(transaction: Transaction, of: Of, since: date, limit: int) -> list[tuple[str, Tally]]:
    """The ids of those who traded most often since then; filers not identified are left out."""
    return _most(transaction, of, trades.c.official_id, since, limit)


def median_delay(transaction: Transaction, of: Of, since: date) -> int | None:
    """Days from trade to first report, the middle one; None where no row has both days in order."""
    rows = transaction.execute(
        select(trades.c.reported, trades.c.traded, func.count().label("number"))
        .where(of.condition, trades.c.traded <= trades.c.reported, *_since(since))
        .group_by(trades.c.reported, trades.c.traded)
    )
    waited = [(row.reported - row.traded).days for row in rows for _ in range(row.number)]
    return round(median(waited)) if waited else None


def unproven(transaction: Transaction, official_id: str, since: date) -> int:
    """How many rows amend or withdraw an earlier one that nobody can name."""
    held = select(func.count()).where(
        trades.c.official_id == official_id,
        trades.c.newness >= from_day(since),
        trades.c.counted,
        trades.c.status != RowStatus.NEW,
        trades.c.reported.is_(None),
    )
    return transaction.scalar(held) or 0


def reports(transaction: Transaction, official_id: str, since: date) -> Mapping[Kind, int]:
    """How many reports of each kind somebody filed since then."""
    rows = transaction.execute(
        select(filings.c.kind, func.count().label("number"))
        .where(filings.c.official_id == official_id, filings.c.newness >= from_day(since), filings.c.counted)
        .group_by(filings.c.kind)
    )
    return {Kind(row.kind): row.number for row in rows}


def _since(day: date) -> tuple[Condition, Condition]:
    """What was first reported since then was filed since then, and that is indexed."""
    return (trades.c.newness >= from_day(day), trades.c.reported >= day)


def _most(
    transaction: Transaction, of: Of, by: Column[Any], since: date, limit: int
) -> list[tuple[str, Tally]]:
    rows = transaction.execute(
        select(by.label("value"), *sums())
        .where(of.condition, by.is_not(None), *_since(since))
        .group_by(by)
        .order_by(func.count().desc(), by)
        .limit(limit)
    )
    return [(row.value, tally_of(row)) for row in rows]
