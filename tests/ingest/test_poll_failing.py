"""Every way in which a site or a document can be bad, and no poll ends by it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from threading import Thread

import pytest

from ingest.errors import UnknownValue
from ingest.outage import SITE_DOWN
from ingest.poll import PollReport, poll, take
from replica.clerk import Entry, blank_page, index_path, report_path
from replica.faults import Fault, answer, broken_off, reset, shortened, slow
from storage import documents, filings, health
from storage.model import Document, Filing, Listing

PDF = "application/pdf"
REPORTS = "/ptr-pdfs/"
GOOD, BAD, PAPER = "20034836", "20030474", "8221321"
Publish = Callable[..., None]


BAD_ANSWERS: dict[str, tuple[Fault, str]] = {
    "8299101": (answer(403), "Refused"),
    "8299102": (answer(404), "Missing"),
    "8299103": (answer(500), "Unavailable"),
    "8299104": (answer(200, b"<html>Maintenance</html>"), "WrongKind"),
    "8299105": (answer(200, b"<html>Maintenance</html>", PDF), "WrongKind"),
    "8299106": (answer(200, b"", PDF), "WrongKind"),
    "8299107": (answer(200, b"%PDF-1.4\nnothing of the sort", PDF), "Unreadable"),
    "8299108": (shortened(300), "Unreadable"),
    "8299109": (broken_off(300), "Unreachable"),
    "8299110": (reset, "Unreachable"),
}


def test_each_bad_answer_is_a_named_failure_tried_again_while_all_else_goes_on(
    running, publish: Publish, printed
) -> None:
    listed, scan = printed[PAPER]
    for document_id, (fault, _) in BAD_ANSWERS.items():
        running.clerk.faults.add(fault, report_path(2026, document_id))
        running.clerk.publish(replace(listed, document_id=document_id), scan)
        poll(running.parts)
    publish(GOOD)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    failed = {document_id: running.entry(document_id) for document_id in BAD_ANSWERS}
    assert {key: entry.reason for key, entry in failed.items()} == {
        key: reason for key, (_, reason) in BAD_ANSWERS.items()
    }
    assert all(entry.state == "failed" and entry.detail for entry in failed.values())
    assert running.told_of() == {GOOD}
    running.clock.advance(minutes=1)
    assert poll(running.parts) == PollReport(read=len(BAD_ANSWERS))
    assert running.told_of() == {GOOD, *BAD_ANSWERS}


def test_a_report_of_another_number_is_a_named_failure(running, publish: Publish, printed) -> None:
    running.clerk.publish(printed[BAD][0], printed[GOOD][1])
    publish(PAPER)
    poll(running.parts)
    assert running.entry(BAD).reason == "OtherDocument"
    assert running.state(PAPER) == "matched"


def test_a_row_with_a_damaged_id_is_in_the_ledger_and_stops_nothing(running, publish: Publish) -> None:
    running.clerk.publish(
        Entry("../../etc", "Pelosi", "Nancy", "CA11", date(2026, 6, 22), 2026), blank_page()
    )
    publish(GOOD)
    assert poll(running.parts) == PollReport(listed=2, read=1, failed=1)
    with running.parts.database.read() as transaction:
        failures = documents.failures(transaction, "house", 9)
    assert [(one.listing.filer, one.reason) for one in failures] == [("Hon. Nancy Pelosi", "Missing")]


def test_a_document_that_fails_for_days_is_tried_ever_more_slowly_and_then_read(
    running, publish: Publish
) -> None:
    running.clerk.faults.add(answer(404), report_path(2026, BAD), times=8)
    publish(BAD)
    tried_at = []
    for _ in range(9):
        tried_at.append(running.clock())
        poll(running.parts)
        running.clock.now = running.entry(BAD).next_try or running.clock()
    assert running.state(BAD) == "matched"
    pauses = [later - earlier for earlier, later in pairwise(tried_at)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=5)
    assert pauses[-1] == timedelta(days=1)
    assert running.told_of() == {BAD}


def test_a_site_that_asks_for_a_pause_is_not_asked_for_that_report_before(running, publish: Publish) -> None:
    busy = answer(503, headers={"Retry-After": "600"})
    running.clerk.faults.add(busy, report_path(2026, BAD))
    publish(BAD)
    for _ in range(10):
        poll(running.parts)
        running.clock.advance(minutes=1)
    assert running.asked(REPORTS) == [503]
    poll(running.parts)
    assert running.state(BAD) == "matched"


def test_while_the_site_is_down_a_poll_asks_for_three_reports_at_most(running, publish: Publish) -> None:
    ids = ["20034836", "20030474", "20030542", "20030884", "8221321", "20032087", "20026590"]
    running.clerk.faults.add(answer(503), f"*{REPORTS}*", times=None)
    publish(*ids)
    for polls in range(1, 4):
        poll(running.parts)
        assert len(running.asked(REPORTS)) <= polls * SITE_DOWN
        running.clock.advance(minutes=1)
    running.clerk.faults.clear()
    running.clock.advance(hours=1)
    poll(running.parts)
    assert {running.state(document_id) for document_id in ids} == {"matched"}
    assert running.told_of() == set(ids)


def test_reports_that_are_themselves_bad_do_not_make_the_site_down(running, publish: Publish) -> None:
    bad = ["20030474", "20030542", "20030884", "20032087"]
    for document_id in bad:
        running.clerk.faults.add(shortened(900), report_path(2026, document_id))
    publish(*bad, GOOD)
    assert poll(running.parts) == PollReport(listed=5, read=1, failed=4)
    assert running.told_of() == {GOOD}


def test_a_poll_ends_when_the_next_is_due_and_that_goes_on(running, publish: Publish) -> None:
    publish("20034836", "20030474", "20030542")
    parts = replace(running.parts, reader=Slow(running))
    assert poll(parts) == PollReport(listed=3, read=1)
    assert poll(parts) == PollReport(read=1)


class Slow:
    """A reader that takes a poll's time for each document."""

    def __init__(self, world) -> None:
        self._world = world

    def read(self, document: Document, listing: Listing | None) -> Filing:
        self._world.clock.advance(minutes=1)
        return self._world.parts.reader.read(document, listing)


