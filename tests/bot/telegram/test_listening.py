"""Listening on Telegram: what is confirmed when, how answers travel, and what does not end it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from structlog.testing import capture_logs

from bot.channel import Address, Request
from bot.channels.telegram import Telegram
from bot.message import Message
from replica.faults import slow
from replica.telegram import TOKEN, TelegramReplica
from replica.telegram_chats import Chat
from replica.telegram_refusals import refusal
from tests.support.telegram import ANN, BOB, TO_ANN, listening, quiet
from tests.support.waiting import until


async def test_an_update_is_confirmed_only_when_its_answer_has_returned(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    replica.say(replica.chats[ANN.id], "/follow x", ANN)
    begun = asyncio.Event()

    async def never(_request: Request) -> Message:
        begun.set()
        return await asyncio.Future()

    task = asyncio.create_task(telegram.run(never))
    await begun.wait()
    task.cancel()
    async with listening(telegram) as asking:
        await until(lambda: replica.messages)
    assert [request.text for request in asking.requests] == ["/follow x"]


async def test_a_slow_chat_delays_nobody(replica: TelegramReplica, telegram: Telegram) -> None:
    bob = replica.add(Chat.private(BOB))
    replica.faults.add(slow(60), "sendMessage:501")
    replica.say(replica.chats[ANN.id], "/status", ANN)
    replica.say(bob, "/status", BOB)
    async with listening(telegram):
        await until(lambda: replica.messages)
        replica.say(bob, "/more", BOB)
        await until(lambda: len(replica.messages) == 2)
    assert {message.chat for message in replica.messages} == {BOB.id}


async def test_an_answer_shows_its_picture(
    replica: TelegramReplica, telegram: Telegram, picture: bytes
) -> None:
    async def answer(_request: Request) -> Message:
        return Message("Filed on paper", ("41 pages",), picture=picture)

    replica.say(replica.chats[ANN.id], "/filing 8220999", ANN)
    task = asyncio.create_task(telegram.run(answer))
    await until(lambda: replica.messages)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [(one.text, one.picture) for one in replica.messages] == [("Filed on paper\n41 pages", picture)]


async def test_answers_keep_their_order_and_the_pace_they_are_given(replica: TelegramReplica) -> None:
    paced: list[Address] = []

    @asynccontextmanager
    async def turn(address: Address) -> AsyncIterator[None]:
        paced.append(address)
        await asyncio.sleep(0.01 * (5 - len(paced)))
        yield

    telegram = Telegram(TOKEN, replica.url, reply_turn=turn)
    for number in range(4):
        replica.say(replica.chats[ANN.id], f"/{number}", ANN)
    async with listening(telegram):
        await until(lambda: len(replica.messages) == 4)
    await telegram.close()
    assert [message.text for message in replica.messages] == [f"asked: /{number}" for number in range(4)]
    assert paced == [TO_ANN] * 4


async def test_who_asks_without_end_loses_answers_but_no_change(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    replica.faults.add(slow(60), "sendMessage")
    for number in range(250):
        replica.say(replica.chats[ANN.id], f"/follow {number}", ANN)
    async with listening(telegram) as asking:
        with capture_logs() as logs:
            await quiet(replica)
    assert len(asking.requests) == 250
    assert sum(log["event"] == "answer dropped" for log in logs) == 229


async def test_an_answer_waits_out_a_short_limit(replica: TelegramReplica, telegram: Telegram) -> None:
    replica.faults.add(refusal(429, "Too Many Requests: retry after 1", retry_after=1), "sendMessage")
    replica.say(replica.chats[ANN.id], "/status", ANN)
    async with listening(telegram):
        await until(lambda: replica.messages)
    sends = [seen.at for seen in replica.seen if seen.path.endswith("sendMessage")]
    assert sends[1] - sends[0] >= timedelta(seconds=1)


async def test_an_answer_found_malformed_comes_as_plain_text(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    replica.faults.add(refusal(400, "Bad Request: can't parse entities: whatever"), "sendMessage")
    replica.say(replica.chats[ANN.id], "/status", ANN)
    async with listening(telegram):
        await until(lambda: replica.messages)
    assert "parse_mode" not in replica.messages[0].parameters
    assert replica.messages[0].text == "asked: /status"


async def test_an_answer_that_cannot_be_sent_ends_nothing(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    replica.faults.add(refusal(403, "Forbidden: bot was blocked by the user"), "sendMessage")
    replica.say(replica.chats[ANN.id], "/status", ANN)
    async with listening(telegram):
        await quiet(replica)
        replica.say(replica.chats[ANN.id], "/again", ANN)
        await until(lambda: replica.messages)
    assert replica.messages[0].text == "asked: /again"


async def test_a_second_poller_is_outlived(replica: TelegramReplica, telegram: Telegram) -> None:
    with capture_logs() as logs:
        async with listening(telegram):
            await until(lambda: replica.exchanges and replica.exchanges[-1].method == "getUpdates")
            other = Telegram(TOKEN, replica.url)
            async with listening(other):
                await until(lambda: any(log["log_level"] == "warning" for log in logs))
            await other.close()
            replica.say(replica.chats[ANN.id], "/status", ANN)
            await until(lambda: replica.messages)
    assert "terminated by other getUpdates" in str(logs)


async def test_the_command_menu_is_set_only_when_it_differs(replica: TelegramReplica) -> None:
    for _ in range(2):
        telegram = Telegram(TOKEN, replica.url, [("follow", "Follow an official")])
        async with listening(telegram):
            await until(lambda: replica.exchanges[-1:] and replica.exchanges[-1].method == "getUpdates")
        await telegram.close()
    assert replica.commands == [{"command": "follow", "description": "Follow an official"}]
    assert [call.method for call in replica.exchanges].count("setMyCommands") == 1
