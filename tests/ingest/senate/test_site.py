"""From the Senate's search to deliveries that wait, on the replica of its site."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from ingest.errors import TermsNotAccepted
from ingest.fetch import NOTHING_KEPT, Fetch
from ingest.identify import Directory
from ingest.listing import list_new
from ingest.poll import PollReport, poll
from ingest.sources.senate.source import Senate
from replica.senate import DATA, HOME, Report
from replica.senate_scan import draw_page
from storage import documents, filings, health, officials
from storage.model import Chamber, Kind, Official, Term

Make = Callable[..., Report]


@pytest.fixture
def running(senate_world, electronic: Make, extension: Make):
    """A service past its first run, with somebody following everything."""
    senate_world.site.publish(electronic(1, date(2026, 6, 1)), extension(2))
    senate_world.follow("*")
    poll(senate_world.parts)
    senate_world.site.seen.clear()
    senate_world.site.searches.clear()
    senate_world.clock.advance(minutes=5)
    return senate_world


def stored(world, report: Report):
    with world.parts.database.read() as transaction:
        found = filings.newest(transaction, "senate", report.uuid.lower())
    assert found, f"{report.uuid} was not read"
    return found


def agreements(world) -> list[int | None]:
    return [seen.status for seen in world.site.seen if (seen.method, seen.path) == ("POST", HOME)]


def test_a_first_run_reads_the_newest_and_alerts_nobody(
    senate_world, electronic: Make, extension: Make
) -> None:
    new, old = electronic(1), electronic(2, date(2014, 3, 4))
    senate_world.site.publish(new, old, extension(3))
    senate_world.follow("*")
    assert poll(senate_world.parts) == PollReport(listed=3, read=2)
    assert stored(senate_world, new).silent
    assert senate_world.owed() == []
    assert senate_world.entry(old.uuid).next_try is None
    with senate_world.parts.database.read() as transaction:
        assert health.get(transaction, "source:senate").failing_since is None


def test_a_new_report_is_stored_and_owed_to_who_follows_it(running, electronic: Make) -> None:
    report = electronic(3, rows=4)
    running.follow("$NVDA", address="2")
    running.site.publish(report)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    found = stored(running, report)
    assert (found.filing.kind, len(found.filing.trades), found.filing.filer) == (
        Kind.ELECTRONIC,
        4,
        "Jane Placeholder",
    )
    assert (found.seen, found.not_listed) == (running.clock(), running.clock() - timedelta(minutes=5))
    assert [why for _, why in running.owed()] == [["*"], ["$NVDA"]]


def test_the_list_keeps_what_only_it_knows(running, electronic: Make) -> None:
    report = electronic(3)
    running.site.publish(report)
    poll(running.parts)
    listing = running.entry(report.uuid).listing
    assert listing.url == running.site.url + report.path
    assert (listing.filer, listing.filed) == ("Jane Placeholder", date(2026, 6, 22))
    assert listing.facts == {
        "kind": "ptr",
        "first": "Jane",
        "last": "Placeholder",
        "office": "Placeholder, Jane (Senator)",
        "title": "Periodic Transaction Report for 06/22/2026",
        "filed": "06/22/2026",
    }


def test_an_amendment_is_a_report_of_its_own(running, electronic: Make) -> None:
    original, amendment = electronic(3), electronic(4, amendment=1, rows=1)
    running.site.publish(original, amendment)
    assert poll(running.parts) == PollReport(listed=2, read=2)
    assert [stored(running, report).filing.amendment for report in (original, amendment)] == [0, 1]
    assert len(running.owed()) == 2


@pytest.fixture
def known(running):
    """Every filer is known: all are one person."""
    person = Official("P000001", "Jane Placeholder", ("Jane Placeholder", "Norman Placeholder"), ())
    person = replace(
        person, terms=(Term(Chamber.SENATE, "ME", None, "D", date(2025, 1, 3), date(2031, 1, 3)),)
    )
    with running.parts.database.write() as transaction:
        officials.load(transaction, date(2026, 6, 2), [person])
    running.parts = replace(running.parts, directory=Directory((person,)))
    return running


def test_an_amendment_told_before_its_original_is_linked_when_that_comes_and_not_told_again(
    known, electronic: Make
) -> None:
    original, amendment = electronic(3, rows=2), electronic(4, amendment=1, rows=1)
    known.site.publish(amendment)
    poll(known.parts)
    assert stored(known, amendment).amends.unproven == "no report for 22 Jun 2026 is stored"
    known.clock.advance(minutes=5)
    known.site.publish(original)
    poll(known.parts)
    held = stored(known, amendment)
    assert (held.amends.documents, held.amends.unproven, held.revision) == ((original.uuid,), "", 1)
    assert len(held.amends.removed) == 1
    assert len(known.owed()) == 2


def test_an_amendment_on_paper_names_the_report_that_it_amends(known, paper: Make) -> None:
    original, amendment = paper(3), paper(4, amendment=1)
    known.site.publish(original, amendment)
    poll(known.parts)
    assert stored(known, amendment).amends.documents == (original.uuid.lower(),)
    assert stored(known, original).amends is None


def test_a_paper_filing_is_kept_with_the_images_of_its_pages(running, paper: Make) -> None:
    report = paper(3, pages=3)
    running.site.publish(report)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    found = stored(running, report)
    assert (found.filing.kind, found.filing.pages, found.filing.filer) == (
        Kind.PAPER,
        3,
        "NORMAN PLACEHOLDER",
    )
    with running.parts.database.read() as transaction:
        held = documents.content(transaction, "senate", report.uuid.lower())
    assert held
    assert held.pictures == tuple(draw_page(page) for page in (1, 2, 3))
    assert len(running.owed()) == 1


def test_an_extension_is_recorded_and_alerts_nobody(running, extension: Make) -> None:
    notice = extension(3)
    running.site.publish(notice)
    running.clock.advance(days=1)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert stored(running, notice).filing.kind == Kind.EXTENSION
    assert running.entry(notice.uuid).listing.facts["kind"] == "extension"
    assert running.owed() == []


def test_what_appears_late_under_an_old_date_is_found_within_a_day(running, electronic: Make) -> None:
    report = electronic(3, date(2026, 4, 1))
    running.site.publish(report)
    assert poll(running.parts) == PollReport()
    running.clock.advance(days=1)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert not running.entry(report.uuid).silent


def test_annual_reports_are_not_listed(running, electronic: Make) -> None:
    report = electronic(3)
    annual = Report(report.uuid, "annual", *report.cells()[:3], "Annual Report", report.filed, b"")
    running.site.publish(annual)
    assert poll(running.parts) == PollReport()


def test_a_long_list_is_read_to_its_end_page_by_page(senate_world, electronic: Make) -> None:
    days = [date(2020, 1, 1) + timedelta(days=number // 3) for number in range(250)]
    senate_world.site.publish(*(electronic(number, day) for number, day in enumerate(days)))
    every = senate_world.indexes[1]
    listed = senate_world.parts.source.list_index(senate_world.parts.fetch, every, NOTHING_KEPT)
    assert listed.listings is not None
    found = [listing.document_id for listing in listed.listings]
    assert set(found) == {electronic(number).uuid for number in range(250)}
    assert (len(found), listed.count) == (250, 250)
    assert [form["start"] for form in senate_world.site.searches] == ["0", "100", "200"]


def test_the_recent_list_overlaps_by_a_month_and_tells_nothing_twice(running, electronic: Make) -> None:
    running.site.publish(electronic(3))
    for _ in range(4):
        poll(running.parts)
        running.clock.advance(days=1)
    assert len(running.owed()) == 1
    assert len(running.asked("/search/view/")) == 1


def test_no_search_goes_without_a_first_day(running, electronic: Make) -> None:
    running.clock.advance(days=1)
    running.site.publish(electronic(3))
    poll(running.parts)
    asked = [(form["report_types"], form["submitted_start_date"]) for form in running.site.searches]
    since = "01/01/2012 00:00:00"
    assert asked == [("[11]", "05/25/2026 00:00:00"), ("[11]", since), ("[10]", since)]
    assert 503 not in running.asked("")


def test_the_agreement_is_accepted_once_a_session(senate_world, electronic: Make, extension: Make) -> None:
    senate_world.site.publish(electronic(1), electronic(2), extension(3))
    for _ in range(3):
        poll(senate_world.parts)
        senate_world.clock.advance(minutes=5)
    assert agreements(senate_world) == [302]
    assert senate_world.asked("/search/view/") == [200, 200, 200]


@pytest.mark.parametrize("forget", [True, False])
def test_a_session_lost_in_mid_poll_is_renewed_once(running, electronic: Make, forget: bool) -> None:
    reports = [electronic(number) for number in (3, 4, 5)]
    running.site.publish(*reports)
    if forget:
        running.site.forget_sessions()
    assert poll(running.parts) == PollReport(listed=3, read=3)
    assert agreements(running) == [302] * forget
    assert len(running.owed()) == 3


def test_requests_are_a_pause_apart_and_use_one_connection(
    site, source: Senate, electronic: Make, clock
) -> None:
    """The replica notes each request by a clock that only the client's pauses move."""
    started = clock.now
    fetch = Fetch(
        source.hosts,
        "Hilltape's tests",
        source.pause,
        clock=lambda: (clock.now - started).total_seconds(),
        sleep=lambda seconds: clock.advance(seconds=seconds),
    )
    site.publish(*(electronic(number) for number in range(120)))
    with fetch:
        recent = source.indexes(clock.now.date())[0]
        listed = source.list_index(fetch, recent, NOTHING_KEPT)
        for listing in (listed.listings or ())[:2]:
            source.fetch_document(fetch, listing)
    times = [seen.at for seen in site.seen]
    assert [seen.path for seen in site.seen[:4]] == [HOME, HOME, DATA, DATA]
    assert len(times) == 6
    assert all(later - earlier >= timedelta(seconds=3) for earlier, later in pairwise(times))
    assert len({seen.connection for seen in site.seen}) == 1
    assert {seen.headers["User-Agent"] for seen in site.seen} == {"Hilltape's tests"}