@pytest.mark.parametrize(
    "path", [report_path(2026, GOOD), index_path(2026)], ids=["of a report", "of an index"]
)
def test_stopping_during_a_request_that_hangs_is_quick_and_no_failure(
    running, publish: Publish, path: str
) -> None:
    publish(GOOD)
    running.clerk.faults.add(slow(60), path)
    reports: list[PollReport] = []
    polling = Thread(target=lambda: reports.append(poll(running.parts)))
    polling.start()
    while not running.asked(path):
        polling.join(0.01)
    running.stopping.set()
    running.parts.fetch.close()
    polling.join(2)
    assert reports == [PollReport(listed="ptr" in path)]
    with running.parts.database.read() as transaction:
        due = documents.due(transaction, "house", running.clock())
        assert health.get(transaction, "source:house").failing_since is None
    assert [(one.state, one.attempts) for one in due] == ([("listed", 0)] if "ptr" in path else [])


class KilledError(BaseException):
    """The process is gone: nothing of ours may catch it."""


class Raising:
    """A reader that fails in a way of its own."""

    def __init__(self, problem: BaseException) -> None:
        self._problem = problem

    def read(self, document: Document, listing: Listing | None) -> Filing:
        raise self._problem


@pytest.mark.parametrize("killed", [KilledError(), KeyboardInterrupt(), SystemExit()])
def test_killed_between_fetching_and_reading_it_goes_on_from_the_kept_bytes(
    running, publish: Publish, killed: BaseException
) -> None:
    publish(GOOD)
    with pytest.raises(type(killed)):
        poll(replace(running.parts, reader=Raising(killed)))
    assert running.state(GOOD) == "fetched"
    assert poll(running.parts) == PollReport(read=1)
    assert running.asked(REPORTS) == [200]
    assert running.told_of() == {GOOD}


class KilledAfter:
    """A reader after whose answer the process is killed, once the filing is stored."""

    def __init__(self, world) -> None:
        self._world = world
        self._has_read = False

    def read(self, document: Document, listing: Listing | None) -> Filing:
        self._has_read = True
        return self._world.parts.reader.read(document, listing)

    def stopping(self) -> bool:
        if self._has_read:
            raise KilledError
        return False


def test_killed_between_reading_and_matching_it_is_fanned_out_by_the_next_poll(
    running, publish: Publish
) -> None:
    publish(GOOD)
    running.follow("P000197", address="2")
    killed = KilledAfter(running)
    with pytest.raises(KilledError):
        poll(replace(running.parts, reader=killed, stopping=killed.stopping))
    assert (running.state(GOOD), running.owed()) == ("read", [])
    assert poll(running.parts) == PollReport()
    assert running.state(GOOD) == "matched"
    assert [why for _, why in running.owed()] == [["*"], ["P000197"]]


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (UnknownValue("amount '\0\ud800'"), "UnknownValue"),
        (ZeroDivisionError("division by zero"), "Unexpected"),
    ],
)
def test_a_reader_that_fails_in_whatever_way_stops_nothing(
    running, publish: Publish, problem: Exception, reason: str
) -> None:
    publish(BAD)
    assert poll(replace(running.parts, reader=Raising(problem))) == PollReport(listed=1, failed=1)
    assert running.entry(BAD).reason == reason
    running.clock.advance(minutes=1)
    publish(GOOD)
    assert poll(running.parts) == PollReport(listed=1, read=2)


class Strange:
    """A reader that finds what no database takes."""

    def __init__(self, world) -> None:
        self._world = world

    def read(self, document: Document, listing: Listing | None) -> Filing:
        found = self._world.parts.reader.read(document, listing)
        return replace(found, filer="\ud800") if document.id == BAD else found


def test_a_filing_that_cannot_be_stored_leaves_nothing_and_stops_nothing(running, publish: Publish) -> None:
    publish(BAD, GOOD)
    assert poll(replace(running.parts, reader=Strange(running))) == PollReport(2, 1, 1)
    assert (running.state(BAD), running.entry(BAD).reason) == ("failed", "Unexpected")
    with running.parts.database.read() as transaction:
        assert filings.newest(transaction, "house", BAD) is None
    assert running.told_of() == {GOOD}


def test_two_processes_that_take_the_same_document_alert_once(running, publish: Publish) -> None:
    publish(GOOD)
    poll(replace(running.parts, reader=Raising(UnknownValue())))
    both_saw = running.entry(GOOD)
    assert take(running.parts, both_saw) is None
    assert take(running.parts, both_saw) is None
    assert running.state(GOOD) == "matched"
    assert running.stored(GOOD).revision == 1
    assert len(running.owed()) == 1


def test_a_late_failure_of_a_slower_process_takes_nothing_back(running, publish: Publish) -> None:
    publish(GOOD)
    poll(replace(running.parts, reader=Raising(UnknownValue())))
    both_saw = running.entry(GOOD)
    take(running.parts, both_saw)
    assert take(replace(running.parts, reader=Raising(UnknownValue())), both_saw)
    assert running.state(GOOD) == "matched"
