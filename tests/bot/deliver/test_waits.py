"""Waits that a platform asks for: one chat waits and the others go on, or the whole platform waits."""

import asyncio
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest

from replica.discord import too_many
from replica.telegram_refusals import refusal
from storage import holds

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_DISCORD = pytest.mark.parametrize("platform", ["discord"], indirect=True)


async def test_one_chat_waits_and_the_others_go_on(sender: Any) -> None:
    limited, place = sender.chat(1000)
    other, other_place = sender.chat(2000)
    sender.platform.fail(limited, sender.platform.faults["wait"])
    sender.owe("20900001", place, other_place)
    sender.start()
    await sender.until(lambda: sender.documents(other) == [["20900001"]])
    await sender.tried(1)
    assert sender.known(place).not_before >= sender.clock() + timedelta(seconds=35)
    sender.owe("20900002", place, other_place)
    await sender.until(lambda: len(sender.documents(other)) == 2)
    assert sender.platform.asked(limited) == 1


async def test_a_wait_outlives_a_restart(sender: Any) -> None:
    limited, place = sender.chat()
    sender.platform.fail(limited, sender.platform.faults["wait"])
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    await sender.stop()
    sender.start()
    sender.owe("20900002", place)
    sender.later(seconds=30)
    await asyncio.sleep(0.3)
    assert sender.platform.asked(limited) == 1
    sender.later(seconds=11)
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(limited) == [["20900001"], ["20900002"]]
    assert sender.repeats() == 0


@ON_SQLITE
async def test_a_retry_elsewhere_does_not_wait_for_the_limited_chat(sender: Any) -> None:
    """A second, the first pause, and not the five seconds between looks when nothing is owed."""
    limited, place = sender.chat(1000)
    sender.platform.fail(limited, sender.platform.faults["wait"])
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    sender.owe("20900002", place)
    other, other_place = sender.chat(2000)
    sender.platform.fail(other, sender.platform.faults["broken"])
    sender.owe("20900001", other_place)
    began = monotonic()
    await sender.until(lambda: sender.documents(other) == [["20900001"]])
    assert monotonic() - began < 4


@ON_DISCORD
@ON_SQLITE
async def test_a_wait_of_the_whole_bot_holds_every_chat_and_begins_no_sending(sender: Any) -> None:
    limited, place = sender.chat(1000)
    others = [sender.chat(2000 + number) for number in range(12)]
    sender.platform.fail(limited, too_many(1.2, whole_bot=True))
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    sender.owe("20900001", *(place for _, place in others))
    await asyncio.sleep(0.6)
    assert len(sender.sendings()) == 1
    assert sum(sender.platform.asked(address) for address, _ in others) == 0
    assert await sender.settled() == {"sent": 13}
    assert all(sender.documents(address) == [["20900001"]] for address, _ in others)


def limit_the_bot(sender: Any, seconds: int) -> None:
    """As each platform does: Telegram tells chat by chat, and never says that it means all of them."""
    if sender.platform.channel.name == "discord":
        sender.platform.replica.faults.add(too_many(seconds, whole_bot=True), "POST /channels/*", None)
    else:
        words = f"Too Many Requests: retry after {seconds}"
        sender.platform.replica.faults.add(refusal(429, words, retry_after=seconds), "sendMessage:*", None)


@ON_SQLITE
async def test_a_wait_of_the_whole_bot_outlives_a_restart_and_is_asked_about_by_few(sender: Any) -> None:
    several = [sender.chat(2000 + number) for number in range(30)]
    limit_the_bot(sender, 40)
    sender.owe("20900001", *(place for _, place in several))
    sender.start()
    await sender.until(lambda: sender.pacer.held() > 30)
    await asyncio.sleep(0.5)  # none begins any more
    asked = sum(sender.platform.asked(address) for address, _ in several)
    assert asked <= 2 + sender.platform.channel.pace.workers
    await sender.stop()
    assert [(one.lease_until, one.unknown_since) for one in sender.sendings() if one.lease_until] == []
    sender.platform.replica.faults.clear()
    sender.later(seconds=30)
    sender.start()
    await asyncio.sleep(0.5)
    assert sum(sender.platform.asked(address) for address, _ in several) == asked
    await sender.stop()
    sender.later(seconds=11)
    sender.start()
    assert await sender.settled() == {"sent": 30}
    assert all(sender.documents(address) == [["20900001"]] for address, _ in several)


@ON_SQLITE
async def test_the_whole_bots_wait_is_over_as_soon_as_a_clock_set_back_lets_it(sender: Any) -> None:
    address, place = sender.chat()
    sender.later(hours=1)
    with sender.database.write() as transaction:
        holds.keep(transaction, sender.platform.channel.name, sender.clock() + timedelta(seconds=1))
    sender.start()
    sender.owe("20900001", place)
    await sender.settled()
    await sender.stop()
    with sender.database.write() as transaction:
        holds.keep(transaction, sender.platform.channel.name, sender.clock() + timedelta(seconds=1))
    sender.later(hours=-1)
    sender.start()
    sender.owe("20900002", place)
    assert await sender.settled() == {"sent": 2}
    assert sender.documents(address) == [["20900001"], ["20900002"]]
