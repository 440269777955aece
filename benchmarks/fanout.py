"""How fast what very many chats want is owed to all of them, beside a bare insert of the same rows."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from threading import Event
from typing import Any

from sqlalchemy import delete, insert, select, update

from benchmarks import followers, million, postgresql
from benchmarks.storing import listed
from bot.app import ingest_parts, open_store
from bot.config import Settings
from ingest.match import fan_out
from ingest.parts import Ingest
from storage import fanouts, filings
from storage.database import Database
from storage.tables_chats import deliveries
from storage.tables_chats import fanouts as fanout_table

CHATS = 100_000
ROWS = 20
ROUNDS = 5  # after one that warms up
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians of seconds; `share` is how fast it is beside the bare insert, 1.0 as fast.

    `first` is when the first chunk is owed, and with it the first message can go out.
    """

    database: str
    chats: int
    rounds: int
    seconds: float
    first: float
    bare: float
    share: float


def on_both(folder: Path, chats: int = CHATS, rounds: int = ROUNDS) -> Iterator[Outcome]:
    """On SQLite and on a PostgreSQL server of our own. Raises NotInstalled."""
    yield run(f"sqlite:///{folder}/hilltape.db", chats, rounds)
    with postgresql.server(postgresql.installed()) as url:
        yield run(postgresql.create(url), chats, rounds)


def run(url: str, chats: int, rounds: int) -> Outcome:
    database = Database(url)
    database.upgrade()
    try:
        return measured(database, chats, rounds)
    finally:
        database.close()


def measured(database: Database, chats: int, rounds: int) -> Outcome:
    """The same rows each time, first through the fan-out, then bare, from an empty table."""
    settings, woken = Settings(database=database.url.render_as_string(hide_password=False)), Woken()
    prepare(database, chats)
    with open_store(settings) as store, ingest_parts(settings, store, Event(), woken) as (parts, *_):
        taken = [_round(parts, woken, chats) for _ in range(rounds + 1)][1:]
    whole, first, bare = (median(column) for column in zip(*taken, strict=True))
    name = database.url.get_backend_name()
    return Outcome(
        name, chats, rounds, round(whole, 2), round(first, 3), round(bare, 2), round(bare / whole, 2)
    )


class Woken:
    """When the senders were last told for the first time that something is owed."""

    at: float | None = None

    def __call__(self) -> None:
        self.at = self.at or time.perf_counter()


def prepare(database: Database, chats: int) -> int:
    """One filing of an official's, and so many chats that want it, each for one of many reasons."""
    now = datetime.now(UTC)
    million.make(database, 1_000)
    filing, official = next(million.reports(ROWS))
    symbols = [trade.ticker for trade in filing.trades if trade.ticker]
    reasons = [
        official.id,
        "*",
        *(f"${one}" for one in symbols),
        *(f"{official.id} ${one}" for one in symbols),
    ]
    followers.add(database, followers.privately(islice(cycle(reasons), chats)), now)
    with database.write() as transaction:
        filing_id = filings.add(transaction, listed(transaction, filing, official, now))
        fanouts.start(transaction, filing_id, "alert")
    return filing_id


def _round(parts: Ingest, woken: Woken, chats: int) -> tuple[float, float, float]:
    """Seconds until all was owed, until the first chunk was, and of the bare insert."""
    _empty(parts.database)
    woken.at, began = None, time.perf_counter()
    fan_out(parts)
    whole, first = time.perf_counter() - began, (woken.at or began) - began
    with parts.database.read() as transaction:
        rows = [dict(row) for row in transaction.execute(select(deliveries)).mappings()]
    assert len(rows) == len({row["place_id"] for row in rows}) == chats, "not everybody was told once"
    _empty(parts.database)
    return whole, first, _bare(parts.database, rows)


def _empty(database: Database) -> None:
    with database.write() as transaction:
        transaction.execute(delete(deliveries))
        transaction.execute(update(fanout_table).values(done=False, position=0))


def _bare(database: Database, rows: Sequence[dict[str, Any]]) -> float:
    """In one transaction, in the batches that the driver takes best."""
    began = time.perf_counter()
    with database.write() as transaction:
        for at in range(0, len(rows), BATCH):
            transaction.execute(insert(deliveries), rows[at : at + BATCH])
    return time.perf_counter() - began
