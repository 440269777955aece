"""Walks through what matches a query, the newest first, never further than the caller goes on asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, false, func, or_, select, true

from storage import assets
from storage.bounds import possible
from storage.conditions import Condition, has_ticker, on_papers, on_trades
from storage.database import Transaction
from storage.query import Company, Person, Query, Span, Ticker
from storage.sought import FILINGS, LAST_DAY, ORDINALS, from_day
from storage.tables import filings, trades

FIRST_FILINGS, MOST_FILINGS = 50, 4_000  # each time four times as many
FIRST_ROWS, MOST_ROWS = 250, 16_000  # that those filings have together; four times as many again
MOST_AT_ONCE = 1_000  # rows of one security
MANY_NAMES = 500  # of assets; more are not looked up: so common a word is soon met
FIRST_DAYS, WINDOWS = 30, 4  # whose rows of all these names are fetched at once; each four times as long

A_DAY = FILINGS * ORDINALS  # places
TICKERS = (trades.c.ticker, trades.c.former_ticker)


@dataclass(frozen=True, slots=True)
class Way:
    """One walk: what is looked for, from where, and how many places are likely to be wanted.

    Where `whole`, filings are: their own places stand for their rows'.
    """

    transaction: Transaction
    query: Query
    wanted: int
    since: date | None
    after: int | None
    whole: bool = False

    @property
    def newest(self) -> int | None:
        """The highest place that can match, one more; None where nothing bounds it."""
        ends = [
            from_day(span.last + timedelta(days=1))
            for span in self._filed
            if span.last and span.last.toordinal() < LAST_DAY - 1
        ]
        return min([*ends, *([self.after] if self.after is not None else [])], default=None)

    @property
    def oldest(self) -> int:
        """The lowest place that can match."""
        begins = [span.first for span in self._filed if span.first]
        return max(map(from_day, [*begins, *([self.since] if self.since else [])]), default=0)

    @property
    def _filed(self) -> Iterator[Span]:
        for clause in self.query.clauses:
            if len(clause) == 1 and isinstance(span := clause[0], Span) and span.what == "filed":
                yield span


def walk(
    transaction: Transaction,
    query: Query,
    wanted: int | None = None,
    since: date | None = None,
    after: int | None = None,
    *,
    whole: bool = False,
) -> Iterator[int]:
    """The places (see `sought.newness`) of all that matches, newest first; of filings filed since a day.

    `after` is a place: only older ones are walked. `wanted` says how many are likely to be asked for. Where
    filings are wanted `whole`, the place of each stands for its rows', or all of theirs do.
    """
    way = Way(transaction, query, wanted or MOST_AT_ONCE, since, after, whole)
    if symbols := _symbols(way):
        each = [_by_rows(way, column == one) for one in symbols for column in TICKERS]
        return _distinct(merge(*each, reverse=True))
    securities = _securities(way)
    return _by_windows(way, securities) if securities is not None else _by_filings(way)


def _symbols(way: Way) -> Sequence[str]:
    """The tickers of a clause that names nothing else: each row that matches has one of them."""
    for clause in way.query.clauses:
        if all(isinstance(term, Ticker) for term in clause):
            return [term.symbol for term in clause if isinstance(term, Ticker)]
    return []


def _securities(way: Way) -> Condition | None:
    """What rows have in the securities that some clause names; None where there is none, or too many."""
    for clause in way.query.clauses:
        if all(isinstance(term, Ticker | Company) for term in clause):
            found = [_named(way, term) for term in clause]
            if all(one is not None for one in found):
                return or_(*(one for one in found if one is not None))
    return None


def _named(way: Way, term: Any) -> Condition | None:
    if isinstance(term, Ticker):
        return has_ticker(term.symbol)
    named = way.transaction.scalars(assets.ids(term.words).limit(MANY_NAMES + 1)).all()
    return trades.c.asset_id.in_(named) if len(named) <= MANY_NAMES else None


def _by_windows(way: Way, securities: Condition) -> Iterator[int]:
    """The rows of several securities that match, of the newest days, then of ever more before."""
    place = trades.c.newness
    last = way.newest or (way.transaction.scalar(select(func.max(filings.c.newness))) or 0) + 1
    for days in (*(FIRST_DAYS * 4**turn for turn in range(WINDOWS)), None):
        first = way.oldest if days is None else max(way.oldest, last - days * A_DAY)
        rows = select(place).where(securities, trades.c.counted, place >= first, place < last)
        matching = rows.where(_opaque(on_trades(way.query))).order_by(place.desc())
        yield from way.transaction.scalars(matching)
        if first <= way.oldest:
            return
        last = first


def _by_rows(way: Way, security: Condition) -> Iterator[int]:
    """The rows of one security that match."""
    place = trades.c.newness
    wanted = (security, trades.c.counted, *_by_whom(way), _opaque(on_trades(way.query)))
    rows = select(place).where(*wanted).order_by(place.desc())
    before, number = way.newest, way.wanted
    while True:
        older = [place < before] if before is not None else []
        found = way.transaction.scalars(rows.where(place >= way.oldest, *older).limit(number)).all()
        yield from found
        if len(found) < number:
            return
        before, number = found[-1], MOST_AT_ONCE


def _by_whom(way: Way) -> Iterator[Condition]:
    """Whose rows can match, for the index of a ticker to refuse the others.

    SQLite does so only where it is hidden from its planner, PostgreSQL only where it is not.
    """
    hidden = way.transaction.dialect.name == "sqlite"
    whose = func.coalesce(trades.c.official_id, "") if hidden else trades.c.official_id
    for clause in way.query.clauses:
        people = [term.official_id for term in clause if isinstance(term, Person)]
        if len(people) == len(clause):
            yield whose.in_(people)


def _by_filings(way: Way) -> Iterator[int]:
    """The rows of the filings that can have some, and the filings without rows that match."""
    persons = [clause for clause in way.query.clauses if all(isinstance(term, Person) for term in clause)]
    if not persons:
        return _through(way, [])
    people = [term.official_id for term in persons[0] if isinstance(term, Person)]
    each = [_through(way, [filings.c.official_id == one]) for one in people]
    return _distinct(merge(*each, reverse=True))


def _through(way: Way, only: Sequence[Condition]) -> Iterator[int]:
    chosen = _filings(way, only)
    before = way.newest | (ORDINALS - 1) if way.newest is not None else None
    number, rows = min(way.wanted, FIRST_FILINGS), FIRST_ROWS
    while True:
        older = [filings.c.newness <= before] if before is not None else []
        found = way.transaction.execute(chosen.where(*older).limit(number)).all()
        yield from (row.newness for row in found) if way.whole else _rows_of(way, found, rows)
        if len(found) < number:
            return
        before, number = found[-1].newness - 1, min(4 * number, MOST_FILINGS)
        rows = min(4 * rows, MOST_ROWS)


def _rows_of(way: Way, found: Sequence[Row[Any]], most: int) -> Iterator[int]:
    for some in _portions(found, most):
        yield from _of(
            way, [row.id for row in some if row.rows], [row.newness for row in some if not row.rows]
        )


def _portions(found: Sequence[Row[Any]], most: int) -> Iterator[Sequence[Row[Any]]]:
    """The filings in their order, so many together as have about so many rows: enough may be found in one."""
    portion: list[Row[Any]] = []
    held = 0
    for row in found:
        portion.append(row)
        held += row.rows
        if held >= most:
            yield portion
            portion, held, most = [], 0, min(4 * most, MOST_ROWS)
    yield portion


def _filings(way: Way, only: Sequence[Condition]) -> Select[Any]:
    """Those that can match, by an index that holds all that is asked of them; `whole`, those that do."""
    place = filings.c.newness
    some = exists().where(trades.c.filing_id == filings.c.id, _opaque(on_trades(way.query)))
    with_rows = [filings.c.rows > 0, possible(way.query), *([some] if way.whole else [])]
    matches = or_(and_(*with_rows), and_(filings.c.rows == 0, on_papers(way.query)))
    return (
        select(filings.c.id, place, filings.c.rows)
        .where(*only, filings.c.counted, place >= way.oldest, _opaque(matches))
        .order_by(place.desc())
    )


def _of(way: Way, ids: Sequence[int], papers: Sequence[int]) -> Iterator[int]:
    """The rows of these filings that match, and the paper ones among them, in their order."""
    place = trades.c.newness
    older = [place < way.after] if way.after is not None else []
    rows = select(place).where(trades.c.filing_id.in_(ids), *older, _opaque(on_trades(way.query)))
    found = way.transaction.scalars(rows).all() if ids else []
    unseen = (paper for paper in papers if way.after is None or paper < way.after)
    return iter(sorted([*found, *unseen], reverse=True))


def _distinct(places: Iterator[int]) -> Iterator[int]:
    last = None
    for place in places:
        if place != last:
            yield place
        last = place


def _opaque(condition: Condition) -> Condition:
    """The condition hidden from the planner: which index is walked is decided here, on either database.

    PostgreSQL takes a bare CASE for true of every other row, and so walks an index in its order until it has
    enough, instead of collecting and sorting it all.
    """
    return case((condition, true()), else_=false())
