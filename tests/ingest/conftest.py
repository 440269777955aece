"""The parts of a poll, real ones: the sites' replicas, the sources, a reader process, both databases."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from ingest.fetch import Fetch, Limits
from ingest.identify import Directory
from ingest.parts import Ingest
from ingest.poll import poll
from ingest.references import legislators, tickers
from ingest.securities import Securities
from ingest.source import Index
from ingest.sources.house import House
from ingest.sources.senate.source import Senate
from ingest.worker import Reader
from replica.clerk import Clerk, Entry
from replica.printer import print_report
from replica.printer_scan import print_scan
from replica.reports import demo_reports
from storage import chats, documents, fanouts, filings, follows, officials
from storage.database import Database
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import (
    Difference,
    Document,
    Follow,
    Listing,
    Stored,
    Trade,
)
from storage.query import stored
from storage.tables_chats import deliveries
from tests.support.clock import Clock
from tests.support.matched import DAY, filing

START = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
EVERY = timedelta(minutes=1)


@dataclass
class World:
    """One source's parts with the site they ask, and short ways to look at what came of it."""

    parts: Ingest
    site: Any
    clock: Clock
    stopping: Event = field(default_factory=Event)

    @property
    def clerk(self) -> Clerk:
        """The site, where it is the House's."""
        return self.site

    @property
    def indexes(self) -> Sequence[Index]:
        return self.parts.source.indexes(self.clock().date())

    def state(self, document_id: str) -> str:
        return self.entry(document_id).state

    def entry(self, document_id: str) -> documents.Entry:
        with self.parts.database.read() as transaction:
            found = documents.get(transaction, self.parts.source.name, document_id)
        assert found, f"{document_id} is not in the ledger"
        return found

    def follow(self, *queries: str, address: str = "1000") -> Follow:
        """Saves queries for one place; gives the last one's follow."""
        with self.parts.database.write() as transaction:
            place = chats.place(transaction, "telegram", address)
            made = [follows.add(transaction, place.id, stored(q), self.clock()) for q in queries]
        assert made[-1]
        return made[-1]

    def stored(self, document_id: str) -> Stored:
        with self.parts.database.read() as transaction:
            found = filings.newest(transaction, self.parts.source.name, document_id)
        assert found, f"{document_id} was not read"
        return found

    def told_of(self) -> set[str]:
        """The documents that somebody is owed."""
        with self.parts.database.read() as transaction:
            recent = {one.id: one for one in filings.recent(transaction, 99)}
            rows = transaction.execute(select(deliveries.c.filing_id)).all()
        return {recent[row.filing_id].filing.document_id for row in rows}

    def owed(self) -> list[tuple[int, list[str]]]:
        """Every delivery, by place and why, in the order of places."""
        with self.parts.database.read() as transaction:
            rows = transaction.execute(deliveries.select().order_by(deliveries.c.place_id, deliveries.c.id))
            return [(row.place_id, row.why) for row in rows]

    def asked(self, part: str) -> list[int | None]:
        """The answers' statuses to every request whose path has this part."""
        return [seen.status for seen in self.site.seen if part in seen.path]


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def clerk(clock: Clock) -> Iterator[Clerk]:
    with Clerk(clock) as clerk:
        yield clerk


@pytest.fixture
def fetch(clerk: Clerk) -> Iterator[Fetch]:
    with Fetch(House(clerk.url).hosts, "Hilltape's tests", 0, limits=Limits(total=5)) as fetch:
        yield fetch


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader({"house": House(), "senate": Senate()}) as reader:
        yield reader


@pytest.fixture(scope="session")
def directory() -> Directory:
    """Ro Khanna and whoever bears the name of a demo report's filer: all 1,143 would take their time."""
    names = {"Khanna", *(report.last for report in demo_reports())}
    everyone = legislators.load().officials
    return Directory(tuple(one for one in everyone if any(one.name.endswith(name) for name in names)))


@pytest.fixture(scope="session")
def securities() -> Securities:
    return Securities(tickers.load(), tickers.load_former())


@pytest.fixture
def world(
    database: Database,
    clock: Clock,
    clerk: Clerk,
    fetch: Fetch,
    reader: Reader,
    directory: Directory,
    securities: Securities,
) -> World:
    """Everything new; nobody has polled yet."""
    with database.write() as transaction:
        officials.load(transaction, date(2026, 6, 1), directory.officials)
    stopping = Event()
    parts = Ingest(
        source=House(clerk.url),
        every=EVERY,
        database=database,
        fetch=fetch,
        reader=reader,
        directory=directory,
        securities=securities,
        clock=clock,
        wake=lambda: None,
        stopping=stopping.is_set,
    )
    return World(parts, clerk, clock, stopping)


@pytest.fixture(scope="session")
def printed() -> dict[str, tuple[Entry, bytes]]:
    """The demo's reports by id, as if filed in June 2026: the Clerk's index entry and the PDF."""
    return {
        report.doc_id: (
            Entry(report.doc_id, report.last, report.first, report.state_district, date(2026, 6, 22), 2026),
            print_report(report.record) if report.record else print_scan(report.pages),
        )
        for report in demo_reports()
    }


@pytest.fixture
def publish(clerk: Clerk, printed: dict[str, tuple[Entry, bytes]]) -> Callable[..., None]:
    def make(*document_ids: str, year: int = 2026) -> None:
        for document_id in document_ids:
            entry, pdf = printed[document_id]
            clerk.publish(replace(entry, year=year), pdf)

    return make


@pytest.fixture
def running(world: World, publish: Callable[..., None]) -> World:
    """A service past its first run, with somebody following everything."""
    publish("20033759")
    world.follow("*")
    poll(world.parts)
    world.clerk.seen.clear()
    world.clock.advance(minutes=1)
    return world


@pytest.fixture
def read(world) -> Callable[..., int]:
    """Stores a filing with an open fan-out; gives the filing's id."""

    def make(
        document_id: str,
        *tickers: str | None,
        official_id: str | None = "P000197",
        trades: tuple[Trade, ...] = (),
        amends: Difference | None = None,
    ) -> int:
        now = world.clock()
        document = Document("house", document_id, b"%PDF-", "application/pdf")
        listing = Listing("house", document_id, "https://house.example/", "", DAY)
        with world.parts.database.write() as transaction:
            documents.record(transaction, [listing], Arrival(now, silent=False, not_listed=now))
            documents.fetched(transaction, document, now)
            documents.read(transaction, "house", document_id, now)
            found = filing(document_id, *tickers)
            found = replace(found, trades=trades or found.trades)
            reading = Reading(found, document.digest, 1, official_id, "", now, amends)
            filing_id = filings.add(transaction, reading)
            fanouts.start(transaction, filing_id, "alert")
        return filing_id

    return make
