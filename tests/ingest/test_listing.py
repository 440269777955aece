"""What a site lists enters the ledger once; an index that fails is asked again, ever more slowly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy.exc import SQLAlchemyError

from ingest.listing import SLOWEST_RETRY, list_new
from ingest.source import Index
from ingest.sources.house import House
from replica.clerk import FIRST_YEAR, ZIP, Entry, blank_page, index_path
from replica.faults import Fault, answer, broken_off, reset, shortened
from storage import documents, health
from storage.model import Listing
from tests.support.shared import CORPUS

THIS_YEAR = index_path(2026)


def ids(listings: list[Listing]) -> list[str]:
    return sorted(listing.document_id for listing in listings)


@pytest.fixture
def report(clerk) -> Callable[..., None]:
    """Publishes a report in an index."""

    def make(document_id: str, year: int = 2026) -> None:
        clerk.publish(Entry(document_id, "Pelosi", "Nancy", "CA11", date(2026, 6, 22), year), blank_page())

    return make


@pytest.fixture
def polled(world, report):
    """A source that has been polled once, with ten reports in this year's index."""
    for number in range(10):
        report(f"2003000{number}")
    assert len(list_new(world.parts, world.indexes)) == 10 + 13
    world.clerk.seen.clear()
    world.clock.advance(minutes=1)
    return world


def failing(world, part: str = "source:house") -> str:
    with world.parts.database.read() as transaction:
        held = health.get(transaction, part)
    return held.reason if held.failing_since else ""


def test_a_first_run_asks_every_year_and_records_in_silence(world, report) -> None:
    report("20030001")
    new = list_new(world.parts, world.indexes)
    assert len(world.clerk.seen) == 2026 - FIRST_YEAR + 1
    assert len(new) == 14
    assert world.entry("20030001").silent
    assert world.entry("20030001").next_try == world.clock()
    assert world.entry("9120251").next_try is None
    assert failing(world) == ""


def test_what_is_listed_later_alerts_and_names_the_last_poll_without_it(polled, report) -> None:
    report("20030010")
    report("20030011", year=2019)
    assert ids(list_new(polled.parts, polled.indexes)) == ["20030010"]
    entry = polled.entry("20030010")
    assert (entry.silent, entry.seen) == (False, polled.clock())
    assert entry.not_listed == polled.clock() - timedelta(minutes=1)
    polled.clock.advance(days=1)
    assert ids(list_new(polled.parts, polled.indexes)) == ["20030011"]
    assert not polled.entry("20030011").silent


def test_an_unchanged_index_is_not_sent_again(polled) -> None:
    assert list_new(polled.parts, polled.indexes) == []
    assert polled.asked("FD.zip") == [304]


def test_earlier_years_are_asked_once_a_day(polled) -> None:
    for _ in range(30):
        list_new(polled.parts, polled.indexes)
        polled.clock.advance(hours=1)
    assert polled.asked(THIS_YEAR) == [304] * 30
    for year in range(FIRST_YEAR, 2026):
        assert polled.asked(index_path(year)) == [304]


BAD_ANSWERS: list[tuple[Fault, str]] = [
    (answer(200, b"<html>Maintenance</html>"), "IndexUnreadable"),
    (answer(200, b"<html>Maintenance</html>", ZIP), "IndexUnreadable"),
    (answer(200, b"", ZIP), "IndexUnreadable"),
    (shortened(200), "IndexUnreadable"),
    (broken_off(200), "Unreachable"),
    (reset, "Unreachable"),
    (answer(403), "Refused"),
    (answer(404), "Missing"),
    (answer(500), "Unavailable"),
    (answer(302, headers={"Location": "https://login.example/"}), "ForeignHost"),
]


