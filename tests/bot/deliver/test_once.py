"""What is owed goes out once, in order, and together when it falls due together."""

from datetime import timedelta
from typing import Any

import pytest

EVERYWHERE = pytest.mark.parametrize("platform", ["telegram", "discord", "console"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@EVERYWHERE
async def test_an_owed_report_goes_out_once(sender: Any) -> None:
    address, place = sender.chat()
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    await sender.stop()
    sender.start()
    sender.owe("20900001", place)
    sender.owe("20900002", place)
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(address) == [["20900001"], ["20900002"]]


async def test_the_platforms_id_of_each_message_is_kept(sender: Any) -> None:
    address, place = sender.chat()
    sender.owe("20900001", place)
    sender.start()
    await sender.settled()
    [sending] = sender.sendings()
    assert [part["message"] for part in sending.parts] == sender.platform.ids(address)
    assert (sending.state, sending.lease_until, sending.attempts, sending.repeats) == ("done", None, 1, 0)
    assert sender.delivery(place, "20900001").sent_at


@EVERYWHERE
async def test_what_falls_due_together_is_one_message_that_names_every_report(sender: Any) -> None:
    address, place = sender.chat()
    names = [str(20900001 + number) for number in range(5)]
    for name in names:
        sender.owe(name, place)
    sender.start()
    assert await sender.settled() == {"sent": 5}
    assert len(sender.sendings()) == 1
    assert {name for message in sender.documents(address) for name in message} == set(names)


@ON_SQLITE
async def test_more_than_twenty_at_once_become_several_messages_in_order(sender: Any) -> None:
    address, place = sender.chat()
    names = [str(20900001 + number) for number in range(23)]
    for name in names:
        sender.owe(name, place)
    sender.start()
    assert await sender.settled() == {"sent": 23}
    assert [len(message) for message in sender.documents(address)] == [20, 3]
    assert [name for message in sender.documents(address) for name in message] == names


@ON_SQLITE
async def test_what_is_due_later_is_sent_later(sender: Any) -> None:
    address, place = sender.chat()
    sender.owe("20900001", place, after=timedelta(hours=7))
    sender.start()
    sender.owe("20900002", place)
    await sender.until(lambda: sender.states() == {"sent": 1, "waiting": 1})
    sender.later(hours=7)
    await sender.settled()
    assert sender.documents(address) == [["20900002"], ["20900001"]]


@ON_SQLITE
async def test_a_new_report_does_not_overtake_one_that_is_tried_again(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["wait"])
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    sender.owe("20900002", place)
    sender.later(seconds=41)
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(address) == [["20900001"], ["20900002"]]


@ON_SQLITE
async def test_two_topics_of_one_chat_each_get_theirs(sender: Any) -> None:
    address, topic = sender.chat(thread=True)
    whole = type(address)(address.chat, group=True)
    sender.owe("20900001", topic, sender.place(whole))
    sender.start()
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(address) == sender.documents(whole) == [["20900001"]]
