"""What reading promises of damaged documents, speed and memory, on few documents and with room to spare."""

import pytest

from benchmarks import damage, reading

ROOM = 5  # times the figure: another machine, busy with other things, must not fail


def assert_no_damage_passes_unseen(outcome: damage.Outcome) -> None:
    """No crash, nothing over the time limit, nothing read clean and differently."""
    assert outcome.wrong == ()
    assert not {"ReaderDied", "LimitExceeded"} & set(outcome.refused)
    assert outcome.same
    assert sum(outcome.refused.values()) + outcome.same + outcome.doubted + _listed_apart(outcome) == (
        sum(outcome.documents.values())
    )


def _listed_apart(outcome: damage.Outcome) -> int:
    return len(outcome.pages_missing) + len(outcome.letters_changed)


def test_no_damage_to_a_printed_report_passes_unseen() -> None:
    outcome = damage.run(documents=150, corpus=False)
    assert not outcome.of_the_corpus
    assert_no_damage_passes_unseen(outcome)


@pytest.mark.corpus
def test_no_damage_to_a_real_report_passes_unseen() -> None:
    outcome = damage.run(documents=100, seed=2, every=10)
    assert outcome.of_the_corpus
    assert_no_damage_passes_unseen(outcome)


def test_reading_is_about_as_fast_as_bare_text_and_far_faster_than_pdfplumber() -> None:
    outcome = reading.run(pairs=1, corpus=False)
    assert outcome.times_bare_text < 3 * ROOM
    assert outcome.times_faster_than_pdfplumber > 20 / ROOM
    assert outcome.two_readers > 1.7 / ROOM
    assert outcome.megabytes < 250
