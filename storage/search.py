"""Searching what is stored: the rows and filings that a Query matches, the newest first.

Nothing here looks at more than it needs: rows come in the order of an index, the one that fits the most
selective clause, until there are enough of them; everything else of the query is held against each row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, select, true

from storage.conditions import Condition, has_ticker, of_paper, on_papers, on_trades
from storage.database import Transaction
from storage.drivers import drivers
from storage.filings import found_rows, many
from storage.model import Kind, RowStatus, Side, Stored, Trade
from storage.query import Person, Query, Span
from storage.sought import filing_of, from_day, place_of
from storage.tables import filings, trades

CHUNK = 1000  # places that are asked for at once where nobody says how many


@dataclass(frozen=True, slots=True)
class Found:
    """A row, or a paper filing (no row). `held` has of the filing's rows those that were found only."""

    held: Stored
    trade: Trade | None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and where the next page begins; None where there is none."""

    rows: tuple[Found, ...]
    next: int | None


def page(transaction: Transaction, query: Query, limit: int, after: int | None = None) -> Page:
    """The rows that match, the newest filed first; `after` is the `next` of the page before."""
    found = places(transaction, query, limit + 1, after)
    shown, more = found[:limit], len(found) > limit
    keys = [place_of(place) for place in shown]
    held = found_rows(transaction, keys)
    rows = tuple(
        Found(
            held[filing_id],
            next((row for row in held[filing_id].filing.trades if row.ordinal == ordinal), None),
        )
        for filing_id, ordinal in keys
    )
    return Page(rows, shown[-1] if more else None)


def rows(transaction: Transaction, query: Query, since: date | None = None, most: int = 1000) -> int:
    """How many rows match, paper filings as one each; where there are more than so many, one more."""
    return len(places(transaction, query, most + 1, since=since))


def count(transaction: Transaction, query: Query, since: date | None = None, most: int = 1000) -> int:
    """How many filings match, one alert each; where there are more than so many, one more."""
    return sum(1 for _ in islice(_filings(transaction, query, since), most + 1))


def newest(transaction: Transaction, query: Query, since: date, limit: int | None = None) -> list[Stored]:
    """The filings that match and were filed since then, the newest first."""
    ids = list(islice(_filings(transaction, query, since), limit))
    held = many(transaction, ids)
    return [held[filing_id] for filing_id in ids]


def sides(transaction: Transaction, symbol: str, since: date) -> Mapping[Side, int]:
    """How often a security was bought, sold and so on in filings filed since then; corrections left out."""
    found = transaction.execute(
        select(trades.c.side, func.count())
        .where(
            has_ticker(symbol),
            trades.c.status == RowStatus.NEW,
            trades.c.counted,
            trades.c.filed >= since,
        )
        .group_by(trades.c.side)
    )
    return {Side(side): number for side, number in found}


def _filings(transaction: Transaction, query: Query, since: date | None) -> Iterator[int]:
    """The ids of the filings that match, each once."""
    after, last = None, 0
    while found := places(transaction, query, CHUNK, after, since):
        for place in found:
            if (filing_id := filing_of(place)) != last:
                yield filing_id
            last = filing_id
        if len(found) < CHUNK:
            return
        after = found[-1]


def places(
    transaction: Transaction,
    query: Query,
    limit: int,
    after: int | None = None,
    since: date | None = None,
) -> list[int]:
    """The first so many places (see `sought.newness`) of what matches, newest first."""
    asked = [*_of_trades(transaction, query, after, since), *_of_papers(query, after, since)]
    found: list[Sequence[int]] = [list(transaction.scalars(one.limit(limit))) for one in asked]
    return list(islice(dict.fromkeys(merge(*found, reverse=True)), limit))


def _of_trades(
    transaction: Transaction, query: Query, after: int | None, since: date | None
) -> Iterator[Select[tuple[int]]]:
    """One SELECT for each alternative of the most selective clause, together all that match."""
    place = trades.c.newness
    for driver in drivers(transaction, query):
        yield (
            select(place)
            .where(driver, trades.c.counted, *_within(place, query, after, since), _opaque(on_trades(query)))
            .order_by(place.desc())
        )


def _of_papers(query: Query, after: int | None, since: date | None) -> Iterator[Select[tuple[int]]]:
    place = filings.c.newness
    without_rows = ~exists().where(trades.c.filing_id == filings.c.id)
    persons = [clause for clause in query.clauses if all(isinstance(term, Person) for term in clause)]
    alternatives = list(map(of_paper, persons[0])) if persons else [true()]
    for driver in alternatives:
        yield (
            select(place)
            .where(
                driver,
                filings.c.kind == Kind.PAPER,
                filings.c.counted,
                *_within(place, query, after, since),
                _opaque(and_(on_papers(query), without_rows)),
            )
            .order_by(place.desc())
        )


def _within(place: Any, query: Query, after: int | None, since: date | None) -> Iterator[Condition]:
    """The part of the order that can match: by the page before, and by the days of filing asked for."""
    if after is not None:
        yield place < after
    if since is not None:
        yield place >= from_day(since)
    for clause in query.clauses:
        if len(clause) == 1 and isinstance(span := clause[0], Span) and span.what == "filed":
            if span.first:
                yield place >= from_day(span.first)
            if span.last and span.last < date.max:
                yield place < from_day(span.last + timedelta(days=1))


def _opaque(condition: Condition) -> Condition:
    """The condition hidden from the planner: which index is walked is decided here, on either database."""
    return case((condition, 1), else_=0) == 1
