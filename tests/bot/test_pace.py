import asyncio
import random
import time
from contextlib import suppress

import pytest

from bot.channel import Address, Pace
from bot.pace import Pacer

FAST = Pace(rest=0.0, per_minute=1000, overall=200.0, workers=8)


async def send(
    pacer: Pacer, chat: str, *, group: bool = False, reply: bool = False, takes: float = 0
) -> None:
    async with pacer.turn(Address(chat, group=group), reply=reply):
        await asyncio.sleep(takes)


class Clock:
    """A monotonic clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_chat_rests_after_a_message():
    clock = Clock()
    pacer = Pacer(Pace(rest=1.0, per_minute=20, overall=1000.0, workers=1), clock)
    await send(pacer, "1")
    assert pacer.resting() == {"1"}
    assert pacer.next_free() == pytest.approx(1.0)
    clock.now += 1.0
    assert pacer.resting() == frozenset()
    assert pacer.next_free() is None


async def test_a_group_that_had_its_twenty_rests_until_the_minute_is_over():
    clock = Clock()
    pacer = Pacer(Pace(rest=1.0, per_minute=20, overall=1000.0, workers=1), clock)
    for _ in range(20):
        await send(pacer, "-1", group=True)
        clock.now += 1.0
    assert pacer.resting() == {"-1"}
    assert pacer.next_free() == pytest.approx(40.0)


async def test_a_private_chat_may_have_more_than_twenty_a_minute():
    clock = Clock()
    pacer = Pacer(Pace(rest=1.0, per_minute=20, overall=1000.0, workers=1), clock)
    for _ in range(25):
        await send(pacer, "1")
        clock.now += 1.0
    assert pacer.resting() == frozenset()


async def test_two_replies_to_one_chat_keep_their_distance():
    pacer = Pacer(Pace(rest=0.1, per_minute=20, overall=1000.0, workers=1), time.monotonic)
    began = time.monotonic()
    await asyncio.gather(*(send(pacer, "1", reply=True) for _ in range(3)))
    assert time.monotonic() - began >= 0.2


async def test_the_platform_takes_so_many_a_second_in_all():
    pacer = Pacer(FAST, time.monotonic)
    began = time.monotonic()
    await asyncio.gather(*(send(pacer, str(n)) for n in range(41)))
    assert time.monotonic() - began >= 39.5 / FAST.overall  # half a turn's lateness is made up for


async def test_a_reply_overtakes_the_alerts_that_wait():
    order: list[str] = []
    pacer = Pacer(FAST, time.monotonic)

    async def tell(name: str, *, reply: bool) -> None:
        async with pacer.turn(Address(name), reply=reply):
            order.append(name)

    alerts = [asyncio.create_task(tell(f"alert {n}", reply=False)) for n in range(20)]
    await asyncio.sleep(0.02)
    await asyncio.gather(tell("reply", reply=True), *alerts)
    assert order.index("reply") < 15


async def test_a_hold_of_the_platform_holds_everyone():
    pacer = Pacer(FAST, time.monotonic)
    pacer.hold(0.1)
    began = time.monotonic()
    await send(pacer, "1", reply=True)
    assert time.monotonic() - began >= 0.1


async def test_who_gives_up_waiting_takes_nobodys_turn():
    pacer = Pacer(FAST, time.monotonic)
    pacer.hold(0.05)
    gone = asyncio.create_task(send(pacer, "1"))
    await asyncio.sleep(0.01)
    gone.cancel()
    await asyncio.wait_for(send(pacer, "2"), 1)


async def test_a_chat_rests_from_the_answer_on():
    """The message may have arrived just before it."""
    clock = Clock()
    pacer = Pacer(Pace(rest=1.0, per_minute=20, overall=1000.0, workers=1), clock)
    async with pacer.turn(Address("1")):
        clock.now += 0.7
    assert pacer.next_free() == pytest.approx(1.0)


async def test_no_second_has_more_than_the_platform_takes_however_they_bunch():
    """Each message arrives at some time between its turn and its answer; here at its end, or its begin."""
    pacer = Pacer(
        Pace(rest=0.0, per_minute=1000, overall=200.0, workers=8, within_a_second=30), time.monotonic
    )
    chance, arrivals = random.Random(7), []

    async def tell(chat: str) -> None:
        async with pacer.turn(Address(chat)):
            before, after = chance.choice([(0.25, 0.0), (0.0, 0.25), (0.0, 0.0)])
            await asyncio.sleep(before)
            arrivals.append(time.monotonic())
            await asyncio.sleep(after)

    await asyncio.gather(*(tell(str(number)) for number in range(90)))
    assert len(arrivals) == 90
    assert (
        min(later - one for one, later in zip(sorted(arrivals), sorted(arrivals)[30:], strict=False)) >= 1.0
    )


async def test_a_long_way_to_the_platform_costs_no_pace():
    pacer = Pacer(
        Pace(rest=0.0, per_minute=1000, overall=40.0, workers=8, within_a_second=42), time.monotonic
    )
    with suppress(ConnectionError):
        async with pacer.turn(Address("refused")):  # at once: it tells nothing of the way
            raise ConnectionError
    await send(pacer, "first", takes=0.5)
    began = time.monotonic()
    await asyncio.gather(*(send(pacer, str(number), takes=0.5) for number in range(160)))
    assert time.monotonic() - began < 160 / 40 + 0.5 + 0.6


async def test_what_is_never_answered_gives_its_place_back_when_it_is_given_up():
    pacer = Pacer(
        Pace(rest=0.0, per_minute=1000, overall=200.0, workers=8, within_a_second=1), time.monotonic
    )
    hanging = asyncio.create_task(send(pacer, "1", takes=60))
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(send(pacer, "2"))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    hanging.cancel()
    await asyncio.wait_for(waiting, 2)
