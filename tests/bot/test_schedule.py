"""The schedule, with real time: intervals of a fraction of a second."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.schedule import Schedule


@pytest.fixture
async def schedule() -> AsyncIterator[Schedule]:
    made = Schedule()
    yield made
    await made.stop(0)


class Counter:
    """A job that takes some time, counting its beginnings, its ends and how many of it run at once."""

    def __init__(self, takes: float = 0) -> None:
        self.takes = takes
        self.begun = self.ended = self.under_way = self.most = 0
        self.happened = asyncio.Event()

    async def __call__(self) -> None:
        self.begun += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.happened.set()
        try:
            await asyncio.sleep(self.takes)
            self.ended += 1
        finally:
            self.under_way -= 1


async def test_a_job_runs_at_once(schedule: Schedule) -> None:
    job = Counter()
    schedule.every(3600, job, "house")
    schedule.start()
    await asyncio.wait_for(job.happened.wait(), 1)


async def test_a_job_runs_again_and_again(schedule: Schedule) -> None:
    job = Counter()
    schedule.every(0.1, job, "house")
    schedule.start()
    await asyncio.sleep(0.45)
    assert 3 <= job.begun <= 5


async def test_a_job_never_runs_beside_itself(schedule: Schedule) -> None:
    slow, quick = Counter(takes=0.25), Counter()
    schedule.every(0.05, slow, "slow")
    schedule.every(0.05, quick, "quick")
    schedule.start()
    await asyncio.sleep(0.6)
    assert slow.most == 1
    assert slow.begun <= 3
    assert quick.begun > slow.begun


async def test_a_job_that_fails_runs_again(schedule: Schedule) -> None:
    runs = []

    async def fail() -> None:
        runs.append(1)
        raise ValueError("today is a bad day")

    schedule.every(0.05, fail, "failing")
    schedule.start()
    await asyncio.sleep(0.3)
    assert len(runs) > 1


async def test_stopping_waits_for_what_runs_and_begins_nothing(schedule: Schedule) -> None:
    job = Counter(takes=0.3)
    schedule.every(0.05, job, "house")
    schedule.start()
    await asyncio.wait_for(job.happened.wait(), 1)
    await schedule.stop(deadline=2)
    assert (job.begun, job.ended) == (1, 1)
    await asyncio.sleep(0.2)
    assert job.begun == 1


async def test_stopping_cancels_what_takes_too_long(schedule: Schedule) -> None:
    job = Counter(takes=60)
    schedule.every(3600, job, "house")
    schedule.start()
    await asyncio.wait_for(job.happened.wait(), 1)
    await asyncio.wait_for(schedule.stop(deadline=0.1), 1)
    assert (job.under_way, job.ended) == (0, 0)


async def test_a_stopped_schedule_leaves_no_task(schedule: Schedule) -> None:
    schedule.every(3600, Counter(takes=60), "house")
    schedule.start()
    await asyncio.sleep(0.05)
    await schedule.stop(deadline=0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_stopping_twice_or_before_the_start_does_nothing(schedule: Schedule) -> None:
    await schedule.stop()
    schedule.start()
    await schedule.stop()
    await schedule.stop()


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_holds_no_job_up(schedule: Schedule, hours: int) -> None:
    job = Counter()
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        schedule.every(0.2, job, "house")
        schedule.start()
        await asyncio.wait_for(job.happened.wait(), 1)
        traveller.shift(timedelta(hours=hours))
        await asyncio.sleep(0.5)  # one run that was due is left out
        before = job.begun
        await asyncio.sleep(2)
        assert job.begun >= before + 4
        await schedule.stop(0)
