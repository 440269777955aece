"""How a message looks on Telegram."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import Part
from bot.channels.telegram.text import render, units
from bot.message import Button, Link, Message
from replica.telegram_refusals import caption_of, keyboard_of, text_of

WRITTEN = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("<>&\"';\n\t \u202e\u200f\u2066\u0301\ud83d\ude80😀👨\u200d👩"),
    )
)
MESSAGES = st.builds(
    Message,
    title=WRITTEN,
    lines=st.lists(st.one_of(WRITTEN, WRITTEN.map(lambda text: text * 1500)), max_size=6).map(tuple),
    note=WRITTEN,
    link=st.one_of(
        st.none(), st.builds(Link, WRITTEN, st.one_of(WRITTEN, WRITTEN.map("https://x.org/{}".format)))
    ),
    buttons=st.lists(st.builds(Button, WRITTEN, WRITTEN.map("/follow {}".format)), max_size=5).map(tuple),
    picture=st.sampled_from([b"", b"a picture"]),
)


def texts(parts: Sequence[Part]) -> list[str]:
    return [(caption_of if part.picture else text_of)(part.payload).text for part in parts]


def labels(part: Part) -> list[list[str]]:
    return [[button["text"] for button in row] for row in keyboard_of(part.payload)]


def test_the_title_is_bold_the_note_italic_and_foreign_text_is_escaped() -> None:
    (part,) = render(Message("A <b> & co", ("x < y", "", "&lt;"), "small"))
    assert part.payload == {
        "text": "<b>A &lt;b&gt; &amp; co</b>\nx &lt; y\n\n&amp;lt;\n<i>small</i>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    assert part.plain == "A <b> & co\nx < y\n\n&lt;\nsmall"


def test_a_short_message_is_the_caption_of_its_picture() -> None:
    (part,) = render(Message("A & B", ("x",), "y", buttons=(Button("a", "/a"),), picture=b"a picture"))
    assert part.payload == {
        "caption": "<b>A &amp; B</b>\nx\n<i>y</i>",
        "parse_mode": "HTML",
        "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "/a"}]]},
    }
    assert (part.plain, part.picture) == ("A & B\nx\ny", b"a picture")


def test_a_message_too_long_for_a_caption_follows_the_picture_and_its_title() -> None:
    message = Message("The title of it", ("line " * 60,) * 4, buttons=(Button("a", "/a"),), picture=b"p")
    assert units(f"{message.title}{message.lines}") > 1024
    shown, rest = render(message)
    assert (shown.payload["caption"], shown.picture) == ("<b>The title of it</b>", b"p")
    assert "reply_markup" not in shown.payload
    assert rest.payload["text"].startswith("line line")
    assert (labels(rest), rest.picture) == ([["a"]], b"")


def test_a_title_too_long_for_a_caption_goes_on_below() -> None:
    shown, rest = render(Message("word " * 300, picture=b"p"))
    assert texts([shown, rest])[0].split() + texts([shown, rest])[1].split() == ["word"] * 300


def test_buttons_come_three_in_a_row_and_the_link_is_the_last_of_them() -> None:
    buttons = tuple(Button(name, f"/{name}") for name in "abc")
    (part,) = render(Message("T", link=Link("Document", "https://example.org/1.pdf"), buttons=buttons))
    assert labels(part) == [["a", "b", "c"], ["Document"]]
    assert part.plain == "T\nDocument: https://example.org/1.pdf"


def test_long_labels_get_more_of_a_row_since_a_phone_cuts_them() -> None:
    names = ("All 722 rows", "Follow Wasserman Schultz", "Snooze")
    (part,) = render(Message("T", buttons=tuple(Button(name, "/a") for name in names)))
    assert labels(part) == [["All 722 rows"], ["Follow Wasserman Schultz"], ["Snooze"]]
    (part,) = render(Message("T", buttons=tuple(Button(name, "/a") for name in ("Details", "Follow Pelosi"))))
    assert labels(part) == [["Details", "Follow Pelosi"]]


def test_a_command_longer_than_64_bytes_has_no_button() -> None:
    fits, too_long = "/follow " + "é" * 28, "/follow " + "é" * 28 + "x"
    (part,) = render(Message("T", buttons=(Button("fits", fits), Button("too long", too_long))))
    assert labels(part) == [["fits"]]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "http://[", "https://x.org/a\nb", "ftp://x.org"]
)
def test_a_link_that_telegram_would_refuse_is_left_out(url: str) -> None:
    (part,) = render(Message("T", link=Link("Document", url)))
    assert "reply_markup" not in part.payload


def test_a_long_message_is_split_at_line_ends_and_keeps_its_buttons_at_the_end() -> None:
    lines = tuple(f"{number} " + "x" * 500 for number in range(20))
    parts = render(Message("T", lines, buttons=(Button("Follow", "/follow x"),)))
    assert "\n".join(texts(parts)) == "\n".join(("T", *lines))
    assert [labels(part) for part in parts] == [[], [], [["Follow"]]]


def test_every_part_has_a_nonce_of_its_own() -> None:
    parts = render(Message("T", ("x" * 9000,)))
    assert len({part.nonce for part in parts}) == len(parts) == 3


@pytest.mark.parametrize("offset", range(4))
def test_a_line_too_long_for_one_part_is_never_cut_inside_an_emoji(offset: int) -> None:
    line = "x" * offset + "🚀" * 5000
    parts = render(Message("T", (line,)))
    assert "".join(texts(parts)).removeprefix("T\n") == line


def test_a_line_too_long_for_one_part_is_cut_between_words() -> None:
    parts = render(Message("T", ("word " * 1500,)))
    assert all(text.split()[-1] == "word" for text in texts(parts))


def test_a_full_part_is_4096_units_without_its_markup() -> None:
    (part,) = render(Message("T", ("&" * 4093,)))
    assert units(text_of(part.payload).text) == 4095
    assert len(render(Message("T", ("&" * 4095,)))) == 2


def test_what_turns_or_hides_the_text_around_it_is_taken_out() -> None:
    (part,) = render(Message("Acme \u202eemcA\u2066 Inc\x00\x1b[31m", ("a\u200bb\tc",)))
    assert texts([part]) == ["Acme emcA Inc[31m\nab c"]


@pytest.mark.parametrize("title", ["", " \n", "\u202e\u200b"])
def test_a_message_without_a_visible_title_still_has_one(title: str) -> None:
    assert texts(render(Message(title, ("x",)))) == ["…\nx"]


@settings(deadline=None)  # a busy machine is no fault
@given(MESSAGES)
def test_whatever_is_said_telegram_takes_it(message: Message) -> None:
    parts = render(message)
    for part in parts:
        assert text_of({"text": part.plain}).text
        assert texts([part])[0]
        keyboard_of(part.payload)
        json.dumps([part.payload, part.plain]).encode()
    assert all("reply_markup" not in part.payload for part in parts[:-1])
