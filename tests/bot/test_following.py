"""/follow, /follows and /unfollow."""

from dataclasses import replace
from datetime import date

import pytest

from bot.channel import Address
from bot.message import Tone
from storage import chats, follows
from storage.follows import MAX_PER_PLACE
from storage.model import Kind
from storage.query import stored as query


def commands(message):
    return [button.command for button in message.buttons]


def test_following_tells_what_it_would_have_brought(chat, published, filing):
    published(filing())
    published(filing(document_id="20030001", filed=date(2026, 5, 1)))
    published(filing(document_id="20020000", filed=date(2025, 5, 1)))
    message = chat("/follow pelosi")
    assert message.title == "You will hear about: Nancy Pelosi (D, CA-11)"
    assert message.lines == (
        "In the last 90 days that would have been 2 alerts. The newest: 23 Jun, 1 May.",
        "To begin, press Follow, or type /follow P000197 yes.",
    )
    assert commands(message)[0] == "/follow P000197 yes"
    assert commands(message)[-2:] == ["/follow", "/follow P000197 no"]
    assert chat("/follows").title == "You follow nothing yet."


def test_a_follow_begins_once_it_is_confirmed(chat):
    chat("/follow pelosi")
    message = chat("/follow P000197 yes")
    assert message.title == "Followed: Nancy Pelosi (D, CA-11)"
    assert message.lines == ("1 thing followed here; /follows lists them.",)
    assert commands(message) == ["/unfollow P000197", "/official P000197"]
    assert chat("/follows").title == "You follow 1 thing"


def test_a_dry_run_can_be_left_at_that(chat):
    assert chat("/follow pelosi no").title == "Not followed: Nancy Pelosi"
    assert chat("/follows").title == "You follow nothing yet."


def test_follow_alone_says_how_to_say_what_one_wants(chat):
    message = chat("/follow")
    assert message.title == "What do you want to hear of?"
    assert [chat(one).title.split(":")[0] for one in commands(message)] == ["You will hear about"] * 3


def test_only_on_a_discord_server_does_a_follow_mention_a_role(chat, database):
    assert chat("/follow $NVDA <@&123456>").title.startswith("Only on a Discord server can a follow mention")
    chat.channel, chat.address = "discord", Address("5", group=True)
    message = chat("/follow $NVDA <@&123456>")
    assert message.lines[1] == "Each alert will mention the role."
    assert chat(commands(message)[0]).lines[0].endswith("Its alerts mention the role.")
    assert chat("/follow $NVDA").title == "You follow $NVDA already."
    chat("/follow $NVDA <@&654321> yes")
    with database.read() as transaction:
        place = chats.find(transaction, "discord", "5")
        assert [one.role for one in follows.of(transaction, place.id)] == ["654321"]


def test_following_everything_names_who_was_newest(chat, published, filing):
    published(filing())
    published(filing(document_id="8220999", kind=Kind.PAPER, trades=()), "M001157")
    lines = chat("/follow *").lines
    assert lines[0].endswith("2 alerts. The newest: Michael McCaul 23 Jun, Nancy Pelosi 23 Jun.")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("pelosi,khanna", "Nancy Pelosi or Ro Khanna"),
        ("$NVDA,$AMD", "$NVDA or $AMD trades, by anyone"),
        ("pelosi,khanna $NVDA", "$NVDA trades by Nancy Pelosi or Ro Khanna"),
    ],
)
def test_a_follow_of_several_things_is_said_as_one_would(asked, said, chat):
    assert chat(f"/follow {asked}").title == f"You will hear about: {said}"


def test_a_button_shows_the_beginning_of_a_long_id_and_presses_the_whole(chat, published, filing):
    long = "0f5a3b1e-1234-4abc-8def-000000000001"
    published(filing(document_id=long))
    buttons = [*chat("/recent").buttons, *chat("/official pelosi").buttons]
    shown = [(button.label, button.command) for button in buttons if "/filing" in button.command]
    assert shown == [("Pelosi 0f5a3b1e", f"/filing {long}"), ("Report 0f5a3b1e", f"/filing {long}")]


def test_following_twice_says_so(chat):
    chat("/follow $brk-b yes")
    message = chat("/follow $BRK.B")
    assert message.title == "You follow $BRK.B already."
    assert commands(message) == ["/unfollow $BRK.B"]


def test_a_query_that_cannot_be_read_says_what_to_type(chat):
    message = chat("/follow >50x")
    assert message.title.startswith("“>50x” is not an amount I can read.")
    assert message.lines == ("For example: /follow pelosi or /follow $NVDA",)
    assert message.tone is Tone.ERROR


def test_a_misspelt_term_is_offered_as_it_should_be_with_the_rest_of_the_query(chat):
    message = chat("/follow pelosi comittee:finance buy")
    assert message.title == "I do not know “comittee:finance”. Did you mean committee:finance?"
    assert commands(message) == ["/follow pelosi committee:finance buy"]
    assert chat(commands(message)[0]).title.startswith(
        "You will hear about: buys by Nancy Pelosi among members"
    )


def test_a_follow_takes_no_time_and_says_why(chat):
    message = chat("/follow pelosi buy filed:7d")
    assert message.title == (
        "A follow hears of what is new, so it takes no time: filed:2026-06-16.. is for searching."
    )
    assert chat(commands(message)[0]).title == "You will hear about: buys by Nancy Pelosi"


