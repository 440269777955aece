"""Small builders for what the storage tests keep, and a transaction on each database that is taken back."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

import pytest

from storage import chats, documents, filings, follows, officials, outbox
from storage.database import Database, Transaction
from storage.documents import Arrival, Entry
from storage.filings import Reading
from storage.model import (
    AmountRange,
    Chamber,
    Document,
    Filing,
    Follow,
    Kind,
    Listing,
    Official,
    Owner,
    Place,
    Side,
    Term,
    Trade,
)
from storage.query import stored

PELOSI = Official(
    "P000197",
    "Nancy Pelosi",
    ("Nancy Pelosi",),
    (Term(Chamber.HOUSE, "CA", 11, "D", date(2023, 1, 3), date(2027, 1, 3)),),
)


class TakenBackError(Exception):
    """Ends a transaction without keeping anything."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all tests that leave nothing in it."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path_factory.mktemp('shared')}/hilltape.db")
    else:
        made = Database(f"{request.getfixturevalue('postgres')}/postgres")
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def transaction(shared: Database) -> Iterator[Transaction]:
    with suppress(TakenBackError), shared.write() as transaction:
        yield transaction
        raise TakenBackError


@pytest.fixture
def listing() -> Callable[..., Listing]:
    def make(document_id: str = "20034836", filed: date | None = date(2026, 6, 22)) -> Listing:
        url = f"https://house.example/{document_id}.pdf"
        return Listing("house", document_id, url, "Hon. Nancy Pelosi", filed, {"state_district": "CA11"})

    return make


@pytest.fixture
def enter(listing: Callable[..., Listing], now: datetime) -> Callable[..., Entry]:
    """Enters a document into the ledger."""

    def make(transaction: Transaction, document_id: str = "20034836", **arrival: object) -> Entry:
        facts = {"at": now, "silent": False, "not_listed": None, **arrival}
        documents.record(transaction, [listing(document_id)], Arrival(**facts))
        found = documents.get(transaction, "house", document_id)
        assert found
        return found

    return make


@pytest.fixture
def trade() -> Callable[..., Trade]:
    def make(ordinal: int = 1, ticker: str | None = "NVDA") -> Trade:
        days = (date(2026, 6, 1), date(2026, 6, 2))
        amount = AmountRange(100_100, 1_500_000)
        return Trade(ordinal, Side.BUY, "Some Corporation", "ST", ticker, Owner.SPOUSE, *days, amount)

    return make


@pytest.fixture
def filing(trade: Callable[..., Trade]) -> Callable[..., Filing]:
    """A filing with a trade for each ticker; with none it is on paper."""

    def make(
        document_id: str = "20034836", *tickers: str | None, filed: date | None = date(2026, 6, 22)
    ) -> Filing:
        kind = Kind.ELECTRONIC if tickers else Kind.PAPER
        trades = tuple(trade(number, ticker) for number, ticker in enumerate(tickers, 1))
        who = ("Hon. Nancy Pelosi", "CA", 11)
        return Filing("house", document_id, kind, Chamber.HOUSE, *who, filed, filed, 2, trades)

    return make


@pytest.fixture
def store(enter: Callable[..., Entry], filing: Callable[..., Filing], now: datetime) -> Callable[..., int]:
    """A document listed, fetched, read and stored; gives the filing's id."""

    def make(
        transaction: Transaction,
        document_id: str = "20034836",
        *tickers: str | None,
        official: Official | None = PELOSI,
        filed: date | None = date(2026, 6, 22),
        **arrival: object,
    ) -> int:
        entry = enter(transaction, document_id, **arrival)
        if official:
            officials.load(transaction, date(2026, 6, 1), [official])
        document = Document("house", document_id, b"%PDF- " + document_id.encode(), "application/pdf")
        documents.fetched(transaction, document, now)
        documents.read(transaction, "house", document_id, now)
        read = filing(document_id, *tickers, filed=filed)
        who = (official.id, "") if official else (None, "no member of that name")
        return filings.add(transaction, Reading(read, document.digest, 1, *who, entry.seen))

    return make


@pytest.fixture
def file(enter: Callable[..., Entry], filing: Callable[..., Filing], now: datetime) -> Callable[..., int]:
    """Stores a reading of a document with the name printed on it, and whose it is held to be."""

    def make(transaction: Transaction, document_id: str, filer: str, official_id: str | None) -> int:
        if documents.get(transaction, "house", document_id) is None:
            enter(transaction, document_id)
        document = Document("house", document_id, b"bytes", "application/pdf")
        documents.fetched(transaction, document, now)
        read = replace(filing(document_id), filer=filer)
        evidence = f"name and seat; report {document_id}" if official_id else ""
        reading = Reading(read, document.digest, 1, official_id, "", now, evidence=evidence)
        return filings.add(transaction, reading)

    return make


@pytest.fixture
def place() -> Callable[..., Place]:
    def make(
        transaction: Transaction, address: str = "1000", thread: str = "", channel: str = "telegram"
    ) -> Place:
        return chats.place(transaction, channel, address, thread)

    return make


@pytest.fixture
def follow(now: datetime) -> Callable[..., Follow]:
    def make(transaction: Transaction, place: Place, query: str) -> Follow:
        made = follows.add(transaction, place.id, stored(query), now)
        assert made
        return made

    return make


@pytest.fixture
def owe(store: Callable[..., int], now: datetime) -> Callable[..., int]:
    """Owes a new filing to places; gives the filing's id."""

    def make(
        transaction: Transaction, document_id: str, *places: Place, at: datetime = now, why: str = "*"
    ) -> int:
        filing_id = store(transaction, document_id, "NVDA")
        outbox.enqueue(transaction, filing_id, "alert", {one.id: [why] for one in places}, at)
        return filing_id

    return make
