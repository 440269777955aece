"""The only door to APScheduler: jobs that run at once and then every so many seconds, one at a time each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

Job = Callable[[], Awaitable[None]]
LOOKED_EVERY = 1.0  # seconds: how soon a clock set back is noticed
LATE = 30  # seconds after which a run that could not begin is left out; the next one comes anyway

log = structlog.get_logger()


class Schedule:
    """Jobs of the running event loop. A run that is due while the one before it goes on is left out."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE},
        )
        self._running: set[asyncio.Task[Any]] = set()
        self._watch: asyncio.Task[None] | None = None

    def every(self, seconds: float, job: Job, name: str) -> None:
        """Runs the job at once, or as soon as `start` is called, and then every so many seconds."""
        first, then = DateTrigger(timezone=UTC), IntervalTrigger(seconds=seconds, timezone=UTC)
        self._scheduler.add_job(self._run, OrTrigger([first, then]), args=(name, job), id=name, name=name)

    def start(self) -> None:
        self._scheduler.start()
        self._watch = asyncio.create_task(self._in_time())

    async def _in_time(self) -> None:
        """APScheduler would wait until a clock that was set back has reached a job's next time again."""
        last = datetime.now(UTC)
        while True:
            await asyncio.sleep(LOOKED_EVERY)
            now = datetime.now(UTC)
            if now < last:
                log.warning("the clock was set back", by=str(last - now))
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=now)
            last = now

    async def stop(self, deadline: float = 2.0) -> None:
        """Begins no run any more, waits so many seconds for those under way, then cancels them."""
        if not self._scheduler.running:
            return
        if self._watch:
            self._watch.cancel()
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=deadline)
        # APScheduler cancels what runs even when told to wait; that is why we have waited
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)

    async def _run(self, name: str, job: Job) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            await job()
        except asyncio.CancelledError:  # only `stop` does that; APScheduler would call it an error
            log.warning("stopped before it ended", job=name)
        finally:
            self._running.discard(task)
