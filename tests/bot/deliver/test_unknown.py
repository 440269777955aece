"""Outcomes nobody told us: Discord shows a message once, Telegram may show it twice, which is counted."""

from typing import Any

import pytest

from bot.channels.telegram import client as telegram_client
from replica.faults import answer_lost, reset, slow

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_TELEGRAM = pytest.mark.parametrize("platform", ["telegram"], indirect=True)
ON_DISCORD = pytest.mark.parametrize("platform", ["discord"], indirect=True)
ARRIVES = [("reset", False), ("broken", False), ("slow", False), ("lost", True), ("late", True)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A time-out comes after a second."""
    monkeypatch.setattr(telegram_client, "ANSWER_SECONDS", 1.0)
    platform = request.getfixturevalue("platform")
    if platform.channel.name == "discord":
        platform.channel.rest.deadline = 1.0


def lose(sender: Any, address: Any, fault: str, times: int = 1) -> None:
    faults = {**sender.platform.faults, "reset": reset, "slow": slow(60), "lost": answer_lost}
    sender.platform.fail(address, faults[fault], times)


async def lost(sender: Any, fault: str) -> tuple[Any, Any]:
    """A chat, and a report whose first sending ended in that way."""
    address, place = sender.chat()
    lose(sender, address, fault)
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    assert sender.sendings()[0].unknown_since
    return address, place


@pytest.mark.parametrize(("fault", "arrives"), ARRIVES)
@ON_DISCORD
@ON_SQLITE
async def test_discord_shows_it_once(sender: Any, fault: str, arrives: bool) -> None:
    address, _place = await lost(sender, fault)
    assert len(sender.platform.told(address)) == int(arrives)
    sender.later(seconds=2)
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]]
    assert (sender.platform.asked(address), sender.repeats()) == (2, 0)
    assert [part["message"] for part in sender.sendings()[0].parts] == sender.platform.ids(address)


@pytest.mark.parametrize(("fault", "arrives"), ARRIVES)
@ON_TELEGRAM
@ON_SQLITE
async def test_telegram_is_told_again_and_it_is_counted(sender: Any, fault: str, arrives: bool) -> None:
    address, _place = await lost(sender, fault)
    sender.later(seconds=2)
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]] * (1 + arrives)
    assert (sender.platform.asked(address), sender.repeats()) == (2, 1)


@pytest.mark.parametrize(("fault", "asked"), [("lost", 1), ("reset", 2)])
@ON_DISCORD
async def test_after_two_minutes_discords_channel_is_read_before_anything_is_posted(
    sender: Any, fault: str, asked: int
) -> None:
    address, _place = await lost(sender, fault)
    sender.later(minutes=3)
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]]
    assert sender.platform.asked(address) == asked
    assert [part["message"] for part in sender.sendings()[0].parts] == sender.platform.ids(address)


@ON_DISCORD
@ON_SQLITE
async def test_an_outage_of_any_length_right_after_the_acceptance_posts_nothing_twice(sender: Any) -> None:
    address, _place = await lost(sender, "lost")
    for attempt, seconds in enumerate((2, 3, 6, 20, 70, 400), 2):
        lose(sender, address, "lost")
        sender.platform.replica.faults.add(reset, f"GET /channels/{address.chat}/messages")
        sender.later(seconds=seconds)
        await sender.until(lambda attempt=attempt: sender.sendings()[0].attempts == attempt)
        await sender.tried(attempt)
    sender.platform.replica.faults.clear()
    sender.later(seconds=400)
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]]


@pytest.mark.parametrize("away", [0, 200])
async def test_a_kill_after_the_platform_took_it_loses_nothing(sender: Any, away: int) -> None:
    """The outcome is unknown since the lease began, though nobody could write that down."""
    address, place = sender.chat()
    lose(sender, address, "late")
    sender.owe("20900001", place)
    sender.start()
    await sender.until(lambda: sender.platform.told(address))
    await sender.kill()
    sender.later(seconds=away)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    telegram = sender.platform.channel.name == "telegram"
    assert sender.documents(address) == [["20900001"]] * (1 + telegram)
    assert sender.repeats() == int(telegram)


@ON_SQLITE
async def test_a_busy_platform_in_between_does_not_make_the_outcome_known(sender: Any) -> None:
    address, _place = await lost(sender, "lost")
    sender.platform.fail(address, sender.platform.faults["wait"])
    sender.later(seconds=2)
    await sender.tried(2)
    assert sender.sendings()[0].unknown_since
    sender.later(seconds=200)
    assert await sender.settled() == {"sent": 1}
    telegram = sender.platform.channel.name == "telegram"
    assert sender.documents(address) == [["20900001"]] * (1 + telegram)


async def test_what_a_refused_connection_kept_back_is_sent_later_and_is_no_repeat(sender: Any) -> None:
    address, place = sender.chat()
    await sender.platform.replica.stop()
    sender.owe("20900001", place)
    sender.start()
    await sender.tried(1)
    assert sender.sendings()[0].unknown_since is None
    await sender.platform.replica.start()
    sender.later(seconds=2)
    assert await sender.settled() == {"sent": 1}
    assert sender.documents(address) == [["20900001"]]
    assert sender.repeats() == 0
