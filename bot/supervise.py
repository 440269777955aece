"""Keeps a client alive: an outage at start or later never ends the service, only that channel's listening."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bot.errors import BadToken

FIRST_PAUSE = 0.2  # seconds
WELL = 15.0  # seconds up, after which a client is reported well: its first requests time out sooner
SETTLED = 30.0  # seconds up, after which the pauses begin anew

Report = Callable[[Exception | None], Awaitable[None]]

log = structlog.get_logger()


async def supervise(
    name: str,
    run: Callable[[], Awaitable[None]],
    report: Report,
    stop: asyncio.Event,
    slowest: float,
) -> None:
    """Runs a client until stopped, again after every end, with pauses from 0.2 s up to `slowest` seconds.

    `report` hears of each failure, and None once the client has stayed up. A bad token ends it: trying
    again would only get the bot banned.
    """
    pause = FIRST_PAUSE
    while not stop.is_set():
        started = asyncio.get_running_loop().time()
        well = asyncio.create_task(_report_well(report))
        try:
            await run()
            problem: Exception = ConnectionError("the client stopped by itself")
        except BadToken as error:
            log.error("channel stopped", channel=name, reason=str(error))
            await _told(report, error)
            return
        except Exception as error:  # noqa: BLE001 - one supervised client: it is started again
            problem = error
        finally:
            well.cancel()
            with suppress(asyncio.CancelledError):
                await well
        if stop.is_set():
            return
        if asyncio.get_running_loop().time() - started > SETTLED:
            pause = FIRST_PAUSE
        log.warning("channel lost", channel=name, error=repr(problem), again_in=pause)
        await _told(report, problem)
        await _pause(stop, pause)
        pause = min(pause * 2, slowest)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _report_well(report: Report) -> None:
    await asyncio.sleep(WELL)
    await _told(report, None)


async def _told(report: Report, problem: Exception | None) -> None:
    """A report that fails (the database may be away as well) is logged, and ends nothing."""
    [failure] = await asyncio.gather(report(problem), return_exceptions=True)
    if isinstance(failure, Exception):
        log.warning("report lost", error=repr(failure))