def test_each_bad_answer_of_an_index_is_named_and_loses_nothing(polled, report) -> None:
    for number, (fault, reason) in enumerate(BAD_ANSWERS):
        list_new(polled.parts, polled.indexes)
        last_without, document_id = polled.clock(), f"200400{number:02}"
        polled.clock.advance(minutes=1)
        report(document_id)
        polled.clerk.faults.add(fault, THIS_YEAR)
        assert list_new(polled.parts, polled.indexes) == []
        assert failing(polled) == failing(polled, "index:house:2026FD") == reason
        polled.clock.advance(minutes=1)
        assert ids(list_new(polled.parts, polled.indexes)) == [document_id]
        entry = polled.entry(document_id)
        assert (entry.silent, entry.not_listed) == (False, last_without)
        assert failing(polled) == failing(polled, "index:house:2026FD") == ""


def test_an_index_that_fails_stops_no_other(polled, report) -> None:
    polled.clock.advance(days=1)
    report("20040001", year=2025)
    polled.clerk.faults.add(answer(404), THIS_YEAR)
    assert ids(list_new(polled.parts, polled.indexes)) == ["20040001"]
    assert failing(polled, "index:house:2025FD") == ""


def test_an_earlier_years_failure_is_not_the_sources(polled) -> None:
    polled.clock.advance(days=1)
    polled.clerk.faults.add(answer(500), index_path(2015))
    list_new(polled.parts, polled.indexes)
    assert failing(polled) == ""
    assert failing(polled, "index:house:2015FD") == "Unavailable"


def test_after_an_outage_of_many_hours_an_index_is_read_again(polled, report) -> None:
    polled.clerk.faults.add(answer(503), THIS_YEAR, times=None)
    for _ in range(60):
        list_new(polled.parts, polled.indexes)
        polled.clock.now += SLOWEST_RETRY
    assert polled.asked(THIS_YEAR) == [503] * 60
    polled.clerk.faults.clear()
    report("20030010")
    assert "20030010" in ids(list_new(polled.parts, polled.indexes))
    assert failing(polled) == ""


def test_a_site_that_asks_for_a_pause_gets_it(polled, report) -> None:
    report("20030010")
    polled.clerk.faults.add(answer(429, headers={"Retry-After": "3600"}), THIS_YEAR)
    for _ in range(60):
        assert list_new(polled.parts, polled.indexes) == []
        polled.clock.advance(minutes=1)
    assert len(polled.asked(THIS_YEAR)) == 1
    assert ids(list_new(polled.parts, polled.indexes)) == ["20030010"]


def test_what_a_shrunk_index_newly_lists_is_recorded_while_it_counts_as_failing(polled, report) -> None:
    for number in range(2):
        polled.clerk.unlist(f"2003000{number}")
    polled.clerk.unlist("20030002")
    report("20030010")
    assert ids(list_new(polled.parts, polled.indexes)) == ["20030010"]
    assert failing(polled) == "IndexShrank"
    polled.clock.advance(minutes=1)
    list_new(polled.parts, polled.indexes)
    assert polled.asked(THIS_YEAR) == [200, 200]  # in full, for a smaller copy is not taken for the last
    for number in range(3):
        report(f"2003000{number}")
    polled.clock.advance(minutes=2)
    assert list_new(polled.parts, polled.indexes) == []
    assert failing(polled) == ""


def test_an_index_suddenly_empty_fails_and_withdraws_nothing(polled) -> None:
    for number in range(10):
        polled.clerk.unlist(f"2003000{number}")
    assert list_new(polled.parts, polled.indexes) == []
    assert failing(polled) == "IndexEmpty"
    assert polled.state("20030000") == "listed"


def test_a_new_years_index_may_be_missing_until_mid_january_and_its_first_copy_alerts(polled, report) -> None:
    polled.clock.now = datetime(2027, 1, 5, 14, tzinfo=UTC)
    assert list_new(polled.parts, polled.indexes) == []
    assert polled.asked(index_path(2027)) == [404]
    assert failing(polled) == ""
    polled.clock.advance(days=2)
    report("20040001", year=2027)
    list_new(polled.parts, polled.indexes)
    assert not polled.entry("20040001").silent
    assert polled.entry("20040001").not_listed == datetime(2027, 1, 5, 14, tzinfo=UTC)


