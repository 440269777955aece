"""Which earlier report an amendment amends: proven, or said to be unproven; never guessed."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from time import process_time
from typing import Any

import pytest

from ingest.amendments import amended, of_rows
from ingest.difference import difference
from ingest.identify import Directory, identify
from ingest.references import legislators
from ingest.relink import relink
from ingest.sources.senate.page import read_page
from storage import documents, filings, officials, search
from storage.database import Database, Transaction
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import (
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
    Stored,
    Trade,
)
from tests.support.shared import CORPUS

SENATE = CORPUS / "senate"
NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
DAY = date(2026, 5, 29)
SMALL, LARGE = AmountRange(1_500_100, 5_000_000), AmountRange(5_000_100, 10_000_000)
PELOSI = Official("P000197", "Nancy Pelosi", ("Nancy Pelosi",), ())
KHANNA = Official("K000389", "Ro Khanna", ("Ro Khanna",), ())


def row(ordinal: int = 1, number: str = "", **changes: Any) -> Trade:
    status = RowStatus.AMENDED if number else RowStatus.NEW
    ticker = changes.get("ticker", "DIS")
    usual = Trade(ordinal, Side.BUY, f"{ticker} Inc.", "ST", ticker, Owner.SELF, DAY, DAY, SMALL, status)
    return replace(usual, **{"printed": {"id": number}, **changes})


def house(document_id: str, *rows: Trade, filed: date | None = date(2026, 6, 1)) -> Filing:
    who = (Chamber.HOUSE, "Hon. Nancy Pelosi", "CA", 11)
    return Filing("house", document_id, Kind.ELECTRONIC, *who, filed, filed, 1, rows)


def senate(document_id: str, day: str, amendment: int, *rows: Trade) -> Filing:
    who = (Chamber.SENATE, "Susan M Collins", "", None)
    printed = {"title_date": day, "amendment": amendment}
    facts = (date(2026, 6, 1), None, 1, rows, printed)
    return Filing("senate", document_id, Kind.ELECTRONIC, *who, *facts, amendment=amendment)


Store = Callable[..., Stored]


@pytest.fixture
def store(database: Database) -> Store:
    """Stores a filing as a poll would, with what it amends."""
    with database.write() as transaction:
        officials.load(transaction, date(2026, 6, 1), [PELOSI, KHANNA])

    def make(filing: Filing, official_id: str | None = PELOSI.id) -> Stored:
        with database.write() as transaction:
            return stored(transaction, filing, official_id)

    return make


def stored(transaction: Transaction, filing: Filing, official_id: str | None) -> Stored:
    listing = Listing(filing.source, filing.document_id, "https://example.org/", "", filing.filed)
    document = Document(filing.source, filing.document_id, b"%PDF-", "application/pdf")
    documents.record(transaction, [listing], Arrival(NOW, silent=False, not_listed=None))
    documents.fetched(transaction, document, NOW)
    found = amended(transaction, filing, official_id)
    reading = Reading(filing, document.digest, 1, official_id, "", NOW, amends=found)
    filing_id = filings.add(transaction, reading)
    relink(transaction, filing, official_id)
    return filings.get(transaction, filing_id)


def the(found: Difference | None) -> Difference:
    assert found
    return found


def test_a_report_that_amends_nothing_says_nothing_of_it(store: Store) -> None:
    assert store(house("1", row())).amends is None
    assert store(senate("2", "2026-05-01", 0, row())).amends is None


def test_a_house_row_is_found_by_what_it_says_although_no_number_was_printed(store: Store) -> None:
    first = store(house("1", row(1), row(2, ticker="AMD"), row(3, ticker="NVDA")))
    found = the(store(house("2", row(1, "2000137143", ticker="AMD", amount=LARGE))).amends)
    [(old, new)] = found.changed
    assert (old, new.amount, found.earlier) == (first.filing.trades[1], LARGE, {first.id})
    assert (found.documents, found.unproven, found.removed, found.added) == (("1",), "", (), ())


def test_a_house_row_amended_before_is_found_by_its_number_whatever_else_it_says(store: Store) -> None:
    store(house("1", row(1)))
    second = store(house("2", row(1, "2000137143", amount=LARGE)))
    again = row(1, "2000137143", traded=date(2026, 5, 1), ticker="AMD", amount=SMALL)
    found = the(store(house("3", again, filed=date(2026, 6, 9))).amends)
    assert found.changed == ((second.filing.trades[0], again),)
    assert (found.documents, found.earlier) == (("2",), {second.id})


def test_a_deleted_house_row_is_removed_and_stands_no_longer(store: Store) -> None:
    first = store(house("1", row(1)))
    deleted = row(1, "2000137143", status=RowStatus.DELETED)
    found = the(store(house("2", deleted)).amends)
    assert (found.removed, found.changed) == (first.filing.trades, ())
    assert the(store(house("3", row(1, "2000137199"))).amends).unproven == (
        "no earlier row that is stored fits row 1"
    )


def test_new_rows_beside_amended_ones_are_added(store: Store) -> None:
    store(house("1", row(1)))
    found = the(store(house("2", row(1, "2000137143", amount=LARGE), row(2, ticker="AMD"))).amends)
    assert [trade.ticker for trade in found.added] == ["AMD"]
    assert len(found.changed) == 1


def test_of_two_earlier_rows_that_fit_none_is_chosen(store: Store) -> None:
    store(house("1", row(1), row(2, note="the same once more")))
    amending = store(house("2", row(1, "2000137143"), row(2, "2000137144", ticker="NVDA")))
    assert the(amending.amends).changes == ()
    assert the(amending.amends).unproven == (
        "several earlier rows fit row 1; no earlier row that is stored fits row 2"
    )
    assert [change.new for change in amending.news("alert")] == list(amending.filing.trades)


@pytest.mark.parametrize(
    "earlier",
    [
        {"traded": date(2026, 5, 28)},
        {"owner": Owner.SPOUSE},
        {"side": Side.SELL},
        {"ticker": "AMD"},
        {"asset_type": "OP"},
        {"traded": None},
        {"printed": {"id": "2000000001"}},
    ],
)
def test_a_row_of_another_asset_owner_day_or_side_is_not_meant(store: Store, earlier: dict[str, Any]) -> None:
    store(house("1", row(1, **earlier)))
    amending = row(1, "2000137143", traded=None) if earlier == {"traded": None} else row(1, "2000137143")
    assert the(store(house("2", amending)).amends).changes == ()


def test_reports_of_others_and_later_ones_are_never_amended(store: Store) -> None:
    store(house("1", row(1)), KHANNA.id)
    store(house("2", row(1), filed=date(2026, 6, 2)))
    store(house("3", row(1), filed=None))
    assert the(store(house("4", row(1, "2000137143"))).amends).changes == ()
    unknown = the(store(house("5", row(1, "2000137143"), row(2)), None).amends)
    assert (len(unknown.added), unknown.unproven) == (1, "its filer is not identified")


def test_an_amendment_read_again_is_not_held_against_what_amends_it_on_the_same_day(
    database: Database, store: Store
) -> None:
    store(house("1", row(1)))
    filing = house("2", row(1, "2000137143", amount=LARGE))
    found = store(filing).amends
    assert the(store(house("3", row(1, "2000137143"))).amends).documents == ("2",)
    with database.read() as transaction:
        assert amended(transaction, filing, PELOSI.id) == found
    assert the(found).documents == ("1",)


def test_thousands_of_amended_rows_take_no_more_than_linear_time(store: Store) -> None:
    rows = [row(number, note=str(number), ticker=f"T{number}") for number in range(1, 12_001)]
    amending = [replace(one, status=RowStatus.AMENDED, amount=LARGE) for one in rows]
    earlier, filing = store(house("1", *rows)), house("2", *amending)
    began = process_time()
    assert len(of_rows(filing, [earlier]).changed) == 12_000
    assert process_time() - began < 20


def test_an_amendment_of_an_amendment_is_held_against_that_one(database: Database, store: Store) -> None:
    store(senate("a", "2026-05-01", 0, row(1)))
    first = store(senate("b", "2026-05-01", 1, row(1, amount=LARGE)))
    second = store(senate("c", "2026-05-01", 2, row(1, amount=LARGE), row(2, ticker="AMD")))
    assert the(first.amends).documents == ("a",)
    assert the(second.amends).documents == ("b",)
    assert the(second.amends).earlier == {first.id}
    assert [change.new and change.new.ticker for change in second.news("alert")] == ["AMD"]
    with database.read() as transaction:
        assert filings.amending(transaction, first) == ["c"]
        assert filings.amending(transaction, second) == []


def test_an_amendment_whose_original_is_missing_or_several_says_so(store: Store) -> None:
    alone = store(senate("a", "2026-05-01", 1, row(1)))
    for name in ("b", "c"):
        store(senate(name, "2026-05-02", 0, row(1)))
    double = store(senate("d", "2026-05-02", 1, row(1)))
    far = store(senate("e", "2026-05-02", 3, row(1)))
    assert the(alone.amends).unproven == "no report for 1 May 2026 is stored"
    assert the(double.amends).unproven == "2 fit as the report for 2 May 2026"
    assert the(far.amends).unproven == "no report for 2 May 2026 with amendment 2 is stored"
    assert [len(one.news("alert")) for one in (alone, double, far)] == [1, 1, 1]


def test_a_report_of_the_same_day_without_any_of_its_rows_is_not_the_one_amended(store: Store) -> None:
    """The right one may not be stored yet."""
    store(senate("a", "2026-06-16", 0, row(1)))
    amendment = store(
        senate("b", "2026-06-16", 1, row(1, ticker="ANOT", side=Side.SELL, traded=date(2026, 4, 1)))
    )
    assert the(amendment.amends).unproven == "the only stored report for 16 Jun 2026 has none of its rows"


def test_a_newer_reading_of_the_original_is_what_is_amended(store: Store) -> None:
    store(senate("a", "2026-05-01", 0, row(1)))
    newer = store(senate("a", "2026-05-01", 0, row(1), row(2, ticker="AMD")))
    found = the(store(senate("b", "2026-05-01", 1, row(1))).amends)
    assert found.earlier == {newer.id}
    assert [trade.ticker for trade in found.removed] == ["AMD"]


def now_stored(database: Database, document_id: str) -> Stored:
    with database.read() as transaction:
        found = filings.named(transaction, document_id)
    assert found
    return found


def test_an_amendment_read_before_its_original_is_linked_when_that_comes(
    database: Database, store: Store
) -> None:
    early = store(senate("b", "2026-05-01", 1, row(1, amount=LARGE)))
    assert the(early.amends).unproven
    original = store(senate("a", "2026-05-01", 0, row(1)))
    held = now_stored(database, "b")
    assert (held.id, the(held.amends).unproven, the(held.amends).documents) == (early.id, "", ("a",))
    assert the(held.amends).changed == ((original.filing.trades[0], early.filing.trades[0]),)


def test_a_second_report_that_fits_takes_the_proof_away(database: Database, store: Store) -> None:
    for name, amendment in (("b", 1), ("a", 0), ("c", 0)):
        store(senate(name, "2026-05-01", amendment, row(1)))
    assert the(now_stored(database, "b").amends) == Difference(unproven="2 fit as the report for 1 May 2026")


def test_rows_count_once_in_whatever_order_a_report_and_its_amendment_are_read(
    database: Database, store: Store
) -> None:
    counted = []
    for name, amendment in (("b", 1), ("a", 0), ("c", 0)):
        store(senate(name, "2026-05-01", amendment, row(1)))
        with database.read() as transaction:
            rows = search.with_ticker(transaction, "DIS", 9)
        counted.append({one.filing.document_id for one, _ in rows})
    assert counted == [{"b"}, {"b"}, {"a", "b", "c"}]


def test_a_report_of_somebody_else_links_nothing(database: Database, store: Store) -> None:
    store(senate("b", "2026-05-01", 1, row(1)))
    store(senate("a", "2026-05-01", 0, row(1)), KHANNA.id)
    store(senate("c", "2026-05-01", 0, row(1)), None)
    assert the(now_stored(database, "b").amends).unproven == "no report for 1 May 2026 is stored"


def test_amended_house_rows_are_linked_in_whatever_order_their_reports_are_read(
    database: Database, store: Store
) -> None:
    """The last amends what the second made of a row of the first."""
    first = house("1", row(1), row(2, ticker="AMD"))
    second = house("2", row(1, "2000137143", amount=LARGE), filed=date(2026, 6, 2))
    third = house("3", row(1, "2000137143", traded=date(2026, 5, 1)), filed=date(2026, 6, 3))
    for filing in (third, second, first):
        store(filing)
    assert the(now_stored(database, "2").amends).changed == ((first.trades[0], second.trades[0]),)
    assert the(now_stored(database, "3").amends).changed == ((second.trades[0], third.trades[0]),)


def paper(document_id: str, day: str, amendment: int) -> Filing:
    return replace(senate(document_id, day, amendment), kind=Kind.PAPER)


@pytest.mark.parametrize(
    ("original", "amendment"),
    [
        (senate("a", "2026-05-01", 0, row(1)), paper("b", "2026-05-01", 1)),
        (paper("a", "2026-05-01", 0), paper("b", "2026-05-01", 1)),
        (paper("a", "2026-05-01", 0), senate("b", "2026-05-01", 1, row(1))),
    ],
)
def test_where_one_of_the_two_is_on_paper_only_the_report_is_named(
    database: Database, store: Store, original: Filing, amendment: Filing
) -> None:
    store(original)
    found = store(amendment)
    assert found.amends == Difference(documents=("a",))
    assert [change.new for change in found.news("alert")] == list(amendment.trades)
    with database.read() as transaction:
        assert filings.amending(transaction, now_stored(database, "a")) == ["b"]


def test_an_amendment_on_paper_that_could_mean_several_says_so(store: Store) -> None:
    store(senate("a", "2026-05-01", 0, row(1)))
    store(paper("b", "2026-05-01", 0))
    untitled = replace(paper("d", "2026-05-01", 1), printed={})
    assert the(store(paper("c", "2026-05-01", 1)).amends).unproven == "2 fit as the report for 1 May 2026"
    assert the(store(untitled).amends).unproven == "its title names no date"


def test_an_amendment_on_paper_hides_no_row_of_its_original(database: Database, store: Store) -> None:
    store(senate("a", "2026-05-01", 0, row(1)))
    store(paper("b", "2026-05-01", 1))
    with database.read() as transaction:
        assert len(search.with_ticker(transaction, "DIS", 9)) == 1


@pytest.mark.corpus
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_71_of_the_corpus_76_amendments_are_linked_and_5_are_not(
    database: Database, newest_first: bool
) -> None:
    everyone = legislators.load().officials
    directory = Directory(everyone)
    lines = (SENATE / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    expected = sorted(map(json.loads, lines), key=lambda one: one["filed"], reverse=newest_first)
    fitting = defaultdict(list)
    for one in expected:
        fitting[one["full_name"], one["title_date"], one["amendment"]].append(one["uuid"])
    with database.write() as transaction:
        officials.load(transaction, date(2026, 6, 1), everyone)
        for one in expected:
            page = (SENATE / "ptr" / f"{one['uuid']}.html").read_bytes()
            filing = read_page(Document("senate", one["uuid"], page, "text/html"), None)
            person = identify(filing, directory, filing.filed or date.max).official
            stored(transaction, filing, person.id if person else None)
    told = {True: 0, False: 0}
    for one in expected:
        found = now_stored(database, one["uuid"]).amends
        if not one["amendment"]:
            assert found is None
            continue
        originals = fitting[one["full_name"], one["title_date"], one["amendment"] - 1]
        is_proven = len(originals) == 1
        assert the(found).documents == (tuple(originals) if is_proven else ())
        assert bool(the(found).unproven) is not is_proven
        told[is_proven] += 1
    assert told == {True: 71, False: 5}


def test_a_difference_of_two_readings_comes_back_from_the_database(database: Database, store: Store) -> None:
    first = store(house("1", row(1), row(2, ticker="AMD"), row(3)))
    filing = house("1", row(1, amount=LARGE), row(2))
    found = difference(first.filing.trades, filing.trades, first.id)
    with database.write() as transaction:
        held = Reading(filing, Document("house", "1", b"%PDF-", "").digest, 2, None, "", NOW, corrects=found)
        again = filings.get(transaction, filings.add(transaction, held))
    assert again.corrects == found
    assert (len(found.unchanged), len(found.changed), len(found.removed)) == (1, 1, 1)
