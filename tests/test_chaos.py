"""What goes wrong around the service, in short; `./hilltape chaos` has all of it, alone and in pairs."""

from pathlib import Path

import pytest

from benchmarks import postgresql
from chaos.__main__ import alone_and_in_pairs, chosen, on_postgresql, on_sqlite
from chaos.experiment import Outcome

ON_SQLITE = ("telegram: answers are lost", "discord: answers are lost", "the disk is full")
ON_POSTGRESQL = ("the database is restarted", "the clock is an hour behind")


def test_nothing_is_lost_and_little_repeated_on_sqlite(tmp_path: Path) -> None:
    [outcome] = on_sqlite(tmp_path, [ON_SQLITE])
    assert kept(outcome)


@pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed")
def test_nothing_is_lost_and_little_repeated_on_postgresql(tmp_path: Path) -> None:
    [outcome] = on_postgresql(tmp_path, [ON_POSTGRESQL])
    assert kept(outcome)


def kept(outcome: Outcome) -> bool:
    """The promises; recovery within five times its figure, since tests run beside each other."""
    repeats = outcome.repeated_discord == 0 and outcome.repeated_telegram <= outcome.counted_by_the_service
    return not outcome.lost and not outcome.out_of_order and repeats and outcome.recovery <= 50


def test_a_pair_is_of_two_parts() -> None:
    names = ["telegram: 500", "telegram is slow", "the site answers 500"]
    assert alone_and_in_pairs(names) == [
        *((name,) for name in names),
        ("telegram: 500", "the site answers 500"),
        ("telegram is slow", "the site answers 500"),
    ]


def test_troubles_are_chosen_by_name() -> None:
    names = ["telegram: 500", "discord: 503", "the site answers 500"]
    assert chosen(names, []) == alone_and_in_pairs(names)
    assert chosen(names, ["alone"]) == [(name,) for name in names]
    assert chosen(names, ["with", "discord: 503"]) == [
        ("discord: 503",),
        ("telegram: 500", "discord: 503"),
        ("discord: 503", "the site answers 500"),
    ]
    assert chosen(names, names[:2]) == [("telegram: 500", "discord: 503")]
    with pytest.raises(ValueError, match="'flood' is no trouble here; there are: telegram: 500; discord"):
        chosen(names, ["with", "flood"])
    with pytest.raises(ValueError, match="'with' is no trouble here"):
        chosen(names, ["with"])
