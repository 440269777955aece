"""Spellings that documents teach, with the evidence, and what a new reading makes of them."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from storage import officials
from storage.database import Transaction
from storage.model import Official
from storage.people import People
from storage.query import AmbiguousName, UnknownName
from storage.tables import aliases

TODAY = date(2026, 6, 23)
DUNN = Official("D000628", "Neal Dunn", ("Neal Dunn", "Neal Patrick Dunn"), ())
OTHER = Official("D000999", "Pat Dunn", ("Pat Dunn",), ())
PRINTED = "Hon. Neal Patrick MD, Facs Dunn"

File = Callable[..., int]


@pytest.fixture(autouse=True)
def known(transaction: Transaction) -> None:
    officials.load(transaction, TODAY, [DUNN, OTHER])


def learned(transaction: Transaction) -> list[tuple[str, str, str]]:
    """Whose, which spelling, and the document that showed it."""
    rows = transaction.execute(select(aliases).order_by(aliases.c.id))
    return [(row.official_id, row.spelling, row.document_id) for row in rows]


def test_a_printed_name_is_kept_with_its_evidence(transaction: Transaction, file: File) -> None:
    file(transaction, "1", PRINTED, "D000628")
    row = transaction.execute(select(aliases)).one()
    assert (row.official_id, row.spelling) == ("D000628", PRINTED)
    assert (row.evidence, row.source, row.document_id) == ("name and seat; report 1", "house", "1")
    found = officials.get(transaction, "D000628")
    assert found
    assert found.names == (*DUNN.names, PRINTED)
    assert (found.learned, found.reference_names) == ((PRINTED,), DUNN.names)
    assert found in officials.everyone(transaction)


def test_a_spelling_is_learnt_once_and_a_known_or_unproven_one_not_at_all(
    transaction: Transaction, file: File
) -> None:
    file(transaction, "1", PRINTED, "D000628")
    file(transaction, "2", PRINTED.upper(), "D000628")
    file(transaction, "3", "NEAL DUNN", "D000628")
    file(transaction, "4", "Neal Nobody", None)
    file(transaction, "5", "Dunn " * 50, "D000628")
    assert learned(transaction) == [("D000628", PRINTED, "1")]


def test_a_newer_table_of_congress_leaves_what_was_learnt(transaction: Transaction, file: File) -> None:
    file(transaction, "1", PRINTED, "D000628")
    officials.load(transaction, TODAY, officials.everyone(transaction))
    found = officials.get(transaction, "D000628")
    assert found
    assert (found.names, found.learned) == ((*DUNN.names, PRINTED), (PRINTED,))


@pytest.mark.parametrize("now_of", ["D000999", None])
def test_a_document_that_turns_out_to_be_another_ones_takes_back_what_it_taught(
    transaction: Transaction, file: File, now_of: str | None
) -> None:
    file(transaction, "1", PRINTED, "D000628")
    file(transaction, "1", PRINTED, now_of)
    assert learned(transaction) == ([(now_of, PRINTED, "1")] if now_of else [])


def test_what_another_document_shows_too_is_not_forgotten(transaction: Transaction, file: File) -> None:
    file(transaction, "1", PRINTED, "D000628")
    file(transaction, "2", PRINTED, "D000628")
    file(transaction, "1", "Neal Dunn", "D000628")
    assert learned(transaction) == [("D000628", PRINTED, "2")]


def test_people_notice_what_was_learnt_and_what_was_withdrawn(transaction: Transaction, file: File) -> None:
    people = People([], TODAY)
    file(transaction, "1", "Cornelius Dunn", "D000628")
    people.learn(transaction, TODAY)
    assert people.find("cornelius dunn").id == "D000628"
    file(transaction, "1", "Aloysius Dunn", "D000628")
    people.learn(transaction, TODAY)
    assert people.find("aloysius dunn").id == "D000628"
    with pytest.raises(UnknownName):
        people.find("cornelius dunn")


def test_an_alias_that_is_another_ones_name_asks_and_hides_nobody(
    transaction: Transaction, file: File
) -> None:
    file(transaction, "1", "Pat Dunn", "D000628")
    people = People(officials.everyone(transaction), TODAY)
    with pytest.raises(AmbiguousName) as error:
        people.find("pat dunn")
    assert {one.id for one in error.value.candidates} == {"D000628", "D000999"}
    assert people.find("neal dunn").id == "D000628"