def test_an_index_missing_after_mid_january_or_once_it_was_there_fails(polled, report) -> None:
    polled.clock.now = datetime(2027, 1, 5, 14, tzinfo=UTC)
    report("20040001", year=2027)
    list_new(polled.parts, polled.indexes)
    polled.clerk.faults.add(answer(404), index_path(2027))
    list_new(polled.parts, polled.indexes)
    assert failing(polled, "index:house:2027FD") == "Missing"
    polled.clock.now = datetime(2028, 1, 15, 14, tzinfo=UTC)
    list_new(polled.parts, polled.indexes)
    assert failing(polled, "index:house:2028FD") == "Missing"


def test_a_service_first_started_before_the_years_index_alerts_of_its_first_reports(world, report) -> None:
    world.clock.now = datetime(2027, 1, 3, 14, tzinfo=UTC)
    report("20030001")
    assert len(list_new(world.parts, world.indexes)) == 14
    world.clock.advance(days=1)
    report("20040001", year=2027)
    list_new(world.parts, world.indexes)
    assert (world.entry("20030001").silent, world.entry("20040001").silent) == (True, False)


def test_a_report_in_two_years_indexes_is_one_document(polled, report) -> None:
    report("20030010")
    list_new(polled.parts, polled.indexes)
    polled.clock.advance(days=1)
    report("20030010", year=2025)
    report("20030011", year=2025)
    assert ids(list_new(polled.parts, polled.indexes)) == ["20030011"]
    assert "/2026/" in polled.entry("20030010").listing.url


class OnceUnstorable(House):
    """A source whose first list of this year holds what no database takes."""

    failed = False

    def listings(self, index: Index, content: bytes) -> list[Listing]:
        found = [*super().listings(index, content)]
        if index.year == 2026 and not self.failed:
            self.failed = True
            return [*found, replace(found[0], document_id="bad", filer="\ud800")]
        return found


def test_validators_are_kept_only_with_the_listings_they_came_with(world, report) -> None:
    report("20030001")
    parts = replace(world.parts, source=OnceUnstorable(world.clerk.url))
    with pytest.raises((SQLAlchemyError, UnicodeEncodeError)):
        list_new(parts, parts.source.indexes(parts.clock().date()))
    assert "20030001" in ids(list_new(parts, parts.source.indexes(parts.clock().date())))
    assert world.asked(THIS_YEAR) == [200, 200]


def test_a_request_cut_short_by_our_own_stop_is_no_failure(polled) -> None:
    polled.stopping.set()
    polled.parts.fetch.close()
    assert list_new(polled.parts, polled.indexes) == []
    assert failing(polled) == ""


@pytest.mark.corpus
def test_a_real_series_of_copies_brings_each_new_report_once(world, tmp_path: Path) -> None:
    world.clock.now = datetime(2021, 6, 1, 14, tzinfo=UTC)
    source, index = world.parts.source, world.parts.source.indexes(date(2021, 6, 1))[0]
    assert index.year == 2021
    seen: set[str] = set()
    for copy in sorted((CORPUS / "house" / "index" / "series-2021").glob("*.xml")):
        content = _zipped(copy, tmp_path)
        listed = {listing.document_id for listing in source.listings(index, content)}
        world.clerk.faults.add(answer(200, content, ZIP), index_path(2021))
        new = [one.document_id for one in list_new(world.parts, world.indexes) if f"/{2021}/" in one.url]
        assert sorted(new) == sorted(listed - seen)
        seen |= listed
        world.clock.advance(hours=1)
    with world.parts.database.read() as transaction:
        held = [documents.get(transaction, "house", document_id) for document_id in seen]
    assert len(held) == len(seen) > 600
    assert 0 < sum(not entry.silent for entry in held if entry) < len(seen)


def _zipped(copy: Path, folder: Path) -> bytes:
    packed = folder / f"{copy.stem}.zip"
    with ZipFile(packed, "w") as archive:
        archive.write(copy, "2021FD.xml")
    return packed.read_bytes()


def test_a_site_that_is_down_is_not_asked_for_every_index(polled) -> None:
    polled.clock.advance(days=1)
    polled.clerk.faults.add(answer(503), times=None)
    before = len(polled.clerk.seen)
    assert list_new(polled.parts, polled.indexes) == []
    assert len(polled.clerk.seen) - before == 3
