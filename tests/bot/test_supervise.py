"""A supervised client is started again after whatever ends it, ever more slowly, until stopped."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from bot.errors import BadToken
from bot.supervise import FIRST_PAUSE, SETTLED, WELL, supervise

SOON = 90.0  # seconds of the loop, whose clock the tests move


class Client:
    """Does what it is told at each start, and remembers when that was, and all reports."""

    def __init__(self, *runs: Callable[[], Awaitable[None]]) -> None:
        self.runs = list(runs)
        self.starts: list[float] = []
        self.reports: list[Exception | None] = []
        self.stop = asyncio.Event()

    async def run(self) -> None:
        self.starts.append(asyncio.get_running_loop().time())
        if len(self.runs) == 1:
            self.stop.set()
        await self.runs.pop(0)()

    async def report(self, problem: Exception | None) -> None:
        self.reports.append(problem)

    async def supervised(self, slowest: float = 0.8) -> None:
        await asyncio.wait_for(supervise("telegram", self.run, self.report, self.stop, slowest), SOON)

    @property
    def pauses(self) -> list[float]:
        return [later - sooner for sooner, later in pairwise(self.starts)]


async def fail() -> None:
    raise ConnectionResetError("gone")


async def end() -> None:
    """The client stops by itself, without an error."""


async def be_refused() -> None:
    raise BadToken("no such bot")


async def pass_time(seconds: float) -> None:
    """As if so many seconds had gone by, for who waits already: the loop's own clock is moved."""
    await asyncio.sleep(0.01)
    loop = asyncio.get_running_loop()
    before = loop.time
    loop.time = lambda: before() + seconds  # type: ignore[method-assign]
    await asyncio.sleep(0.01)


async def settle() -> None:
    await pass_time(SETTLED + 1)
    raise ConnectionResetError("gone")


async def test_a_client_that_fails_is_started_again_with_growing_pauses_up_to_the_slowest() -> None:
    client = Client(*[fail] * 5)
    await client.supervised(slowest=0.8)
    least = [FIRST_PAUSE, 0.4, 0.8, 0.8]
    assert all(
        lowest - 0.01 <= pause < 2 * lowest for pause, lowest in zip(client.pauses, least, strict=True)
    )
    assert [str(problem) for problem in client.reports] == ["gone"] * 4


async def test_after_a_settled_run_the_pauses_begin_anew() -> None:
    client = Client(fail, fail, fail, settle, end)
    await client.supervised(slowest=60.0)
    assert client.pauses[-2] >= 0.8
    assert FIRST_PAUSE - 0.01 <= client.pauses[-1] - SETTLED - 1 < 0.8


async def test_a_client_that_ends_by_itself_is_started_again_and_reported() -> None:
    client = Client(end, end)
    await client.supervised()
    assert [type(problem) for problem in client.reports] == [ConnectionError]


async def test_a_bad_token_ends_it_and_is_reported() -> None:
    client = Client(fail, be_refused, end)
    with capture_logs() as logs:
        await client.supervised()
    assert len(client.starts) == 2
    assert [type(problem) for problem in client.reports] == [ConnectionResetError, BadToken]
    assert logs[-1]["event"] == "channel stopped"


async def test_a_client_that_stays_up_is_reported_well() -> None:
    async def stay() -> None:
        await pass_time(WELL + 1)
        await asyncio.sleep(0.05)

    client = Client(fail, stay)
    await client.supervised()
    assert [problem is None for problem in client.reports] == [False, True]


async def test_a_client_that_hangs_until_its_first_request_times_out_is_not_reported_well() -> None:
    async def hang() -> None:
        await pass_time(WELL - 1)
        raise TimeoutError

    client = Client(hang, end)
    await client.supervised()
    assert [type(problem) for problem in client.reports] == [TimeoutError]


@pytest.mark.parametrize("last", [fail, be_refused])
async def test_a_report_that_fails_ends_nothing(last: Callable[[], Awaitable[None]]) -> None:
    """The database may be away at the same time."""
    client = Client(fail, last)

    async def report(_problem: Exception | None) -> None:
        raise OSError("no database")

    client.report = report  # type: ignore[method-assign]
    with capture_logs() as logs:
        await client.supervised()
    assert len(client.starts) == 2
    assert "report lost" in [line["event"] for line in logs]


async def test_a_lost_report_of_being_well_does_not_end_the_client() -> None:
    async def stay() -> None:
        await pass_time(WELL + 1)
        await asyncio.sleep(0.05)

    async def report(_problem: Exception | None) -> None:
        raise OSError("no database")

    client = Client(stay, end)
    client.report = report  # type: ignore[method-assign]
    await client.supervised()
    assert len(client.starts) == 2


async def test_a_stop_ends_the_pause_at_once() -> None:
    client = Client(fail, fail)
    supervised = asyncio.create_task(client.supervised(slowest=60.0))
    while not client.reports:
        await asyncio.sleep(0.001)
    client.stop.set()
    await supervised
    assert len(client.starts) == 1


async def test_cancelled_it_cancels_its_client_and_leaves_no_task() -> None:
    ended = asyncio.Event()

    async def listen() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    client = Client(listen, end)
    supervised = asyncio.create_task(client.supervised())
    while not client.starts:
        await asyncio.sleep(0)
    supervised.cancel()
    with pytest.raises(asyncio.CancelledError):
        await supervised
    assert ended.is_set()
    assert asyncio.all_tasks() == {asyncio.current_task()}