def test_a_company_is_followed_by_its_name(chat, published, filing):
    published(filing())
    message = chat("/follow intel corporation <15k")
    assert message.title == "You will hear about: trades in “intel corporation” of at most $15 K, by anyone"
    assert message.lines[0].startswith("In the last 90 days that would have been 1 alert.")
    assert commands(message)[0] == '/follow company:"intel corporation" <15k yes'


def test_a_place_may_follow_only_so_much(chat, database, now):
    chat("/follow pelosi yes")
    with database.write() as transaction:
        place = chats.find(transaction, "telegram", "7")
        for number in range(MAX_PER_PLACE - 1):
            follows.add(
                transaction, place.id, query(f"${'ABCDEFGHIJ'[number // 20]}{chr(65 + number % 20)}"), now
            )
    assert chat("/follow $NVDA yes").title.startswith("This chat follows 200 things, the most it may.")
    assert chat("/follows").title == "You follow 200 things"


def test_follows_lists_by_number_and_each_opens(chat):
    assert chat("/follows").title == "You follow nothing yet."
    chat("/follow pelosi yes")
    chat("/follow $NVDA yes")
    message = chat("/follows")
    assert message.title == "You follow 2 things"
    assert message.lines == ("1. Nancy Pelosi · since 23 Jun", "2. $NVDA · since 23 Jun")
    assert message.in_place
    assert commands(message) == ["/follows edit 1", "/follows edit 2"]
    card = chat("/follows edit 2")
    assert card.title == "2. $NVDA trades, by anyone"
    assert commands(card) == ["/follows pause 2", "/follows change 2", "/follows delete 2", "/follows"]
    assert chat("/follows 2") == card


def test_a_follow_is_paused_and_goes_on(chat):
    chat("/follow pelosi yes")
    paused = chat("/follows pause 1")
    assert paused.lines[1] == "Paused: it is kept and sends nothing."
    assert chat("/follows").lines == ("1. Nancy Pelosi · paused · since 23 Jun",)
    assert commands(chat("/follow pelosi"))[0] == "/follows resume 1"
    assert "/follows pause 1" in commands(chat("/follows resume 1"))


def test_a_follow_is_changed_and_changed_back(chat):
    chat("/follow pelosi yes")
    assert chat("/follows change 1").lines[0].startswith("Type /follows change 1 and the new query")
    message = chat("/follows change 1 khanna,$NVDA")
    assert message.title == "Changed: you will hear about Ro Khanna or $NVDA trades"
    chat(commands(message)[0])
    assert chat("/follows").lines == ("1. Nancy Pelosi · since 23 Jun",)
    assert chat("/follows change 1 pelosi").title == "You follow Nancy Pelosi already."
    assert chat("/follows change 1 $AMD yes").title == "Changed: you will hear about $AMD trades, by anyone"


def test_a_follow_is_deleted_and_its_number_is_no_others(chat):
    for query_typed in ("pelosi", "khanna", "$NVDA"):
        chat(f"/follow {query_typed} yes")
    message = chat("/follows delete 2")
    assert message.title == "You will no longer hear about: Ro Khanna"
    assert commands(message) == ["/follow K000389 yes", "/follows"]
    assert chat("/follows").lines == ("1. Nancy Pelosi · since 23 Jun", "3. $NVDA · since 23 Jun")
    assert chat("/follows pause 2").title == ("Nothing followed here has the number 2. /follows lists them.")
    assert chat("/follows burn 1").tone is Tone.ERROR


def test_a_long_list_is_paged(chat, database, now):
    chat("/follow pelosi yes")
    with database.write() as transaction:
        place = chats.find(transaction, "telegram", "7")
        for number in range(19):
            follows.add(transaction, place.id, query(f"$A{chr(65 + number)}"), now)
    first, last = chat("/follows"), chat("/follows page 3")
    assert (first.note.split(" · ")[0], len(first.lines)) == ("Page 1 of 3", 9)
    assert commands(first)[-1] == "/follows page 2"
    assert last.lines[-1].startswith("20. $AS")
    assert commands(last)[-1] == "/follows page 2"
    assert chat("/follows page 99").lines == last.lines


def test_unfollowing_says_what_is_left(chat):
    chat("/follow pelosi yes")
    chat("/follow * yes")
    message = chat("/unfollow pelosi")
    assert message.title == "You will no longer hear about: Nancy Pelosi"
    assert message.lines == ("Still followed here: everything.",)
    assert chat("/unfollow 2").lines == ("Nothing is followed here any more.",)
    assert chat("/unfollow 2").title == "Nothing followed here has the number 2. /follows lists them."


def test_anybody_in_a_group_sees_what_could_be_unfollowed(chat):
    chat("/follow pelosi yes")
    chat.person = replace(chat.person, may_change=False)
    assert commands(chat("/unfollow")) == ["/unfollow P000197"]
    assert chat("/unfollow pelosi").title.startswith("Only this chat's admins may change")


def test_unfollowing_nothing_lists_what_could_be(chat):
    chat("/follow pelosi yes")
    assert commands(chat("/unfollow")) == ["/unfollow P000197"]
    message = chat("/unfollow $NVDA")
    assert message.title == "You do not follow $NVDA."
    assert commands(message) == ["/unfollow P000197"]


def test_who_is_no_longer_known_can_still_be_unfollowed(chat, database, now):
    with database.write() as transaction:
        place = chats.place(transaction, "telegram", "7")
        follows.add(transaction, place.id, query("Z999999"), now)
    assert chat("/unfollow Z999999").title == "You will no longer hear about: Z999999"


def test_threads_of_a_chat_follow_apart(chat):
    chat("/follow pelosi yes")
    chat.address = Address("7", thread="12")
    assert chat("/follows").title == "You follow nothing yet."
