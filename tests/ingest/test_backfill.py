"""Reading what a first run only recorded: in silence, to be stopped and taken up again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ingest.backfill import backfill
from ingest.outage import SITE_DOWN
from ingest.poll import PollReport, poll
from replica.clerk import report_path
from replica.faults import answer, shortened
from storage import documents, filings
from storage.model import Document, Filing, Listing

REPORTS = "/ptr-pdfs/"
ARCHIVE = [f"91{year}1" for year in range(2025, 2012, -1)]  # one scan for each earlier year
Publish = Callable[..., None]


def nothing(done: int, in_all: int) -> None:
    pass


@pytest.fixture
def recorded(world):
    """A service after its first run, which recorded a report of each year from 2013 to 2025."""
    world.follow("*")
    poll(world.parts)
    world.clerk.seen.clear()
    return world


def states(world) -> dict[str, int]:
    with world.parts.database.read() as transaction:
        return documents.counts(transaction, "house")


def test_everything_filed_since_is_read_newest_first_and_alerts_nobody(recorded) -> None:
    progress: list[tuple[int, int]] = []
    report = backfill(recorded.parts, date(2020, 1, 1), lambda *step: progress.append(step))
    assert report == PollReport(read=6)
    assert progress == [(done, 6) for done in range(7)]
    paths = [seen.path for seen in recorded.clerk.seen if REPORTS in seen.path]
    assert paths == [report_path(year, f"91{year}1") for year in range(2025, 2019, -1)]
    assert states(recorded) == {"matched": 6, "waiting for backfill": 7}
    assert recorded.owed() == []
    with recorded.parts.database.read() as transaction:
        assert all(one.silent and not one.not_listed for one in filings.recent(transaction, 99))


def test_a_backfill_is_a_first_run_where_there_was_none(world) -> None:
    assert backfill(world.parts, date(2024, 1, 1), nothing) == PollReport(listed=13, read=2)
    assert states(world) == {"matched": 2, "waiting for backfill": 11}


def test_what_is_new_meanwhile_still_alerts(recorded, publish: Publish) -> None:
    publish("20034836")
    recorded.clock.advance(minutes=1)
    poll(recorded.parts)  # this year's first copy: recorded in silence
    recorded.clock.advance(minutes=1)
    publish("20030474")
    backfill(recorded.parts, date(2025, 1, 1), nothing)
    assert recorded.owed() == []
    poll(recorded.parts)
    assert len(recorded.owed()) == 1


def test_a_stopped_backfill_goes_on_where_it_was(recorded) -> None:
    def stop_after_two(done: int, in_all: int) -> None:
        if done == 2:
            recorded.stopping.set()

    assert backfill(recorded.parts, date(2012, 1, 1), stop_after_two) == PollReport(read=2)
    recorded.stopping.clear()
    assert backfill(recorded.parts, date(2012, 1, 1), nothing) == PollReport(read=11)
    assert len(recorded.asked(REPORTS)) == 13


class KilledError(BaseException):
    """The process is gone: nothing of ours may catch it."""


class Killed:
    """A reader whose process is killed, and ours with it."""

    def read(self, document: Document, listing: Listing | None) -> Filing:
        raise KilledError


def test_a_backfill_killed_while_reading_leaves_that_document_to_the_next(recorded) -> None:
    with pytest.raises(KilledError):
        backfill(replace(recorded.parts, reader=Killed()), date(2025, 1, 1), nothing)
    assert states(recorded) == {"waiting for backfill": 13}
    assert backfill(recorded.parts, date(2025, 1, 1), nothing) == PollReport(read=1)
    assert recorded.asked(REPORTS) == [200]


def test_a_report_that_fails_is_left_to_the_polls_and_stops_no_other(recorded) -> None:
    for year in (2025, 2024, 2023, 2022):
        recorded.clerk.faults.add(shortened(50), report_path(year, f"91{year}1"))
    assert backfill(recorded.parts, date(2012, 1, 1), nothing) == PollReport(read=9, failed=4)
    assert recorded.entry("9120251").reason == "Unreadable"
    recorded.clock.advance(minutes=1)
    assert poll(recorded.parts).read == 4
    assert states(recorded) == {"matched": 13}
    assert recorded.owed() == []


def test_while_the_site_is_down_a_backfill_ends_early_and_loses_nothing(recorded) -> None:
    recorded.clerk.faults.add(answer(503), f"*{REPORTS}*", times=None)
    assert backfill(recorded.parts, date(2012, 1, 1), nothing) == PollReport(failed=SITE_DOWN)
    recorded.clerk.faults.clear()
    assert backfill(recorded.parts, date(2012, 1, 1), nothing) == PollReport(read=10)
    recorded.clock.now += timedelta(minutes=1)
    assert poll(recorded.parts).read == 3
    assert {recorded.state(document_id) for document_id in ARCHIVE} == {"matched"}
