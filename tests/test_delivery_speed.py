"""Finding and owing cost what they should, each within five times its figure."""

from pathlib import Path

from benchmarks import fairness, fanout, first_out, matching
from storage.database import Database

ROOM = 5


def test_a_filing_is_owed_to_many_nearly_as_fast_as_bare_rows_are_inserted(database: Database) -> None:
    outcome = fanout.measured(database, chats=3_000, rounds=3)
    assert outcome.share >= 0.5 / ROOM


def test_matching_costs_by_the_follows_that_could_match_and_not_by_all(tmp_path: Path) -> None:
    few, many = matching.run(tmp_path, (300, 3_000))
    assert many.seconds < ROOM * few.seconds
    assert 0 < many.wanting <= many.candidates < 3_000 / 100


def test_one_chat_that_is_limited_delays_no_other(tmp_path: Path) -> None:
    for outcome in fairness.run(tmp_path, pairs=1, chats=10):
        assert outcome.limited == 1
        assert outcome.times_as_long < 1.25 * ROOM


def test_the_first_of_very_many_hears_at_once_and_so_does_the_first_of_a_later_report(tmp_path: Path) -> None:
    (outcome,) = first_out.run(tmp_path, persons=400)
    assert outcome.waiting > 200
    assert max(outcome.first, outcome.behind) < ROOM * 2
