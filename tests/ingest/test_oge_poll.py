"""From OGE's list to deliveries that wait: the real source, reader and database, and the site's replica."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ingest.fetch import Fetch, Limits
from ingest.identify import Directory
from ingest.parts import Ingest
from ingest.poll import PollReport, poll
from ingest.securities import Securities
from ingest.sources.oge.source import OGE
from ingest.worker import Reader
from replica.faults import Fault, answer, broken_off, reset, shortened
from replica.oge import LIST, REQUEST_FORM, Entry, Oge
from replica.oge_printer import print_transactions
from replica.printer_scan import print_scan
from storage import chats, documents, filings, follows, health
from storage.database import Database
from storage.model import Chamber, Kind, Owner
from storage.query import stored
from storage.tables_chats import deliveries
from tests.support.clock import Clock

START = datetime(2026, 7, 25, 14, 2, tzinfo=UTC)
OLD, NEW, PAPER, FORM = (f"{number:032x}" for number in (0xA1, 0xB2, 0xC3, 0xD4))
ROWS = [
    {
        "n": number,
        "description": f"{name} ({symbol})",
        "type": kind,
        "date": "2026-07-01",
        "notified_over_30_days": False,
        "amount": "$1,001 - $15,000",
    }
    for number, (name, symbol, kind) in enumerate(
        [("Apple, Inc.", "AAPL", "Sale"), ("NVIDIA Corp.", "NVDA", "Purchase")], start=1
    )
]
REPORT = {
    "filer": "Sample, Ada",
    "signed": "2026-07-10",
    "extension_days": 0,
    "filer_block": "Sample, Ada",
    "position": "Secretary, Department of Samples",
    "rows": ROWS,
}


@dataclass
class World:
    """The service's parts past or before their first run, and the site they ask."""

    parts: Ingest
    site: Oge
    clock: Clock

    def publish(self, document_id: str, pdf: bytes | None = None, **fields: Any) -> None:
        entry = Entry(document_id, **{"name": "Sample, Ada", "added": self.clock().date(), **fields})
        self.site.publish(entry, print_transactions(REPORT) if pdf is None else pdf)

    def entry(self, document_id: str) -> documents.Entry:
        with self.parts.database.read() as transaction:
            found = documents.get(transaction, "oge", document_id)
        assert found
        return found

    def owed(self) -> list[list[str]]:
        with self.parts.database.read() as transaction:
            return [row.why for row in transaction.execute(deliveries.select().order_by(deliveries.c.id))]

    def failing(self, part: str) -> str | None:
        with self.parts.database.read() as transaction:
            return health.get(transaction, part).reason

    def asked(self, path: str) -> list[int | None]:
        return [seen.status for seen in self.site.seen if path in seen.path]


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader({"oge": OGE()}) as reader:
        yield reader


@pytest.fixture
def world(database: Database, clock: Clock, reader: Reader, securities: Securities) -> Iterator[World]:
    with Oge(clock) as site:
        source = OGE(site.url)
        with Fetch(source.hosts, "Hilltape's tests", 0, limits=Limits(total=5)) as fetch:
            parts = Ingest(
                source=source,
                every=timedelta(minutes=15),
                database=database,
                fetch=fetch,
                reader=reader,
                directory=Directory(()),
                securities=securities,
                clock=clock,
                wake=lambda: None,
                stopping=lambda: False,
            )
            made = World(parts, site, clock)
            made.publish(OLD, added=date(2026, 7, 20))
            site.publish_on_request(Entry(FORM, "Deputy, Dan", date(2026, 7, 24)))
            with database.write() as transaction:
                place = chats.place(transaction, "telegram", "1000")
                for query in ("*", "$NVDA"):
                    follows.add(transaction, place.id, stored(query), clock())
            yield made


@pytest.fixture
def running(world: World) -> World:
    """A service past its first run."""
    poll(world.parts)
    world.site.seen.clear()
    world.clock.advance(minutes=15)
    return world


def test_a_first_run_reads_the_newest_and_alerts_nobody(world: World) -> None:
    assert poll(world.parts) == PollReport(listed=1, read=1)
    assert world.entry(OLD).state == "matched"
    assert world.owed() == []


def test_a_new_report_is_stored_and_fanned_out(running: World) -> None:
    running.publish(NEW.upper())
    assert poll(running.parts) == PollReport(listed=1, read=1)
    with running.parts.database.read() as transaction:
        found = filings.newest(transaction, "oge", NEW)
    assert found
    assert (found.filing.chamber, found.filing.filer) == (Chamber.EXECUTIVE, "Ada Sample")
    assert found.filing.office == "Secretary, Department of Samples"
    assert found.filing.filed == date(2026, 7, 10)
    assert found.official
    assert found.official.name == "Ada Sample"
    assert [trade.owner for trade in found.filing.trades] == [Owner.UNSTATED] * 2
    assert running.owed() == [["*", "$NVDA"]]


