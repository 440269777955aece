"""Answers on Telegram that take the place of the message pressed, and presses that nobody made."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.channel import Request
from bot.channels.telegram import Telegram
from bot.message import Button, Message
from replica.telegram import TOKEN, TelegramReplica
from replica.telegram_refusals import refusal
from replica.telegram_world import Arrived
from tests.support.telegram import ANN, EVE
from tests.support.waiting import until

NEXT = (Button("Next", "/page 2"),)
FIRST = Message("Page 1", buttons=NEXT)


@dataclass
class Book:
    """Answers the first request with its first page, and a press with the second."""

    first: Message
    second: Message
    asked: list[Request] = field(default_factory=list)

    async def __call__(self, request: Request) -> Message:
        self.asked.append(request)
        return self.second if "page" in request.text else self.first


@asynccontextmanager
async def opened(replica: TelegramReplica, first: Message, second: Message) -> AsyncIterator[Book]:
    """A book whose first page lies in Ann's chat."""
    telegram, book = Telegram(TOKEN, replica.url, [("page", "Shows a page")]), Book(first, second)
    replica.say(replica.chats[ANN.id], "/read", ANN)
    task = asyncio.create_task(telegram.run(book))
    await until(lambda: replica.messages)
    yield book
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await telegram.close()


async def turned(replica: TelegramReplica, first: Message, second: Message) -> list[Arrived]:
    """What lies in the chat once the page was turned."""
    async with opened(replica, first, second):
        replica.press(replica.messages[0], "Next", ANN)
        await until(lambda: "Page 2" in replica.messages[-1].text)
    return replica.messages


async def test_the_next_page_takes_the_place_of_the_one_before(replica: TelegramReplica) -> None:
    second = Message("Page 2", ("< & >",), buttons=(Button("Back", "/page 1"),), in_place=True)
    [message] = await turned(replica, FIRST, second)
    assert message.text == "Page 2\n< & >"
    assert [button["text"] for button in message.buttons] == ["Back"]


async def test_buttons_go_with_the_page_they_stood_under(replica: TelegramReplica) -> None:
    [message] = await turned(replica, FIRST, Message("Page 2", in_place=True))
    assert message.buttons == []


async def test_an_answer_of_its_own_is_a_message_of_its_own(replica: TelegramReplica) -> None:
    assert [one.text for one in await turned(replica, FIRST, Message("Page 2"))] == ["Page 1", "Page 2"]


async def test_a_typed_command_gets_a_new_message(replica: TelegramReplica) -> None:
    async with opened(replica, FIRST, Message("Page 2", in_place=True)):
        replica.say(replica.chats[ANN.id], "/page 2", ANN)
        await until(lambda: len(replica.messages) == 2)
    assert [one.text for one in replica.messages] == ["Page 1", "Page 2"]


async def test_a_picture_takes_the_place_of_a_text_or_a_picture(
    replica: TelegramReplica, picture: bytes
) -> None:
    second = Message("Page 2", buttons=NEXT, picture=picture, in_place=True)
    [message] = await turned(replica, FIRST, second)
    assert (message.picture, message.buttons[0]["text"]) == (picture, "Next")


async def test_one_picture_takes_the_place_of_another(replica: TelegramReplica, picture: bytes) -> None:
    other = picture + b" "  # what stands after a JPEG's end counts for nothing
    first = Message("Page 1", buttons=NEXT, picture=picture)
    [message] = await turned(replica, first, Message("Page 2", picture=other, in_place=True))
    assert message.picture == other


async def test_no_text_takes_the_place_of_a_picture(replica: TelegramReplica, picture: bytes) -> None:
    first = Message("Page 1", buttons=NEXT, picture=picture)
    said = await turned(replica, first, Message("Page 2", in_place=True))
    assert [one.text for one in said] == ["Page 1", "Page 2"]


async def test_what_needs_several_messages_takes_no_message_s_place(replica: TelegramReplica) -> None:
    second = Message("Page 2", tuple("x" * 3000 for _ in range(3)), in_place=True)
    async with opened(replica, FIRST, second):
        replica.press(replica.messages[0], "Next", ANN)
        await until(lambda: len(replica.messages) == 4)
    assert replica.messages[0].text == "Page 1"


async def test_the_same_page_once_more_changes_nothing(replica: TelegramReplica) -> None:
    async with opened(replica, FIRST, Message("Page 1", buttons=NEXT, in_place=True)) as book:
        for number in (1, 2):
            replica.press(replica.messages[0], "Next", ANN)
            await until(lambda number=number: len(book.asked) == number + 1)
        await until(lambda: [call.method for call in replica.exchanges].count("editMessageText") == 2)
    assert [one.text for one in replica.messages] == ["Page 1"]


@pytest.mark.parametrize("words", ["message can't be edited", "message to edit not found"])
async def test_where_telegram_edits_nothing_the_answer_is_a_new_message(
    replica: TelegramReplica, words: str
) -> None:
    replica.faults.add(refusal(400, f"Bad Request: {words}"), "editMessageText")
    said = await turned(replica, FIRST, Message("Page 2", in_place=True))
    assert [one.text for one in said] == ["Page 1", "Page 2"]


async def test_a_message_too_old_to_be_shown_is_answered_anew(replica: TelegramReplica) -> None:
    async with opened(replica, FIRST, Message("Page 2", in_place=True)):
        replica.press(replica.messages[0], "Next", ANN, forgotten=True)
        await until(lambda: len(replica.messages) == 2)
    assert replica.messages[1].text == "Page 2"


async def test_an_edit_waits_out_a_short_limit(replica: TelegramReplica) -> None:
    replica.faults.add(refusal(429, "Too Many Requests: retry after 1", retry_after=1), "editMessageText")
    [message] = await turned(replica, FIRST, Message("Page 2", in_place=True))
    assert message.text == "Page 2"


@pytest.mark.parametrize(
    ("data", "forgotten"),
    [("/unfollow *", False), ("page 2", False), ("", False), ("/unfollow *", True), ("page 2", True)],
)
async def test_a_button_that_we_did_not_make_does_nothing(
    replica: TelegramReplica, data: str, forgotten: bool
) -> None:
    async with opened(replica, FIRST, FIRST) as book:
        replica.claim(replica.messages[0], data, EVE, forgotten=forgotten)
        await until(lambda: replica.acknowledged["1"])
    assert "no longer works" in str(replica.acknowledged["1"])
    assert [request.text for request in book.asked] == ["/read"]


async def test_a_button_longer_than_telegram_s_does_nothing(replica: TelegramReplica) -> None:
    async with opened(replica, FIRST, FIRST) as book:
        replica.claim(replica.messages[0], f"/page {'2' * 70}", EVE, forgotten=True)
        await until(lambda: replica.acknowledged["1"])
    assert len(book.asked) == 1
