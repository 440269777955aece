"""What assets are called: kept once, found by whole words."""

from datetime import date

import pytest

from storage import assets
from storage.database import Transaction
from storage.facts import names
from storage.tables import asset_words
from storage.tables import assets as table


@pytest.fixture
def held(transaction: Transaction) -> Transaction:
    assets.put(transaction, [names("Ford Motor Company", "FORD MOTOR CO"), names("Hartford Financial")])
    assets.load(transaction, date(2026, 6, 1), ["NVIDIA CORP", "MOODYS CORP /DE/"])
    return transaction


@pytest.mark.parametrize(
    ("words", "known", "leads"),
    [
        ("ford", True, True),
        ("ford motor", True, True),
        ("ford motor co", True, True),
        ("motor", True, False),
        ("company ford", False, False),  # the end of one name and the beginning of another
        ("hart", False, False),
        ("financial", True, False),
        ("nvidia", True, True),
        ("corp de", True, False),
        ("moody", False, False),
        ("x" * 80, False, False),
    ],
)
def test_whole_words_are_found_in_their_order(
    held: Transaction, words: str, known: bool, leads: bool
) -> None:
    assert (assets.known(held, words), assets.leads(held, words)) == (known, leads)


def test_each_way_to_call_an_asset_is_kept_once(held: Transaction) -> None:
    before = len(held.execute(table.select()).all()), len(held.execute(asset_words.select()).all())
    assets.put(held, [names("FORD motor company", "Ford Motor Co.")])
    assert (len(held.execute(table.select()).all()), len(held.execute(asset_words.select()).all())) == before


def test_an_older_list_of_companies_is_left_out(held: Transaction) -> None:
    assert not assets.load(held, date(2026, 6, 1), ["Other Inc"])
    assert assets.load(held, date(2026, 7, 1), ["Other Inc"])
    assert assets.known(held, "other")


def test_a_word_of_any_length_is_found_whole(transaction: Transaction) -> None:
    long = "x" * 100
    assets.put(transaction, [names(f"{long}y Fund"), names("")])
    assert assets.known(transaction, f"{long}y")
    assert not assets.known(transaction, long)
    assert not assets.known(transaction, f"{long}z")
