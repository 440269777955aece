"""Searching what is stored: the rows and filings that a Query matches, the newest first.

Nothing here looks at more than it needs. A query that names securities walks their rows in the order of an
index; any other walks the filings, leaves out those whose bounds refuse it, and looks at the rows of the
rest, until there are enough.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import select

from storage.database import Transaction
from storage.filings import bare, found_rows, heads
from storage.model import Stored, Trade
from storage.query import Query
from storage.sought import filing_of, place_of
from storage.tables import trades
from storage.walk import walk

__all__ = [
    "MOST",
    "Found",
    "Page",
    "first",
    "lately",
    "newest",
    "page",
    "places",
    "with_ticker",
]


MOST = 100
"""What is counted to, where nobody says otherwise: to count on costs more and says little."""


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
    return _page(transaction, places(transaction, query, limit + 1, after), limit)


def first(transaction: Transaction, query: Query, limit: int, most: int = MOST) -> tuple[Page, int]:
    """The first page, and how many rows match, paper filings as one each, in one walk.

    Where there are more than `most`, it is one more.
    """
    found = places(transaction, query, most + 1)
    return _page(transaction, found, limit), len(found)


def _page(transaction: Transaction, found: Sequence[int], limit: int) -> Page:
    shown, more = found[:limit], len(found) > limit
    held = found_rows(transaction, shown)
    return Page(tuple(_found(held, place) for place in shown), shown[-1] if more else None)


def places(transaction: Transaction, query: Query, limit: int, after: int | None = None) -> Sequence[int]:
    """Where the first so many matches stand (see `sought.newness`), the newest first."""
    return list(islice(walk(transaction, query, limit, after=after), limit))


def lately(
    transaction: Transaction, query: Query, since: date, limit: int, most: int = MOST
) -> tuple[int, list[Stored]]:
    """How many filings match, one alert each, and the newest of them without their rows, in one walk.

    Where there are more than `most`, it is one more.
    """
    found = list(islice(_filings(transaction, query, most + 1, since), most + 1))
    return len(found), heads(transaction, found[:limit])


def newest(transaction: Transaction, query: Query, since: date, limit: int | None = None) -> list[Stored]:
    """The filings that match and were filed since then, the newest first; see `filings.bare`."""
    return bare(transaction, list(islice(_filings(transaction, query, limit, since), limit)))


def _filings(transaction: Transaction, query: Query, limit: int | None, since: date | None) -> Iterator[int]:
    """The ids of the filings that match, each once: in a walk the rows of one stand together."""
    last = 0
    for place in walk(transaction, query, limit, since, whole=True):
        if (filing_id := filing_of(place)) != last:
            yield filing_id
        last = filing_id


def _found(held: Mapping[int, Stored], place: int) -> Found:
    filing_id, ordinal = place_of(place)
    row = next((row for row in held[filing_id].filing.trades if row.ordinal == ordinal), None)
    return Found(held[filing_id], row)


def with_ticker(transaction: Transaction, symbol: str, limit: int) -> list[tuple[Stored, Trade]]:
    """The trades of one security reported last, by today's or the former symbol, with each one's filing.

    Those of reports that were replaced whole are left out: an amendment holds them again. Each filing has of
    its rows these only.
    """
    found: set[int] = set()
    for named in (trades.c.ticker, trades.c.former_ticker):
        query = select(trades.c.newness).where(named == symbol, trades.c.counted)
        found.update(transaction.scalars(query.order_by(trades.c.newness.desc()).limit(limit)))
    newest = sorted(found, reverse=True)[:limit]
    places, held = list(map(place_of, newest)), found_rows(transaction, newest)
    rows = {(one.id, row.ordinal): row for one in held.values() for row in one.filing.trades}
    return [(held[place[0]], rows[place]) for place in places]
