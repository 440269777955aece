"""What the Telegram replica takes and refuses when a bot edits a message, or answers an inline query."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from PIL import Image

from replica.telegram import TOKEN, TelegramReplica
from tests.support.telegram import ANN, with_ann
from tests.support.waiting import now

KEY = {"inline_keyboard": [[{"text": "More", "callback_data": "/more"}]]}


@pytest.fixture
async def replica() -> AsyncIterator[TelegramReplica]:
    async with with_ann(now) as replica:
        yield replica


@pytest.fixture
async def client(replica: TelegramReplica) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{replica.url}/bot{TOKEN}/", timeout=5) as client:
        yield client


async def call(client: httpx.AsyncClient, method: str, **parameters: Any) -> Any:
    """The result, or the description of what is wrong."""
    answer = (await client.post(method, json=parameters)).json()
    return answer["result"] if answer["ok"] else answer["description"]


async def said(client: httpx.AsyncClient) -> int:
    message = await call(client, "sendMessage", chat_id=ANN.id, text="One", reply_markup=KEY)
    return int(message["message_id"])


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 30)).save(file, "JPEG")
    return file.getvalue()


async def shown(client: httpx.AsyncClient, number: int) -> Any:
    """The message, become a picture."""
    media = {"type": "photo", "media": "attach://page", "caption": "A scan"}
    form = {"chat_id": str(ANN.id), "message_id": str(number), "media": json.dumps(media)}
    answer = await client.post("editMessageMedia", data=form, files={"page": ("page.jpg", jpeg())})
    return answer.json()["result"]


async def test_an_edited_text_stands_where_the_old_one_stood(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    number = await said(client)
    await call(client, "editMessageText", chat_id=ANN.id, message_id=number, text="Two")
    [message] = replica.messages
    assert (message.id, message.text, message.buttons) == (number, "Two", [])


async def test_a_text_becomes_a_picture_and_no_picture_a_text(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    number = await said(client)
    assert (await shown(client, number))["caption"] == "A scan"
    there = {"chat_id": ANN.id, "message_id": number}
    assert "there is no text" in await call(client, "editMessageText", text="Two", **there)
    assert (await call(client, "editMessageCaption", caption="Two", **there))["caption"] == "Two"
    assert (replica.messages[0].picture, replica.messages[0].text) == (jpeg(), "Two")


async def test_a_text_has_no_caption(client: httpx.AsyncClient) -> None:
    there = {"chat_id": ANN.id, "message_id": await said(client)}
    assert "there is no caption" in await call(client, "editMessageCaption", caption="Two", **there)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": "One", "reply_markup": KEY}, "message is not modified"),
        ({"message_id": 99}, "message to edit not found"),
        ({"chat_id": 9}, "chat not found"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": " "}, "message text is empty"),
        ({"text": "<b>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x" * 65}]]}}, "BUTTON_DATA"),
    ],
)
async def test_an_edit_that_telegram_refuses_changes_nothing(
    replica: TelegramReplica, client: httpx.AsyncClient, changed: dict[str, Any], words: str
) -> None:
    there = {"chat_id": ANN.id, "message_id": await said(client), "text": "Two"}
    assert words in await call(client, "editMessageText", **{**there, **changed})
    assert [message.text for message in replica.messages] == ["One"]


async def test_what_somebody_else_said_is_not_the_bot_s_to_edit(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    replica.say(replica.chats[ANN.id], "Mine", ANN)
    answer = await call(client, "editMessageText", chat_id=ANN.id, message_id=1, text="Ours")
    assert "message can't be edited" in answer


def article(name: str = "1", **changed: Any) -> dict[str, Any]:
    content = {"message_text": "It says"}
    return {"type": "article", "id": name, "title": "A", "input_message_content": content, **changed}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"inline_query_id": "9"}, "query is too old"),
        ({"results": [article(str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("x" * 65)]}, "RESULT_ID_INVALID"),
        ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(input_message_content={"message_text": "x" * 4097})]}, "message is too long"),
        ({"results": [article(reply_markup=KEY)]}, "BUTTON_DATA_INVALID"),
        ({"button": {"text": "Open", "start_parameter": "x" * 65}}, "START_PARAM_INVALID"),
        ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
    ],
)
async def test_an_inline_answer_that_telegram_refuses_offers_nothing(
    replica: TelegramReplica, client: httpx.AsyncClient, changed: dict[str, Any], words: str
) -> None:
    query = replica.ask_inline(ANN, "nvda")
    answer = {"inline_query_id": query, "results": [article()], **changed}
    assert words in await call(client, "answerInlineQuery", **answer)
    assert replica.asked_inline[query] is None


async def test_a_chosen_result_is_sent_by_the_person_and_told_to_who_asks_for_it(
    replica: TelegramReplica, client: httpx.AsyncClient
) -> None:
    await call(client, "getUpdates", allowed_updates=["inline_query", "chosen_inline_result"])
    query = replica.ask_inline(ANN, "nvda")
    await call(client, "answerInlineQuery", inline_query_id=query, results=[article()])
    sent = replica.choose(query, "A", replica.chats[ANN.id], ANN)
    assert (sent["from"]["id"], sent["via_bot"]["username"]) == (ANN.id, "hilltape_bot")
    updates = await call(client, "getUpdates")
    assert updates[-1]["chosen_inline_result"]["result_id"] == "1"
