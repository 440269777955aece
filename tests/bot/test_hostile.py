"""Whatever a report says or somebody types: every message fits, and none of it becomes markup or a link."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.channels.console import Console
from bot.channels.discord import render as discord_render
from bot.channels.telegram import text as telegram_text
from bot.commands import COMMANDS
from bot.message import Message
from bot.wording import told
from replica.discord_refusals import check_message
from replica.telegram_links import LINKED
from replica.telegram_refusals import caption_of, keyboard_of, text_of
from storage.model import (
    AmountRange,
    Chamber,
    Change,
    Difference,
    Filing,
    Kind,
    Official,
    Owner,
    RowStatus,
    Side,
    Stored,
    Term,
    Trade,
)
from storage.outbox import Owed
from storage.people import People

DOCUMENT = "https://example.org/report.pdf"
NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
DAY = date(2026, 6, 1)

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # reports so large take minutes to be made smaller

NASTY = (
    *(
        "\u202eevil\u202c",
        "\u2066x\u2069",
        "שלום עולם",
        "\u200b\u200d\ufeff\u2060",
        "👨\u200d👩\u200d👧\u200d👦",
        "🇺🇸🇺🇸",
    ),
    *("Z" + "\u0301" * 60, "<b>bold</b>", "</b><i>", "&lt;&amp;", "*bold* _it_ ~~no~~ `code` ||no||", "```x"),
    *("[x](javascript:alert(1))", "[x](https://evil.example/)", "https://evil.example/a?b=c", "evil.com/x"),
    *(
        "@durov",
        "@everyone",
        "<@&1>",
        "<@1>",
        "<#1>",
        "</follow:1>",
        "<t:1:R>",
        "<:a:1>",
        "/unfollow",
        "#tag",
    ),
    *(
        "> quote",
        "# head",
        "1. list",
        "- item",
        "\x00\x1b[31m",
        "\ud800",
        "\n\nfoo",
        "x" * 5000,
        "word " * 900,
    ),
    *("", " ", "a" * 4090, "😀" * 2100, "tg://user?id=1", "HTTPS://EVIL.EXAMPLE", "a@b.com", "\r", "\u2028"),
)
FOREIGN = st.one_of(
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=4).map("".join),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=4).map(" ".join),
    st.text(max_size=80),
)
AMOUNTS = st.sampled_from(
    [AmountRange(100_100, 1_500_000), AmountRange(100_000_100, None), AmountRange(None, None)]
)
TRADES = st.builds(
    Trade,
    ordinal=st.integers(1, 800),
    side=st.sampled_from(Side),
    asset=FOREIGN,
    asset_type=st.sampled_from(["ST", "OP", "Corporate Bond", "Stock Option"]) | FOREIGN,
    ticker=st.sampled_from([None, "INTC", "BRK.B"]),
    owner=st.sampled_from(Owner),
    traded=st.sampled_from([None, DAY]),
    notified=st.just(DAY),
    amount=AMOUNTS,
    status=st.sampled_from(RowStatus),
    note=FOREIGN,
    printed=st.just({})
    | st.fixed_dictionaries({"exchange": st.fixed_dictionaries({"given": FOREIGN, "received": FOREIGN})}),
    listed_as=FOREIGN,
)
FILINGS = st.builds(
    Filing,
    source=st.just("house"),
    document_id=st.just("20034836"),
    kind=st.sampled_from([Kind.ELECTRONIC, Kind.PAPER]),
    chamber=st.sampled_from(Chamber),
    filer=FOREIGN,
    state=st.just("CA"),
    district=st.sampled_from([None, 0, 11]),
    filed=st.sampled_from([None, DAY]),
    signed=st.just(DAY),
    pages=st.integers(0, 50),
    trades=st.lists(TRADES, min_size=1, max_size=14).map(tuple),
    doubts=st.lists(FOREIGN, max_size=3).map(tuple),
    office=FOREIGN,
)
TERM = Term(Chamber.HOUSE, "CA", 11, "D", date(2020, 1, 3), date(2027, 1, 3))
OFFICIALS = st.none() | st.builds(
    Official, id=st.just("X000001"), name=FOREIGN, names=st.just(()), terms=st.sampled_from([(), (TERM,)])
)
STORED = st.builds(
    Stored,
    id=st.just(1),
    revision=st.just(1),
    superseded=st.just(False),
    filing=FILINGS,
    official=OFFICIALS,
    unidentified=FOREIGN,
    url=st.just(DOCUMENT),
    seen=st.just(NOW),
    not_listed=st.sampled_from([None, NOW - timedelta(minutes=1)]),
    silent=st.just(False),
)
DIFFERENCES = st.builds(
    Difference,
    changes=st.lists(
        st.builds(Change, old=st.none() | TRADES, new=st.none() | TRADES, earlier=st.just(7)), max_size=14
    ).map(tuple),
    documents=st.just(("20034835",)),
    unproven=FOREIGN,
)
OWED = st.builds(
    Owed,
    id=st.just(1),
    kind=st.just("alert"),
    why=st.sampled_from([("*",), ("$INTC",), ("X000001",)]),
    stored=STORED,
    picture=st.sampled_from([b"", b"a picture"]),
)


def people(owed: Owed) -> People:
    return People([owed.stored.official] if owed.stored.official else [], NOW.date())


@given(OWED)
@settings(deadline=None, phases=PHASES, max_examples=60)
def test_an_alert_fits_whatever_its_report_says(owed: Owed) -> None:
    assert_it_fits(told([owed], people(owed)), parts=2)  # pure markup takes twice its length


@given(OWED, DIFFERENCES, st.sampled_from(["alert", "correction"]))
@settings(deadline=None, phases=PHASES, max_examples=60)
def test_changes_fit_whatever_they_say(owed: Owed, found: Difference, kind: str) -> None:
    held = replace(owed.stored, amends=found, corrects=found)
    assert_it_fits(
        told([replace(owed, kind=kind, stored=held)], people(owed)), parts=2
    )  # pure markup takes twice its length


@given(st.lists(OWED, min_size=2, max_size=20))
@settings(deadline=None, phases=PHASES, max_examples=15)
def test_a_group_fits_whatever_its_reports_say(owed: list[Owed]) -> None:
    assert_it_fits(told(owed, people(owed[0])))


@given(typed=FOREIGN, command=st.sampled_from([*(f"/{command.name}" for command in COMMANDS), "", "/"]))
@settings(
    deadline=None, phases=PHASES, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_answer_fits_whatever_is_typed(chat: Callable[[str], Message], typed: str, command: str) -> None:
    assert_it_fits(chat(f"{command} {typed}"))


def test_every_answer_about_a_hostile_report_fits(chat, published, filing, trade) -> None:
    """What a source's reader lets through: it has no NUL and no half of a surrogate pair."""
    texts = [text[:700] for text in NASTY if "\x00" not in text and "\ud800" not in text]
    rows = tuple(trade(ordinal=n, asset=text, note=text, listed_as=text) for n, text in enumerate(texts, 1))
    for number, text in enumerate(texts):
        published(
            filing(document_id=str(20050000 + number), filer=text, trades=rows[number:]), official_id=None
        )
    published(filing(doubts=tuple(texts), trades=rows))
    for asked in (
        "/filing 20050000",
        "/filing 20034836",
        "/recent",
        "/ticker INTC",
        "/official pelosi",
        "/follow *",
    ):
        assert_it_fits(chat(asked))


