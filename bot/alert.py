"""Somebody must know: looks how the service does every minute, and tells the operator what is new."""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from bot import operator
from bot.alarms import Decision, Disk, Observed, decide
from bot.offload import Offload
from bot.supervise import supervise
from bot.wording_alarms import alert as worded
from storage import alarms
from storage.alarms import Told
from storage.database import Database
from storage.measures import measures

EVERY = 60.0  # seconds

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Alerting:
    """`addresses` are where the operator is told, each a secret."""

    addresses: Sequence[str]
    database: Database
    clock: Callable[[], datetime]
    offload: Offload
    stop: asyncio.Event


async def alert(parts: Alerting) -> None:
    """Until stopped. Without an address nobody is told, and nothing looked at."""

    async def run() -> None:
        while not parts.stop.is_set():
            await look(parts)
            with suppress(TimeoutError):
                await asyncio.wait_for(parts.stop.wait(), EVERY)

    async def logged(_problem: Exception | None) -> None:
        """That it ended is in the log already."""

    if parts.addresses:
        await supervise("operator alerts", run, logged, parts.stop, slowest=EVERY)


async def look(parts: Alerting) -> None:
    """Once. What no address took is told again when the turn is over."""
    observed = await parts.offload(observe, parts.database, parts.clock())
    decided = await parts.offload(_turn, parts.database, observed)
    if decided is None:
        return
    begun, ended = [one.key for one in decided.begun], list(decided.ended)
    taken = await operator.tell(parts.addresses, *worded(decided, observed.now))
    log.info("operator told", begun=begun, ended=ended, taken=taken)
    if taken:
        await parts.offload(_end_turn, parts.database, decided.told)


def observe(database: Database, now: datetime) -> Observed:
    """Raises StorageError."""
    found = measures(database, now)
    return Observed(
        now=now,
        health=found.health,
        ledgers=found.ledgers,
        queues=found.queues,
        malformed=found.malformed,
        disk=_disk(database.path),
    )


def _turn(database: Database, observed: Observed) -> Decision | None:
    """What this process has to tell now; None when that is nothing, or another process is telling it."""
    with database.read() as transaction:
        told = alarms.told(transaction)
    if not _news(decide(observed, told)):
        return None
    with database.write() as transaction:
        held = alarms.take_turn(transaction, observed.now)
        decided = decide(observed, held) if held else None
        if held and decided and not _news(decided):  # another process has told it meanwhile
            alarms.end_turn(transaction, held)
            decided = None
    return decided


def _news(decided: Decision) -> bool:
    return bool(decided.begun or decided.ended)


def _end_turn(database: Database, told: Told) -> None:
    with database.write() as transaction:
        alarms.end_turn(transaction, told)


def _disk(path: Path | None) -> Disk | None:
    if path is None:
        return None
    usage = shutil.disk_usage(path.absolute().parent)
    return Disk(usage.free, usage.total)
