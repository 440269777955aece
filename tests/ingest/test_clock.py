"""The clock is set back: no index and no document waits until it has reached the same time again."""

from datetime import timedelta
from typing import Any

import pytest

from ingest.poll import PollReport, poll
from replica.faults import answer, reset
from storage.documents import RETRY_AFTER

GOOD = "20034836"
HOUR = timedelta(hours=1)


def later(running: Any, step: timedelta) -> PollReport:
    running.clock.now += step
    return poll(running.parts)


@pytest.mark.parametrize("fault", [answer(500), reset])
def test_an_index_that_failed_ahead_is_asked_again_in_time(running: Any, publish: Any, fault: Any) -> None:
    running.clerk.faults.add(fault, times=None)
    for _ in range(3):
        later(running, HOUR)
    running.clerk.faults.clear()
    publish(GOOD)
    later(running, -3 * HOUR)
    later(running, running.parts.every * 4)  # the pause after three failures
    assert running.told_of() == {GOOD}


def test_a_document_that_failed_ahead_is_tried_again_after_its_pause(running: Any, publish: Any) -> None:
    publish(GOOD)
    running.clerk.faults.add(answer(500), "*/ptr-pdfs/*", None)
    assert later(running, HOUR).failed == 1
    running.clerk.faults.clear()
    later(running, -HOUR)
    later(running, RETRY_AFTER[0])
    assert running.told_of() == {GOOD}


def test_what_was_listed_ahead_is_read_now_and_never_seen_before_it_was_not_listed(
    running: Any, publish: Any
) -> None:
    running.clock.now += HOUR
    poll(running.parts)
    publish(GOOD)
    later(running, -HOUR + timedelta(minutes=2))
    entry = running.entry(GOOD)
    assert entry.not_listed <= entry.seen
    assert running.told_of() == {GOOD}


def test_a_wait_that_the_site_asked_for_is_kept(running: Any, publish: Any) -> None:
    publish(GOOD)
    busy = answer(503, headers={"Retry-After": "600"})
    running.clerk.faults.add(busy, "*/2026FD.zip", None)
    later(running, HOUR)
    running.clerk.faults.clear()
    running.clerk.seen.clear()
    later(running, -HOUR)
    later(running, timedelta(minutes=8))
    assert running.asked("/2026FD.zip") == []
    later(running, timedelta(minutes=2))
    assert running.told_of() == {GOOD}
