"""Amendments and the reports they amend, in whatever order they are read."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest

from ingest.difference import difference
from ingest.identify import Directory, identify
from ingest.references import legislators
from ingest.sources.senate.page import read_page
from storage import filings, officials, search
from storage.database import Database
from storage.filings import Reading
from storage.model import (
    Difference,
    Document,
    Filing,
)
from tests.support.amendments import (
    KHANNA,
    LARGE,
    NOW,
    Store,
    house,
    now_stored,
    paper,
    row,
    senate,
    stored,
    the,
)
from tests.support.shared import CORPUS

SENATE = CORPUS / "senate"


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
