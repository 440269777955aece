"""A chat's follows and settings taken elsewhere, and a chat forgotten."""

import json

import pytest
from sqlalchemy import func, select

from bot.channel import Address, Person, Upload
from bot.errors import Passing
from bot.message import Tone
from storage import chats, filings, outbox, tokens
from storage.follows import MAX_PER_PLACE
from storage.tables_chats import metadata
from storage.tokens import Bound


def exported(chat):
    return json.loads(chat("/export").file.content)


def sent(content, size=None):
    """A file that somebody sends, and that the platform gives."""

    async def fetch():
        return content

    return Upload(len(content) if size is None else size, fetch)


def prepare(chat):
    for typed in ("pelosi", "$NVDA", "pelosi,khanna $AMD"):
        chat(f"/follow {typed} yes")
    chat("/follows pause 2")
    chat("/mute khanna")
    chat("/settings zone berlin")
    chat("/settings quiet 22-7")
    chat("/settings digest weekly mon 8")


def test_what_one_chat_exports_another_takes_whole(chat):
    prepare(chat)
    given = chat("/export").file.content
    assert json.loads(given) == {
        "hilltape": 1,
        "follows": ["P000197", "$NVDA", "P000197,K000389 $AMD"],
        "paused": ["$NVDA"],
        "muted": ["K000389"],
        "zone": "Europe/Berlin",
        "quiet": "22:00-07:00",
        "digest": "weekly mon 08:00",
    }
    chat.address = Address("8")
    assert chat("/export").title == "Nothing is kept about this chat."
    message = chat("/import", sent(given))
    assert (message.title, message.lines) == ("Taken: 3 new follows, 1 new mute", ())
    assert exported(chat) == json.loads(given)
    assert chat(f"/import {given.decode()}").title == "Taken: 0 new follows, 0 new mutes"


def test_what_is_not_known_here_is_said_and_the_rest_is_taken(chat):
    given = {
        "hilltape": 1,
        "follows": ["Z999999", "$NVDA", "sector:", "$a$b$c"],
        "muted": ["Z999999", "P000197"],
        "zone": "Mars/Olympus",
        "quiet": "22:00-07:00",
        "digest": "hourly",
    }
    message = chat(f"/import {json.dumps(given)}")
    assert message.title == "Taken: 1 new follow, 1 new mute"
    assert [line.split(":")[1].strip() for line in message.lines] == [
        *("Z999999", "sector", "$a$b$c", "muted Z999999", "zone Mars/Olympus", "digest hourly")
    ]
    assert exported(chat)["quiet"] == "22:00-07:00"


def test_a_query_that_cannot_be_followed_is_not_taken(chat):
    message = chat('/import {"hilltape": 1, "follows": ["filed:7d", "$NVDA"]}')
    assert message.title == "Taken: 1 new follow, 0 new mutes"
    assert message.lines[0].startswith(
        "Not taken: filed:7d: A follow hears of what is new, so it takes no time"
    )


def test_a_file_may_hold_more_than_can_be_typed(chat):
    for number in range(150):
        chat(f"/follow $A{chr(65 + number // 26)}{chr(65 + number % 26)} >50k,<5m -exchange yes")
    given = chat("/export").file
    assert len(given.content) > 4_000
    assert given.name == "hilltape-follows.json"
    chat.address = Address("8")
    assert chat(f"/import {given.content.decode()}").title.startswith("That is longer than")
    assert chat("/import", sent(given.content)).title == "Taken: 150 new follows, 0 new mutes"


def test_a_file_that_is_too_large_is_not_fetched(chat):
    message = chat("/import", sent(b"", size=3_000_000))
    assert message.title == "That file is too large: at most 256 kB are taken."