def test_a_source_whose_terms_nobody_accepted_asks_nothing(site, media, fetch: Fetch, clock) -> None:
    source = Senate(site.url, media.url)
    index = source.indexes(clock().date())[0]
    with pytest.raises(TermsNotAccepted, match="accept_terms"):
        source.list_index(fetch, index, NOTHING_KEPT)
    assert site.seen == []


def test_what_appears_before_the_first_search_for_news_works_is_news_all_the_same(
    senate_world, electronic
) -> None:
    """The search for everything has worked already: it knows what was there before us."""
    parts, (recent, everything, _) = senate_world.parts, senate_world.indexes
    there_before, new = electronic(1), electronic(2)
    senate_world.site.publish(there_before)
    assert len(list_new(parts, [everything])) == 1
    senate_world.clock.advance(minutes=5)
    senate_world.site.publish(new)
    assert len(list_new(parts, [recent])) == 1
    assert senate_world.entry(there_before.uuid).silent
    entry = senate_world.entry(new.uuid)
    assert (entry.silent, entry.not_listed) == (False, senate_world.entry(there_before.uuid).seen)


def test_in_january_the_last_month_still_begins_in_the_year_before() -> None:
    recent = Senate(accept_terms=True).indexes(date(2027, 1, 3))[0]
    assert (recent.since, recent.year) == (date(2026, 12, 4), 2026)
