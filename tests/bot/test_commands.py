from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.channel import Address
from bot.commands import COMMANDS
from bot.commands.help import LAW
from bot.message import Tone
from storage import chats, documents, follows, health, officials
from storage.follows import MAX_PER_PLACE
from storage.model import AmountRange, Kind, Owner, RowStatus, Side, Vehicle
from storage.query import stored as query


def commands(message):
    return [button.command for button in message.buttons]


def test_start_says_what_this_is_and_offers_three_follows_that_work(chat):
    message = chat("/start")
    assert message.title == "Hilltape tells you what US officials just traded."
    assert [chat(command).title for command in commands(message)] == [
        "You will hear about: Nancy Pelosi (D, CA-11)",
        "You will hear about: $NVDA trades, by anyone",
        "You will hear about: every report, by anyone",
    ]


def test_a_link_into_the_bot_may_add_something_to_start(chat):
    assert chat("/start from_the_website").title == chat("/start").title


def test_the_readme_quotes_the_law_as_help_does():
    readme = " ".join((Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split())
    assert LAW[LAW.index("“") :] in readme


def test_help_is_short_quotes_the_law_and_its_examples_work(chat, published, filing):
    published(filing())
    message = chat("/help")
    assert len(message.lines) <= 12
    assert message.lines[-1] == LAW
    assert "It shall be unlawful for any person to obtain or use a report" in LAW
    for command in commands(message):
        assert chat(command).tone is not Tone.ERROR, command


def test_help_all_lists_every_command_once_and_how_queries_read(chat):
    message = chat("/help all")
    for command in COMMANDS:
        assert sum(line.split()[:1] == [f"/{command.name}"] for line in message.lines) == 1
    assert message.lines[-1].startswith("A query is an official (pelosi), a company (nvidia)")


def test_help_of_one_command_says_more_of_it_and_its_examples_work(chat, published, filing):
    published(filing())
    for command in COMMANDS:
        message = chat(f"/help {command.name}")
        assert command.help in message.title
        assert command.example in message.lines[0]
        assert [chat(typed).tone for typed in commands(message) if chat(typed).tone is Tone.ERROR] == []
    assert commands(chat("/help /Search")) == ["/search pelosi", "/search $NVDA buy"]
    assert commands(chat("/help unfollow")) == commands(chat("/help filing")) == []


def test_help_of_an_unknown_command_says_where_all_are(chat):
    assert chat("/help me").title == "I know no command “me”. /help all lists every one."


def test_every_commands_help_fits_every_menu_and_its_example_names_it():
    for command in COMMANDS:
        assert len(command.help) <= 100
        assert command.example.startswith(f"/{command.name}")


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


def test_a_name_nobody_has_suggests_the_nearest(chat):
    message = chat("/follow peloci")
    assert message.title == "I do not know “peloci”. Did you mean Nancy Pelosi?"
    assert chat(commands(message)[0]).title == "You will hear about: Nancy Pelosi (D, CA-11)"


def test_a_name_several_have_asks_which(chat):
    message = chat("/follow rogers,$NVDA")
    assert message.title == "“rogers” could be Hal Rogers (R, KY-5) or Mike Rogers (R, AL-3)."
    assert commands(message) == ["/follow R000395,$NVDA", "/follow R000575,$NVDA"]
    assert chat(commands(message)[1]).title == "You will hear about: Mike Rogers or $NVDA trades"


@pytest.mark.parametrize("command", ["/official", "/follow", "/search", "/mute"])
def test_a_suggested_name_sent_without_choosing_it_is_taken_with_its_seat(command, chat):
    assert "Mike Rogers" in chat(f"{command} Mike Rogers (R, AL-3)").title


def test_two_of_one_name_are_suggested_with_their_seats(chat, database):
    with database.write() as transaction:
        officials.executive(transaction, "Hal Rogers")
    labels = {button.label for button in chat("/follow Hal Rogers (R, TX-1)").buttons}
    assert {"Hal Rogers (R, KY-5)", "Hal Rogers (executive branch)"} <= labels


def test_a_nickname_and_a_beginning_ask_before_anything_is_followed(chat):
    for typed in ("nan pelosi", "pelo"):
        message = chat(f"/follow {typed}")
        assert message.title == f"I do not know “{typed}”. Did you mean Nancy Pelosi?"
        assert commands(message) == ["/follow P000197"]
    assert chat("/official x").title == "I do not know “x”."


def test_where_more_have_a_name_than_are_offered_it_says_to_type_more(chat, database):
    with database.write() as transaction:
        for surname in "abcdefghij":
            officials.executive(transaction, f"Jane {surname}xy")
    message = chat("/follow jane")
    assert message.title.startswith("“jane” could be many people: Jane axy (executive branch), ")
    assert message.title.endswith(" … Type more of the name.")
    assert len(commands(message)) == 8


def test_a_member_and_an_executive_of_one_name_are_told_apart(chat, database):
    with database.write() as transaction:
        officials.executive(transaction, "Hal Rogers")
    message = chat("/official hal rogers")
    assert message.title == "“hal rogers” could be Hal Rogers (R, KY-5) or Hal Rogers (executive branch)."
    assert chat("/official X000001").title == "Hal Rogers (executive branch)"


def test_a_member_and_an_executive_of_one_name_are_two_whose_profiles_name_each_other(chat, database):
    with database.write() as transaction:
        officials.executive(transaction, "Hal Rogers", "Secretary, Department of Samples")
    for person, other, label in (
        ("X000001", "R000395", "R, KY-5"),
        ("R000395", "X000001", "executive branch"),
    ):
        message = chat(f"/official {person}")
        asks = f"Perhaps the same person as Hal Rogers ({label}). Nothing published proves it: "
        assert f"{asks}each is followed alone." in message.lines
        assert f"/official {other}" in commands(message)
    assert not [line for line in chat("/official pelosi").lines if "Perhaps" in line]


def test_executives_of_one_name_at_two_agencies_are_told_apart_by_them(chat, database):
    with database.write() as transaction:
        for agency in ("Department of Samples", "Office of Examples"):
            officials.executive(transaction, "Ada Sample", f"Director, {agency}")
    message = chat("/official ada sample")
    assert message.title == (
        "“ada sample” could be Ada Sample (Department of Samples) or Ada Sample (Office of Examples)."
    )
    assert commands(message) == ["/official X000001", "/official X000002"]


def test_an_executive_is_found_by_the_label_with_the_agency_alone_and_in_a_query(chat, database):
    with database.write() as transaction:
        for agency in ("Department of Samples", "Securities and Exchange Commission"):
            officials.executive(transaction, "Ada Sample", f"Director, {agency}")
    label = "Ada Sample (Securities and Exchange Commission)"
    assert chat(f"/official {label}").title == chat("/official X000002").title
    assert commands(chat(f"/follow {label} buy"))[0] == "/follow X000002 buy yes"
    assert commands(chat("/official Ada Sample (Department of Nothing)")) == [
        "/official X000001",
        "/official X000002",
    ]


def test_a_ticker_with_another_companys_name_is_asked_about(chat, published, filing):
    published(filing())
    assert chat("/ticker INTC (Intel Corporation)").title == chat("/ticker INTC").title
    for command in ("/ticker", "/search", "/follow"):
        message = chat(f"{command} $INTC (Ford Motor)")
        assert message.title == "No report names $INTC as “Ford Motor”. Type the ticker alone: $INTC"
        assert commands(message) == [f"{command} $INTC"]


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


def test_a_name_that_is_an_officials_and_a_companys_is_asked_about(chat, published, filing, trade):
    published(filing(trades=(replace(trade(), asset="Pelosi Motor Co"),)))
    message = chat("/follow pelosi")
    assert message.title == "“pelosi” could be Nancy Pelosi (D, CA-11) or the company pelosi."
    assert commands(message) == ["/follow P000197", "/follow company:pelosi"]
    assert chat(commands(message)[1]).title == "You will hear about: trades in “pelosi”, by anyone"


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


def test_a_report_on_paper_shows_its_first_page(chat, published, filing, picture):
    published(filing(document_id="8220999", kind=Kind.PAPER, trades=(), pages=41), picture=picture)
    published(filing())
    assert chat("/filing 8220999").picture == picture
    assert chat("/filing 20034836").picture == b""


def test_a_report_says_what_its_assets_are_held_in(chat, published, filing):
    trust = Vehicle("Family Trust", Owner.SELF, "50%", "", "")
    brokerage = Vehicle("Family Trust ⇒ Brokerage", Owner.JOINT, "", "Dover, DE, US", "Opened in 2024")
    published(filing(vehicles=(trust, brokerage, Vehicle("Roth IRA", Owner.SELF, "", "", ""))))
    published(
        filing(document_id="20034837", vehicles=(Vehicle("Account " * 99, Owner.CHILD, "", "", ""),) * 99)
    )
    published(filing(document_id="20034838"))
    held = [
        [line for line in chat(f"/filing {name}").lines if line.startswith("Held in: ")]
        for name in ("20034836", "20034837", "20034838")
    ]
    assert held[0] == [
        "Held in: Family Trust (50%), Family Trust ⇒ Brokerage (joint, Dover, DE, US), Roth IRA"
    ]
    assert len(held[1][0]) <= 400
    assert held[2] == []


def test_an_official_in_a_few_lines(chat, published, listed, filing, trade, database, now):
    sale = trade(ordinal=2, ticker="UBER", side=Side.SELL, traded=date(2026, 5, 19))
    amended = trade(ordinal=3, status=RowStatus.AMENDED)
    published(filing(trades=(trade(), sale, amended)))
    published(filing(document_id="8220999", kind=Kind.PAPER, trades=(), pages=41))
    published(filing(document_id="20010000", filed=date(2024, 5, 1)))
    listed("20040000")
    with database.write() as transaction:
        documents.failed(transaction, documents.named(transaction, "20040000"), "Unreadable", "", now)
    message = chat("/official pelosi")
    assert message.title == "Nancy Pelosi (D, CA-11) · House since 1987"
    assert message.lines == (
        "2 trades reported in the last 12 months · $2 K – $30 K · 1 buy, 1 sale"
        " · median 30 days from trade to filing",
        "Most traded: INTC 1, UBER 1",
        "1 row corrects an earlier report and is not counted.",
        "On paper: 1 of 2 reports; the trades on it are not counted.",
        "Not counted: 1 report could not be read yet.",
        "",
        "23 Jun · on paper, 41 pages · 8220999",
        "23 Jun · bought INTC, sold UBER · $3 K – $45 K · 20034836",
        "1 May 2024 · bought INTC · $1 K – $15 K · 20010000",
    )
    assert commands(message) == [
        "/follow P000197",
        "/recent P000197",
        "/chart P000197",
        "/filing 8220999",
        "/ticker $INTC",
        "/ticker $UBER",
    ]


def test_a_trade_that_an_amendment_states_again_counts_once(chat, published, filing, trade):
    published(filing(trades=(trade(printed={"id": "1"}), trade(ordinal=2, ticker="UBER"))))
    amended = trade(status=RowStatus.AMENDED, printed={"id": "1"}, amount=AmountRange(1_500_100, 5_000_000))
    published(filing(document_id="20034840", trades=(amended,)))
    lines = chat("/official pelosi").lines
    assert lines[0].startswith("2 trades reported in the last 12 months · $16 K – $65 K · 2 buys")
    assert "corrects an earlier report" not in str(lines)


def test_an_official_on_paper_is_not_said_to_have_traded_nothing(chat, published, filing):
    published(filing(kind=Kind.PAPER, trades=(), pages=41))
    assert chat("/official pelosi").lines[:2] == (
        "No trade that we can read in the last 12 months.",
        "Files mostly on paper: 1 of 1 report; the trades on it are not counted.",
    )


def test_an_official_who_is_followed_can_be_unfollowed_there(chat):
    chat("/follow khanna yes")
    message = chat("/official khanna")
    assert message.lines == ("No trade reported in the last 12 months.",)
    assert commands(message) == ["/unfollow K000389"]


def test_a_seat_at_large_says_so(chat):
    assert chat("/official begich").title == "Nicholas J. Begich (R, AK at large) · House since 2025"


def test_a_ticker_says_who_traded_it_newest_first(chat, published, filing, trade):
    published(filing(trades=(trade(traded=date(2026, 5, 1)), trade(ordinal=2, side=Side.SELL))))
    published(filing(document_id="20010000", filed=date(2024, 5, 1)), "K000389")
    message = chat("/ticker intc")
    assert message.title == "INTC: 2 trades reported in the last 12 months"
    assert message.lines[:3] == (
        "$2 K – $30 K · 1 buy, 1 sale",
        "Named as Intel Corporation - Common Stock (INTC); the SEC does not list INTC.",
        "Most trades: Nancy Pelosi (D, CA-11) 2, $2 K – $30 K",
    )
    assert message.lines[4:] == (
        "🟢 Nancy Pelosi (D, CA-11) · $1 K – $15 K · 1 May · filed 23 Jun · 20034836",
        "🔴 Nancy Pelosi (D, CA-11) · $1 K – $15 K · 29 May · filed 23 Jun · 20034836",
        "🟢 Ro Khanna (D, CA-17) · $1 K – $15 K · 29 May · filed 1 May 2024 · 20010000",
    )
    assert commands(message) == [
        "/follow $INTC",
        "/chart $INTC",
        "/official P000197",
        "/filing 20034836",
        "/filing 20010000",
    ]


def test_a_ticker_says_whom_the_sec_lists_and_when_the_name_is_another(chat, published, filing, trade):
    published(filing(trades=(trade(listed_as="INTEL CORP", confirmed=True),)))
    assert chat("/ticker INTC").lines[1].endswith("(INTC); the SEC lists INTEL CORP.")
    spectra = trade(ticker="SE", asset="Spectra Energy Corp.", listed_as="Sea Ltd")
    published(filing(document_id="20010000", trades=(spectra,)))
    message = chat("/ticker SE")
    assert message.lines[1].endswith("the SEC lists Sea Ltd under SE, so this may be another company.")
    assert "Nancy Pelosi (D, CA-11) · Spectra Energy Corp. · $1 K – $15 K" in message.lines[4]


def test_a_former_ticker_finds_what_was_traded_under_it_and_names_the_new_one(chat, published, filing, trade):
    facts = {"listed_as": "Meta Platforms, Inc.", "confirmed": True}
    facebook = trade(ticker="META", former_ticker="FB", asset="Facebook, Inc.", **facts)
    published(filing(trades=(facebook,)))
    former = chat("/ticker FB")
    assert former.title == "META (then FB): 1 trade reported in the last 12 months"
    assert former.lines[1] == "Named as Facebook, Inc.; the ticker is META today."
    assert commands(former)[:2] == ["/ticker $META", "/follow $FB"]
    message = chat("/ticker META")
    assert message.title == "META: 1 trade reported in the last 12 months"
    assert message.lines[1] == "Named as Facebook, Inc.; the SEC lists Meta Platforms, Inc."


def test_an_exchange_says_for_what_wherever_it_is_looked_up(chat, published, filing, trade):
    both = {"given": "Praxair, Inc.", "received": "Linde plc", "given_ticker": "PX", "received_ticker": "LIN"}
    note = "for Linde plc (LIN); by merger"
    published(filing(trades=(trade(side=Side.EXCHANGE, ticker="PX", printed={"exchange": both}, note=note),)))
    said = "Praxair, Inc. for Linde plc · $1 K – $15 K · 29 May"
    assert f"1. 🔁 {said} · “by merger”" in chat("/filing 20034836").lines
    assert said in chat("/ticker PX").lines[4]


def test_a_ticker_nobody_traded_suggests_the_nearest_that_was(chat, published, filing):
    published(filing())
    message = chat("/ticker INTX")
    assert message.title == "No report we have names INTX. Did you mean INTC?"
    assert commands(message) == ["/ticker $INTC", "/follow $INTX"]


def test_what_is_no_ticker_shows_how_one_looks(chat):
    message = chat("/ticker nvidia corporation")
    assert message.title == "“nvidia corporation” is not a ticker I can read. Type it like NVDA or BRK.B."
    assert message.lines == ("For example: /ticker NVDA",)


def test_an_amendment_shows_what_it_changed_and_the_first_report_names_it(chat, published, filing, trade):
    uber = trade(ordinal=2, ticker="UBER")
    published(filing(trades=(trade(), uber)))
    changed = trade(status=RowStatus.AMENDED, amount=AmountRange(5_000_100, 10_000_000))
    rows = (changed, replace(uber, status=RowStatus.DELETED))
    published(filing(document_id="20039999", filed=date(2026, 6, 24), trades=rows))
    lines = chat("/filing 20039999").lines
    assert lines[1] == "Amends House report 20034836: 1 of 2 rows changed, 1 removed."
    assert lines[3:5] == (
        "1. 🟢 INTC · $1 K – $15 K → $50 K – $100 K · 29 May",
        "2. Removed buy: UBER · $1 K – $15 K · 29 May",
    )
    assert "Amended by House report 20039999." in chat("/filing 20034836").lines


def test_a_filing_is_shown_whole_with_its_clocks_and_document(chat, published, filing, trade):
    published(
        filing(trades=(trade(note="Dividend reinvestment"), trade(ordinal=2, amount=AmountRange(None, None))))
    )
    message = chat("/filing 20034836")
    assert message.title == "Nancy Pelosi (D, CA-11): bought INTC"
    assert message.lines == (
        "2 trades · $1 K – $15 K (1 without an amount)",
        "Reported in time: due 29 Jun (5 U.S.C. 13105(l)).",
        "",
        "1. 🟢 Intel Corporation - Common Stock (INTC) · $1 K – $15 K · 29 May · “Dividend reinvestment”",
        "2. 🟢 Intel Corporation - Common Stock (INTC) · amount not given · 29 May",
        "",
        "Traded 29 May · filed 23 Jun (25 days later) · seen 23 Jun 14:02 UTC (not listed at 14:01)",
    )
    assert message.link.url.endswith("20034836.pdf")


def test_a_very_long_filing_comes_in_pages(chat, published, filing, trade):
    published(filing(trades=tuple(trade(ordinal=n) for n in range(1, 723))))
    message = chat("/filing 20034836")
    assert "Rows 1 – 30 of 722" in message.lines
    assert (message.buttons[0].label, message.buttons[0].command) == ("Rows 31 – 60", "/filing 20034836 2")
    last = chat("/filing 20034836 25")
    assert "Rows 721 – 722 of 722" in last.lines
    assert last.buttons[0].label == "Rows 691 – 720"
    assert chat("/filing 20034836 26").title.startswith("Report 20034836 has 25 pages of rows")


def test_a_report_that_failed_says_why_and_when_it_is_tried_again(chat, listed, database, now):
    listed("20040000")
    with database.write() as transaction:
        documents.failed(transaction, documents.named(transaction, "20040000"), "NoRows", "", now)
    message = chat("/filing 20040000")
    assert message.title == "House report 20040000 is not read yet"
    assert message.lines == (
        "Hon. Nancy Pelosi, filed 23 Jun.",
        "State: no transaction was found in an electronic report (tried once; next try 14:02 UTC).",
    )


def test_a_report_that_waits_says_for_what(chat, listed):
    listed("20040000")
    listed("20010000", silent=True, read_since=date(2027, 1, 1))
    assert chat("/filing 20040000").lines[1] == "State: waiting to be fetched."
    assert chat("/filing 20010000").lines[1] == "State: recorded, waiting for a backfill."


def test_an_unknown_report_shows_what_an_id_looks_like(chat):
    message = chat("/filing 1")
    assert message.title.startswith("I know no report “1”.")
    assert message.lines == ("For example: /filing 20034836",)


def test_recent_shows_the_newest_reports_first(chat, published, filing):
    assert chat("/recent").title == "No report has been read yet."
    for number in range(12):
        published(filing(document_id=f"200300{number:02}", filed=date(2026, 6, 1) + timedelta(days=number)))
    message = chat("/recent")
    assert message.title == "The newest 10 reports"
    assert message.lines[0] == "12 Jun · Nancy Pelosi (D, CA-11): bought INTC · $1 K – $15 K · 20030011"
    assert len(message.lines) == 10
    older = chat(commands(message)[0])
    assert older.title == "The next older 2 reports"
    assert older.lines[1].endswith("20030000")
    assert commands(older)[0] == "/recent 1"


@pytest.mark.parametrize("asked", ["/recent", "/recent K000389"])
def test_after_the_last_page_of_recent_a_button_leads_to_the_first(chat, published, filing, asked):
    published(filing(), "K000389")
    message = chat(f"{asked} 2")
    assert message.title.startswith("No older report")
    assert message.in_place
    assert commands(message) == [f"{asked} 1"]
    assert chat(f"{asked} 1").title.startswith("The only report so far")


def test_recent_may_be_of_one_official(chat, published, filing):
    published(filing())
    published(filing(document_id="20030001"), "K000389")
    message = chat("/recent khanna")
    assert message.title == "The only report so far by Ro Khanna (D, CA-17)"
    assert chat("/recent mccaul").title == "No report by Michael McCaul (R, TX-10) has been read yet."
    assert chat("/recent 1001").title == "Pages go from 1 to 1,000."


def test_answers_say_how_fresh_the_data_is(chat, database, now):
    assert chat("/recent").note == "No source has been read yet"
    with database.write() as transaction:
        health.ok(transaction, "source:house", now - timedelta(minutes=1))
    assert chat("/recent").note == "House data as of 23 Jun 14:01 UTC"


def test_sources_that_agree_are_said_once_and_the_others_after(chat, database, now):
    with database.write() as transaction:
        for name, minutes in (("house", 1), ("senate", 4), ("oge", 12)):
            health.ok(transaction, f"source:{name}", now - timedelta(minutes=minutes))
    agreeing = "House and Senate data as of 23 Jun 13:58 UTC"
    assert chat("/recent").note == f"{agreeing} · OGE data as of 23 Jun 13:50 UTC"
    with database.write() as transaction:
        health.failing(transaction, "source:oge", now - timedelta(minutes=2), "Unreachable", "detail")
    message = chat("/recent")
    assert message.note == agreeing
    assert message.lines[0].startswith("OGE not reachable since 14:00 UTC")


def test_a_source_that_is_behind_is_said_in_the_first_line(chat, database, now):
    with database.write() as transaction:
        health.ok(transaction, "source:house", now - timedelta(minutes=3))
        health.failing(transaction, "source:house", now - timedelta(minutes=2), "Unreachable", "detail")
    assert chat("/official pelosi").lines[0] == (
        "House not reachable since 14:00 UTC (the site did not answer); data as of 13:59 UTC."
    )
    with database.write() as transaction:
        health.failing(transaction, "source:house", now, "IndexUnreadable", "detail")
    assert chat("/recent").lines[0].startswith("House behind since 14:00 UTC (the index cannot be read)")


def test_status_tells_health_documents_failures_and_deliveries(chat, listed, database, now):
    listed("20030001")
    listed("20040000")
    with database.write() as transaction:
        documents.failed(transaction, documents.named(transaction, "20040000"), "Unreadable", "", now)
        health.ok(transaction, "source:house", now)
        health.failing(transaction, "channel:discord", now - timedelta(hours=1), "BadToken", "secret detail")
    message = chat("/status")
    assert message.title == "Not well: Discord"
    assert message.lines == (
        "House: well, last success 14:02 UTC.",
        "Discord: failing since 13:02 UTC, the platform does not accept the bot's token; the channel stops"
        " until it is corrected; no success yet.",
        "Latency: no alert sent in 7 days.",
        "House: 0 reports with 0 trades; 1 failed, 1 listed.",
        "Not read, the newest:",
        "House report 20040000, Hon. Nancy Pelosi: the document is damaged, truncated, empty or of another"
        " kind (tried once; next try 14:02 UTC).",
        "Deliveries: none in 7 days.",
    )
    assert message.note == "Officials as of 15 Jun 2026"


def test_a_missing_argument_names_it(chat):
    message = chat("/official")
    assert message.title == "/official needs a name after it."
    assert message.lines == ("For example: /official pelosi",)


def test_an_argument_too_many_is_not_ignored(chat):
    assert chat("/status 5").title == "/status takes nothing after it."


def test_every_example_can_be_typed_as_it_stands(chat, published, filing, trade):
    published(filing(trades=(trade(ticker="NVDA"),)))
    for command in COMMANDS:
        for example in command.example.split(" or "):
            assert chat(example).tone is not Tone.ERROR


def test_a_notice_of_more_time_can_be_looked_up_and_is_no_report(chat, filing, published):
    printed = {"report": "Annual Report for 2025", "was_due": "2026-05-15", "due": "2026-08-13"}
    published(filing(document_id="8220998", kind=Kind.EXTENSION, trades=(), printed=printed))
    assert chat("/recent").title == "No report has been read yet."
    assert "no such report" in chat("/follow *").lines[0]
    said = chat("/filing 8220998")
    assert said.title == "Nancy Pelosi (D, CA-11) asked for more time"
    assert said.lines[0] == "Annual Report for 2025: due on 2026-08-13 instead of 2026-05-15."


UUIDS = tuple(f"{start}-2f44-4d4e-9d30-0f8a8b1d2c3e" for start in ("6c0eeba3", "6c0eeba9", "6c0eebaf"))


def test_lists_show_the_beginning_of_a_long_id_and_filing_and_why_take_it(chat, published, filing):
    for name in UUIDS[:2]:
        published(filing(document_id=name))
    for asked in ("/recent", "/search pelosi", "/ticker INTC", "/official pelosi"):
        said = "\n".join(chat(asked).lines)
        assert "6c0eeba3" in said, asked
        assert "6c0eeba3-" not in said, asked
    for typed in ("6c0eeba3", "6C0EEBA3", "6c0eeba3-2f44", UUIDS[0]):
        assert chat(f"/filing {typed}").note.startswith(f"House report {UUIDS[0]}")
        assert chat(f"/filing {typed} row 1").title == "Row 1 of 1 by Nancy Pelosi (D, CA-11)"
        assert UUIDS[0] in "\n".join((chat(f"/why {typed}").title, *chat(f"/why {typed}").lines))


def test_a_beginning_of_several_ids_names_them_and_one_of_none_is_not_known(chat, published, filing):
    published(filing(document_id=UUIDS[0]))
    published(filing(document_id=UUIDS[0].replace("d2c3e", "d2c3f")))
    for command in ("/filing", "/why"):
        title = chat(f"{command} 6c0eeba3").title
        assert title == f"Several reports begin with “6c0eeba3”: {UUIDS[0]} or {UUIDS[0][:-1]}f."
        for typed in ("6c0eebaf", "6c0eeba", "%", "6c0eeba3%"):
            assert chat(f"{command} {typed}").tone is Tone.ERROR
