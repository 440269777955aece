"""What it costs to store a report of twenty rows: with nothing stored, and beside a million trades."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select

from benchmarks import million
from storage import documents, filings
from storage.database import Database, Transaction
from storage.documents import Arrival
from storage.filings import Reading
from storage.model import Document, Filing, Listing, Official
from storage.tables import trades

ROWS, TIMES = 20, 60
FIRST_ID = 50_000_000
NOW = datetime.combine(million.LAST, time(14), UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Milliseconds of one report with so many trades stored: the median by the clock and of the processor."""

    stored: int
    rows: int
    reports: int
    clock: float
    cpu: float


def run(folder: Path, sizes: tuple[int, ...] = (0, 1_000_000)) -> Iterator[Outcome]:
    for size in sizes:
        database = Database(f"sqlite:///{folder}/{size}.db")
        database.upgrade()
        million.make(database, size)
        yield measure(database)
        database.close()


def measure(database: Database, times: int = TIMES) -> Outcome:
    """Each in a transaction that stores it and nothing else, of officials who file often and rarely."""
    with database.read() as transaction:
        stored = transaction.scalar(select(func.count()).select_from(trades)) or 0
    reports = list(islice(million.reports(ROWS), times))
    taken = sorted(_store(database, number, *one) for number, one in enumerate(reports, FIRST_ID))
    cpu = sorted(one[1] for one in taken)
    return Outcome(stored, ROWS, times, _ms(taken[times // 2][0]), _ms(cpu[times // 2]))


def _store(database: Database, number: int, filing: Filing, official: Official) -> tuple[float, float]:
    with database.write() as transaction:
        reading = listed(transaction, replace(filing, document_id=str(number)), official, NOW)
    began, used = perf_counter(), process_time()
    with database.write() as transaction:
        filings.add(transaction, reading)
    return perf_counter() - began, process_time() - used


def listed(transaction: Transaction, filing: Filing, official: Official, now: datetime) -> Reading:
    """The reading of a document that was just listed and fetched."""
    listing = Listing(filing.source, filing.document_id, "https://example.org", filing.filer, filing.filed)
    document = Document(filing.source, filing.document_id, filing.document_id.encode(), "application/pdf")
    documents.record(transaction, [listing], Arrival(now, silent=False, not_listed=None))
    documents.fetched(transaction, document, now)
    standing = official.standing(filing.filed or million.LAST)
    return Reading(filing, document.digest, 1, official.id, "", now, standing=standing, evidence="its name")


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
