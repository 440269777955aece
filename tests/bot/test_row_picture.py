"""The picture of a row in an answer: of the bytes that the row was read from, where it has any."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import update

from bot.asking import row_picture
from bot.channel import Address, Person, Request
from bot.command import Call, RowPicture
from bot.commands import filing
from ingest.errors import LimitExceeded
from ingest.row_picture import row_picture as draw
from ingest.sources.house import House
from replica.printer import print_report
from replica.reports import demo_reports
from storage import documents, filings
from storage.database import Database, Transaction
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import Document, Kind, Listing, Spot, Stored
from storage.people import People
from storage.tables import contents


@pytest.fixture
def transaction(database: Database) -> Iterator[Transaction]:
    with database.write() as transaction:
        yield transaction


@pytest.fixture
def call(transaction: Transaction, people: People, now: datetime) -> Callable[..., Call]:
    request = Request("telegram", "1", Address("7"), "Ann", Person("1", "Ann", may_change=True), "/filing")

    def make(pictures: RowPicture = draw) -> Call:
        return Call(request, "", transaction, people, now, pictures)

    return make


@pytest.fixture
def held(transaction: Transaction, now: datetime) -> Stored:
    """A printed report as a poll would have stored it."""
    [report, *_] = [report for report in demo_reports() if report.record]
    assert report.record
    document = Document("house", report.doc_id, print_report(report.record), "application/pdf")
    filing = House().read(document, None)
    listing = Listing("house", document.id, "https://house.example/1.pdf", "", None)
    documents.record(transaction, [listing], Arrival(now, silent=False, not_listed=None))
    documents.fetched(transaction, document, now)
    filing_id = filings.add(transaction, Reading(filing, document.digest, 1, None, "nobody", now))
    return filings.get(transaction, filing_id)


def test_a_row_is_shown_as_its_document_has_it(call: Callable[..., Call], held: Stored) -> None:
    assert row_picture(call(), held, 1).startswith(b"\xff\xd8")


def test_it_is_drawn_from_the_bytes_it_was_read_from(
    transaction: Transaction, call: Callable[..., Call], held: Stored, now: datetime
) -> None:
    first = row_picture(call(), held, 1)
    newer = Document("house", held.filing.document_id, b"%PDF-newer", "application/pdf")
    documents.fetched(transaction, newer, now)
    assert row_picture(call(), held, 1) == first


def test_a_row_that_does_not_exist_has_none(call: Callable[..., Call], held: Stored) -> None:
    assert row_picture(call(), held, 99) == b""


def test_a_filing_on_paper_has_none(call: Callable[..., Call], held: Stored) -> None:
    paper = replace(held, filing=replace(held.filing, kind=Kind.PAPER, trades=()))
    assert row_picture(call(), paper, 1) == b""


def test_a_page_of_the_senate_has_none(call: Callable[..., Call], held: Stored) -> None:
    trades = tuple(replace(trade, spot=None) for trade in held.filing.trades)
    assert row_picture(call(), replace(held, filing=replace(held.filing, trades=trades)), 1) == b""


def test_damaged_bytes_are_not_shown(
    transaction: Transaction, call: Callable[..., Call], held: Stored
) -> None:
    transaction.execute(update(contents).values(content=b"%PDF-other"))
    assert row_picture(call(), held, 1) == b""


def test_a_row_that_cannot_be_drawn_costs_only_its_picture(call: Callable[..., Call], held: Stored) -> None:
    def give_up(_document: Document, _spot: Spot) -> bytes:
        raise LimitExceeded("more than 5 seconds")

    assert row_picture(call(give_up), held, 1) == b""


def test_a_row_of_a_filing_comes_with_its_picture(call: Callable[..., Call], held: Stored) -> None:
    name = held.filing.document_id
    message = filing.run(replace(call(), arguments=f"{name} row 1"))
    assert message.picture.startswith(b"\xff\xd8")
    whole = filing.run(replace(call(), arguments=name))
    assert f"/filing {name} row 1" in [button.command for button in whole.buttons]
