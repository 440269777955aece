from dataclasses import replace
from datetime import date

import pytest

from storage import aggregates, documents, filings, officials, search
from storage.aggregates import Of
from storage.documents import Arrival
from storage.facts import facts
from storage.filings import Reading
from storage.model import (
    UNKNOWN,
    AmountRange,
    Chamber,
    Difference,
    Document,
    Filing,
    Kind,
    Listing,
    Official,
    Owner,
    RowStatus,
    Side,
    Trade,
)
from storage.query import stored

SINCE = date(2026, 6, 1)
BIG = AmountRange(100_100, 1_500_000)

# id: official, tickers (none: on paper), day filed
HELD = {
    "1": ("P000197", ("NVDA", "INTC"), date(2026, 6, 3)),
    "2": ("P000197", (), date(2026, 6, 4)),
    "3": ("K000389", ("NVDA", None), date(2026, 6, 5)),
    "4": (None, ("AMD",), date(2026, 6, 6)),
    "5": ("P000197", ("NVDA",), date(2026, 5, 31)),
    "0": (None, ("META",), date(2026, 6, 2)),
}
FORMER = {"META": "FB"}
QUERIES = (
    "*",
    "P000197",
    "$NVDA",
    "$FB",
    "$META",
    "P000197 $NVDA",
    "K000389,$INTC",
    "P000197,K000389 $NVDA,$AMD",
    "$TSLA",
)


def filing(document_id, tickers, filed):
    trades = tuple(
        Trade(
            n,
            Side.BUY,
            "Asset",
            "ST",
            symbol,
            Owner.SELF,
            filed,
            filed,
            BIG,
            former_ticker=FORMER.get(symbol),
        )
        for n, symbol in enumerate(tickers, 1)
    )
    kind = Kind.ELECTRONIC if tickers else Kind.PAPER
    return Filing("house", document_id, kind, Chamber.HOUSE, "A", "CA", 1, filed, filed, 1, trades)


def keep(database, found, official_id, now, amends=None):
    listing = Listing("house", found.document_id, "https://x", "A", found.filed)
    document = Document("house", found.document_id, found.document_id.encode(), "application/pdf")
    with database.write() as transaction:
        documents.record(transaction, [listing], Arrival(now, False, None))
        documents.fetched(transaction, document, now)
        filings.add(transaction, Reading(found, document.digest, 1, official_id, "", now, amends))


@pytest.fixture
def held(database, now):
    with database.write() as transaction:
        people = [Official(one, one, (one,), ()) for one in ("P000197", "K000389")]
        officials.load(transaction, now.date(), people)
    made = {key: filing(key, tickers, filed) for key, (_, tickers, filed) in HELD.items()}
    for key, found in made.items():
        keep(database, found, HELD[key][0], now)
    return made


def test_the_database_finds_what_the_query_itself_wants(database, held):
    for text in QUERIES:
        query = stored(text)
        wanted = {
            key
            for key, found in held.items()
            if found.filed >= SINCE
            and any(
                query.matches(facts(found, one, HELD[key][0], UNKNOWN)) for one in found.trades or (None,)
            )
        }
        with database.read() as transaction:
            found = [one.filing.document_id for one in search.newest(transaction, query, SINCE)]
            assert search.lately(transaction, query, SINCE, 0)[0] == len(found)
        assert found == sorted(wanted, reverse=True), text


def test_only_so_many_of_the_newest_are_fetched(database, held):
    with database.read() as transaction:
        found = search.newest(transaction, stored("*"), SINCE, 2)
    assert [one.filing.document_id for one in found] == ["4", "3"]


def test_an_older_reading_is_found_no_more(database, held, now):
    keep(database, filing("1", ("AMD",), date(2026, 6, 3)), "P000197", now)
    with database.read() as transaction:
        assert search.lately(transaction, stored("$INTC"), SINCE, 0)[0] == 0


def test_sides_count_new_rows_only(database, held, now):
    rows = filing("6", ("AMD", "AMD", "AMD"), date(2026, 6, 7))
    changed = [{"side": Side.SELL}, {"status": RowStatus.AMENDED}, {}]
    trades = tuple(replace(one, **change) for one, change in zip(rows.trades, changed, strict=True))
    keep(database, replace(rows, trades=trades), None, now)
    with database.read() as transaction:
        found = aggregates.sides(transaction, Of(symbol="AMD"), SINCE)
    assert [(side, tally.number) for side, tally in found.items()] == [(Side.BUY, 2), (Side.SELL, 1)]


def test_a_report_that_an_amendment_replaced_whole_counts_no_more(database, held, now):
    amendment = replace(filing("6", ("AMD", "TSLA"), date(2026, 6, 7)), amendment=1)
    keep(database, amendment, None, now, Difference(documents=("4",)))
    keep(database, replace(filing("7", ("AMD",), SINCE), amendment=1), None, now, Difference(unproven="none"))
    keep(database, filing("8", ("AMD",), SINCE), None, now, Difference(documents=("3",)))  # some rows of it
    with database.read() as transaction:
        assert search.lately(transaction, stored("$AMD"), SINCE, 0)[0] == 3
        newest = search.newest(transaction, stored("$AMD,$NVDA"), SINCE)
        assert [one.filing.document_id for one in newest] == ["6", "3", "1", "8", "7"]
        assert aggregates.sides(transaction, Of(symbol="AMD"), SINCE)[Side.BUY].number == 3
        listed = [one.filing.document_id for one, _ in search.with_ticker(transaction, "AMD", 9)]
        assert listed == ["6", "8", "7"]


def test_a_report_counts_again_when_a_new_reading_of_its_amendment_no_longer_replaces_it(database, held, now):
    amendment = replace(filing("6", ("TSLA",), date(2026, 6, 7)), amendment=1)
    keep(database, amendment, None, now, Difference(documents=("4",)))
    with database.read() as transaction:
        before = search.lately(transaction, stored("$AMD"), SINCE, 0)[0]
    keep(database, amendment, None, now, Difference(unproven="none"))
    with database.read() as transaction:
        assert search.lately(transaction, stored("$AMD"), SINCE, 0)[0] == before + 1
