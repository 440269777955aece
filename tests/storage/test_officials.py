"""The reference table in the database: newer ones replace it, older ones do not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from ingest.references import legislators
from storage import filings, officials
from storage.database import Transaction
from storage.model import Official

DOE = Official("D000001", "Pat Doe", ("Pat Doe",), ())


def test_everyone_in_the_shipped_table_comes_back_equal(transaction: Transaction) -> None:
    table = legislators.load()
    assert officials.load(transaction, table.as_of, table.officials)
    assert officials.everyone(transaction) == tuple(sorted(table.officials, key=lambda one: one.id))
    assert officials.as_of(transaction) == table.as_of


def test_an_older_table_changes_nothing(transaction: Transaction) -> None:
    assert officials.as_of(transaction) is None
    officials.load(transaction, date(2026, 6, 2), [DOE])
    assert not officials.load(transaction, date(2026, 6, 1), [replace(DOE, name="Patrick Doe")])
    assert officials.get(transaction, "D000001") == DOE


def test_a_table_of_the_same_day_may_know_more_spellings(transaction: Transaction) -> None:
    officials.load(transaction, date(2026, 6, 1), [DOE])
    more = replace(DOE, names=("Pat Doe", "Patrick Doe"))
    assert officials.load(transaction, date(2026, 6, 1), [more])
    assert officials.get(transaction, "D000001") == more


def test_who_is_no_longer_in_the_table_stays_known(
    transaction: Transaction, store: Callable[..., int]
) -> None:
    filing_id = store(transaction, "1", "NVDA")
    officials.load(transaction, date(2026, 7, 1), [DOE])
    official = filings.get(transaction, filing_id).official
    assert official
    assert official.id == "P000197"
    assert officials.get(transaction, "X999999") is None


def test_whoever_files_in_the_executive_branch_gets_an_id_of_our_own_that_stays(
    transaction: Transaction, file: Callable[..., int]
) -> None:
    first = officials.executive(transaction, "Jane Q. Placeholder")
    other = officials.executive(transaction, "John Placeholder")
    assert (first.id, other.id) == ("X000001", "X000002")
    for spelling in ("Jane Q. Placeholder", "Jane Placeholder", "JANE Q PLACEHOLDER"):
        assert officials.executive(transaction, spelling).id == first.id
    file(transaction, "1", "Jane Placeholder", first.id)
    assert officials.executive(transaction, "Jane R. Placeholder").id == "X000003"
    assert officials.executive(transaction, "Jane Placeholder").id == first.id  # as it was taken before
    junior = officials.executive(transaction, "John Placeholder Jr.")
    assert junior.id == other.id
    file(transaction, "2", "John Placeholder Jr.", other.id)
    assert officials.executive(transaction, "John Placeholder III").id not in (other.id, first.id)


DOT = "Administrator, Federal Aviation Administration, Department of Transportation"


def test_executives_of_one_name_at_different_agencies_are_different_people(transaction: Transaction) -> None:
    def filed(office: str) -> str | None:
        found = officials.executive(transaction, "Jane Placeholder", office)
        return found and found.id

    first, other = filed("Secretary, Department of the Treasury -- DO"), filed(DOT)
    assert (first, other) == ("X000001", "X000002")
    assert filed("Deputy Secretary, Department of the Treasury") == first
    assert filed("FAA Administrator, Department of Transportation") == other
    assert filed("Secretary") is None  # a scan: it may be of either
    assert filed("Secretary, Department of Labor") == "X000003"


def test_a_scan_that_names_no_agency_is_of_the_only_one_of_that_name(transaction: Transaction) -> None:
    scan = officials.executive(transaction, "Jane Placeholder", "President")
    typed = officials.executive(transaction, "Jane Placeholder", DOT)
    assert scan
    assert typed
    assert (scan.id, scan.agency) == ("X000001", "")
    assert (typed.id, typed.agency) == ("X000001", "Department of Transportation")
    assert officials.executive(transaction, "Jane Placeholder", "President") == typed


def test_an_agency_that_was_renamed_is_the_same(transaction: Transaction) -> None:
    before = officials.executive(transaction, "Jane Placeholder", "Secretary, Department of Defense")
    assert officials.executive(transaction, "Jane Placeholder", "Secretary, Department of War") == before


def test_an_executive_printed_in_capitals_is_shown_as_names_are_written(transaction: Transaction) -> None:
    made = officials.executive(transaction, "LINDA MCMAHON")
    assert (made.name, made.names) == ("Linda McMahon", ("Linda McMahon", "LINDA MCMAHON"))
    assert officials.executive(transaction, "Linda McMahon") == made


def test_a_newer_table_of_congress_leaves_the_executive_alone(transaction: Transaction) -> None:
    made = officials.executive(transaction, "Jane Placeholder")
    officials.load(transaction, date(2026, 6, 1), [DOE])
    assert officials.everyone(transaction) == (DOE, made)
