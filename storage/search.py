"""Searching what is stored: a Query as SQL, holding exactly where Query.matches() does."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from storage.database import Transaction
from storage.filings import has_ticker, many
from storage.model import RowStatus, Side, Stored
from storage.query import Person, Query, Term, Ticker
from storage.tables import filings, trades


def newest(transaction: Transaction, query: Query, since: date, limit: int | None = None) -> list[Stored]:
    """The filings a query wants that were filed since then, the newest first."""
    wanted = _wanted(query, since).order_by(filings.c.filed.desc(), filings.c.id.desc()).limit(limit)
    ids = list(transaction.scalars(wanted))
    held = many(transaction, ids)
    return [held[filing_id] for filing_id in ids]


def count(transaction: Transaction, query: Query, since: date) -> int:
    """How many filings filed since then a query wants: one alert each."""
    return transaction.scalar(select(func.count()).select_from(_wanted(query, since).subquery())) or 0


def sides(transaction: Transaction, symbol: str, since: date) -> Mapping[Side, int]:
    """How often a security was bought, sold and so on in filings filed since then; corrections left out."""
    rows = transaction.execute(
        select(trades.c.side, func.count())
        .where(
            has_ticker(symbol),
            trades.c.status == RowStatus.NEW,
            trades.c.counted,
            trades.c.filed >= since,
        )
        .group_by(trades.c.side)
    )
    return {Side(side): number for side, number in rows}


def _wanted(query: Query, since: date) -> Select[Any]:
    """A filing is wanted for any of its trades; one on paper, which has none yet, for itself.

    One that was replaced whole is not: its trades would count twice.
    """
    return (
        select(filings.c.id, filings.c.filed)
        .outerjoin(trades, trades.c.filing_id == filings.c.id)
        .where(filings.c.counted, filings.c.filed >= since, _holds(query))
        .distinct()
    )


def _holds(query: Query) -> ColumnElement[bool]:
    return and_(*(or_(*map(_condition, clause)) for clause in query.clauses))


def _condition(term: Term) -> ColumnElement[bool]:
    if isinstance(term, Person):
        return filings.c.official_id == term.official_id
    if isinstance(term, Ticker):
        return has_ticker(term.symbol)
    return true()
