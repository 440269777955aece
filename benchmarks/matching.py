"""What it takes to find who wants a thousand trades among a million follows, beside asking every follow."""

import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from random import Random

from sqlalchemy import select

from benchmarks import followers, million
from benchmarks.storing import listed
from ingest import match
from ingest.references import legislators, tickers
from storage import fanouts, filings
from storage.database import Database, Transaction
from storage.facts import Facts
from storage.fanouts import FanOut
from storage.query import stored
from storage.tables_chats import follows

SIZES = (10_000, 100_000, 1_000_000)
REPORTS, ROWS = 50, 20
LIMITS = ("", "", ">15k", ">50k", ">250k", "buy", "sell", "-exchange")
NO_KEY = 1_000  # one follow of so many names neither an official nor a ticker, and is asked about every trade
BROAD = ("sector:technology >1m", "party:D >500k", 'committee:"armed services" buy >100k', "is:late >50k")
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds for 1,000 trades in 50 reports: found by their keys, and if every follow were asked.

    `candidates` are the follows that have one of a report's keys, `wanting` those that want it, on average.
    `asking_all` asks the queries about one report, held in memory and parsed before, and is so many times
    that. `megabytes` is the most memory that the process held before it.
    """

    follows: int
    trades: int
    candidates: int
    wanting: int
    seconds: float
    asking_all: float
    times_faster: int
    megabytes: int


def run(folder: Path, sizes: Sequence[int] = SIZES) -> Iterator[Outcome]:
    for size in sizes:
        database = Database(f"sqlite:///{folder}/{size}.db")
        database.upgrade()
        yield measure(database, size)
        database.close()


def measure(database: Database, size: int) -> Outcome:
    now = datetime.now(UTC)
    million.make(database, 1_000)
    followers.add(database, followers.privately(islice(queries(), size)), now)
    with database.write() as transaction:
        reports = [_report(transaction, number, now) for number in range(REPORTS)]
    with database.read() as transaction:
        _find(transaction, reports[0])  # warm
        began = time.perf_counter()
        found = [_find(transaction, report) for report in reports]
        seconds = time.perf_counter() - began
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        asking_all = REPORTS * _ask_all(transaction, match.telling(transaction, reports[0]).seen)
    return Outcome(
        follows=size,
        trades=REPORTS * ROWS,
        candidates=sum(len(telling.places) for telling, _ in found) // REPORTS,
        wanting=sum(wanting for _, wanting in found) // REPORTS,
        seconds=round(seconds, 3),
        asking_all=round(asking_all, 1),
        times_faster=round(asking_all / seconds),
        megabytes=megabytes,
    )


def queries(seed: int = 1) -> Iterator[str]:
    """What people follow, without end: officials and tickers of every kind alike, some beyond an amount."""
    chance = Random(seed)
    people = [one.id for one in legislators.load().officials]
    symbols = [f"${one.symbols[0]}" for one in tickers.load().companies if one.symbols]
    for number in count():
        limit = chance.choice(LIMITS)
        if number % NO_KEY == 0:
            yield chance.choice(BROAD)
        else:
            yield f"{chance.choice(symbols if number % 2 else people)} {limit}".strip()


def _report(transaction: Transaction, number: int, now: datetime) -> FanOut:
    filing, official = next(islice(million.reports(ROWS), number, None))
    filing_id = filings.add(transaction, listed(transaction, filing, official, now))
    fanouts.start(transaction, filing_id, "alert")
    found = fanouts.first(transaction, filing.source, filing.document_id)
    assert found
    return found


def _find(transaction: Transaction, report: FanOut) -> tuple[match.Telling, int]:
    """What a fan-out does before it owes anything to anybody; how many places want the report."""
    telling = match.telling(transaction, report)
    wanting = 0
    for at in range(0, len(telling.places), match.CHUNK):
        chunk = telling.places[at : at + match.CHUNK]
        wanting += len(match.wanted(transaction, telling, (chunk[0], chunk[-1]), report.last_follow))
    return telling, wanting


def _ask_all(transaction: Transaction, seen: Sequence[Facts]) -> float:
    """Seconds to ask every follow about one report, without those to read and to parse them."""
    taken = 0.0
    for texts in transaction.scalars(select(follows.c.query)).partitions(BATCH):
        asked = [stored(text) for text in texts]
        began = time.perf_counter()
        for query in asked:
            any(map(query.matches, seen))
        taken += time.perf_counter() - began
    return taken
