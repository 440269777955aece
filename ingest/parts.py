"""The parts a poll works with, joined by `bot/app.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.fetch import Fetch
from ingest.identify import Directory
from ingest.securities import Securities
from ingest.source import Source
from ingest.worker import Reader
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Ingest:
    """One source's parts. `wake` tells the senders that something is owed; `stopping` ends long work early.

    `every` is the time between polls: a failing index is asked again after it, then ever more slowly.
    """

    source: Source
    every: timedelta
    database: Database
    fetch: Fetch
    reader: Reader
    directory: Directory
    securities: Securities
    clock: Callable[[], datetime]
    wake: Callable[[], object]
    stopping: Callable[[], bool]
