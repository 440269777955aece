import asyncio
from dataclasses import replace

import pytest

from bot.answer import WORDS, Answerer, split
from bot.channel import Address, Person, Request
from bot.command import Command
from bot.message import Message, Tone
from bot.offload import Offload
from storage import chats, tokens
from storage.model import ChatState

ANYBODY = Person("2", "Bob", may_change=False)


def test_a_command_that_breaks_still_answers(database, people, now):
    def run(_call) -> Message:
        raise RuntimeError("broken")

    async def ask() -> Message:
        offload = Offload(threads=1)
        answer = Answerer(database, people, [Command("break", "Breaks", run)], lambda: now, offload)
        request = Request("telegram", "1", Address("7"), "Ann", Person("1", "Ann", True), "/break")
        said = await answer(request)
        offload.close()
        return said

    assert asyncio.run(ask()).title.startswith("Something went wrong on our side; nothing was changed.")


def test_a_change_that_breaks_leaves_nothing_behind(database, people, now):
    def run(call) -> Message:
        chats.place(call.transaction, "telegram", "7")
        raise RuntimeError("broken")

    async def ask() -> None:
        offload = Offload(threads=1)
        answer = Answerer(database, people, [Command("break", "", run, changes=True)], lambda: now, offload)
        await answer(Request("telegram", "1", Address("7"), "Ann", Person("1", "Ann", True), "/break"))
        offload.close()

    asyncio.run(ask())
    with database.read() as transaction:
        assert chats.find(transaction, "telegram", "7") is None


def test_a_change_delivered_twice_is_made_once(chat):
    chat.event = lambda: "the same update"
    assert chat("/follow pelosi yes").title == "Followed: Nancy Pelosi (D, CA-11)"
    assert chat("/follow pelosi yes").title == "Done already."


def test_a_change_refused_may_be_asked_for_again_under_the_same_event(chat):
    chat.event = lambda: "the same update"
    assert chat("/follow peloci yes").tone is Tone.ERROR
    assert chat("/follow pelosi yes").title.startswith("Followed")


def test_only_admins_change_what_a_group_follows_but_anybody_looks_up(chat):
    chat.address = Address("-5", group=True)
    chat.person = ANYBODY
    assert chat("/follow pelosi yes").title.startswith("Only this chat's admins may change what it follows")
    assert chat("/official pelosi").title.startswith("Nancy Pelosi")
    assert chat("/follow pelosi").lines[-1] == "One of this chat's admins can confirm it."
    chat.person = replace(ANYBODY, may_change=True)
    assert chat("/follow pelosi yes").title.startswith("Followed")


def test_whoever_speaks_from_a_paused_chat_brings_it_back(chat, database):
    with database.write() as transaction:
        place = chats.place(transaction, "telegram", "7")
        chats.pause(transaction, place.chat.id, ChatState.PAUSED, "blocked")
    chat("/recent")
    with database.read() as transaction:
        assert chats.find(transaction, "telegram", "7").chat.state is ChatState.ACTIVE


def test_whoever_speaks_from_a_paused_thread_brings_it_back(chat, database):
    with database.write() as transaction:
        place = chats.place(transaction, "telegram", "7", "12")
        chats.pause_thread(transaction, place.id, "closed")
    chat.address = Address("7", thread="12")
    chat("/recent")
    with database.read() as transaction:
        assert not chats.paused(transaction, "telegram", "7", "12")


def test_looking_up_leaves_no_trace_of_who_asked(chat, database):
    chat("/recent")
    with database.read() as transaction:
        assert chats.find(transaction, "telegram", "7") is None


def test_an_unknown_command_suggests_the_nearest(chat):
    message = chat("/folow pelosi")
    assert message.title == "I do not know /folow. Did you mean /follow?"
    assert message.buttons[0].command == "/follow pelosi"
    assert chat("/xyzzy").buttons[0].command == "/help"


def test_a_text_too_long_is_not_read(chat):
    assert chat("/follow " + "x" * 500).title == "That is longer than the 500 characters I read."