def test_a_scan_is_a_paper_filing_of_the_day_it_was_listed(running: World) -> None:
    running.publish(PAPER, print_scan(2), title="President", level="n/a")
    assert poll(running.parts) == PollReport(listed=1, read=1)
    with running.parts.database.read() as transaction:
        found = filings.newest(transaction, "oge", PAPER)
    assert found
    assert (found.filing.kind, found.filing.office) == (Kind.PAPER, "President")
    assert found.filing.filed == date(2026, 7, 25)


def test_a_document_on_request_is_neither_listed_nor_ever_asked_for(running: World) -> None:
    running.publish(NEW)
    for _ in range(8):
        poll(running.parts)
        running.clock.advance(hours=4)
    assert running.asked(LIST)
    assert running.asked(REQUEST_FORM) == []
    assert {seen.method for seen in running.site.seen} == {"GET"}
    with running.parts.database.read() as transaction:
        assert documents.counts(transaction, "oge") == {"matched": 2}


def test_every_request_says_who_asks_and_bare_ones_are_refused_by_the_site(running: World) -> None:
    poll(running.parts)
    assert {seen.headers["User-Agent"] for seen in running.site.seen} == {"Hilltape's tests"}
    assert set(running.asked(LIST)) == {200}


def test_what_the_newest_page_hides_the_daily_list_of_all_brings(running: World) -> None:
    for number in range(120):
        running.site.publish_on_request(Entry(f"{number:032x}", "Deputy, Dan", date(2026, 7, 25)))
    running.publish(NEW, added=date(2026, 7, 1))
    assert poll(running.parts) == PollReport()
    running.clock.advance(days=1)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert running.owed() == [["*", "$NVDA"]]


BAD_DOCUMENTS: dict[str, tuple[Fault, str]] = {
    "web page": (answer(200, b"<html>Unable to Process Request</html>", "application/pdf"), "WrongKind"),
    "refused": (answer(403), "Refused"),
    "gone": (answer(404), "Missing"),
    "failing": (answer(503), "Unavailable"),
    "shortened": (shortened(900), "Unreadable"),
    "broken off": (broken_off(900), "Unreachable"),
    "reset": (reset, "Unreachable"),
}


@pytest.mark.parametrize("case", BAD_DOCUMENTS)
def test_each_bad_answer_is_a_named_failure_tried_again(running: World, case: str) -> None:
    fault, reason = BAD_DOCUMENTS[case]
    running.site.faults.add(fault, "*FILE*")
    running.publish(NEW)
    assert poll(running.parts) == PollReport(listed=1, failed=1)
    assert running.entry(NEW).reason == reason
    running.clock.advance(minutes=15)
    assert poll(running.parts) == PollReport(read=1)
    assert running.owed() == [["*", "$NVDA"]]


def test_another_form_in_the_list_is_a_named_failure(running: World) -> None:
    pdf = print_transactions({**REPORT, "rows": []})
    running.publish(NEW, pdf)
    poll(running.parts)
    assert running.entry(NEW).reason == "NoRows"


def test_a_row_of_an_unknown_form_is_in_the_ledger_and_stops_nothing(running: World) -> None:
    running.publish(NEW)
    running.site.publish(Entry("not-an-id", "Odd, Olga", date(2026, 7, 25)), b"")
    assert poll(running.parts) == PollReport(listed=2, read=1, failed=1)
    with running.parts.database.read() as transaction:
        [failed] = documents.failures(transaction, "oge", 9)
    assert failed.listing.filer == "Odd, Olga"


NO_ROWS = b'{"recordsTotal": 9, "recordsFiltered": 0, "data": []}'
BAD_LISTS: dict[str, tuple[Fault, str]] = {
    "the retired service": (answer(200, b"<html>REST Services</html>"), "IndexUnreadable"),
    "broken JSON": (shortened(100), "IndexUnreadable"),
    "no rows": (answer(200, NO_ROWS, "application/json"), "IndexEmpty"),
    "fewer rows than told": (answer(200, NO_ROWS.replace(b"0", b"5"), "application/json"), "IndexUnreadable"),
    "bare request": (answer(400), "FetchError"),
    "refused": (answer(403), "Refused"),
    "failing": (answer(500), "Unavailable"),
    "reset": (reset, "Unreachable"),
}


@pytest.mark.parametrize("case", BAD_LISTS)
def test_each_bad_list_is_an_outage_by_name_after_which_all_is_told(running: World, case: str) -> None:
    fault, reason = BAD_LISTS[case]
    running.publish(NEW)
    running.site.faults.add(fault, LIST)
    assert poll(running.parts) == PollReport()
    assert running.failing("source:oge") == reason
    running.clock.advance(hours=1)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert running.owed() == [["*", "$NVDA"]]


def test_a_list_that_shrank_is_an_alarm_and_still_brings_news(running: World) -> None:
    for number in range(20):
        running.site.publish_on_request(Entry(f"{number:032x}", "Deputy, Dan", date(2026, 7, 25)))
    poll(running.parts)
    for number in range(5):
        running.site.unlist(f"{number:032x}")
    running.publish(NEW)
    running.clock.advance(minutes=15)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert running.failing("source:oge") == "IndexShrank"
    assert running.owed() == [["*", "$NVDA"]]
