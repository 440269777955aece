"""Refusals for good: the chat or only its topic pauses, moves or comes back, by the platform's own words."""

import asyncio
from typing import Any

import pytest

from bot.channel import Address
from storage.model import ChatState

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_TELEGRAM = pytest.mark.parametrize("platform", ["telegram"], indirect=True)
ON_DISCORD = pytest.mark.parametrize("platform", ["discord"], indirect=True)

WORDS = {
    "blocked": {
        "telegram": "bot was blocked by the user",
        "discord": "Cannot send messages to this user",
    },
    "kicked": {"telegram": "bot was kicked", "discord": "Unknown Channel"},
    "no rights": {"telegram": "Not enough rights", "discord": "lacks the permission Send Messages"},
}


async def refused(sender: Any, fault: str) -> tuple[Address, Any]:
    """A chat that follows everything and has just refused a first report."""
    address, place = sender.chat()
    sender.follow(place)
    sender.platform.fail(address, sender.platform.faults[fault], times=None)
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"failed": 1}
    return address, place


@pytest.mark.parametrize(
    ("fault", "state"),
    [("blocked", ChatState.PAUSED), ("kicked", ChatState.GONE), ("no rights", ChatState.PAUSED)],
)
@ON_SQLITE
async def test_a_refusal_for_good_pauses_the_chat_with_the_platforms_words(
    sender: Any, fault: str, state: ChatState
) -> None:
    address, place = await refused(sender, fault)
    words = WORDS[fault][sender.platform.channel.name]
    assert words in sender.delivery(place, "20900001").error
    assert sender.known(place).state is state
    assert words in sender.known(place).reason
    assert sender.follows(place) == ["*"]
    assert sender.platform.asked(address) == 1


async def test_a_paused_chat_gets_no_request_and_the_ledger_says_why(sender: Any) -> None:
    address, place = await refused(sender, "blocked")
    sender.owe("20900002", place)
    await asyncio.sleep(0.2)
    assert sender.states() == {"failed": 2}
    assert sender.delivery(place, "20900002").error == sender.delivery(place, "20900001").error != ""
    assert sender.platform.asked(address) == 1


async def test_a_chat_that_speaks_again_is_sent_to_again(sender: Any) -> None:
    address, place = await refused(sender, "blocked")
    sender.platform.replica.faults.clear()
    await sender.speak(address)
    await sender.settled()
    sender.owe("20900002", place)
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(address) == [["20900001"], ["20900002"]]


@ON_SQLITE
async def test_a_chat_we_were_removed_from_is_sent_to_again_once_somebody_speaks(sender: Any) -> None:
    address, place = await refused(sender, "kicked")
    sender.platform.replica.faults.clear()
    await sender.speak(address)
    sender.owe("20900002", place)
    assert await sender.settled() == {"sent": 2}


@ON_SQLITE
async def test_what_a_chat_is_owed_besides_fails_with_it(sender: Any) -> None:
    address, topic = sender.chat(thread=True)
    whole = Address(address.chat, group=True)
    sender.platform.fail(whole, sender.platform.faults["kicked"], times=None)
    place = sender.place(whole)
    sender.owe("20900001", place)
    sender.start()
    await sender.settled()
    sender.owe("20900002", place, topic)
    assert await sender.settled() == {"failed": 3}
    assert sender.platform.told(address) == []


@pytest.mark.parametrize("fault", ["closed", "deleted"])
@ON_SQLITE
async def test_a_closed_topic_pauses_only_itself(sender: Any, fault: str) -> None:
    address, topic = sender.chat(thread=True)
    whole = Address(address.chat, group=True)
    sender.platform.fail(address, sender.platform.faults[fault])
    sender.owe("20900001", topic)
    sender.start()
    assert await sender.settled() == {"failed": 1}
    sender.owe("20900002", topic, sender.place(whole))
    assert await sender.settled() == {"failed": 2, "sent": 1}
    assert (sender.documents(address), sender.documents(whole)) == ([], [["20900002"]])
    assert sender.delivery(topic, "20900002").error == sender.delivery(topic, "20900001").error != ""
    await sender.speak(address)
    await sender.settled()
    sender.owe("20900003", topic)
    await sender.settled()
    assert sender.documents(address) == [["20900001", "20900002"], ["20900003"]]


async def moved_once(sender: Any, place: Any, new: Address) -> None:
    """What is owed arrives under the new id once, and the follows are there."""
    sender.follow(place)
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(new) == [["20900001"]]
    assert (sender.known(place).address, sender.known(place).state) == (new.chat, ChatState.ACTIVE)
    assert sender.follows(place) == ["*"]
    assert sender.repeats() == 0


@ON_TELEGRAM
async def test_a_group_that_became_a_supergroup_is_told_under_its_new_id(sender: Any) -> None:
    old, _topic = sender.chat(41, thread=True)
    group = sender.platform.replica.chats[-41]
    sender.platform.replica.upgrade(group, -1009)
    await moved_once(sender, sender.place(Address(old.chat, group=True)), Address("-1009", group=True))


@ON_TELEGRAM
@ON_SQLITE
async def test_what_was_said_first_in_the_supergroup_is_kept_too(sender: Any) -> None:
    old, _topic = sender.chat(41, thread=True)
    sender.platform.replica.upgrade(sender.platform.replica.chats[-41], -1009)
    new = Address("-1009", group=True)
    sender.follow(sender.place(new))
    place = sender.place(Address(old.chat, group=True))
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    assert sender.place(new).id == place.id
    assert sender.follows(place) == ["*"]
    sender.owe("20900002", place)
    await sender.settled()
    assert sender.documents(new) == [["20900001"], ["20900002"]]


@ON_DISCORD
async def test_a_direct_message_that_was_opened_anew_is_told_under_its_new_id(sender: Any) -> None:
    world = sender.platform.replica.world
    person = world.user("Ada")
    old = world.direct(person)
    place = sender.place(Address(old.id, person=person.id))
    world.delete(old)
    await moved_once(sender, place, Address(world.direct(person).id))
