"""Webhooks: signed as the convention has it, whatever the receiver answers, and no secret in any error."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.channel import Address
from bot.channels.webhook import Webhook
from bot.channels.webhook.guard import anything
from bot.errors import DeliveryError, Passing, Permanent
from bot.message import Message
from replica.faults import Handler, answer, reset
from replica.webhook import WebhookReceiver
from storage.model import ChatState
from tests.support.waiting import now

SECRET = "whsec_" + "c2VjcmV0" * 4


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    async with WebhookReceiver(now) as receiver:
        receiver.secrets.append(SECRET)
        yield receiver


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    webhook = Webhook("Hilltape/test (+https://example.org)", now, anything)
    yield webhook
    await webhook.close()


def there(receiver: WebhookReceiver, path: str = "/hook?key=hush") -> Address:
    return Address(f"{receiver.url}{path}#17", secret=SECRET)


async def refused(webhook: Webhook, receiver: WebhookReceiver, fault: Any) -> DeliveryError:
    receiver.faults.add(fault)
    (part,) = webhook.render(Message("Title"))
    with pytest.raises(DeliveryError) as raised:
        await webhook.send(there(receiver), part)
    assert "hush" not in str(raised.value)
    assert SECRET not in str(raised.value)
    return raised.value


async def test_a_message_is_posted_signed_and_known_by_its_id(
    webhook: Webhook, receiver: WebhookReceiver
) -> None:
    (part,) = webhook.render(Message("Title", ("one", "“two” 🟢")))
    assert await webhook.send(there(receiver), part) == part.nonce
    assert await webhook.send(there(receiver), part) == part.nonce
    first, again = receiver.events
    assert first == again
    assert (first.id, first.path) == (part.nonce, "/hook")
    assert first.body == json.loads(json.dumps(part.payload))
    assert first.body["data"] == {"title": "Title", "lines": ["one", "“two” 🟢"]}
    assert receiver.seen[0].headers["User-Agent"] == "Hilltape/test (+https://example.org)"


async def test_another_secret_signs_otherwise(webhook: Webhook, receiver: WebhookReceiver) -> None:
    (part,) = webhook.render(Message("Title"))
    with pytest.raises(Passing, match="401"):
        await webhook.send(Address(f"{receiver.url}/#17", secret="whsec_" + "AAAA" * 8), part)
    assert receiver.events == []


@pytest.mark.parametrize("status", [400, 401, 404, 413, 429, 500, 503])
async def test_whatever_it_answers_is_tried_again(
    webhook: Webhook, receiver: WebhookReceiver, status: int
) -> None:
    error = await refused(webhook, receiver, answer(status, b"no"))
    assert isinstance(error, Passing)
    assert (str(error), error.after) == (f"it answered {status}", None)


async def test_a_receiver_that_is_gone_is_gone(webhook: Webhook, receiver: WebhookReceiver) -> None:
    error = await refused(webhook, receiver, answer(410, b""))
    assert isinstance(error, Permanent)
    assert error.state is ChatState.GONE


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120), ("999999", 86400), ("soon", None), ("-5", None), ("", None)]
)
async def test_a_receiver_may_say_when_to_come_again(
    webhook: Webhook, receiver: WebhookReceiver, said: str, seconds: int | None
) -> None:
    error = await refused(webhook, receiver, answer(429, b"", headers={"Retry-After": said}))
    assert isinstance(error, Passing)
    assert error.after == (timedelta(seconds=seconds) if seconds else None)


async def test_a_way_elsewhere_is_not_gone(webhook: Webhook, receiver: WebhookReceiver) -> None:
    fault = answer(302, b"", headers={"Location": f"{receiver.url}/elsewhere"})
    error = await refused(webhook, receiver, fault)
    assert "leads elsewhere" in str(error)
    assert [seen.path for seen in receiver.seen] == ["/hook"]


async def test_an_answer_without_end_is_not_read(webhook: Webhook, receiver: WebhookReceiver) -> None:
    async def endless(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        response = web.StreamResponse(status=200)
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"x" * 100_000)
        return response

    receiver.faults.add(endless)
    (part,) = webhook.render(Message("Title"))
    assert await webhook.send(there(receiver), part) == part.nonce


async def test_a_silent_receiver_is_left_after_a_while(
    webhook: Webhook, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(request: web.Request, handler: Handler) -> web.StreamResponse:
        await asyncio.sleep(5)
        return await handler(request)

    monkeypatch.setattr("bot.channels.webhook.channel.SECONDS", 0.2)
    error = await refused(webhook, receiver, silent)
    assert "did not answer within" in str(error)


async def test_a_broken_connection_may_have_told_it(webhook: Webhook, receiver: WebhookReceiver) -> None:
    error = await refused(webhook, receiver, reset)
    assert isinstance(error, Passing)
    assert error.unknown


async def test_nobody_there_is_tried_again(webhook: Webhook, receiver: WebhookReceiver) -> None:
    (part,) = webhook.render(Message("Title"))
    address = there(receiver)
    await receiver.stop()
    with pytest.raises(Passing, match="takes no connection"):
        await webhook.send(address, part)
