"""What wording promises of the longest report there is: one message, soon; with room for a busy machine."""

from benchmarks import wording

ROOM = 5  # times the figure


def test_the_longest_report_is_one_message_within_300_milliseconds() -> None:
    outcome = wording.run(repeats=5)
    assert outcome.rows == 722
    assert set(outcome.messages.values()) == {1}
    assert max(outcome.median_ms.values()) < 300 * ROOM
