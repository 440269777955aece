"""Sums of trades by official, ticker and source, kept for every week, month, quarter, year and all time.

They are what the rows that stand (see `standing.py`) add up to, by the day a trade was first reported; kept
in the transaction that stores a filing, so that no answer has to add up a year of everybody's trades.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Transaction
from storage.model import Side
from storage.tables import filings, tallies, trades

OFFICIAL, TICKER, SOURCE = "official", "ticker", "source"  # whose value: "" for a filer or asset without one
LATE = "late"  # to rank by: values without any are left out
REPORTS = "reports"  # by source, how many reports there are

Key = tuple[str, str, str]
"""Kind, value and period."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What rows add up to: how many, the sums of their lower and of their known upper bounds, in cents.

    `open` is how many have no upper bound, `blank` how many no amount at all, `late` how many came past due.
    """

    number: int = 0
    buys: int = 0
    sells: int = 0
    low: int = 0
    high: int = 0
    open: int = 0
    blank: int = 0
    late: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return self._with(other, 1)

    def __sub__(self, other: "Tally") -> "Tally":
        return self._with(other, -1)

    def _with(self, other: "Tally", sign: int) -> "Tally":
        return Tally(
            self.number + sign * other.number,
            self.buys + sign * other.buys,
            self.sells + sign * other.sells,
            self.low + sign * other.low,
            self.high + sign * other.high,
            self.open + sign * other.open,
            self.blank + sign * other.blank,
            self.late + sign * other.late,
        )


def periods(day: date | None) -> tuple[str, ...]:
    """The periods a day falls in: all time, its year, quarter, month and week (ISO 8601's, from Monday)."""
    if day is None:
        return ("",)
    year, week = f"{day:%Y}", day.isocalendar()
    quarter = f"{year}Q{(day.month + 2) // 3}"
    return ("", year, quarter, f"{day:%Y-%m}", f"{week.year}W{week.week:02}")


@contextmanager
def kept(transaction: Transaction, source: str, document_ids: Iterable[str]) -> Iterator[None]:
    """Brings the sums up to what is done to these documents within."""
    wanted = {"source": source, "documents": sorted(set(document_ids))}
    before = _counted(transaction, wanted)
    yield
    after = _counted(transaction, wanted)
    changes = {key: after.get(key, Tally()) - before.get(key, Tally()) for key in {*before, *after}}
    _add(transaction, {key: change for key, change in changes.items() if change != Tally()})


def recount(transaction: Transaction) -> None:
    """Makes all sums anew from the rows."""
    transaction.execute(delete(tallies))
    _add(transaction, _counted(transaction, {}))


def top(transaction: Transaction, kind: str, period: str, by: str, limit: int) -> list[tuple[str, Tally]]:
    """The values with the most of `by` (`number`, `low` or `late`) in a period, most first."""
    rows = transaction.execute(
        select(tallies)
        .where(tallies.c.kind == kind, tallies.c.period == period, tallies.c.value != "")
        .where(tallies.c.number > 0, tallies.c[by] >= int(by == LATE))
        .order_by(tallies.c[by].desc(), tallies.c.value)
        .limit(limit)
    )
    return [(row.value, tally_of(row)) for row in rows]


def get(transaction: Transaction, kind: str, value: str, period: str = "") -> Tally:
    row = transaction.execute(
        select(tallies).where(tallies.c.kind == kind, tallies.c.value == value, tallies.c.period == period)
    ).one_or_none()
    return tally_of(row) if row else Tally()


def values(transaction: Transaction, kind: str) -> list[str]:
    """Every value that has a trade, by name."""
    rows = transaction.scalars(
        select(tallies.c.value).where(
            tallies.c.kind == kind, tallies.c.period == "", tallies.c.number > 0, tallies.c.value != ""
        )
    )
    return sorted(rows)


def first_month(transaction: Transaction, kind: str, value: str) -> str | None:
    """The first month that has something, `2012-03`."""
    months = tallies.c.period.like("____-__")
    held = (tallies.c.kind == kind) & (tallies.c.value == value) & (tallies.c.number > 0)
    found: str | None = transaction.scalar(select(func.min(tallies.c.period)).where(held, months))
    return found


def tally_of(row: Row[Any]) -> Tally:
    return Tally(
        number=row.number,
        buys=row.buys,
        sells=row.sells,
        low=int(row.low or 0),
        high=int(row.high or 0),
        open=row.open,
        blank=row.blank,
        late=row.late,
    )


def sums() -> tuple[ColumnElement[Any], ...]:
    """What a group of trades adds up to, as columns that `tally_of` reads."""
    one = literal(1)
    sells = trades.c.side.in_((Side.SELL, Side.PARTIAL_SALE))
    unbounded = trades.c.high.is_(None)
    return (
        func.count().label("number"),
        func.count(case((trades.c.side == Side.BUY, one))).label("buys"),
        func.count(case((sells, one))).label("sells"),
        func.sum(trades.c.low).label("low"),
        func.sum(trades.c.high).label("high"),
        func.count(case((unbounded & trades.c.low.is_not(None), one))).label("open"),
        func.count(case((unbounded & trades.c.low.is_(None), one))).label("blank"),
        func.count(case((trades.c.late > 0, one))).label("late"),
    )


def _value(kind: str) -> ColumnElement[str]:
    return func.coalesce(trades.c.official_id if kind == OFFICIAL else trades.c.ticker, "")


def _sums(value: ColumnElement[str], day: Column[Any], wanted: ColumnElement[bool]) -> Select[Any]:
    return (
        select(value.label("value"), day.label("day"), *sums())
        .where(wanted, trades.c.stands)
        .group_by(value, day)
    )


@cache  # a report is stored in less time than it takes to make them
def _statements(*, some: bool) -> Mapping[str, Select[Any]]:
    """The sums by kind, over all filings or over `documents` of a `source`."""
    these = filings.c.document_id.in_(bindparam("documents", expanding=True))
    wanted = (filings.c.source == bindparam("source")) & these if some else true()
    values = {OFFICIAL: _value(OFFICIAL), TICKER: _value(TICKER), SOURCE: filings.c.source}
    rows = {
        kind: _sums(value, trades.c.reported, wanted).join(filings, filings.c.id == trades.c.filing_id)
        for kind, value in values.items()
    }
    reports = (
        select(filings.c.source.label("value"), filings.c.filed.label("day"), func.count().label("number"))
        .where(wanted, filings.c.counted)
        .group_by(filings.c.source, filings.c.filed)
    )
    return {**rows, REPORTS: reports}


def _counted(transaction: Transaction, wanted: Mapping[str, Any]) -> dict[Key, Tally]:
    """The sums over these filings alone; over all where none are named."""
    found: dict[Key, Tally] = {}
    for kind, statement in _statements(some=bool(wanted)).items():
        for row in transaction.execute(statement, wanted):
            tally = Tally(number=row.number) if kind == REPORTS else tally_of(row)
            for period in periods(row.day):
                key = (kind, row.value, period)
                found[key] = found.get(key, Tally()) + tally
    return found


def _add(transaction: Transaction, changes: Mapping[Key, Tally]) -> None:
    """In the order of the keys, so that two who store at once wait for each other and never in a circle."""
    if not changes:
        return
    dialect: Any = sqlite if transaction.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(tallies)
    keys = [column.name for column in tallies.primary_key]
    names = [column.name for column in tallies.columns if column.name not in keys]
    added = {name: tallies.c[name] + statement.excluded[name] for name in names}
    rows = [
        {**dict(zip(keys, key, strict=True)), **dict(zip(names, astuple(change), strict=True))}
        for key, change in sorted(changes.items())
    ]
    transaction.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), rows)
