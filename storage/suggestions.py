"""Small, quick look-ups for people who are still typing: every one reads a few rows of an index."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Select, bindparam, func, select

from storage.database import Transaction
from storage.model import Trade
from storage.rows import OF_A_TRADE, trade_of
from storage.tables import filings, tallies, trades
from storage.tallies import TICKER


@dataclass(frozen=True, slots=True)
class Traded:
    """A ticker that somebody has traded: the company as listed or printed, and how many rows name it."""

    symbol: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of a report, with whose it is and where it stands."""

    trade: Trade
    official_id: str | None
    filer: str
    filed: date | None


@dataclass(frozen=True, slots=True)
class Named:
    """A report by its id, and who filed it when."""

    document_id: str
    official_id: str | None
    filer: str
    filed: date | None


def newest_filing(transaction: Transaction) -> int:
    """Changes whenever a report has come."""
    return transaction.scalar(select(func.max(filings.c.id))) or 0


def traded(transaction: Transaction) -> list[Traded]:
    """Every ticker, the most traded first. Costs by the tickers: nothing for every key typed."""
    newest = (
        select(func.coalesce(func.nullif(trades.c.listed_as, ""), trades.c.asset))
        .where(trades.c.ticker == tallies.c.value)
        .order_by(trades.c.newness.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = transaction.execute(
        select(tallies.c.value, newest.label("name"), tallies.c.number)
        .where(tallies.c.kind == TICKER, tallies.c.period == "", tallies.c.value != "", tallies.c.number > 0)
        .order_by(tallies.c.number.desc(), tallies.c.value)
    )
    return [Traded(*row) for row in rows]


def deeds_of(transaction: Transaction, official_id: str, limit: int) -> list[Deed]:
    """An official's rows that were filed last."""
    return _deeds(transaction, OF_OFFICIAL, official_id, limit)


def deeds_in(transaction: Transaction, symbol: str, limit: int) -> list[Deed]:
    """The rows in a security that were filed last, by today's symbol or by the former one."""
    found = [deed for newest in IN_SECURITY for deed in _deeds(transaction, newest, symbol, limit)]
    return sorted(found, key=lambda deed: deed.filed or date.min, reverse=True)[:limit]


def reports(transaction: Transaction, limit: int) -> list[Named]:
    """The newest reports."""
    newest = _named().where(filings.c.counted, filings.c.filed.is_not(None))
    return _reports(transaction, newest.order_by(filings.c.newness.desc()).limit(limit))


def reports_like(transaction: Transaction, beginning: str, source: str, limit: int) -> list[Named]:
    """A source's reports whose id begins so, the highest ids first."""
    like = (filings.c.document_id >= beginning) & filings.c.document_id.startswith(beginning, autoescape=True)
    held = _named().where(filings.c.source == source, like, ~filings.c.superseded)
    return _reports(transaction, held.order_by(filings.c.document_id.desc()).limit(limit))


def reports_of(transaction: Transaction, official_id: str, limit: int) -> list[Named]:
    """An official's newest reports."""
    held = _named().where(filings.c.official_id == official_id, filings.c.counted)
    return _reports(transaction, held.order_by(filings.c.newness.desc()).limit(limit))


def _newest(column: Column[Any]) -> Select[Any]:
    """So many rows that have a value there; made once, since every key typed asks for many of them."""
    return (
        select(
            *(trades.c[name] for name in OF_A_TRADE), trades.c.official_id, trades.c.filed, filings.c.filer
        )
        .join(filings, filings.c.id == trades.c.filing_id)
        .where(column == bindparam("value"), trades.c.counted, trades.c.filed.is_not(None))
        .order_by(trades.c.newness.desc())
        .limit(bindparam("limit"))
    )


OF_OFFICIAL = _newest(trades.c.official_id)
IN_SECURITY = (_newest(trades.c.ticker), _newest(trades.c.former_ticker))


def _deeds(transaction: Transaction, newest: Select[Any], value: str, limit: int) -> list[Deed]:
    rows = transaction.execute(newest, {"value": value, "limit": limit})
    return [Deed(trade_of(row), row.official_id, row.filer, row.filed) for row in rows]


def _named() -> Select[Any]:
    return select(filings.c.document_id, filings.c.official_id, filings.c.filer, filings.c.filed)


def _reports(transaction: Transaction, wanted: Select[Any]) -> list[Named]:
    return [Named(*row) for row in transaction.execute(wanted)]
