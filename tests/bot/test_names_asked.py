"""Names that several have, or nobody: asked about, never guessed."""

from dataclasses import replace

import pytest

from storage import officials


def commands(message):
    return [button.command for button in message.buttons]


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


def test_a_name_that_is_an_officials_and_a_companys_is_asked_about(chat, published, filing, trade):
    published(filing(trades=(replace(trade(), asset="Pelosi Motor Co"),)))
    message = chat("/follow pelosi")
    assert message.title == "“pelosi” could be Nancy Pelosi (D, CA-11) or the company pelosi."
    assert commands(message) == ["/follow P000197", "/follow company:pelosi"]
    assert chat(commands(message)[1]).title == "You will hear about: trades in “pelosi”, by anyone"