def test_a_file_that_the_platform_does_not_give_is_asked_for_again(chat):
    async def gone():
        raise Passing("404 Not Found")

    message = chat("/import", Upload(100, gone))
    assert message.title == "That file could not be fetched. Send it again."


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 a picture", b"[" * 200_000, b"\xef\xbb\xbf{}"])
def test_a_file_of_another_kind_is_refused(chat, content):
    title = chat("/import", sent(content)).title
    assert (
        title == "What shall I take?"
        if content == b""
        else title.startswith("That is not what /export gives")
    )


def test_a_file_from_a_windows_editor_is_taken(chat):
    given = sent('\ufeff{"hilltape": 1, "follows": ["$NVDA"]}'.encode())
    assert chat("/import", given).title == "Taken: 1 new follow, 0 new mutes"


def test_a_file_of_who_may_not_change_the_group_is_not_even_fetched(chat):
    chat.address, chat.person = Address("-8", group=True), Person("2", "Bob", may_change=False)

    async def never():
        raise AssertionError

    assert "admins" in chat("/import", Upload(100, never)).title


def test_a_file_with_another_command_is_left_alone(chat):
    assert chat("/recent", sent(b"whatever")).title == chat("/recent").title


@pytest.mark.parametrize(
    "text",
    [
        "pelosi",
        "{",
        "[]",
        '"hilltape"',
        '{"follows": []}',
        '{"hilltape": "1"}',
        '{"hilltape": 1, "follows": 7}',
    ],
)
def test_what_is_not_ours_is_refused_whole(chat, text):
    assert chat(f"/import {text}").title.startswith("That is not what /export gives")


def test_off_ends_what_is_set_here(chat):
    chat("/settings quiet 22:00-07:00")
    chat('/import {"hilltape": 1, "quiet": "off"}')
    assert "Quiet hours: none" in chat("/settings").lines


def test_a_later_versions_export_asks_for_an_update(chat):
    message = chat('/import {"hilltape": 2}')
    assert message.title.startswith("That was exported by a later version (2)")
    assert message.tone is Tone.ERROR


def test_a_phones_quotation_marks_are_taken(chat):
    assert chat("/import {“hilltape”: 1, “follows”: [“$NVDA”]}").title.startswith("Taken: 1 new follow,")


def test_only_so_much_is_taken(chat):
    many = [f"$A{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(MAX_PER_PLACE + 30)]
    message = chat(f"/import {json.dumps({'hilltape': 1, 'follows': many})}")
    assert message.title == "Taken: 200 new follows, 0 new mutes"
    assert message.lines[-1] == "Not taken: 20 more"


def test_forgetting_asks_first_and_then_keeps_nothing_that_names_the_chat(
    chat, database, published, filing, now
):
    assert chat("/forget").title == "Nothing is kept about this chat."
    prepare(chat)
    published(filing())
    with database.write() as transaction:
        held = filings.newest(transaction, "house", "20034836")
        outbox.enqueue(transaction, held.id, "alert", {1: ["P000197"]}, now)
        tokens.keep(transaction, "/recent", Bound("telegram", "7"), now)
    assert chat("/forget").buttons[0].command == "/forget yes"
    assert chat("/follows").title == "You follow 3 things"
    assert chat("/forget yes").title == "Forgotten: nothing is kept about this chat any more."
    names = (
        "chats",
        "places",
        "follows",
        "follow_keys",
        "settings",
        "mutes",
        "tokens",
        "deliveries",
        "sendings",
    )
    with database.read() as transaction:
        for name in names:
            counted = select(func.count()).select_from(metadata.tables[name])
            assert transaction.scalar(counted) == 0, name
    assert chat("/forget").title == "Nothing is kept about this chat."


def test_a_chat_forgotten_while_something_is_sent_there_is_forgotten_all_the_same(
    chat, database, published, filing, now
):
    chat("/follow pelosi yes")
    published(filing())
    holder = outbox.Holder("telegram", 1)
    with database.write() as transaction:
        held = filings.newest(transaction, "house", "20034836")
        outbox.enqueue(transaction, held.id, "alert", {1: ["P000197"]}, now)
        sending = outbox.lease(transaction, holder, now, lambda *_: [{"payload": ""}])
    chat("/forget yes")
    with database.write() as transaction, pytest.raises(outbox.LeaseLost):
        outbox.accepted(transaction, sending, 0, "message 1", now)


def test_a_group_that_became_another_is_forgotten_under_both_names(chat, database):
    chat("/follow pelosi yes")
    chat.address = Address("8")
    chat("/follow $NVDA yes")
    with database.write() as transaction:
        chats.move(transaction, chats.known(transaction, "telegram", "7"), "8")
    assert chat("/follows").title == "You follow 2 things"
    chat("/forget yes")
    with database.read() as transaction:
        assert transaction.scalar(select(func.count()).select_from(metadata.tables["chats"])) == 0


def test_another_chat_is_not_forgotten(chat):
    chat("/follow pelosi yes")
    chat.address = Address("8")
    chat("/follow $NVDA yes")
    chat("/forget yes")
    chat.address = Address("7")
    assert chat("/follows").title == "You follow 1 thing"
