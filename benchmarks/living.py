"""What a service that has run for years holds beside reports: a chat's follows and all that it was sent."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from ingest.sources.house import House
from replica.printer import print_report
from replica.reports import demo_reports
from storage import chats, documents, filings, follows, health, mutes
from storage.database import Database, Transaction
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import Document, Listing
from storage.query import stored
from storage.tables import documents as documents_table
from storage.tables import filings as filings_table
from storage.tables_chats import deliveries, fanouts, sendings

CHANNEL, CHAT = "telegram", "7"
BATCH = 5_000
WORDS = "🟢 a line of a message, about as long as most of them are · $1 K – $15 K · 29 May\n" * 8
UNREAD = 20  # one document waits for a backfill for so many reports


def add(database: Database, followed: list[str], muted: str, now: datetime) -> str:
    """A chat that follows this and has been sent every report, and what is not read yet.

    Returns the id of one report more, which was read from a PDF that the Clerk could have published.
    """
    with database.write() as transaction:
        place = chats.place(transaction, CHANNEL, CHAT)
        for text in followed:
            follows.add(transaction, place.id, stored(text), now - timedelta(days=900))
        mutes.add(transaction, place.id, muted, now)
        _sent(transaction, place.id, place.chat.id, now)
        _waiting(transaction, now)
        for part in ("source:house", "source:senate", "channel:telegram"):
            health.ok(transaction, part, now)
        return _printed(transaction, now)


def _sent(transaction: Transaction, place_id: int, chat_id: int, now: datetime) -> None:
    """One message for each report, as many hours ago as reports have come since."""
    ids = transaction.scalars(select(filings_table.c.id).order_by(filings_table.c.id.desc())).all()
    made = ((number, now - timedelta(hours=hours)) for hours, number in enumerate(ids, 1))
    while some := list(islice(made, BATCH)):
        transaction.execute(insert(fanouts), [_fanout(number) for number, _ in some])
        sent = [_sending(number, moment, place_id, chat_id) for number, moment in some]
        transaction.execute(insert(sendings), sent)
        owed = [_delivery(number, moment, place_id) for number, moment in some]
        transaction.execute(insert(deliveries), owed)


def _fanout(number: int) -> dict[str, Any]:
    return {"filing_id": number, "kind": "alert", "last_follow": 99, "position": 99, "done": True}


def _sending(number: int, moment: datetime, place_id: int, chat_id: int) -> dict[str, Any]:
    return {
        "id": number,
        "channel": CHANNEL,
        "place_id": place_id,
        "chat_id": chat_id,
        "parts": [{"text": WORDS, "message": str(number)}],
        "state": "sent",
        "epoch": 1,
        "due_at": moment,
        "created": moment,
    }


def _delivery(number: int, moment: datetime, place_id: int) -> dict[str, Any]:
    return {
        "channel": CHANNEL,
        "place_id": place_id,
        "kind": "alert",
        "filing_id": number,
        "why": ["*"],
        "state": "sent",
        "due_at": moment,
        "held": "",
        "created": moment,
        "sending_id": number,
        "sent_at": moment,
    }


def _waiting(transaction: Transaction, now: datetime) -> None:
    """Documents that a first run has recorded only, under the names of those who file."""
    names = select(filings_table.c.id, filings_table.c.filer, filings_table.c.filed)
    rows = transaction.execute(names.where(filings_table.c.id % UNREAD == 0)).all()
    values = [_document(row.id, row.filer, row.filed, now) for row in rows]
    if values:
        transaction.execute(insert(documents_table), values)


def _document(number: int, filer: str, filed: Any, now: datetime) -> dict[str, Any]:
    document_id = f"9{number:07}"
    return {
        "source": "house",
        "id": document_id,
        "url": f"https://example.org/{document_id}",
        "filer": f"Hon. {filer}",
        "filed": filed,
        "facts": {},
        "silent": True,
        "seen": now,
        "state": "listed",
    }


def _printed(transaction: Transaction, now: datetime) -> str:
    report = next(report for report in demo_reports() if report.record)
    content = print_report(report.record) if report.record else b""
    document = Document("house", report.doc_id, content, "application/pdf")
    listing = Listing("house", document.id, "https://house.example/1.pdf", "", None)
    documents.record(transaction, [listing], Arrival(now, silent=True, not_listed=None))
    documents.fetched(transaction, document, now)
    documents.read(transaction, "house", document.id, now)
    read = House().read(document, None)
    filings.add(transaction, Reading(read, document.digest, 1, None, "nobody of that name", now))
    documents.matched(transaction, "house", document.id, now)
    return document.id
