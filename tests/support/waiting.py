"""Waiting for what a client and a replica do between them."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

PATIENCE = 40.0  # seconds; machines are busy


def now() -> datetime:
    return datetime.now(UTC)


async def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
