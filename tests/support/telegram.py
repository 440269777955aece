"""Telegram's replica with somebody on it, and what was said held against the Bot API's description."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.channel import Address, Request
from bot.channels.telegram import Telegram
from bot.message import Button, Message
from replica.spec_telegram import TelegramSpec
from replica.telegram import TelegramReplica
from replica.telegram_chats import Chat, Person
from tests.support.shared import TELEGRAM_SPEC
from tests.support.waiting import until

ANN, BOB, EVE = Person(501, "Ann"), Person(502, "Bob"), Person(503, "Eve")
MEMBERS = {ANN: "creator", BOB: "administrator", EVE: "member"}
TO_ANN = Address("501")


@asynccontextmanager
async def with_ann(clock: Callable[[], datetime]) -> AsyncIterator[TelegramReplica]:
    """The replica, on which Ann has begun a chat."""
    async with TelegramReplica(clock) as replica:
        replica.add(Chat.private(ANN))
        yield replica
    if TELEGRAM_SPEC.exists():
        assert TelegramSpec(TELEGRAM_SPEC).violations(replica.exchanges) == []


class Asking:
    """Answers every request with what was asked, and keeps it."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def __call__(self, request: Request) -> Message:
        self.requests.append(request)
        return Message(f"asked: {request.text}", buttons=(Button("More", "/more"),))

    @property
    def rights(self) -> list[bool]:
        return [request.person.may_change for request in self.requests]


@asynccontextmanager
async def listening(telegram: Telegram) -> AsyncIterator[Asking]:
    asking = Asking()
    task = asyncio.create_task(telegram.run(asking))
    yield asking
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def quiet(replica: TelegramReplica) -> None:
    """Until all that was said is confirmed."""
    await until(lambda: not replica.updates.waiting)
