"""One of many processes does it: this one, while it holds the seat; until then it stands by."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from bot.offload import Offload
from bot.supervise import supervise
from storage.elect import Seat, SeatLost

LOOK = 1.0  # seconds between tries for the seat, and between looks whether it is still held
SILENT = 5.0  # seconds without an answer, after which the seat counts as lost
HAND_OVER = 2.5  # seconds for what the one before may still have on the wire
SLOWEST_RETURN = 2.0  # seconds between tries while the database is away

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Standing:
    """`work` does it until the event it is given is set, and ends soon after; `wake` rings on new work."""

    seat: Seat
    name: str
    does: str
    work: Callable[[asyncio.Event], Awaitable[None]]
    wake: asyncio.Event
    stop: asyncio.Event


async def stand(parts: Standing) -> None:
    """Until stopped, however often the seat is lost."""
    offload = Offload(threads=1)  # the seat's connection is for one thread at a time

    async def logged(_problem: Exception | None) -> None:
        """That it was lost is in the log already."""

    async def hold() -> None:
        try:
            await _hold(parts, offload)
        finally:
            await offload(parts.seat.close)

    try:
        await supervise(f"{parts.name} seat", hold, logged, parts.stop, SLOWEST_RETURN)
    finally:
        await asyncio.to_thread(offload.close)


async def _hold(parts: Standing, offload: Offload) -> None:
    """One turn of it, from standing by to the stop. Raises SeatLost, or what the work raises."""
    stood_by = not await offload(parts.seat.take)
    if stood_by:
        log.info(f"standing by for {parts.name}: another process {parts.does}")
        await _wait_for_it(parts, offload)
        await _pause(parts.stop, HAND_OVER)
    if not parts.stop.is_set():
        if stood_by:
            log.info(f"taking over {parts.name}")
        await _do(parts, offload)


async def _wait_for_it(parts: Standing, offload: Offload) -> None:
    while not parts.stop.is_set() and not await offload(parts.seat.take):
        await _pause(parts.stop, LOOK)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _do(parts: Standing, offload: Offload) -> None:
    over = asyncio.Event()
    working = asyncio.create_task(_work(parts, over), name=f"{parts.name} work")
    watching: list[asyncio.Task[Any]] = [asyncio.create_task(parts.stop.wait())]
    if parts.seat.can_be_lost:
        watching.append(asyncio.create_task(_keep(parts, offload), name=f"{parts.name} seat"))
    try:
        await asyncio.wait({working, *watching}, return_when=asyncio.FIRST_COMPLETED)
        over.set()
        parts.wake.set()
        await asyncio.wait({working})
    finally:
        outcomes = await cancelled([working, *watching])
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


async def cancelled(tasks: Sequence[asyncio.Task[Any]]) -> list[Any]:
    """Ends them; what each had come to, also where that is an exception."""
    for task in tasks:
        task.cancel()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def _work(parts: Standing, over: asyncio.Event) -> None:
    await parts.work(over)
    await over.wait()  # work that has ended for good, as with a bad token, lets nobody else try


async def _keep(parts: Standing, offload: Offload) -> None:
    """Wakes the work when it rings. Raises SeatLost."""
    while True:
        look = asyncio.create_task(offload(parts.seat.rang, LOOK))
        look.add_done_callback(_seen)
        if not (await asyncio.wait({look}, timeout=LOOK + SILENT))[0]:
            raise SeatLost("the database does not answer")
        if look.result():
            parts.wake.set()


def _seen(look: asyncio.Task[bool]) -> None:
    """A look that nobody waits for any more may fail: the seat is let go of already."""
    if not look.cancelled():
        look.exception()
