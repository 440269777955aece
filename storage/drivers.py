"""By which index a search walks: the alternatives of its most selective clause, each newest first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, true

from storage import assets
from storage.conditions import Condition
from storage.database import Transaction
from storage.query import Company, Keyed, Person, Query, Term, Ticker
from storage.tables import trades

FEW_NAMES = 40  # of assets: each is walked by itself
FEW_ROWS = 5_000  # all of one company's: quicker sorted than looked for among everybody's

KEYED = ("state", "type", "sector", "owner")
"""The keys that have an index, the most selective first."""

COLUMNS: Mapping[str, Any] = {
    "state": trades.c.state,
    "type": trades.c.kind,
    "sector": trades.c.sector,
    "owner": trades.c.owner,
}


def drivers(transaction: Transaction, query: Query) -> list[Condition]:
    """Conditions of which one holds for whatever matches, each answered by an index in the order of newness.

    One that is simply true walks all rows.
    """
    for fits in RANKS:
        for clause in query.clauses:
            if all(map(fits, clause)):
                return [driver for term in clause for driver in _driving(transaction, term)]
    return [true()]


def _is(kind: type[Any]) -> Callable[[Term], bool]:
    return lambda term: isinstance(term, kind)


def _has(key: str) -> Callable[[Term], bool]:
    return lambda term: isinstance(term, Keyed) and term.key == key


RANKS: Sequence[Callable[[Term], bool]] = (
    *(_is(kind) for kind in (Person, Ticker, Company)),
    *map(_has, KEYED),
)


def _driving(transaction: Transaction, term: Term) -> Iterator[Condition]:
    if isinstance(term, Person):
        yield trades.c.official_id == term.official_id
    elif isinstance(term, Ticker):
        yield trades.c.ticker == term.symbol
        yield trades.c.former_ticker == term.symbol
    elif isinstance(term, Company):
        yield from _of_company(transaction, term)
    elif isinstance(term, Keyed):
        yield COLUMNS[term.key] == term.value


def _of_company(transaction: Transaction, term: Company) -> Iterator[Condition]:
    """Few names are walked one by one; of many, either all rows are few, or some are among the newest."""
    named = assets.ids(term.words)
    some = transaction.scalars(named.limit(FEW_NAMES + 1)).all()
    if len(some) <= FEW_NAMES:
        for one in some:
            yield trades.c.asset_id == one
        return
    held = select(trades.c.asset_id).where(trades.c.asset_id.in_(named)).limit(FEW_ROWS)
    number = transaction.scalar(select(func.count()).select_from(held.subquery())) or 0
    yield trades.c.asset_id.in_(named) if number < FEW_ROWS else true()
