"""Filings come back from the database exactly as they were read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import NoResultFound

from storage import documents, filings, images, search
from storage.database import Database, Transaction
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import (
    AmountRange,
    Chamber,
    Document,
    Filing,
    Kind,
    Listing,
    Official,
    Owner,
    RowStatus,
    Side,
    Spot,
    Trade,
    Vehicle,
)
from storage.tables import images as image_table

NOW = datetime.fromisoformat("2026-06-23T14:02:00.123456+00:00")

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
cents = st.none() | st.integers(0, 2**60)
printed = st.dictionaries(
    texts, st.none() | st.booleans() | st.integers(-(2**50), 2**50) | texts | st.lists(texts), max_size=3
)
lengths = st.floats(0, 1e6)
trades = st.builds(
    Trade,
    ordinal=st.just(0),
    side=st.sampled_from(Side),
    asset=texts,
    asset_type=texts,
    ticker=st.none() | texts,
    owner=st.sampled_from(Owner),
    traded=days,
    notified=days,
    amount=st.builds(AmountRange, cents, cents),
    status=st.sampled_from(RowStatus),
    note=texts,
    printed=printed,
    spot=st.none() | st.builds(Spot, st.integers(1, 400), lengths, lengths),
)
readings = st.builds(
    Filing,
    source=st.just("house"),
    document_id=st.just("1"),
    kind=st.sampled_from(Kind),
    chamber=st.sampled_from(Chamber),
    filer=texts,
    state=st.sampled_from(["", "CA", "AK"]),
    district=st.none() | st.integers(0, 99),
    filed=days,
    signed=days,
    pages=st.integers(0, 999),
    trades=st.lists(trades, max_size=4).map(
        lambda rows: tuple(replace(row, ordinal=number) for number, row in enumerate(rows, 1))
    ),
    printed=printed,
    doubts=st.lists(texts, max_size=2).map(tuple),
    vehicles=st.lists(
        st.builds(Vehicle, texts, st.sampled_from(Owner), interest=texts, location=texts, description=texts),
        max_size=3,
    ).map(tuple),
)


@given(filing=readings)
@settings(max_examples=60, deadline=None)
def test_a_filing_comes_back_equal(shared: Database, filing: Filing) -> None:
    with shared.write() as transaction:
        listing = Listing("house", "1", "https://house.example/1.pdf", "", None)
        documents.record(transaction, [listing], Arrival(NOW, silent=True, not_listed=None))
        documents.fetched(transaction, Document("house", "1", b"%PDF-", "application/pdf"), NOW)
        digest = Document("house", "1", b"%PDF-", "").digest
        filing_id = filings.add(transaction, Reading(filing, digest, 1, None, "nobody", NOW))
        stored = filings.get(transaction, filing_id)
        transaction.rollback()
    assert stored.filing == filing
    assert [trade.spot for trade in stored.filing.trades] == [trade.spot for trade in filing.trades]
    assert (stored.unidentified, stored.official, stored.seen, stored.silent) == ("nobody", None, NOW, True)


def test_a_new_reading_supersedes_the_earlier_one(
    transaction: Transaction, store: Callable[..., int], filing: Callable[..., Filing], now: datetime
) -> None:
    first = store(transaction, "1", "NVDA", "AMD")
    digest = Document("house", "1", b"%PDF- 1", "").digest
    second = filings.add(transaction, Reading(filing("1", "NVDA"), digest, 2, "P000197", "", now))
    assert [filings.get(transaction, one).revision for one in (first, second)] == [1, 2]
    assert [filings.get(transaction, one).superseded for one in (first, second)] == [True, False]
    newest = filings.newest(transaction, "house", "1")
    assert newest
    assert newest.id == second
    assert [stored.id for stored in filings.recent(transaction, 9)] == [second]
    assert search.with_ticker(transaction, "AMD", 9) == []
    assert filings.count(transaction) == (1, 1)


def test_a_scans_picture_is_had_by_its_filing_and_kept_once(
    transaction: Transaction, store: Callable[..., int], filing: Callable[..., Filing], now: datetime
) -> None:
    plain, digest = store(transaction, "1"), Document("house", "1", b"%PDF- 1", "").digest
    pictured = [
        filings.add(transaction, Reading(filing("1"), digest, 2, None, "", now, picture=b"\xff\xd8 a page"))
        for _ in range(2)
    ]
    found = images.of_filings(transaction, [plain, *pictured])
    assert found == dict.fromkeys(pictured, b"\xff\xd8 a page")
    assert len(transaction.execute(image_table.select()).all()) == 1


def test_a_reading_of_one_document_supersedes_no_other(
    transaction: Transaction, store: Callable[..., int]
) -> None:
    stored = [store(transaction, document_id, "NVDA") for document_id in ("1", "2")]
    assert not any(filings.get(transaction, filing_id).superseded for filing_id in stored)


def test_equal_rows_of_a_filing_are_all_kept(transaction: Transaction, store: Callable[..., int]) -> None:
    filing_id = store(transaction, "1", "NVDA", "NVDA", "NVDA")
    assert len(filings.get(transaction, filing_id).filing.trades) == 3


def test_the_newest_filings_come_first_and_the_undated_last(
    transaction: Transaction, store: Callable[..., int], now: datetime
) -> None:
    undated = store(transaction, "1", filed=None)
    old = store(transaction, "2", filed=date(2026, 1, 1))
    new = store(transaction, "3", filed=date(2026, 6, 1))
    later = store(transaction, "4", filed=date(2026, 6, 1), at=now + timedelta(minutes=1))
    assert [stored.id for stored in filings.recent(transaction, 9)] == [later, new, old, undated]
    assert len(filings.recent(transaction, 2)) == 2


def test_an_officials_filings_are_found_alone(
    transaction: Transaction, store: Callable[..., int], now: datetime
) -> None:
    khanna = Official("K000389", "Ro Khanna", ("Ro Khanna",), ())
    store(transaction, "1")
    theirs = store(transaction, "2", official=khanna)
    store(transaction, "3", official=None)
    found = filings.recent(transaction, 9, "K000389")
    assert [stored.id for stored in found] == [theirs]
    assert found[0].official == khanna


def test_a_securitys_trades_come_with_their_filings(
    transaction: Transaction, store: Callable[..., int]
) -> None:
    store(transaction, "1", "AMD", "NVDA", "NVDA")
    store(transaction, "2", "NVDA", None, filed=date(2026, 6, 23))
    found = search.with_ticker(transaction, "NVDA", 9)
    assert [(s.filing.document_id, t.ordinal) for s, t in found] == [("2", 1), ("1", 2), ("1", 3)]


def test_a_filing_is_found_by_its_documents_id(transaction: Transaction, store: Callable[..., int]) -> None:
    filing_id = store(transaction, "20034836", "NVDA")
    found = filings.named(transaction, "20034836")
    assert found
    assert (found.id, found.url) == (filing_id, "https://house.example/20034836.pdf")
    assert filings.named(transaction, "7") is None
    with pytest.raises(NoResultFound):
        filings.get(transaction, filing_id + 1)