def test_nothing_but_space_asks_for_a_command(chat):
    assert chat("  \n ").title == "Type a command, a ticker or a name."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nancy   pelosi", "Nancy Pelosi (D, CA-11) · House"),
        ("intc", "INTC: 1 trade reported"),
        ("$NVDA", "No report we have names NVDA."),
        ("nvda", "No report we have names NVDA."),
        ("intel", "Trades in “intel”: 1 trade"),
        ("pelosi intc buy", "$INTC buys by Nancy Pelosi: 1 trade"),
        ("house >50k", "Trades of more than $50 K by members of the House"),
        ("rogers", "“rogers” could be Hal Rogers (R, KY-5) or Mike Rogers (R, AL-3)."),
        ("party:Z", "I do not know “party:Z”. Behind party: stands one of D, R, I, L."),
        ("peloci", "I do not know “peloci”. Did you mean Nancy Pelosi?"),
    ],
)
def test_words_alone_are_looked_up_in_private(chat, published, filing, words, said):
    published(filing())
    assert chat(words).title.startswith(said)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/official intc", "/ticker $INTC"),
        ("/official pelosi $INTC", "/search pelosi $INTC"),
        ("/ticker nancy pelosi", "/official nancy pelosi"),
        ("/ticker $INTC buy", "/search $INTC buy"),
        ("/ticker intel", "/search intel"),
        ("/ticker Khanna (D, CA-17)", "/official Khanna (D, CA-17)"),
        ("/official $INTC (Intel Corporation)", "/ticker $INTC"),
        ("/recent house", "/search house"),
        ("/why $INTC", "/ticker $INTC"),
        ("/follow intc >50k", "/follow $INTC >50k"),
        ("/chart pelosi,intc", "/chart pelosi,$INTC"),
        ("/follow nvda", "/follow $NVDA"),
        ("/search pelosi nvda buy", "/search pelosi $NVDA buy"),
        ("/official nvda", "/ticker $NVDA"),
    ],
)
def test_what_belongs_to_another_command_is_offered_there(chat, published, filing, typed, meant):
    published(filing())
    message = chat(typed)
    assert "Did you mean " in message.title
    assert message.buttons[0].command == meant


@pytest.mark.parametrize(
    ("text", "private", "name", "arguments"),
    [
        ("/follow $NVDA", True, "follow", "$NVDA"),
        ("/Follow@SomeBot  mike \n rogers", False, "follow", "mike rogers"),
        ("$NVDA  buy", True, WORDS, "$NVDA buy"),
        ("pelosi", True, WORDS, "pelosi"),
        ("pelosi", False, "", ""),
        ("\u200e/follow\u200b $NVDA\x00", True, "follow", "$NVDA"),
        ("/", True, "", ""),
        ("", True, "", ""),
    ],
)
def test_a_text_becomes_a_command_and_what_follows_it(text, private, name, arguments):
    assert split(text, private=private) == (name, arguments)


def test_hostile_words_are_just_words(chat):
    quoted = "/official '; DROP TABLE filings; --"
    for text in ("/follow \x00", quoted, "/filing \x00", "/filing \ud800", "/filing %", "/\x00"):
        assert "our side" not in chat(text).title


MANY = ",".join(f"$A{chr(65 + number)}" for number in range(20))


def test_a_button_that_is_too_long_types_a_short_name_for_its_command(chat):
    pressed = chat(f"/follow {MANY}").buttons[0].command
    assert pressed.startswith("/go ")
    assert len(pressed) < 20
    assert chat(f"/follow {MANY}").buttons[0].command == pressed
    assert chat(pressed).title.startswith("Followed: $AA or $AB")


def test_a_button_is_pressed_with_the_rights_of_who_presses_it_and_in_its_own_chat(chat):
    pressed = chat(f"/follow {MANY}").buttons[0].command
    chat.person = ANYBODY
    chat.address = Address("7", group=True)
    assert chat(pressed).title.startswith("Only this chat's admins may change what it follows.")
    chat.address = Address("8")
    assert chat(pressed).title == "That button is no longer known; type /help."
    assert chat("/go").title == "That button is no longer known; type /help."


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/official pelosi", "Nancy Pelosi (D, CA-11) · House since 1987"),
        ("/follow pelosi", "You will hear about: Nancy Pelosi (D, CA-11)"),
        ("/follow pelosi yes", "Hilltape tells you what US officials just traded."),
    ],
)
def test_a_shared_link_looks_something_up_and_never_changes_anything(chat, database, now, command, said):
    with database.write() as transaction:
        token = tokens.keep(transaction, command, None, now)
    assert chat(f"/start {token}").title == said
    assert chat("/follows").title == "You follow nothing yet."
    assert chat(f"/go {token}").title == "That button is no longer known; type /help."
