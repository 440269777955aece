"""Long polling: every update is answered, and what it changes stored, before Telegram may forget it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog
from telegram import Bot, BotCommand, ChatMember, Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channel import Answer, Request, Suggests, Upload
from bot.channels.telegram.errors import translate, waiting_time
from bot.channels.telegram.inline import offer
from bot.channels.telegram.replies import Replies
from bot.channels.telegram.text import render
from bot.channels.telegram.updates import Asked, read
from bot.errors import Passing
from bot.message import PRESSED

UPDATES = (
    Update.MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
POLL_SECONDS = 25
MEMBER_SECONDS = 5.0
FIRST_CONFLICT_WAIT = 1.0
LONGEST_CONFLICT_WAIT = 30.0
ADMINS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
NO_LONGER = "This button no longer works. Type the command instead."
ONLY_ADMINS = "In this channel only its admins can ask. Ask me in a private chat."

log = structlog.get_logger(channel="telegram")


class Listener:
    """Brings what people say to `answer`, and the answers to `replies`."""

    def __init__(self, bot: Bot, menu: Sequence[BotCommand], replies: Replies) -> None:
        self._bot = bot
        self._menu = tuple(menu)
        self._commands = frozenset({PRESSED, *(entry.command for entry in menu)})
        self._replies = replies
        self._next = 0  # every update before it is confirmed by the next poll

    async def run(self, answer: Answer, suggest: Suggests | None = None) -> None:
        """Until cancelled. Raises the library's error for an outage or a refused token."""
        me = await self._bot.get_me()
        await self._publish_menu()
        log.info("listening", bot=me.username)
        while True:
            await self._replies.room()
            updates = await self._poll()
            self._offer(updates, suggest, me.username or "")
            await self._take(updates, answer, me.username or "")

    async def _publish_menu(self) -> None:
        """Only when it differs, since Telegram limits how often it may be set."""
        try:
            if self._menu and await self._bot.get_my_commands() != self._menu:
                await self._bot.set_my_commands(self._menu)
        except TelegramError as error:
            log.warning("command menu not set", error=self._told(error))

    async def _poll(self) -> Sequence[Update]:
        conflict_wait = FIRST_CONFLICT_WAIT
        while True:
            try:
                return await self._bot.get_updates(
                    offset=self._next, timeout=POLL_SECONDS, allowed_updates=UPDATES
                )
            except Conflict as error:
                log.warning("another process polls this bot, or a webhook is set", error=self._told(error))
                wait = conflict_wait
                conflict_wait = min(2 * conflict_wait, LONGEST_CONFLICT_WAIT)
            except RetryAfter as error:
                wait = waiting_time(error).total_seconds()
            await asyncio.sleep(wait)

    def _offer(self, updates: Sequence[Update], suggest: Suggests | None, name: str) -> None:
        """Of what somebody is still typing only the last is looked up, beside everything else."""
        queries = {query.from_user.id: query for update in updates if (query := update.inline_query)}
        for query in queries.values():
            if suggest:
                self._replies.start(offer(self._bot, suggest, query, name))

    async def _take(self, updates: Sequence[Update], answer: Answer, name: str) -> None:
        """Chats beside each other, each in its order; only then are the updates marked to be confirmed."""
        chats: dict[int, list[Update]] = {}
        for update in updates:
            chats.setdefault(update.effective_chat.id if update.effective_chat else 0, []).append(update)
        async with asyncio.TaskGroup() as group:
            for of_one_chat in chats.values():
                group.create_task(self._take_in_order(of_one_chat, answer, name))
        if updates:
            self._next = updates[-1].update_id + 1

    async def _take_in_order(self, updates: Sequence[Update], answer: Answer, name: str) -> None:
        for update in updates:
            asked = read(update, name, self._commands)
            if asked:
                await self._ask(asked, answer)
            elif update.callback_query:
                self._replies.start(self._acknowledge(update.callback_query.id, NO_LONGER))

    async def _ask(self, asked: Asked, answer: Answer) -> None:
        if asked.unsure:
            asked = asked.granted(await self._is_admin(asked))
        if asked.broadcast and not asked.request.person.may_change:
            self._replies.start(self._acknowledge(asked.press, ONLY_ADMINS))
            return
        if asked.press:
            self._replies.start(self._acknowledge(asked.press))
        message = await answer(self._with_upload(asked))
        if message:
            instead_of = asked.pressed if message.in_place else None
            self._replies.put(asked.request.address, render(message), instead_of)

    def _with_upload(self, asked: Asked) -> Request:
        if asked.document is None:
            return asked.request
        fetch = partial(self._fetch, asked.document.file_id)
        return replace(asked.request, upload=Upload(asked.document.file_size or 0, fetch))

    async def _fetch(self, file_id: str) -> bytes:
        try:
            return bytes(await (await self._bot.get_file(file_id)).download_as_bytearray())
        except TelegramError as error:
            raise Passing(self._told(error)) from None  # the library's own may hold the token

    async def _is_admin(self, asked: Asked) -> bool:
        chat, person = asked.request.address.chat, asked.request.person.id
        try:
            member = await self._bot.get_chat_member(chat, int(person), read_timeout=MEMBER_SECONDS)
        except TelegramError as error:
            log.warning("rights unknown", chat=chat, error=self._told(error))
            return False
        return member.status in ADMINS

    async def _acknowledge(self, press: str, text: str | None = None) -> None:
        """Ends the waiting sign on the button; too late is no harm."""
        try:
            await self._bot.answer_callback_query(press, text)
        except TelegramError as error:
            log.info("press not acknowledged", error=self._told(error))

    def _told(self, error: TelegramError) -> str:
        return str(translate(error, self._bot.token))
