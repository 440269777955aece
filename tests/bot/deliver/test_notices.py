"""Notices, which are about no filing, go through the outbox and survive what alerts survive."""

import asyncio
from typing import Any

from bot.message import Button, Link, Message
from bot.notify import noticed, notify
from storage import chats, notices
from storage.model import ChatState, Place

SAID = Message(
    "Your topic is gone", ("No alert goes there any more.",), "A note", Link("Help", "https://example.org/")
)


def tell(sender: Any, place: Place, message: Message = SAID) -> None:
    with sender.database.write() as transaction:
        notify(transaction, place, message, sender.clock())
    sender.wake.set()


def test_a_notice_is_kept_with_its_link_and_buttons(sender: Any) -> None:
    held: list[Any] = []
    message = Message("Title", ("one", "two"), buttons=(Button("Follow", "/follow $INTC"),), link=SAID.link)
    _, place = sender.chat()
    tell(sender, place, message)
    with sender.database.write() as transaction:
        holder = notices.Holder(sender.platform.channel.name, 1)
        notices.begin(transaction, holder, sender.clock(), lambda _, said: held.append(noticed(said)) or [])
    assert held == [message]


async def test_a_notice_arrives_once_also_after_a_restart(sender: Any) -> None:
    address, place = sender.chat()
    tell(sender, place)
    sender.start()
    await sender.until(lambda: sender.platform.told(address))
    await sender.stop()
    sender.start()
    sender.owe("20900001", place)
    await sender.settled()
    notice, alert = sender.platform.told(address)
    assert "Your topic is gone" in notice
    assert "20900001" in alert


async def test_a_notice_that_met_an_outage_is_sent_again_as_it_was(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["broken"], times=1)
    tell(sender, place)
    sender.start()
    await sender.tried(1)
    sender.later(seconds=30)
    await sender.until(lambda: [one.state for one in sender.sendings()] == ["done"])
    assert len(sender.platform.told(address)) == 1


async def test_a_paused_chat_gets_its_notice_when_it_comes_back(sender: Any) -> None:
    address, place = sender.chat()
    with sender.database.write() as transaction:
        chats.pause(transaction, place.chat.id, ChatState.PAUSED, "blocked")
    tell(sender, place)
    sender.start()
    await asyncio.sleep(0.2)
    assert sender.platform.asked(address) == 0
    await sender.speak(address)
    sender.wake.set()
    await sender.until(lambda: sender.platform.told(address))
