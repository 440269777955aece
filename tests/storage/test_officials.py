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
