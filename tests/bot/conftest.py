"""Officials, filings and a chat, made by hand: what the bot's own tests are about."""

import asyncio
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from PIL import Image

from bot.answer import Answerer
from bot.channel import Address, Person, Request, Upload
from bot.commands import COMMANDS
from bot.message import Message
from bot.offload import Offload
from ingest.amendments import amended
from storage import documents, filings, officials
from storage.database import Database
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import (
    AmountRange,
    Chamber,
    Document,
    Filing,
    Kind,
    Listing,
    Official,
    Owner,
    Side,
    Stored,
    Term,
    Trade,
)
from storage.people import People

URL = "https://disclosures-clerk.house.gov/public_disc/ptr-pdfs/2026/{}.pdf"


def member(official_id: str, name: str, party: str, state: str, district: int, since: int) -> Official:
    term = Term(Chamber.HOUSE, state, district, party, date(since, 1, 3), date(2027, 1, 3))
    return Official(official_id, name, (name,), (term,))


EVERYONE = (
    member("P000197", "Nancy Pelosi", "D", "CA", 11, 1987),
    member("K000389", "Ro Khanna", "D", "CA", 17, 2017),
    member("M001157", "Michael McCaul", "R", "TX", 10, 2005),
    member("R000395", "Hal Rogers", "R", "KY", 5, 1981),
    member("R000575", "Mike Rogers", "R", "AL", 3, 2003),
    member("B001323", "Nicholas J. Begich", "R", "AK", 0, 2025),
)


@pytest.fixture
def people(now: datetime) -> People:
    return People(EVERYONE, now.date())


Make = Callable[..., Any]


@pytest.fixture
def trade() -> Make:
    """Makes a trade: an ordinary purchase of INTC, but for what is given."""
    usual = Trade(
        ordinal=1,
        side=Side.BUY,
        asset="Intel Corporation - Common Stock (INTC)",
        asset_type="ST",
        ticker="INTC",
        owner=Owner.SELF,
        traded=date(2026, 5, 29),
        notified=date(2026, 5, 29),
        amount=AmountRange(100_100, 1_500_000),
    )
    return lambda **changes: replace(usual, **changes)


@pytest.fixture
def filing(trade: Make) -> Make:
    """Makes Nancy Pelosi's report of 23 June 2026 with one trade, but for what is given."""
    usual = Filing(
        source="house",
        document_id="20034836",
        kind=Kind.ELECTRONIC,
        chamber=Chamber.HOUSE,
        filer="Hon. Nancy Pelosi",
        state="CA",
        district=11,
        filed=date(2026, 6, 23),
        signed=date(2026, 6, 23),
        pages=1,
        trades=(trade(),),
    )
    return lambda **changes: replace(usual, **changes)


@pytest.fixture
def stored(people: People, now: datetime) -> Make:
    """Makes a filing as the database would return it, seen now and not listed a minute before."""
    ids = count(1)

    def make(filing: Filing, official_id: str | None = "P000197", **changes: Any) -> Stored:
        held = Stored(
            id=next(ids),
            revision=1,
            superseded=False,
            filing=filing,
            official=people.get(official_id) if official_id else None,
            unidentified="" if official_id else "no member of that name held the seat",
            url=URL.format(filing.document_id),
            seen=now,
            not_listed=now - timedelta(minutes=1),
            silent=False,
        )
        return replace(held, **changes)

    return make


@pytest.fixture
def listed(database: Database, now: datetime) -> Make:
    """Enters a document into the ledger as just listed."""

    def enter(document_id: str, filer: str = "Hon. Nancy Pelosi", **arrival: Any) -> Listing:
        listing = Listing("house", document_id, URL.format(document_id), filer, date(2026, 6, 23))
        how = {"at": now, "silent": False, "not_listed": now - timedelta(minutes=1), **arrival}
        with database.write() as transaction:
            documents.record(transaction, [listing], Arrival(**how))
        return listing

    return enter


@pytest.fixture
def published(database: Database, known: None, listed: Make, now: datetime) -> Make:
    """Stores a filing with everything a poll would note on the way."""

    def publish(filing: Filing, official_id: str | None = "P000197", picture: bytes = b"") -> Filing:
        listed(filing.document_id, filing.filer)
        document = Document("house", filing.document_id, filing.document_id.encode(), "application/pdf")
        with database.write() as transaction:
            documents.fetched(transaction, document, now)
            documents.read(transaction, "house", filing.document_id, now)
            reason = "" if official_id else "no member of that name held the seat"
            amends = amended(transaction, filing, official_id)
            reading = Reading(filing, document.digest, 1, official_id, reason, now, amends, picture=picture)
            filings.add(transaction, reading)
            documents.matched(transaction, "house", filing.document_id, now)
        return filing

    return publish


@pytest.fixture
def picture() -> bytes:
    """A JPEG of a page."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((120, 160)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def known(database: Database) -> None:
    """The officials, as the database has them."""
    with database.write() as transaction:
        officials.load(transaction, date(2026, 6, 15), EVERYONE)


@dataclass
class Chat:
    """A conversation: `chat("/follow $NVDA")` is the answer. Its settings may be changed in between."""

    answer: Answerer
    event: Callable[[], str]
    address: Address = field(default_factory=lambda: Address("7"))
    person: Person = field(default_factory=lambda: Person("1", "Ann", may_change=True))
    channel: str = "telegram"

    def __call__(self, text: str, upload: Upload | None = None) -> Message:
        request = Request(self.channel, self.event(), self.address, "Ann", self.person, text, upload)
        return asyncio.run(self._ask(request))

    async def _ask(self, request: Request) -> Message:
        return await self.answer(request)


@pytest.fixture
def chat(database: Database, known: None, people: People, now: datetime) -> Iterator[Chat]:
    offload = Offload(threads=2)
    numbers = count(1)
    answerer = Answerer(database, people, COMMANDS, lambda: now, offload, listed={"NVDA"}.__contains__)
    yield Chat(answerer, lambda: str(next(numbers)))
    offload.close()
