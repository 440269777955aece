"""When messages come here, as people set it by typing and by pressing."""

from datetime import timedelta
from zoneinfo import available_timezones

import pytest

from bot import zones
from bot.channel import Address, Person
from bot.message import Tone
from storage import outbox
from storage.filings import newest as newest_filing


def commands(message):
    return [button.command for button in message.buttons]


def test_a_chat_that_set_nothing_hears_at_once(chat):
    message = chat("/settings")
    assert message.title == "When messages come here"
    assert message.lines == (
        "Time zone: UTC, where it is 14:02",
        "Quiet hours: none",
        "Digest: off, each report comes at once",
    )
    assert commands(message) == ["/settings zone", "/settings quiet", "/settings digest", "/snooze 8h"]


def test_every_choice_offered_can_be_pressed(chat):
    for name in ("zone", "quiet", "digest"):
        offered = chat(f"/settings {name}")
        assert offered.in_place
        assert all(chat(command).title == "When messages come here" for command in commands(offered))


def test_settings_are_typed_and_kept(chat):
    chat("/settings zone new york")
    chat("/settings quiet 22-7")
    message = chat("/settings digest Weekly Monday 8:00")
    assert message.lines == (
        "Time zone: America/New_York, where it is 10:02",
        "Quiet hours: 22:00-07:00",
        "Digest: on Mondays at 08:00",
    )
    chat("/settings quiet off")
    assert chat("/settings digest off").lines[1:] == (
        "Quiet hours: none",
        "Digest: off, each report comes at once",
    )


def test_times_and_zones_are_read_as_americans_write_them(chat):
    chat("/settings zone est")
    chat("/settings quiet 10pm to 7 a.m.")
    assert chat("/settings digest daily 12:30pm").lines == (
        "Time zone: America/New_York, where it is 10:02",
        "Quiet hours: 22:00-07:00",
        "Digest: every day at 12:30",
    )
    for typed in ("quiet 13pm-7am", "quiet 0am-7am", "quiet 22:00", "quiet 24-7"):
        assert chat(f"/settings {typed}").title.startswith("I read quiet hours like this")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/settings zone Berln", "I know no time zone “Berln”. Did you mean Europe/Berlin"),
        ("/settings zone xqzw", "I know no time zone “xqzw”."),
        ("/settings quiet late", "I read quiet hours like this: /settings quiet 22:00-07:00, or off."),
        ("/settings digest hourly", "I read a digest like this: /settings digest daily 18:00,"),
        ("/settings colour red", "/settings knows zone, quiet, digest, not “colour”."),
        ("/snooze forever", "I read a snooze like this: 30m, 8h, 2d, until 07:00, off; 60d at most."),
        ("/snooze 0m", "I read a snooze like this"),
        ("/snooze 61d", "I read a snooze like this"),
        ("/snooze until 25:00", "I read a snooze like this"),
    ],
)
def test_what_cannot_be_read_says_what_to_type(chat, typed, said):
    message = chat(typed)
    assert message.title.startswith(said)
    assert message.tone is Tone.ERROR


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("/snooze 30m", "23 Jun 16:32"),
        ("/snooze 8h", "24 Jun 00:02"),
        ("/snooze 2 d", "25 Jun 16:02"),
        ("/snooze 3 hours", "23 Jun 19:02"),
        ("/snooze 1 week", "30 Jun 16:02"),
        ("/snooze until 07:00", "24 Jun 07:00"),
        ("/snooze until 18", "23 Jun 18:00"),
        ("/snooze until 6:30am", "24 Jun 06:30"),
    ],
)
def test_a_snooze_says_by_the_chats_own_clock_when_it_ends(chat, typed, until):
    chat("/settings zone berlin")
    message = chat(typed)
    assert message.title == f"Nothing comes until {until} (Europe/Berlin)"
    assert chat("/snooze").title == f"Snoozed until {until} (Europe/Berlin)"
    assert chat(commands(message)[0]).title == "The snooze has ended"
    assert chat("/snooze").title == "Not snoozed"


def test_instants_are_told_by_the_chats_own_clock(chat, published, filing):
    published(filing())
    assert chat("/filing 20034836").lines[-1].endswith("seen 23 Jun 14:02 UTC (not listed at 14:01)")
    chat("/settings zone Berlin")
    assert chat("/filing 20034836").lines[-1].endswith("seen 23 Jun 16:02 CEST (not listed at 16:01)")
    chat("/settings zone Auckland")
    assert chat("/filing 20034836").lines[-1].endswith("seen 24 Jun 02:02 NZST (not listed at 02:01)")
    assert "Listed 24 Jun 02:02 NZST" in chat("/why 20034836").lines[-1]


def test_only_admins_set_how_a_group_hears_and_anybody_sees_it(chat):
    chat.address, chat.person = Address("-5", group=True), Person("2", "Bob", may_change=False)
    for typed in ("/settings zone berlin", "/snooze 8h", "/mute pelosi", "/unmute pelosi"):
        assert chat(typed).title.startswith("Only this chat's admins may change")
    assert chat("/settings").title == "When messages come here"
    assert chat("/settings zone").title == "Which time zone?"


def test_what_waits_is_said_and_comes_when_the_snooze_ends(chat, database, published, filing, now):
    chat("/follow pelosi yes")
    chat("/snooze 8h")
    published(filing())
    with database.write() as transaction:
        held = newest_filing(transaction, "house", "20034836")
        outbox.enqueue(transaction, held.id, "alert", {1: ["P000197"]}, now)
        assert outbox.next_due(transaction, "telegram") == now + timedelta(hours=8)
    assert chat("/settings").lines[-1] == "Waiting: 1 report"
    chat("/snooze off")
    with database.read() as transaction:
        assert outbox.next_due(transaction, "telegram") == now


def test_the_topics_of_a_chat_share_its_settings(chat):
    chat("/settings zone berlin")
    chat.address = Address("7", thread="12")
    assert chat("/settings").lines[0].startswith("Time zone: Europe/Berlin")


def test_an_official_is_muted_and_heard_of_again(chat):
    assert chat("/mute").title == "Nobody is muted here."
    message = chat("/mute pelosi")
    assert message.title == "Muted here: Nancy Pelosi (D, CA-11)"
    assert chat("/mute pelosi").title == "Nancy Pelosi is muted already."
    assert chat("/follows").lines[-1] == "Muted here: Nancy Pelosi."
    assert chat("/settings").lines[-1] == "Muted here: Nancy Pelosi"
    assert commands(chat("/unmute")) == ["/unmute P000197"]
    assert chat(commands(message)[0]).title == "No longer muted: Nancy Pelosi"
    assert chat("/unmute pelosi").title == "Nancy Pelosi is not muted here."


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("new_york", "America/New_York"),
        ("ho chi minh", "Asia/Ho_Chi_Minh"),
        ("utc", "UTC"),
        ("Etc/GMT-2", None),
        ("EST", "America/New_York"),
        ("pacific", "America/Los_Angeles"),
        ("Etc/Zulu", None),
    ],
)
def test_a_zone_is_known_by_its_name_or_city(typed, zone):
    assert zones.find(typed) == zone
    assert zone is None or zone in available_timezones()
