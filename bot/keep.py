"""Once a day, what has been kept for its time goes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog

from bot.offload import Offload
from bot.supervise import supervise
from storage.database import Database
from storage.prune import prune

FIRST, EVERY = 300.0, 86_400.0  # seconds after the start, and then
SLOWEST = 600.0  # seconds between tries while the database is away

log = structlog.get_logger()


async def keep(
    database: Database,
    clock: Callable[[], datetime],
    offload: Offload,
    stop: asyncio.Event,
    first: float = FIRST,
) -> None:
    """Until stopped, whatever goes wrong with the database meanwhile."""

    async def daily() -> None:
        wait = first
        while not await _stopped(stop, wait):
            rows = await offload(prune, database, clock(), stop.is_set)
            log.info("pruned", rows=rows)
            wait = EVERY

    async def logged(_problem: Exception | None) -> None:
        """The supervisor has told the log already."""

    await supervise("pruning", daily, logged, stop, SLOWEST)


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
