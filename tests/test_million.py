"""The database to measure with is like one that reports were stored in."""

from sqlalchemy import func, select

from benchmarks import million
from storage import search
from storage.database import Database
from storage.facts import of
from storage.query import stored
from storage.sought import place_of
from storage.tables import filings, trades

QUERIES = (
    *("*", "buy >50k", "party:D >1m", "sector:technology buy", "is:late", "type:option", "is:paper"),
    *(
        'committee:"armed services"',
        "filed:2015-01..2015-03 >250k",
        "company:city",
        "delay>800",
        "-buy -sell",
    ),
)


def test_it_has_as_many_trades_as_asked_for_and_searches_find_what_matches(database: Database) -> None:
    million.make(database, 600)
    with database.read() as transaction:
        assert transaction.scalar(select(func.count()).select_from(trades)) == 600
        assert transaction.scalar(select(func.count()).where(filings.c.rows == 0)) or 0 > 0
        for text in QUERIES:
            query = stored(text)
            page = search.page(transaction, query, 5)
            assert all(query.matches(of(found.held, found.trade)) for found in page.rows), text
            newest = [place_of(place) for place in search.places(transaction, query, 5)]
            assert [
                (found.held.id, found.trade.ordinal if found.trade else 0) for found in page.rows
            ] == newest
