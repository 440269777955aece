"""Many chats at once: a slow one delays no other, and a long message goes on where it broke off."""

from itertools import count
from time import monotonic
from typing import Any

import pytest

from bot import deliver
from bot.channel import Address
from bot.errors import BadToken
from bot.message import Message
from replica.faults import Fault, slow

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_TELEGRAM = pytest.mark.parametrize("platform", ["telegram"], indirect=True)


def only_the_second(fault: Fault) -> Fault:
    numbers = count(1)

    async def of_two(request: Any, handler: Any) -> Any:
        return await (fault(request, handler) if next(numbers) == 2 else handler(request))

    return of_two


def long(_owed: object) -> Message:
    """More than one message's worth on either platform."""
    return Message("Long", tuple(f"line {number} {'x' * 90}" for number in range(70)))


def beginnings(sender: Any, address: Address) -> list[bool]:
    """Which of the messages in a chat are a first part."""
    return [text.startswith("Long") for text in sender.platform.told(address)]


@ON_SQLITE
async def test_chats_that_hang_delay_no_other(sender: Any) -> None:
    hanging = [sender.chat(3000 + number) for number in range(5)]
    quick = [sender.chat(4000 + number) for number in range(20)]
    for address, _ in hanging:
        sender.platform.fail(address, slow(1.5))
    sender.owe("20900001", *(place for _, place in [*hanging, *quick]))
    sender.start()
    began = monotonic()
    await sender.until(lambda: all(sender.platform.told(address) for address, _ in quick))
    assert not any(sender.platform.told(address) for address, _ in hanging)
    assert await sender.settled() == {"sent": 25}
    assert monotonic() - began >= 1.5


@ON_TELEGRAM
@ON_SQLITE
async def test_a_reply_overtakes_the_alerts_that_wait_for_their_turn(sender: Any) -> None:
    several = [sender.chat(3000 + number) for number in range(14)]
    sender.owe("20900001", *(place for _, place in several))
    sender.start(overall=20.0)
    await sender.until(lambda: sender.platform.told(several[0][0]))
    told = sum(sender.platform.asked(address) for address, _ in several)
    async with sender.pacer.turn(Address("somebody who asked"), reply=True):
        pass
    assert sum(sender.platform.asked(address) for address, _ in several) - told <= 2
    await sender.settled()


@ON_TELEGRAM
@ON_SQLITE
async def test_one_chat_rests_between_its_messages_and_the_others_do_not_wait(sender: Any) -> None:
    address, place = sender.chat(1000)
    several = [sender.chat(3000 + number) for number in range(9)]
    sender.start(rest=0.5)
    for number in range(3):
        began = monotonic()
        sender.owe(f"2090000{number}", place, *(place for _, place in several))
        await sender.until(lambda number=number: len(sender.platform.told(address)) == number + 1)
        assert number == 0 or monotonic() - began >= 0.4
    await sender.settled()


async def test_a_message_in_parts_that_broke_off_goes_on_with_the_next_part_only(sender: Any) -> None:
    address, place = sender.chat()
    sender.say = long
    sender.platform.fail(address, only_the_second(sender.platform.faults["wait"]), times=2)
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    assert beginnings(sender, address) == [True]
    await sender.stop()
    sender.start()
    sender.later(seconds=41)
    await sender.settled()
    assert beginnings(sender, address) == [True, False]
    assert [part["message"] for part in sender.sendings()[0].parts] == sender.platform.ids(address)


@ON_SQLITE
async def test_a_kill_between_two_parts_repeats_at_most_the_second(sender: Any) -> None:
    address, place = sender.chat()
    sender.say = long
    sender.platform.fail(address, only_the_second(slow(60)), times=2)
    sender.owe("20900001", place)
    sender.start()
    await sender.until(lambda: sender.platform.asked(address) == 2)
    await sender.kill()
    sender.start()
    await sender.settled()
    assert beginnings(sender, address) == [True, False]


@ON_SQLITE
async def test_a_bad_token_ends_the_sender_and_what_it_owed_waits_for_a_better_one(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["token"])
    sender.owe("20900001", place)
    sender.start()
    with pytest.raises(BadToken):
        await sender.task
    assert sender.states() == {"sending": 1}
    sender.later(seconds=2)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]]
    assert sender.repeats() == 0


@ON_SQLITE
async def test_a_stop_while_a_chat_hangs_comes_soon_and_loses_nothing(sender: Any) -> None:
    (hanging, place), (other, other_place) = sender.chat(1000), sender.chat(2000)
    sender.platform.fail(hanging, slow(60))
    sender.owe("20900001", place, other_place)
    sender.start()
    await sender.until(lambda: sender.platform.told(other) and sender.platform.asked(hanging))
    began = monotonic()
    await sender.stop()
    assert monotonic() - began < 10
    sender.start()
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(hanging) == sender.documents(other) == [["20900001"]]


@ON_TELEGRAM
@ON_SQLITE
async def test_a_turn_that_does_not_come_gives_the_sending_back(
    sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lease must not run out while its holder waits, or two would send the same."""
    address, place = sender.chat()
    monkeypatch.setattr(deliver, "LONGEST_TURN", 0.3)
    sender.start(overall=0.02)
    async with sender.pacer.turn(Address("another")):
        pass
    sender.owe("20900001", place)
    await sender.tried(1)
    assert sender.platform.asked(address) == 0
    assert sender.sendings()[0].unknown_since is None
