"""Sending on Telegram: what its answers mean, what is never told, and how it ends."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channel import Address, Part, Request
from bot.channels.telegram import Telegram
from bot.errors import BadToken, BotError, Malformed, Moved, Passing, Permanent, ReplyGone
from bot.message import Message
from replica.faults import answer, answer_lost, reset, slow
from replica.telegram import TOKEN, TelegramReplica
from replica.telegram_chats import Chat
from replica.telegram_pace import Pace
from replica.telegram_refusals import refusal
from storage.model import ChatState
from tests.support.telegram import ANN, TO_ANN

PAUSED, GONE = {"state": ChatState.PAUSED}, {"state": ChatState.GONE}
TOPIC = {"thread_only": True}
KNOWN = {"unknown": False}
UNKNOWN = {"unknown": True, "after": None}


@pytest.fixture
def part(telegram: Telegram) -> Part:
    return telegram.render(Message("A <b>", ("x & y",)))[0]


async def silent(_request: Request) -> Message:
    raise AssertionError("nobody asks")


async def test_a_part_arrives_as_it_was_rendered(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    number = await telegram.send(TO_ANN, part)
    assert (str(replica.messages[0].id), replica.messages[0].text) == (number, "A <b>\nx & y")
    assert [dict(entity) for entity in replica.messages[0].entities] == [
        {"type": "bold", "offset": 0, "length": 5}
    ]


async def test_a_part_sent_as_plain_text_has_no_markup(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    await telegram.send(TO_ANN, part, plain=True)
    assert replica.messages[0].text == part.plain == "A <b>\nx & y"
    assert not replica.messages[0].entities


async def test_a_picture_arrives_with_its_caption_in_its_topic(
    replica: TelegramReplica, telegram: Telegram, picture: bytes
) -> None:
    replica.add(Chat(-1001, "supergroup", "Forum", topics=(7,)))
    (part,) = telegram.render(Message("A <b>", ("x & y",), picture=picture))
    number = await telegram.send(Address("-1001", "7", group=True), part)
    [arrived] = replica.messages
    assert (str(arrived.id), arrived.thread, arrived.text) == (number, 7, "A <b>\nx & y")
    assert arrived.picture == picture
    assert [dict(entity) for entity in arrived.entities] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_a_picture_that_telegram_refuses_goes_without(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    (part,) = telegram.render(Message("A", picture=b"no picture at all"))
    with pytest.raises(Malformed, match="Image_process_failed"):
        await telegram.send(TO_ANN, part)
    await telegram.send(TO_ANN, part, plain=True)
    assert [(message.text, message.picture) for message in replica.messages] == [("A", b"")]


async def test_a_part_for_a_topic_goes_into_the_topic(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    replica.add(Chat(-1001, "supergroup", "Forum", topics=(7,)))
    await telegram.send(Address("-1001", "7", group=True), part)
    assert replica.messages[0].thread == 7


@pytest.mark.parametrize("plain", [False, True])
async def test_a_part_that_answers_a_message_is_its_reply(
    replica: TelegramReplica, telegram: Telegram, part: Part, plain: bool
) -> None:
    number = await telegram.send(TO_ANN, part)
    await telegram.send(TO_ANN, replace(part, reply_to=number), plain=plain)
    assert replica.messages[1].message["reply_to_message"]["message_id"] == int(number)


async def test_a_part_whose_answered_message_is_gone_arrives_all_the_same(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    await telegram.send(TO_ANN, replace(part, reply_to="77"))
    assert "reply_to_message" not in replica.messages[0].message


@pytest.mark.parametrize(
    ("code", "description", "error", "facts"),
    [
        (403, "Forbidden: bot was blocked by the user", Permanent, PAUSED),
        (403, "Forbidden: user is deactivated", Permanent, PAUSED),
        (403, "Forbidden: bot can't initiate conversation with a user", Permanent, PAUSED),
        (403, "Forbidden: bot can't send messages to bots", Permanent, PAUSED),
        (403, "Forbidden: bot was kicked from the group chat", Permanent, GONE),
        (403, "Forbidden: bot was kicked from the supergroup chat", Permanent, GONE),
        (403, "Forbidden: bot was kicked from the channel chat", Permanent, GONE),
        (403, "Forbidden: bot is not a member of the channel chat", Permanent, GONE),
        (403, "Forbidden: the group chat was deleted", Permanent, GONE),
        (403, "Forbidden: something nobody has heard of", Permanent, PAUSED),
        (400, "Bad Request: chat not found", Permanent, PAUSED),
        (400, "Bad Request: PEER_ID_INVALID", Permanent, PAUSED),
        (400, "Bad Request: user not found", Permanent, PAUSED),
        (400, "Bad Request: message thread not found", Permanent, TOPIC),
        (400, "Bad Request: TOPIC_DELETED", Permanent, TOPIC),
        (400, "Bad Request: TOPIC_CLOSED", Permanent, TOPIC),
        (400, "Bad Request: not enough rights to send text messages to the chat", Permanent, PAUSED),
        (400, "Bad Request: not enough rights to send photos to the chat", Malformed, {}),
        (400, "Bad Request: have no rights to send a message", Permanent, PAUSED),
        (400, "Bad Request: need administrator rights in the channel chat", Permanent, PAUSED),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Permanent, PAUSED),
        (400, "Bad Request: CHAT_RESTRICTED", Permanent, PAUSED),
        (400, "Bad Request: message to be replied not found", ReplyGone, {}),
        (400, 'Bad Request: can\'t parse entities: Unsupported start tag "x"', Malformed, {}),
        (400, "Bad Request: message is too long", Malformed, {}),
        (400, "Bad Request: message text is empty", Malformed, {}),
        (400, "Bad Request: BUTTON_DATA_INVALID", Malformed, {}),
        (400, "Bad Request: something nobody has heard of", Malformed, {}),
        (413, "Request Entity Too Large", Malformed, {}),
        (401, "Unauthorized", BadToken, {}),
        (404, "Not Found", BadToken, {}),
        (429, "Too Many Requests", Passing, KNOWN),
        (500, "Internal Server Error: restart", Passing, UNKNOWN),
        (502, "Bad Gateway", Passing, UNKNOWN),
    ],
)
async def test_every_refusal_means_what_telegram_says(
    replica: TelegramReplica,
    telegram: Telegram,
    part: Part,
    code: int,
    description: str,
    error: type[BotError],
    facts: Mapping[str, Any],
) -> None:
    replica.faults.add(refusal(code, description), "sendMessage:501")
    with pytest.raises(error) as raised:
        await telegram.send(TO_ANN, part)
    assert type(raised.value) is error
    assert {name: getattr(raised.value, name) for name in facts} == facts
    assert description.split(": ")[-1].lower() in str(raised.value).lower()
    assert replica.messages == []


async def test_a_group_that_became_a_supergroup_names_its_new_id(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    replica.upgrade(replica.add(Chat(-41, "group", "Team")), -1009)
    with pytest.raises(Moved) as raised:
        await telegram.send(Address("-41", group=True), part)
    await telegram.send(Address(raised.value.address, group=True), part)
    assert replica.messages[0].chat == -1009


async def test_who_sends_too_fast_is_told_how_long_to_wait(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    replica.pace = Pace()
    await telegram.send(TO_ANN, part)
    with pytest.raises(Passing) as raised:
        await telegram.send(TO_ANN, part)
    assert (raised.value.after, raised.value.unknown) == (timedelta(seconds=1), False)


@pytest.mark.parametrize(("fault", "arrived"), [(reset, 0), (answer_lost, 1), (answer(200, b"<html>"), 0)])
async def test_after_a_broken_connection_nobody_knows_whether_it_arrived(
    replica: TelegramReplica, telegram: Telegram, part: Part, fault: Any, arrived: int
) -> None:
    replica.faults.add(fault, "sendMessage")
    with pytest.raises(Passing) as raised:
        await telegram.send(TO_ANN, part)
    assert raised.value.unknown
    assert len(replica.messages) == arrived


async def test_after_a_refused_connection_nothing_was_sent(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    await replica.stop()
    with pytest.raises(Passing) as raised:
        await telegram.send(TO_ANN, part)
    assert not raised.value.unknown


async def test_a_proxy_in_the_environment_is_not_asked_for_a_replica(
    replica: TelegramReplica, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    telegram = Telegram(TOKEN, replica.url)
    assert await telegram.send(TO_ANN, part)
    await telegram.close()


async def test_an_outage_ends_listening_and_listening_again_works(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    await replica.stop()
    with pytest.raises(Passing):
        await telegram.run(silent)
    await replica.start()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(telegram.run(silent), 0.3)


async def test_the_check_names_the_bot(telegram: Telegram) -> None:
    assert (await telegram.check())[0].said == "@hilltape_bot"


async def test_the_check_says_what_to_do_about_a_webhook(
    replica: TelegramReplica, telegram: Telegram
) -> None:
    replica.webhook = "https://example.org/secret"
    [told] = [finding for finding in await telegram.check() if not finding.well]
    assert "deleteWebhook" in told.said
    assert "secret" not in told.said


@pytest.mark.parametrize("token", ["1234567:wrong", "nonsense"])
async def test_a_wrong_token_is_told_by_every_step(replica: TelegramReplica, part: Part, token: str) -> None:
    telegram = Telegram(token, replica.url)
    for step in (telegram.check(), telegram.run(silent), telegram.send(TO_ANN, part)):
        with pytest.raises(BadToken, match="check the bot's token") as raised:
            await step
        assert token not in str(raised.value)
    await telegram.close()


@pytest.mark.parametrize(
    "fault",
    [
        answer(404, f"<html>/bot{TOKEN}/sendMessage was not found".encode()),
        answer(500, f"<html>/bot{TOKEN}/sendMessage broke".encode()),
        refusal(400, f"Bad Request: /bot{TOKEN} is wrong"),
        reset,
    ],
)
async def test_no_log_and_no_error_holds_the_token(
    replica: TelegramReplica, part: Part, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram = Telegram(TOKEN, replica.url)
    replica.faults.add(fault, times=None)
    with capture_logs() as logs:
        for step in (telegram.check(), telegram.run(silent), telegram.send(TO_ANN, part)):
            with pytest.raises(BotError) as raised:
                await step
            logging.getLogger("hilltape").error("failed", exc_info=raised.value)
    await telegram.close()
    assert "failed" in caplog.text
    assert TOKEN not in f"{caplog.text} {logs}"


async def test_a_refused_connection_is_logged_without_the_token(
    replica: TelegramReplica, telegram: Telegram, part: Part, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await replica.stop()
    with pytest.raises(Passing) as raised:
        await telegram.send(TO_ANN, part)
    logging.getLogger("hilltape").error("failed", exc_info=raised.value)
    assert "failed" in caplog.text
    assert TOKEN not in caplog.text


async def test_closing_ends_a_hanging_poll_and_a_hanging_send_within_two_seconds(
    replica: TelegramReplica, telegram: Telegram, part: Part
) -> None:
    replica.faults.add(slow(60), "sendMessage")
    tasks = [asyncio.create_task(telegram.run(silent)), asyncio.create_task(telegram.send(TO_ANN, part))]
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    await telegram.close()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert time.monotonic() - begun < 2
    assert [type(outcome) for outcome in outcomes] == [Passing, Passing]


async def test_closing_gives_up_answers_on_their_way(replica: TelegramReplica, telegram: Telegram) -> None:
    replica.faults.add(slow(60), "sendMessage")
    replica.say(replica.chats[ANN.id], "/status", ANN)

    async def greet(_request: Request) -> Message:
        return Message("Hello")

    task = asyncio.create_task(telegram.run(greet))
    await asyncio.sleep(0.3)
    task.cancel()
    begun = time.monotonic()
    await telegram.close()
    assert time.monotonic() - begun < 2
    assert not [task for task in asyncio.all_tasks() if "Replies" in repr(task)]
