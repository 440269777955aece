"""Messages as Discord shows them: whatever is said, Discord takes it and shows it as it stands."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.discord.commands import definitions
from bot.channels.discord.render import body, escape, render, shows
from bot.joined import menu
from bot.message import Button, Link, Message, Tone, unbroken
from replica.discord_refusals import check_message
from replica.spec_discord import load
from tests.support.shared import DISCORD_SPEC

ALERT = Message(
    "Nancy Pelosi (D, CA-11) reported: spouse bought INTC",
    ("2 trades · $1.5 M – $6 M", "", "INTC 200 calls"),
    "sent because you follow pelosi",
    Link("Document", "https://disclosures-clerk.house.gov/public_disc/ptr-pdfs/2026/20034836.pdf"),
    (Button("Details", "/filing 20034836"), Button("Follow INTC", "/follow $INTC")),
    Tone.BUY,
)


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("\\*_~`|<>[]()#@-\n\u202e\u200b\x00:/")), max_size=60
)
LONG = st.tuples(HOSTILE, st.integers(1, 300)).map(lambda pair: pair[0] * pair[1])
COMMANDS = st.one_of(LONG, st.sampled_from(["/follow $INTC", "/filing 1"]))
LINKS = st.builds(
    Link, HOSTILE, st.one_of(HOSTILE.map("https://x.org/".__add__), HOSTILE, st.just("https://x"))
)
MESSAGES = st.builds(
    Message,
    LONG,
    st.lists(LONG, max_size=6).map(tuple),
    LONG,
    st.none() | LINKS,
    st.lists(st.builds(Button, LONG, COMMANDS), max_size=30).map(tuple),
    st.sampled_from(Tone),
    st.sampled_from([b"", b"a picture"]),
)


@settings(max_examples=150, deadline=None)
@given(MESSAGES)
def test_whatever_is_said_discord_takes_it(message: Message):
    for part in render(message):
        check_message({**body(part), "nonce": part.nonce}, [part.picture] if part.picture else [])
        check_message(body(part, plain=True))


@pytest.mark.skipif(not DISCORD_SPEC.exists(), reason="needs ../shared/specs")
@settings(max_examples=30, deadline=None)
@given(MESSAGES)
def test_whatever_is_said_fits_discords_description(message: Message):
    for part in render(message):
        files = [part.picture] if part.picture else []
        assert load(DISCORD_SPEC).request_faults("POST", "/channels/1/messages", body(part), files) == []


def test_an_alert_is_its_title_as_text_and_one_embed_with_buttons():
    [part] = render(ALERT)
    [embed] = part.payload["embeds"]
    assert part.payload["content"] == ALERT.title
    assert embed["description"] == f"{unbroken('2 trades · $1.5 M – $6 M')}\n\nINTC 200 calls"
    assert embed["footer"] == {"text": "sent because you follow pelosi"}
    [row] = part.payload["components"]
    assert [button["label"] for button in row["components"]] == ["Details", "Follow INTC", "Document"]
    assert row["components"][1]["custom_id"] == "/follow $INTC"
    assert part.plain.startswith(ALERT.title)


def test_a_long_message_loses_no_line():
    lines = tuple(f"row {number} of many in a long report" for number in range(400))
    parts = render(Message("Long", lines, "the end"))
    shown = "\n".join(part.payload["embeds"][0]["description"] for part in parts).splitlines()
    assert shown == list(lines)
    assert [part.payload.get("content") for part in parts] == ["Long", *[None] * (len(parts) - 1)]
    assert parts[-1].payload["embeds"][0]["footer"] == {"text": "the end"}
    assert len({part.nonce for part in parts}) == len(parts)


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("*Class A* _common_ ~x~ `y` ||z||", r"\*Class A\* \_common\_ \~x\~ \`y\` \|\|z\|\|"),
        ("[a](http://b) <@1> <t:0>", r"\[a\](http://b) \<@1\> \<t:0\>"),
        ("# big\n- list\n12. numbered\n> said", "\\# big\n\\- list\n12\\. numbered\n\\> said"),
        ("https://x.org/a_b_c", "https://x.org/a_b_c"),
    ],
)
def test_foreign_markup_is_shown_as_it_stands(foreign: str, shown: str):
    assert escape(foreign) == shown


def test_marks_that_turn_the_direction_of_writing_are_removed():
    [part] = render(Message("a\u202eb\x07c", ("d\u2066e\ud800f",)))
    assert part.payload["content"] == "abc"
    assert part.payload["embeds"][0]["description"] == "def"


@pytest.mark.parametrize("unit", ["[", "](", "\n", " ", "1", "https://", "\\"])
def test_hostile_text_is_escaped_in_linear_time(unit: str):
    begun = time.perf_counter()
    escape(unit * 100_000)
    render(Message("x", (unit * 100_000,)))
    assert time.perf_counter() - begun < 2


def test_a_nonce_that_is_told_decides():
    [part] = render(ALERT)
    assert shows({"nonce": part.nonce}, part)
    assert not shows({**body(part), "nonce": "another"}, part)


def test_each_command_says_by_example_what_is_typed_after_it():
    options = {one["name"]: one["options"] for one in definitions(menu())}
    assert options["search"][0]["description"] == "Like: pelosi or $NVDA buy"
    assert options["forget"][0]["description"] == "confirmation"


def test_start_asks_nobody_for_a_link() -> None:
    assert {one["name"]: one["options"] for one in definitions(menu())}["start"] == []
