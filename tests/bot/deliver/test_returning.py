"""A chat that takes messages again hears what it missed: once, grouped, and only what had not arrived."""

from datetime import timedelta
from typing import Any

import pytest

from bot.channel import Address, Person, Request
from bot.message import Message
from replica.faults import slow
from storage import chats, returning, settings
from storage.hours import Held, Settings
from storage.model import ChatState

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_TELEGRAM = pytest.mark.parametrize("platform", ["telegram"], indirect=True)


async def blocked(sender: Any, missed: int, **chat: Any) -> tuple[Address, Any]:
    """A chat that took no messages while so many reports came, and takes them again."""
    address, place = sender.chat(**chat)
    fault = "closed" if chat else "blocked"
    sender.platform.fail(address, sender.platform.faults[fault], times=None)
    for number in range(missed):
        sender.owe(f"{20900001 + number}", place)
    sender.start()
    assert await sender.settled() == {"failed": missed}
    sender.platform.replica.faults.clear()
    return address, place


async def test_what_was_missed_comes_in_one_message_that_says_why(sender: Any) -> None:
    address, place = await blocked(sender, missed=3)
    await sender.speak(address)
    assert await sender.settled() == {"sent": 3}
    (told,) = [text for text in sender.platform.told(address) if "20900001" in text]
    assert told.startswith(("While you were away", "<b>While you were away", "**While you were away"))
    assert sender.documents(address) == [["20900001", "20900002", "20900003"]]
    assert sender.delivery(place, "20900001").held == Held.AWAY


@ON_SQLITE
async def test_coming_back_twice_tells_it_once(sender: Any) -> None:
    address, _ = await blocked(sender, missed=2)
    await sender.speak(address)
    await sender.speak(address)
    await sender.settled()
    await sender.speak(address)
    assert sender.documents(address) == [["20900001", "20900002"]]


@ON_SQLITE
async def test_of_very_much_the_newest_comes_and_the_rest_is_counted(
    sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "MOST", 2)
    address, _ = await blocked(sender, missed=5)
    await sender.speak(address)
    await sender.until(lambda: len(sender.platform.told(address)) == 2)
    notice, missed = sender.platform.told(address)
    assert "3 older alerts more" in notice
    assert "20900004" in missed
    assert "20900003" not in missed


async def test_of_a_message_in_parts_only_those_that_did_not_arrive_come(sender: Any) -> None:
    def in_parts(_owed: Any) -> Message:
        return Message("Title", tuple("word " * 180 for _ in range(9)))

    sender.say = in_parts
    address, place = sender.chat()
    sender.platform.fail(address, slow(0.0))  # the first part arrives
    sender.platform.fail(address, sender.platform.faults["blocked"], times=None)
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"failed": 1}
    (first,) = sender.platform.told(address)
    sender.platform.replica.faults.clear()
    await sender.speak(address)
    assert await sender.settled() == {"sent": 1}
    parts = [text for text in sender.platform.told(address) if "again" not in text]
    assert parts[0] == first
    assert len(parts) == len(sender.sendings()[0].parts) > 1


@ON_SQLITE
async def test_a_topic_that_opens_again_hears_what_it_missed_and_why_and_no_other_topic_does(
    sender: Any,
) -> None:
    address, _ = await blocked(sender, missed=1, thread=True)
    await sender.speak(Address(address.chat, group=True))
    assert sender.states() == {"failed": 1}
    await sender.speak(address)
    assert await sender.settled() == {"sent": 1}
    await sender.until(lambda: len(sender.platform.told(address)) == 2)
    notice, missed = sorted(sender.platform.told(address), key=lambda text: "20900001" in text)
    assert "Messages come here again" in notice
    assert "20900001" in missed


async def test_the_admins_are_told_once_in_the_main_place_that_a_topic_is_closed(sender: Any) -> None:
    address, _ = await blocked(sender, missed=2, thread=True)
    whole = Address(address.chat, group=True)
    await sender.until(lambda: sender.platform.told(whole))
    (told,) = sender.platform.told(whole)
    assert "A topic here takes no messages any more" in told
    assert sender.documents(whole) == []


@ON_SQLITE
async def test_what_was_missed_waits_for_the_end_of_a_snooze(sender: Any) -> None:
    address, place = await blocked(sender, missed=1)
    with sender.database.write() as transaction:
        settings.put(transaction, place.chat.id, Settings(snoozed=sender.clock() + timedelta(hours=8)))
    await sender.speak(address)
    assert sender.states() == {"waiting": 1}
    assert sender.delivery(place, "20900001").held == Held.SNOOZED


@ON_SQLITE
async def test_what_failed_long_ago_or_for_another_reason_does_not_come(sender: Any) -> None:
    address, place = await blocked(sender, missed=1)
    sender.later(days=31)
    await sender.speak(address)
    assert sender.states() == {"failed": 1}
    assert sender.known(place).state is ChatState.ACTIVE


@ON_TELEGRAM
async def test_a_bot_that_is_let_in_again_needs_no_command(sender: Any) -> None:
    address, _ = await blocked(sender, missed=1)
    answer = sender.answerer()
    nobody = Person("1", "Ann", may_change=False)
    said = await answer(Request("telegram", "9", address, "Ann", nobody, "", returned=True))
    assert said is None
    assert await sender.settled() == {"sent": 1}
    with sender.database.read() as transaction:
        assert not chats.paused(transaction, "telegram", address.chat)
