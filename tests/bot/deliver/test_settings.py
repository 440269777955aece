"""Quiet hours, snoozes and digests, from a setting typed in the chat to the message that arrives there."""

from datetime import timedelta
from typing import Any

from storage import outbox, settings
from storage.hours import Quiet, Settings
from storage.model import Place
from storage.settings import digest, quiet


def night(sender: Any) -> Quiet | None:
    """Quiet hours from two hours ago until two hours from now."""
    now, two_hours = sender.clock(), timedelta(hours=2)
    return quiet(f"{now - two_hours:%H:%M}-{now + two_hours:%H:%M}")


def choose(sender: Any, place: Place, chosen: Settings) -> None:
    with sender.database.write() as transaction:
        settings.put(transaction, place.chat.id, chosen)
        outbox.reschedule(transaction, place.chat.id, sender.clock())


async def test_what_is_reported_in_quiet_hours_comes_as_one_message_after_them(sender: Any) -> None:
    address, place = sender.chat()
    other, other_place = sender.chat(2000)
    choose(sender, place, Settings(quiet=night(sender)))
    sender.start()
    sender.owe("20900001", place, other_place)
    await sender.until(lambda: sender.documents(other) == [["20900001"]])
    sender.owe("20900002", place, other_place)
    await sender.until(lambda: len(sender.documents(other)) == 2)
    assert sender.documents(address) == []
    sender.later(hours=2)
    assert await sender.settled() == {"sent": 4}
    assert sender.documents(address) == [["20900001", "20900002"]]
    assert (
        sender.platform.told(address)[0]
        .splitlines()[0]
        .endswith("While you slept: 2 reports, 2 trades that you follow")
    )


async def test_a_snooze_that_ends_early_brings_what_has_waited(sender: Any) -> None:
    address, place = sender.chat()
    choose(sender, place, Settings(snoozed=sender.clock() + timedelta(hours=8)))
    sender.owe("20900001", place)
    sender.owe("20900002", place)
    sender.start()
    await sender.until(lambda: sender.states() == {"waiting": 2})
    choose(sender, place, Settings())
    sender.wake.set()
    assert await sender.settled() == {"sent": 2}
    assert "While snoozed: 2 reports" in sender.platform.told(address)[0]


async def test_an_alert_tells_when_it_was_seen_by_the_chats_own_clock(sender: Any) -> None:
    address, place = sender.chat()
    choose(sender, place, Settings(zone="Asia/Kathmandu"))
    sender.owe("20900001", place)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    assert "UTC+05:45" in sender.platform.told(address)[0]


async def test_a_weekly_digest_tells_all_of_it_at_once(sender: Any) -> None:
    address, place = sender.chat()
    week = digest(f"weekly {sender.clock() + timedelta(days=3):%a %H:%M}")
    choose(sender, place, Settings(digest=week))
    sender.start()
    for number in (1, 2, 3):
        sender.owe(f"2090000{number}", place)
        sender.later(hours=20)
    assert sender.documents(address) == []
    sender.later(hours=12)
    assert await sender.settled() == {"sent": 3}
    assert "This week: 3 reports" in sender.platform.told(address)[0]


async def test_what_is_tried_again_waits_for_the_end_of_quiet_hours(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["broken"])
    sender.owe("20900001", place)
    with sender.database.write() as transaction:  # it was due before they began
        settings.put(transaction, place.chat.id, Settings(quiet=night(sender)))
    sender.start()
    await sender.tried(1)
    sender.later(hours=1)
    assert sender.platform.asked(address) == 1
    sender.later(hours=1)
    assert await sender.settled() == {"sent": 1}
