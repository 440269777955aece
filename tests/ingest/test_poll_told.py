"""From a listing to deliveries that wait."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Event

from ingest.poll import PollReport, poll
from replica.clerk import Entry, blank_page
from replica.printer_scan import print_scan
from storage import documents, health, images
from storage.model import Kind

REPORTS = "/ptr-pdfs/"
GOOD, BAD, PAPER = "20034836", "20030474", "8221321"
Publish = Callable[..., None]


def picture_of(world, document_id: str) -> bytes:
    with world.parts.database.read() as transaction:
        [picture] = images.of_filings(transaction, [world.stored(document_id).id]).values() or [b""]
    return picture


def test_a_first_run_reads_the_newest_and_alerts_nobody(world, publish: Publish) -> None:
    publish(GOOD)
    world.follow("*")
    assert poll(world.parts) == PollReport(listed=14, read=1)
    assert world.state(GOOD) == "matched"
    assert world.stored(GOOD).silent
    assert world.owed() == []
    with world.parts.database.read() as transaction:
        assert documents.counts(transaction, "house") == {"matched": 1, "waiting for backfill": 13}


def test_what_is_published_is_read_identified_matched_and_owed(running, publish: Publish) -> None:
    woken = Event()
    running.follow("P000197", "$INTC", "$NVDA")
    publish(GOOD)
    assert poll(replace(running.parts, wake=woken.set)) == PollReport(listed=1, read=1)
    found = running.stored(GOOD)
    assert (found.filing.kind, len(found.filing.trades)) == (Kind.ELECTRONIC, 2)
    assert found.official
    assert (found.official.id, found.unidentified) == ("P000197", "")
    assert (found.seen, found.not_listed) == (running.clock(), running.clock() - timedelta(minutes=1))
    assert running.state(GOOD) == "matched"
    assert [why for _, why in running.owed()] == [["*", "P000197", "$INTC"]]
    assert woken.is_set()


def test_what_is_stored_says_which_company_a_ticker_is_and_keeps_the_printed_one(
    running, publish: Publish
) -> None:
    publish(GOOD)
    poll(running.parts)
    intel = next(one for one in running.stored(GOOD).filing.trades if one.ticker == "INTC")
    assert (intel.listed_as, intel.confirmed, intel.former_ticker) == ("INTEL CORP", True, None)
    assert intel.printed["ticker"] == "INTC"


def test_a_scan_is_a_paper_filing_for_who_follows_its_filer(running, publish: Publish) -> None:
    running.follow("F000459", address="2")
    running.follow("$NVDA", address="3")
    publish(PAPER)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    found = running.stored(PAPER)
    assert (found.filing.kind, found.filing.pages, found.filing.trades) == (Kind.PAPER, 2, ())
    assert found.official
    assert found.official.name == "Chuck Fleischmann"
    assert [why for _, why in running.owed()] == [["*"], ["F000459"]]
    assert picture_of(running, PAPER).startswith(b"\xff\xd8")


def test_a_scan_without_a_picture_to_show_is_told_all_the_same(running) -> None:
    strip = print_scan().replace(b"[0 0 612 792]", b"[0 0 612 009]")
    running.clerk.publish(Entry(PAPER, "Fleischmann", "Chuck", "TN03", date(2026, 6, 22), 2026), strip)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert running.told_of() == {PAPER}
    assert picture_of(running, PAPER) == b""


def test_a_filer_nobody_knows_is_said_to_be_unknown(running) -> None:
    running.clerk.publish(Entry("8299001", "Nobody", "Norman", "CA11", date(2026, 6, 22), 2026), blank_page())
    poll(running.parts)
    found = running.stored("8299001")
    assert found.official is None
    assert "Norman Nobody" in found.unidentified
    assert running.told_of() == {"8299001"}


def test_nothing_new_asks_for_no_report(running) -> None:
    assert poll(running.parts) == PollReport()
    assert running.asked(REPORTS) == []


def test_a_report_listed_in_two_years_is_read_and_told_once(running, publish: Publish) -> None:
    publish(GOOD)
    poll(running.parts)
    publish(GOOD, year=2025)
    running.clock.advance(days=1)
    assert poll(running.parts) == PollReport()
    assert len(running.owed()) == 1


def test_after_an_outage_everything_published_meanwhile_is_told(running, publish: Publish) -> None:
    ids = {"20034836", "20030474", "20030542", "20030884"}
    publish(*ids)
    running.clerk.run(running.clerk.stop())
    poll(running.parts)
    with running.parts.database.read() as transaction:
        assert health.get(transaction, "source:house").reason == "Unreachable"
    running.clerk.run(running.clerk.start())
    running.clock.advance(days=3)
    assert poll(running.parts) == PollReport(listed=4, read=4)
    assert running.told_of() == ids
    with running.parts.database.read() as transaction:
        assert health.get(transaction, "source:house").failing_since is None
