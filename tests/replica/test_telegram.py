"""The Telegram replica: what it takes and refuses, how its updates wait, whether its answers are right."""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from replica.faults import answer_lost
from replica.telegram import TOKEN, TelegramReplica
from replica.telegram_chats import Chat, Person
from replica.telegram_pace import Pace
from tests.support.clock import Clock
from tests.support.telegram import ANN, with_ann

START = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)


@pytest.fixture
async def replica() -> AsyncIterator[TelegramReplica]:
    async with with_ann(lambda: START) as replica:
        yield replica


@pytest.fixture
async def client(replica: TelegramReplica) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{replica.url}/bot{TOKEN}/", timeout=5) as client:
        yield client


async def call(client: httpx.AsyncClient, method: str, **parameters: object) -> Any:
    """The result, or the description of what is wrong."""
    answer = (await client.post(method, json=parameters)).json()
    return answer["result"] if answer["ok"] else answer["description"]


# updates


async def test_a_poll_waits_until_somebody_speaks(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    poll = asyncio.create_task(call(client, "getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    assert not poll.done()
    number = replica.say(replica.chats[ANN.id], "/status now", ANN)
    (update,) = await poll
    assert update["update_id"] == number
    assert update["message"]["text"] == "/status now"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]
    assert update["message"]["date"] == int(START.timestamp())


async def test_a_poll_in_which_nobody_speaks_ends_in_time(client: httpx.AsyncClient) -> None:
    begun = time.monotonic()
    assert await call(client, "getUpdates", timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 2


async def test_an_update_comes_again_until_it_is_confirmed(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    numbers = [replica.say(replica.chats[ANN.id], f"/{number}", ANN) for number in range(3)]

    async def left(**parameters: int) -> list[int]:
        return [update["update_id"] for update in await call(client, "getUpdates", **parameters)]

    assert await left() == await left() == numbers
    assert await left(limit=2) == numbers[:2]
    assert await left(offset=numbers[0] + 1) == await left() == numbers[1:]
    assert await left(offset=-1) == await left() == numbers[2:]


async def test_the_older_of_two_polls_is_ended(client: httpx.AsyncClient) -> None:
    older = asyncio.create_task(client.post("getUpdates", json={"timeout": 10}))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(call(client, "getUpdates", timeout=1))
    assert (await older).status_code == 409
    assert "terminated by other getUpdates request" in (await older).json()["description"]
    assert await newer == []


async def test_a_webhook_keeps_polls_out_until_it_is_deleted(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    replica.webhook = "https://example.org/hook"
    assert "webhook is active" in await call(client, "getUpdates")
    assert (await call(client, "getWebhookInfo"))["url"] == "https://example.org/hook"
    assert await call(client, "deleteWebhook")
    assert await call(client, "getUpdates") == []


async def test_kinds_of_updates_nobody_asked_for_are_dropped(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    await call(client, "getUpdates", allowed_updates=["callback_query"])
    replica.say(replica.chats[ANN.id], "hello", ANN)
    assert await call(client, "getUpdates") == []


async def test_a_pressed_button_comes_with_its_message_until_that_is_old(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "/more"}]]}
    await call(client, "sendMessage", chat_id=501, text="hi", reply_markup=keyboard)
    replica.press(replica.messages[0], "More", ANN)
    replica.press(replica.messages[0], "More", ANN, forgotten=True)
    fresh, old = (update["callback_query"] for update in await call(client, "getUpdates"))
    assert (fresh["data"], fresh["message"]["text"], old["message"]["date"]) == ("/more", "hi", 0)
    assert await call(client, "answerCallbackQuery", callback_query_id=fresh["id"], text="ok") is True
    assert replica.acknowledged == {"1": "ok", "2": None}
    assert "query is too old" in await call(client, "answerCallbackQuery", callback_query_id="77")


def test_in_a_thread_of_its_own_it_hears_the_tests_thread() -> None:
    with TelegramReplica(lambda: START) as replica, ThreadPoolExecutor(1) as pool:
        chat = replica.add(Chat.private(ANN))
        poll = pool.submit(
            httpx.post, f"{replica.url}/bot{TOKEN}/getUpdates", json={"timeout": 10}, timeout=12
        )
        time.sleep(0.2)
        replica.say(chat, "hello", ANN)
        assert len(poll.result(timeout=2).json()["result"]) == 1


# messages


@pytest.mark.parametrize("form", ["json", "data", "params", "files"])
async def test_a_message_is_taken_in_every_form(
    replica: TelegramReplica, client: httpx.AsyncClient, form: str
) -> None:
    fields: dict[str, Any] = {"chat_id": "501", "text": "<i>hi</i>", "parse_mode": "HTML"}
    if form == "files":
        fields = {name: (None, value) for name, value in fields.items()}
    arguments: dict[str, Any] = {form: fields}
    await client.post("sendMessage", **arguments)
    assert (replica.messages[0].chat, replica.messages[0].text) == (501, "hi")


async def test_offsets_of_entities_count_utf16_units(client: httpx.AsyncClient) -> None:
    text = ' 🚀é <b>b🚀 <i>i</i></b> &amp;&lt;&#33; <a href="https://x.org?a&amp;b">x</a> '
    message = await call(client, "sendMessage", chat_id=501, text=text, parse_mode="HTML")
    assert message["text"] == "🚀é b🚀 i &<! x"
    assert message["entities"] == [
        {"type": "bold", "offset": 4, "length": 5},
        {"type": "italic", "offset": 8, "length": 1},
        {"type": "text_link", "offset": 14, "length": 1, "url": "https://x.org?a&b"},
    ]


@pytest.mark.parametrize(
    ("parameters", "refused"),
    [
        ({"text": "a < b"}, 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ({"text": "<b>bold"}, "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ({"text": ""}, "message text is empty"),
        ({"text": "<b> \n</b>"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🚀" * 2048 + "x"}, "message is too long"),
        ({"text": "&amp;" * 6600}, "text is too long"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "reply_markup": [{"text": "x", "callback_data": "é" * 33}]}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": [{"text": "x", "url": "javascript:x"}]}, "BUTTON_URL_INVALID"),
        ({"text": "x", "reply_markup": [{"text": "x"}]}, "Text buttons are unallowed in the inline keyboard"),
    ],
)
async def test_what_telegram_refuses_is_refused(
    replica: TelegramReplica, client: httpx.AsyncClient, parameters: dict[str, Any], refused: str
) -> None:
    if "reply_markup" in parameters:
        parameters = {**parameters, "reply_markup": {"inline_keyboard": [parameters["reply_markup"]]}}
    described = await call(client, "sendMessage", **{"chat_id": 501, "parse_mode": "HTML", **parameters})
    assert described == f"Bad Request: {refused}"
    assert replica.messages == []


@pytest.mark.parametrize(
    "text", ["x" * 4096, "🚀" * 2048, "<b>" + "&amp;" * 4096 + "</b>", f" {'x' * 4096}\n"]
)
async def test_exactly_4096_units_are_taken(client: httpx.AsyncClient, text: str) -> None:
    message = await call(client, "sendMessage", chat_id=501, text=text, parse_mode="HTML")
    assert len(message["text"].encode("utf-16-le")) == 2 * 4096


async def test_what_was_taken_is_recorded_even_if_the_answer_was_lost(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    replica.faults.add(answer_lost, "sendMessage:501")
    with pytest.raises(httpx.TransportError):
        await call(client, "sendMessage", chat_id=501, text="hi")
    assert [message.text for message in replica.messages] == ["hi"]
    assert replica.messages[0].at == START


async def test_a_group_that_was_upgraded_refuses_and_names_the_new_one(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    replica.upgrade(replica.add(Chat(-41, "group", "Team")), -1009)
    answer = (await client.post("sendMessage", json={"chat_id": -41, "text": "hi"})).json()
    assert answer["parameters"] == {"migrate_to_chat_id": -1009}


# the rest


@pytest.mark.parametrize(
    ("path", "status"),
    [("bot1234567:wrong/getMe", 401), ("botnonsense/getMe", 404), (f"bot{TOKEN}/getCake", 404)],
)
async def test_a_wrong_token_or_method_is_refused(path: str, status: int) -> None:
    async with TelegramReplica(lambda: START) as replica, httpx.AsyncClient() as client:
        answer = await client.get(f"{replica.url}/{path}")
    assert (answer.status_code, answer.json()["error_code"]) == (status, status)


async def test_a_chat_and_its_members_are_told_in_full(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    statuses = ("creator", "administrator", "member", "left", "kicked")
    people = {Person(600 + number, status): status for number, status in enumerate(statuses)}
    replica.add(Chat(-1001, "supergroup", "Forum", people, topics=(7,)))
    chat = await call(client, "getChat", chat_id=-1001)
    members = [await call(client, "getChatMember", chat_id=-1001, user_id=person.id) for person in people]
    assert (chat["title"], chat["is_forum"]) == ("Forum", True)
    assert [member["status"] for member in members] == list(statuses)
    assert await call(client, "getChatMember", chat_id=-1001, user_id=1) == "Bad Request: user not found"


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        ({"command": "Follow", "description": "x"}, "Bad Request: BOT_COMMAND_INVALID"),
        ({"command": "follow", "description": ""}, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "follow", "description": "x"}, True),
    ],
)
async def test_the_menu_takes_only_commands_as_telegram_wants_them(
    client: httpx.AsyncClient, command: dict[str, str], refused: object
) -> None:
    assert await call(client, "setMyCommands", commands=[command]) == refused


@pytest.mark.parametrize(
    ("chat", "pause", "taken", "wait"),
    [
        (Chat(-41, "group", "Team"), 0.0, 1, 1),
        (Chat(-41, "group", "Team"), 1.0, 20, 40),
        (Chat.private(ANN), 1.0, 25, None),
    ],
)
async def test_a_chat_takes_one_message_a_second_and_a_group_twenty_a_minute(
    chat: Chat, pause: float, taken: int, wait: int | None
) -> None:
    clock = Clock(START)
    async with TelegramReplica(clock, pace=Pace()) as replica, httpx.AsyncClient() as client:
        replica.add(chat)
        for _ in range(25):
            answer = await client.post(
                f"{replica.url}/bot{TOKEN}/sendMessage", json={"chat_id": chat.id, "text": "hi"}
            )
            if answer.status_code == 429:
                break
            clock.now += timedelta(seconds=pause)
    assert len(replica.messages) == taken
    assert answer.json().get("parameters", {}).get("retry_after") == wait


async def test_thirty_messages_a_second_are_taken_in_all() -> None:
    async with TelegramReplica(lambda: START, pace=Pace()) as replica, httpx.AsyncClient() as client:
        for number in range(31):
            replica.add(Chat(number + 1, "private", "x"))
            fields = {"chat_id": number + 1, "text": "hi"}
            answer = await client.post(f"{replica.url}/bot{TOKEN}/sendMessage", json=fields)
    assert len(replica.messages) == 30
    assert answer.status_code == 429


# photos


def page(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height), 255).save(file, "PNG")
    return file.getvalue()


async def photo(client: httpx.AsyncClient, content: bytes | None, **parameters: str) -> Any:
    files = {} if content is None else {"photo": ("page.png", content)}
    form = {"chat_id": str(ANN.id), **parameters}
    answer = (await client.post("sendPhoto", data=form, files=files)).json()
    return answer["result"] if answer["ok"] else answer["description"]


async def test_a_photo_arrives_with_its_caption(replica: TelegramReplica, client: httpx.AsyncClient) -> None:
    message = await photo(client, page(120, 160), caption="<b>A</b> page", parse_mode="HTML")
    assert (message["photo"][0]["width"], message["photo"][0]["height"]) == (120, 160)
    assert message["caption"] == "A page"
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert [(one.text, one.picture) for one in replica.messages] == [("A page", page(120, 160))]


@pytest.mark.parametrize(
    ("content", "caption", "refusal"),
    [
        (None, "", "Bad Request: there is no photo in the request"),
        (b"no picture", "", "Bad Request: IMAGE_PROCESS_FAILED"),
        (page(9000, 1001), "", "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (page(2100, 100), "", "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (bytes(10 * 2**20 + 1), "", "Request Entity Too Large"),
        (page(9, 9), "x" * 1025, "Bad Request: message caption is too long"),
        (
            page(9, 9),
            "<b>",
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
    ],
    ids=["none", "no picture", "too large", "too long", "too many bytes", "long caption", "markup"],
)
async def test_a_photo_that_telegram_does_not_take_is_refused_in_its_words(
    replica: TelegramReplica, client: httpx.AsyncClient, content: bytes | None, caption: str, refusal: str
) -> None:
    assert await photo(client, content, caption=caption, parse_mode="HTML") == refusal
    assert replica.messages == []
    replica.exchanges.clear()  # none of them is what the Bot API describes
