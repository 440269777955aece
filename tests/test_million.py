"""The database to measure with is like one that reports were stored in."""

import random
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import million
from benchmarks import search as benchmark
from storage import search
from storage.database import Database
from storage.facts import of
from storage.query import stored
from storage.sought import place_of
from storage.tables import filings, trades


def test_it_has_as_many_trades_as_asked_for_and_searches_find_what_matches(database: Database) -> None:
    million.make(database, 600)
    with database.read() as transaction:
        assert transaction.scalar(select(func.count()).select_from(trades)) == 600
        assert transaction.scalar(select(func.count()).where(filings.c.rows == 0)) or 0 > 0
        for text in random.Random(1).sample(benchmark.QUERIES, 8):
            query = stored(text)
            page = search.page(transaction, query, 5)
            assert all(query.matches(of(found.held, found.trade)) for found in page.rows), text
            newest = [place_of(place) for place in search.places(transaction, query, 5)]
            assert [
                (found.held.id, found.trade.ordinal if found.trade else 0) for found in page.rows
            ] == newest


def test_the_benchmark_measures_both_sizes(tmp_path: Path) -> None:
    outcome = benchmark.run(tmp_path, 100, 200)
    assert (outcome.trades, outcome.queries) == (200, len(benchmark.QUERIES) + 3)
    assert 0 < outcome.median <= outcome.longest
