"""Which earlier report an amendment amends: proven, or said to be unproven; never guessed."""

from dataclasses import replace
from datetime import date
from time import process_time
from typing import Any

import pytest

from ingest.amendments import amended, of_rows
from storage import filings
from storage.database import Database
from storage.model import (
    Owner,
    RowStatus,
    Side,
)
from tests.support.amendments import KHANNA, LARGE, PELOSI, SMALL, Store, house, row, senate, the


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
