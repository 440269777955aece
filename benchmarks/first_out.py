"""When the first message is out of a report that very many chats want, and of a later one behind it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.crowd import LOOK, Crowd, gathered
from storage import documents
from storage.database import Database

CHATS = 100_000
BEHIND = 5.0  # seconds
PATIENCE = 60.0
LARGE, LATER = "20900001", "20900002"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds from when a report was seen listed until the first message about it is taken.

    `first` is that of the one that all want, `behind` that of a later one, while so many are `waiting` still.
    """

    chats: int
    first: float
    behind: float
    waiting: int


def run(folder: Path, persons: int = CHATS) -> Iterator[Outcome]:
    with gathered(folder, persons, 0, 1) as crowd:
        crowd.publish(LARGE)
        first = _first(crowd, LARGE)
        time.sleep(BEHIND)
        crowd.publish(LATER)
        behind = _first(crowd, LATER)
        told = len(crowd.arrivals("telegram", LARGE))
        yield Outcome(persons, first, behind, persons - told)


def _first(crowd: Crowd, document_id: str) -> float:
    """Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while not (told := crowd.arrivals("telegram", document_id)):
        if time.monotonic() > until:
            raise TimeoutError(f"nobody was told of {document_id} in {PATIENCE:g} s")
        time.sleep(LOOK)
    return round((min(told.values()) - _seen(crowd, document_id)).total_seconds(), 2)


def _seen(crowd: Crowd, document_id: str) -> datetime:
    database = Database(crowd.url)
    with database.read() as transaction:
        entry = documents.get(transaction, "house", document_id)
    database.close()
    assert entry
    return entry.seen
