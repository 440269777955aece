import asyncio
import time

import pytest

from bot.channel import Address, Pace
from bot.pace import Pacer

FAST = Pace(rest=0.0, per_minute=1000, overall=200.0, workers=8)


class Clock:
    """A monotonic clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_chat_rests_after_a_message():
    clock = Clock()
    pacer = Pacer(Pace(rest=1.0, per_minute=20, overall=1000.0, workers=1), clock)
    await pacer.turn(Address("1"))
    assert pacer.resting() == {"1"}
    assert pacer.next_free() == pytest.approx(1.0)
    clock.now += 1.0
    assert pacer.resting() == frozenset()
    assert pacer.next_free() is None


async def test_a_group_that_had_its_twenty_rests_until_the_minute_is_over():
    clock = Clock()
    pacer = Pacer(Pace(rest=1.0, per_minute=20, overall=1000.0, workers=1), clock)
    for _ in range(20):
        await pacer.turn(Address("-1", group=True))
        clock.now += 1.0
    assert pacer.resting() == {"-1"}
    assert pacer.next_free() == pytest.approx(40.0)


async def test_a_private_chat_may_have_more_than_twenty_a_minute():
    clock = Clock()
    pacer = Pacer(Pace(rest=1.0, per_minute=20, overall=1000.0, workers=1), clock)
    for _ in range(25):
        await pacer.turn(Address("1"))
        clock.now += 1.0
    assert pacer.resting() == frozenset()


async def test_two_replies_to_one_chat_keep_their_distance():
    pacer = Pacer(Pace(rest=0.1, per_minute=20, overall=1000.0, workers=1), time.monotonic)
    began = time.monotonic()
    await asyncio.gather(*(pacer.turn(Address("1"), reply=True) for _ in range(3)))
    assert time.monotonic() - began >= 0.2


async def test_the_platform_takes_so_many_a_second_in_all():
    pacer = Pacer(FAST, time.monotonic)
    began = time.monotonic()
    await asyncio.gather(*(pacer.turn(Address(str(n))) for n in range(41)))
    assert time.monotonic() - began >= 39.5 / FAST.overall  # half a turn's lateness is made up for


async def test_a_reply_overtakes_the_alerts_that_wait():
    order: list[str] = []
    pacer = Pacer(FAST, time.monotonic)

    async def send(name: str, *, reply: bool) -> None:
        await pacer.turn(Address(name), reply=reply)
        order.append(name)

    alerts = [asyncio.create_task(send(f"alert {n}", reply=False)) for n in range(20)]
    await asyncio.sleep(0.02)
    await asyncio.gather(send("reply", reply=True), *alerts)
    assert order.index("reply") < 15


async def test_a_hold_of_the_platform_holds_everyone():
    pacer = Pacer(FAST, time.monotonic)
    pacer.hold(0.1)
    began = time.monotonic()
    await pacer.turn(Address("1"), reply=True)
    assert time.monotonic() - began >= 0.1


async def test_who_gives_up_waiting_takes_nobodys_turn():
    pacer = Pacer(FAST, time.monotonic)
    pacer.hold(0.05)
    gone = asyncio.create_task(pacer.turn(Address("1")))
    await asyncio.sleep(0.01)
    gone.cancel()
    await asyncio.wait_for(pacer.turn(Address("2")), 1)
