"""Searches find exactly what queries match: random queries, random reports, both databases."""

from datetime import date, timedelta

import pytest

from benchmarks import generated
from benchmarks import query as benchmark
from storage import search
from storage.database import Database
from storage.query import stored
from storage.sought import filing_of, newness, place_of

QUERIES = 400


@pytest.fixture
def reports(database: Database) -> Database:
    generated.store(database, 60, seed=2)
    return database


def test_the_database_finds_what_each_query_matches_and_nothing_else(database: Database) -> None:
    outcome = benchmark.run(database, QUERIES)
    assert outcome.first == ""
    assert (outcome.queries, outcome.differences) == (QUERIES, 0)
    assert outcome.matches > QUERIES


@pytest.mark.parametrize(
    "text", ["*", "buy,sell", "$F,$META,$MCO", "company:ford", "P000197,K000389", "is:paper"]
)
def test_pages_continue_each_other_newest_first(reports: Database, text: str) -> None:
    query = stored(text)
    with reports.read() as transaction:
        whole = search.places(transaction, query, 1_000)
        pages, after = [], None
        while True:
            page = search.page(transaction, query, 7, after)
            pages += [(found.held.id, found.trade.ordinal if found.trade else 0) for found in page.rows]
            if page.next is None:
                break
            after = page.next
    assert pages == [place_of(place) for place in whole]
    assert len(whole) > 7
    assert sorted(whole, reverse=True) == list(whole)


def test_a_page_holds_the_rows_that_were_found_and_the_filing_they_stand_in(reports: Database) -> None:
    query = stored("buy")
    with reports.read() as transaction:
        page = search.page(transaction, query, 1_000)
    assert all(found.trade and found.trade in found.held.filing.trades for found in page.rows)
    assert {found.trade.side for found in page.rows if found.trade} == {"buy"}
    assert sum(len(held.filing.trades) for held in {f.held.id: f.held for f in page.rows}.values()) == len(
        page.rows
    )


@pytest.mark.parametrize("text", ["*", "buy", "$F", "P000197"])
def test_counts_end_a_little_after_what_they_may_count_to(reports: Database, text: str) -> None:
    query, since = stored(text), date(2025, 6, 1)
    with reports.read() as transaction:
        whole = search.places(transaction, query, 10_000)
        lately = [place for place in whole if place >= newness(since, 1) - newness(since, 1) % (1 << 43)]
        count = len(set(map(filing_of, lately)))
        assert search.first(transaction, query, 5, 10_000)[1] == len(whole)
        assert search.lately(transaction, query, since, 5, 10_000)[0] == count
        assert search.first(transaction, query, 5, most=3)[1] == 4
        assert search.lately(transaction, query, since, 5, most=3)[0] == min(count, 4)


def test_places_are_in_the_order_of_a_search() -> None:
    day = date(2026, 6, 22)
    places = [
        newness(day + timedelta(days=1), 1, 9),
        newness(day, 8),
        newness(day, 8, 1),
        newness(day, 8, 2),
        newness(day, 7, 1),
        newness(None, 99, 1),
    ]
    assert places == sorted(places, reverse=True)
    assert [place_of(place) for place in places[:3]] == [(1, 9), (8, 0), (8, 1)]
    assert newness(date.max, 2**28 - 1, 0) < 2**63
    with pytest.raises(ValueError, match="more than can be ordered"):
        newness(day, 1, 2**15)