def assert_it_fits(message: Message, parts: int | None = None) -> None:
    assert telegram_text.visible(message.title)
    for sent in (on_telegram(message), on_discord(message), on_the_console(message)):
        assert parts is None or sent <= parts


def on_telegram(message: Message) -> int:
    sent = telegram_text.render(message)
    for part in sent:
        keyboard_of(part.payload)
        shown = (caption_of if part.picture else text_of)(part.payload)
        assert {entity["type"] for entity in shown.entities} <= {"bold", "italic"}
        assert {found[0] for found in LINKED.finditer(shown.text) if not ours(found[0])} == set()
        text_of({"text": part.plain})
    return len(sent)


def on_discord(message: Message) -> int:
    sent = discord_render.render(message)
    assert sent[0].payload["content"].strip()
    for part in sent:
        check_message(discord_render.body(part), [part.picture] if part.picture else [])
        check_message(discord_render.body(part, plain=True))
        for text in discord_texts(part.payload):
            unescaped = re.sub(r"\\.", "x", text)
            assert not re.search(r"[*_~`|<>\[\]]|^\s*(?:[-+#]|\d+[.)])", unescaped, re.MULTILINE)
            assert {found for found in re.findall(r"https?://\S+", text) if not ours(found)} == set()
    return len(sent)


def on_the_console(message: Message) -> int:
    sent = Console().render(message)
    for part in sent:
        assert part.payload["title"].strip()
        assert all(line.isprintable() for line in part.plain.splitlines())
    return len(sent)


def discord_texts(payload: dict[str, Any]) -> Iterator[str]:
    yield payload.get("content", "")
    yield from (embed.get("description", "") for embed in payload.get("embeds", ()))


def ours(link: str) -> bool:
    """A document's address, a command of ours, a ticker."""
    address = link == DOCUMENT or link.startswith("https://disclosures-clerk.house.gov/")
    return address or link.startswith("$") or link.removeprefix("/") in {c.name for c in COMMANDS}
