"""Telegram: long polling for what people say, HTML messages for what is said to them."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from telegram import BotCommand, InputFile
from telegram.error import TelegramError

from bot.channel import RETRIES, Address, Answer, Finding, Pace, Part, Suggests
from bot.channels.telegram.check import checked
from bot.channels.telegram.client import PollRequest, SendRequest, client
from bot.channels.telegram.edit import PICTURE, edit
from bot.channels.telegram.errors import translate
from bot.channels.telegram.listener import Listener
from bot.channels.telegram.replies import Replies, Reply
from bot.channels.telegram.text import PLAIN, answering, render
from bot.errors import BotError, DeliveryError, Malformed, Passing, PlatformWait
from bot.message import Message

LONGEST_REPLY_WAIT = timedelta(seconds=30)
CLOSE_SECONDS = 1.5
SEVERAL = 3  # chats

T = TypeVar("T")
log = structlog.get_logger(channel="telegram")


Turn = Callable[[Address], AbstractAsyncContextManager[None]]


def _at_once(_address: Address) -> AbstractAsyncContextManager[None]:
    """No pace."""
    return nullcontext()


class Telegram:
    """One bot. `command_menu` holds (name, help) pairs; each part replied is sent within a `reply_turn`."""

    name = "telegram"
    # https://core.telegram.org/bots/faq: about one message a second in a chat, 20 a minute in a group, 30 a
    # second in all
    pace = Pace(rest=1.0, per_minute=20, overall=28.0, workers=8, within_a_second=30)
    nonce_memory = timedelta(0)  # a bot's message has none
    retries = RETRIES

    def __init__(
        self,
        token: str,
        base_url: str = "https://api.telegram.org",
        command_menu: Sequence[tuple[str, str]] = (),
        reply_turn: Turn = _at_once,
    ) -> None:
        sending = SendRequest(2 * self.pace.workers, base_url)  # half for answers and rights
        polling = PollRequest(1, base_url)  # its own connection, so that listening never waits for one
        self._requests = (sending, polling)
        self._bot = client(token, base_url, sending, polling)
        self._reply_turn = reply_turn
        self._limited: set[str] = set()
        self._replies = Replies(self._reply)
        menu = [BotCommand(name, help_text) for name, help_text in command_menu]
        self._listener = Listener(self._bot, menu, self._replies)

    def render(self, message: Message) -> Sequence[Part]:
        return render(message)

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:
        payload = {**({**PLAIN, "text": part.plain} if plain else part.payload), **answering(part)}
        thread = int(address.thread) if address.thread else None
        if part.file and not plain:
            file = InputFile(part.file.content, part.file.name)
            sending = self._bot.send_document(address.chat, file, message_thread_id=thread, **payload)
        elif part.picture and not plain:
            sending = self._bot.send_photo(
                address.chat, part.picture, filename=PICTURE, message_thread_id=thread, **payload
            )
        else:
            sending = self._bot.send_message(address.chat, message_thread_id=thread, **payload)
        try:
            message = await self._call(sending)
        except Passing as error:
            raise self._for_whom(error, address) from None
        self._limited.clear()
        return str(message.message_id)

    def _for_whom(self, error: Passing, address: Address) -> Passing:
        """Telegram does not say whether one chat has to wait or the whole bot.

        The bot has where several chats have, one after another, and no message is taken in between.
        """
        if error.after is None:
            return error
        self._limited.add(address.chat)
        return PlatformWait(str(error), error.after) if len(self._limited) >= SEVERAL else error

    async def find(self, address: Address, part: Part, since: datetime) -> str | None:  # noqa: ARG002
        """Telegram does not let a bot read what it sent."""
        return None

    async def run(self, answer: Answer, suggest: Suggests | None = None) -> None:
        await self._call(self._listener.run(answer, suggest))

    async def check(self) -> Sequence[Finding]:
        """What is set at BotFather, and whether others take the bot's updates. Raises BadToken or Passing."""
        me = await self._call(self._bot.get_me())
        webhook = await self._call(self._bot.get_webhook_info())
        return checked(me, webhook)

    async def close(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._replies.close()
                await asyncio.gather(*(request.shutdown() for request in self._requests))

    async def _call(self, call: Coroutine[Any, Any, T]) -> T:
        try:
            return await call
        except TelegramError as error:
            # the library's own error may hold the token, in its text or in its request's URL
            raise translate(error, self._bot.token) from None

    async def _reply(self, reply: Reply) -> None:
        """A lost answer is allowed, so its failure is no more than logged."""
        try:
            async with self._reply_turn(reply.address):
                await self._insist(reply)
        except BotError as error:
            log.warning("answer lost", chat=reply.address.chat, error=str(error))

    async def _insist(self, reply: Reply) -> None:
        try:
            await self._say(reply)
        except Malformed as error:
            log.error("answer sent as plain text", chat=reply.address.chat, error=str(error))
            await self.send(reply.address, reply.part, plain=True)
        except Passing as error:
            if error.after is None or error.after > LONGEST_REPLY_WAIT:
                raise
            await asyncio.sleep(error.after.total_seconds())
            await self._say(reply)

    async def _say(self, reply: Reply) -> None:
        """In place of the message pressed, or anew where Telegram does not edit that."""
        if reply.instead_of:
            try:
                await self._call(edit(self._bot, reply.address, reply.instead_of, reply.part))
                return
            except Passing:
                raise
            except DeliveryError as error:
                log.info("not edited", chat=reply.address.chat, error=str(error))
        await self.send(reply.address, reply.part)
