"""Inline mode on Telegram, by the real client against the replica: what is offered, and how it is sent."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.channel import Address, Card, Choice, Person, Request, Suggests
from bot.channels.telegram import Telegram
from bot.limit import TYPED_BURST, LimitedTyping
from bot.message import Button, Link, Message
from replica.faults import slow
from replica.telegram import TOKEN, TelegramReplica
from replica.telegram_chats import Chat
from replica.telegram_inline import Offered
from replica.telegram_refusals import refusal
from tests.support.telegram import ANN, BOB
from tests.support.waiting import until

DOCUMENT = Link("Document", "https://example.org/1.pdf")


class Known:
    """Offers these cards to everybody."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = cards
        self.asked: list[tuple[str, str, str]] = []

    async def inline(self, channel: str, person: Person, typed: str) -> Sequence[Card]:
        self.asked.append((channel, person.id, typed))
        return self.cards

    async def complete(self, channel: str, address: Address, command: str, typed: str) -> Sequence[Choice]:
        raise AssertionError(f"Telegram completes nothing: {channel} {address} {command} {typed}")


async def nobody(request: Request) -> Message:
    return Message(f"asked: {request.text}")


@asynccontextmanager
async def listening(replica: TelegramReplica, known: Suggests | None) -> AsyncIterator[None]:
    telegram = Telegram(TOKEN, replica.url)
    task = asyncio.create_task(telegram.run(nobody, known))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await telegram.close()


async def offered(replica: TelegramReplica, known: Known, typed: str = "", offset: str = "") -> Offered:
    async with listening(replica, known):
        query = replica.ask_inline(ANN, typed, offset)
        await until(lambda: replica.asked_inline[query])
    found: Offered = replica.asked_inline[query]
    return found


def card(name: str, message: Message | None = None, **more: bool) -> Card:
    return Card(name, f"Card {name}", "What it says", message or Message("It says"), **more)


async def test_what_is_typed_is_answered_with_cards(replica: TelegramReplica) -> None:
    known = Known([card("1"), card("2")])
    found = await offered(replica, known, "nvda buy")
    assert known.asked == [("telegram", "501", "nvda buy")]
    assert found.titles == ["Card 1", "Card 2"]
    assert (found.next_offset, found.is_personal) == ("", False)
    assert found.button["start_parameter"] == "inline"


async def test_a_card_is_sent_as_our_markup_with_links_for_buttons(replica: TelegramReplica) -> None:
    buttons = (Button("Open", "/start abc-DEF_1"), Button("Follow", "/follow *"))
    message = Message("A < B", ("10 > 2",), link=DOCUMENT, buttons=buttons, picture=b"left out")
    await offered(replica, Known([card("1", message)]))
    group = replica.add(Chat(-41, "group", "Team"))
    sent = replica.choose("1", "Card 1", group, ANN)
    assert sent["text"] == "<b>A &lt; B</b>\n10 &gt; 2"
    keys = [key for row in sent["reply_markup"]["inline_keyboard"] for key in row]
    assert keys == [
        {"text": "Open", "url": "https://t.me/hilltape_bot?start=abc-DEF_1"},
        {"text": "Document", "url": "https://example.org/1.pdf"},
    ]


async def test_who_asks_too_much_gets_no_answer_and_others_do(replica: TelegramReplica) -> None:
    known = Known([card("1")])
    limited = LimitedTyping(known, lambda: 0.0)
    for _ in range(TYPED_BURST):
        await limited.inline("telegram", Person("501", "Ann", False), "")
    async with listening(replica, limited):
        silent = replica.ask_inline(ANN, "nvda")
        heard = replica.ask_inline(BOB, "nvda")
        await until(lambda: replica.asked_inline[heard])
    assert replica.asked_inline[silent] is None


async def test_many_cards_come_page_by_page(replica: TelegramReplica) -> None:
    known = Known([card(str(number)) for number in range(60)])
    pages, offset = [], ""
    for _ in range(3):
        found = await offered(replica, known, offset=offset)
        pages.append(len(found.results))
        offset = found.next_offset
    assert (pages, offset) == ([25, 25, 10], "")


@pytest.mark.parametrize("offset", ["-1", "x", "9" * 30])
async def test_a_forged_offset_does_no_harm(replica: TelegramReplica, offset: str) -> None:
    found = await offered(replica, Known([card("1")]), offset=offset)
    assert len(found.results) in (0, 1)


async def test_own_follows_are_shown_to_nobody_else(replica: TelegramReplica) -> None:
    found = await offered(replica, Known([card("1"), card("2", personal=True)]))
    assert found.is_personal


async def test_cards_that_telegram_would_refuse_spoil_no_other(replica: TelegramReplica) -> None:
    cards = [card("1"), card("1"), card("x" * 65), card(""), card("2", Message("x" * 5000))]
    assert (await offered(replica, Known(cards))).titles == ["Card 1", "Card 2"]


async def test_of_what_somebody_still_types_only_the_last_is_looked_up(replica: TelegramReplica) -> None:
    known = Known([card("1")])
    for typed in ("p", "pe", "pel"):
        last = replica.ask_inline(ANN, typed)
    other = replica.ask_inline(BOB, "nvda")
    async with listening(replica, known):
        await until(lambda: replica.asked_inline[last] and replica.asked_inline[other])
    assert sorted(typed for _, _, typed in known.asked) == ["nvda", "pel"]


async def test_a_refused_answer_ends_nothing(replica: TelegramReplica) -> None:
    replica.faults.add(refusal(400, "Bad Request: query is too old"), "answerInlineQuery")
    known = Known([card("1")])
    async with listening(replica, known):
        with capture_logs() as logs:
            replica.ask_inline(ANN, "p")
            await until(lambda: any(log["event"] == "cards not offered" for log in logs))
        query = replica.ask_inline(ANN, "pe")
        await until(lambda: replica.asked_inline[query])


async def test_a_slow_answer_delays_no_command(replica: TelegramReplica) -> None:
    replica.faults.add(slow(60), "answerInlineQuery")
    async with listening(replica, Known([card("1")])):
        replica.ask_inline(ANN, "p")
        replica.say(replica.chats[ANN.id], "/status", ANN)
        await until(lambda: replica.messages)


async def test_without_suggestions_nothing_is_offered(replica: TelegramReplica) -> None:
    async with listening(replica, None):
        replica.ask_inline(ANN, "p")
        replica.say(replica.chats[ANN.id], "/status", ANN)
        await until(lambda: replica.messages)
    assert replica.asked_inline == {"1": None}
