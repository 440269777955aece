"""Reports and their amendments, stored as a poll would."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ingest.amendments import amended
from ingest.relink import relink
from storage import documents, filings
from storage.database import Database, Transaction
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import (
    AmountRange,
    Chamber,
    Difference,
    Document,
    Filing,
    Kind,
    Listing,
    Official,
    Owner,
    RowStatus,
    Side,
    Stored,
    Trade,
)

NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
DAY = date(2026, 5, 29)
SMALL, LARGE = AmountRange(1_500_100, 5_000_000), AmountRange(5_000_100, 10_000_000)
PELOSI = Official("P000197", "Nancy Pelosi", ("Nancy Pelosi",), ())
KHANNA = Official("K000389", "Ro Khanna", ("Ro Khanna",), ())


def row(ordinal: int = 1, number: str = "", **changes: Any) -> Trade:
    status = RowStatus.AMENDED if number else RowStatus.NEW
    ticker = changes.get("ticker", "DIS")
    usual = Trade(ordinal, Side.BUY, f"{ticker} Inc.", "ST", ticker, Owner.SELF, DAY, DAY, SMALL, status)
    return replace(usual, **{"printed": {"id": number}, **changes})


def house(document_id: str, *rows: Trade, filed: date | None = date(2026, 6, 1)) -> Filing:
    who = (Chamber.HOUSE, "Hon. Nancy Pelosi", "CA", 11)
    return Filing("house", document_id, Kind.ELECTRONIC, *who, filed, filed, 1, rows)


def senate(document_id: str, day: str, amendment: int, *rows: Trade) -> Filing:
    who = (Chamber.SENATE, "Susan M Collins", "", None)
    printed = {"title_date": day, "amendment": amendment}
    facts = (date(2026, 6, 1), None, 1, rows, printed)
    return Filing("senate", document_id, Kind.ELECTRONIC, *who, *facts, amendment=amendment)


Store = Callable[..., Stored]


def stored(transaction: Transaction, filing: Filing, official_id: str | None) -> Stored:
    listing = Listing(filing.source, filing.document_id, "https://example.org/", "", filing.filed)
    document = Document(filing.source, filing.document_id, b"%PDF-", "application/pdf")
    documents.record(transaction, [listing], Arrival(NOW, silent=False, not_listed=None))
    documents.fetched(transaction, document, NOW)
    found = amended(transaction, filing, official_id)
    reading = Reading(filing, document.digest, 1, official_id, "", NOW, amends=found)
    filing_id = filings.add(transaction, reading)
    relink(transaction, filing, official_id)
    return filings.get(transaction, filing_id)


def the(found: Difference | None) -> Difference:
    assert found
    return found


def now_stored(database: Database, document_id: str) -> Stored:
    with database.read() as transaction:
        found = filings.named(transaction, document_id)
    assert found
    return found


def paper(document_id: str, day: str, amendment: int) -> Filing:
    return replace(senate(document_id, day, amendment), kind=Kind.PAPER)
