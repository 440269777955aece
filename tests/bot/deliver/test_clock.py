"""The clock is set back: nothing waits for a time that was, and what nobody knows is still in doubt."""

from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram import client as telegram_client
from replica.faults import answer_lost

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_client, "ANSWER_SECONDS", 1.0)


async def noticed(sender: Any) -> None:
    """The sender has looked at the clock, since it told another chat something new."""
    address, place = sender.chat(3000)
    sender.owe("20900009", place)
    await sender.until(lambda: sender.documents(address) == [["20900009"]])


async def test_what_is_to_be_tried_again_keeps_its_pause(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["broken"])
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    due = sender.sendings()[0].due_at
    sender.later(hours=-1)
    await sender.until(lambda: sender.sendings()[0].due_at < due - timedelta(minutes=59))
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]]


async def test_a_chat_that_has_to_wait_waits_no_longer(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["wait"])
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    sender.later(hours=-1)
    await noticed(sender)
    assert sender.known(place).not_before <= sender.clock() + timedelta(seconds=41)
    sender.later(seconds=41)
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(address) == [["20900001"]]


async def test_what_falls_due_ahead_is_told_now_and_in_its_order(sender: Any) -> None:
    address, place = sender.chat()
    sender.later(hours=1)
    sender.owe("20900001", place)
    sender.start()
    await sender.settled()
    sender.owe("20900002", place, after=timedelta(seconds=5))
    sender.later(hours=-1)
    sender.owe("20900003", place)
    assert await sender.settled() == {"sent": 3}
    told = [document for message in sender.documents(address) for document in message]
    assert told == ["20900001", "20900002", "20900003"]


@pytest.mark.parametrize("standing_still", [False, True])
@ON_SQLITE
async def test_a_doubt_from_ahead_is_counted_on_telegram_and_shows_once_on_discord(
    sender: Any, standing_still: bool
) -> None:
    """Also where the clock was set back while no service ran."""
    address, place = sender.chat()
    sender.later(hours=1)
    sender.platform.fail(address, answer_lost)
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    if standing_still:
        await sender.stop()
    sender.later(hours=-1)
    if standing_still:
        sender.start()
    assert await sender.settled() == {"sent": 1}
    telegram = sender.platform.channel.name == "telegram"
    assert sender.documents(address) == [["20900001"]] * (1 + telegram)
    assert sender.repeats() == int(telegram)
