"""What a webhook is owed arrives signed and in order, for two days; then its chat is told that it is off."""

import asyncio
from functools import partial
from typing import Any

import pytest

from bot.channel import Address, Person, Request
from bot.command import Ways
from storage import chats, outlets
from storage.model import ChatState, Place

pytestmark = pytest.mark.parametrize("platform", ["webhook"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ADDRESS = Address("501")


def of_a_chat(sender: Any) -> tuple[Address, Place, Place]:
    """A webhook, its place and the chat that has it."""
    address, place = sender.chat()
    with sender.database.write() as transaction:
        owner = chats.place(transaction, "telegram", ADDRESS.chat, title="Ann")
        outlets.add(transaction, owner.chat.id, place, sender.clock())
    return address, place, owner


def notices(sender: Any) -> list[str]:
    """What the chats that have it are to be told."""
    with sender.database.read() as transaction:
        rows = transaction.exec_driver_sql("SELECT message FROM notices ORDER BY id").scalars().all()
    return [str(row) for row in rows]


def over_or_tried(sender: Any, times: int) -> bool:
    tried = any(one.attempts >= times and one.lease_until is None for one in sender.sendings())
    return tried or sender.states() == {"failed": 1}


async def test_a_report_arrives_once_with_every_row_and_clock(sender: Any) -> None:
    address, place = sender.chat()
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    (event,) = sender.platform.replica.events
    assert event.body["type"] == "filings"
    (told,) = event.body["data"]["filings"]
    assert (told["source"], told["id"], told["revision"], told["told_as"]) == (
        "house",
        "20900001",
        1,
        "alert",
    )
    assert told["official"]["id"] == "P000197"
    assert told["why"] == ["*"]
    assert [row["row"] for row in told["trades"]] == list(range(1, len(told["trades"]) + 1))
    assert told["trades"][0]["low"] == int(told["trades"][0]["low"]) > 1000
    assert told["more_trades"] == 0
    assert told["first_seen"] > told["filed"]
    assert sender.platform.asked(address) == 1


async def test_what_may_have_arrived_comes_again_under_the_same_id(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["lost"])
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    sender.later(seconds=6)
    assert await sender.settled() == {"sent": 1}
    first, again = sender.platform.ids(address)
    assert first == again


@ON_SQLITE
async def test_killed_while_it_is_told_it_is_told_again_under_the_same_id(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["late"])
    sender.owe("20900001", place)
    sender.start()
    await sender.until(lambda: sender.platform.ids(address))
    await sender.kill()
    sender.start()
    assert await sender.settled() == {"sent": 1}
    assert len(set(sender.platform.ids(address))) == 1


@ON_SQLITE
async def test_a_later_report_waits_for_the_one_that_failed(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["broken"])
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    sender.owe("20900002", place)
    await asyncio.sleep(0.2)
    assert sender.platform.told(address) == []
    sender.later(seconds=6)
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(address) == [["20900001"], ["20900002"]]


@ON_SQLITE
async def test_a_receiver_that_does_not_answer_holds_up_no_other(sender: Any) -> None:
    slow, slow_place = sender.chat(1)
    quick, quick_place = sender.chat(2)
    sender.platform.fail(slow, sender.platform.faults["late"])
    sender.owe("20900001", slow_place)
    sender.start()
    await sender.until(lambda: sender.platform.asked(slow))
    sender.owe("20900002", quick_place)
    await sender.until(lambda: sender.platform.told(quick), seconds=5)


@ON_SQLITE
async def test_that_one_takes_messages_again_says_nothing_of_the_others(sender: Any) -> None:
    first, first_place = sender.chat(1)
    second, second_place = sender.chat(2)
    for one in (first, second):
        sender.platform.fail(one, sender.platform.faults["broken"], times=2)
    sender.owe("20900001", first_place, second_place)
    sender.start()
    await sender.until(
        lambda: [(one.attempts, one.lease_until) for one in sender.sendings()] == [(1, None)] * 2
    )
    sender.platform.replica.faults.clear()
    sender.platform.fail(second, sender.platform.faults["broken"], times=None)
    sender.later(seconds=6)
    await sender.until(lambda: sender.platform.told(first))
    await asyncio.sleep(0.3)
    assert sender.platform.asked(second) == 2


async def test_after_two_days_it_is_switched_off_and_its_chat_told_once(sender: Any) -> None:
    address, place, _ = of_a_chat(sender)
    sender.platform.fail(address, sender.platform.faults["broken"], times=None)
    sender.owe("20900001", place)
    sender.start()
    tries = 0
    while sender.states() != {"failed": 1}:
        tries += 1
        assert tries < 12
        await sender.until(partial(over_or_tried, sender, tries))
        sender.later(hours=10, seconds=1)
    assert sender.known(place).state is ChatState.PAUSED
    assert "for 2 days it took nothing; last: it answered 500" in sender.known(place).reason
    (told,) = notices(sender)
    assert "Nothing goes to 127.0.0.1/1000 any more" in told
    asked = sender.platform.asked(address)
    assert asked >= 5
    sender.owe("20900002", place)
    await asyncio.sleep(0.2)
    assert sender.platform.asked(address) == asked


async def test_switched_on_again_it_gets_what_it_missed(sender: Any) -> None:
    address, place, _ = of_a_chat(sender)
    sender.platform.fail(address, sender.platform.faults["gone"])
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"failed": 1}
    assert sender.known(place).state is ChatState.GONE
    answer = sender.answerer(Ways(webhook=lambda _: ""))
    ann = Person("501", "Ann", may_change=True)
    said = await answer(Request("telegram", "1", ADDRESS, "Ann", ann, "/webhook on 1"))
    assert said.title == "On again: 127.0.0.1/1000"
    sender.wake.set()
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]]
