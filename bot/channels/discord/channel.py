"""The Discord channel: embeds, slash commands and buttons in servers, threads and direct messages."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.channel import RETRIES, Address, Answer, Finding, Pace, Part, Suggests
from bot.channels.discord.check import checked
from bot.channels.discord.commands import FULL, MenuEntry, definitions, registered
from bot.channels.discord.complete import complete
from bot.channels.discord.errors import FAILURES, UNKNOWN_CHANNEL, bot_error, gateway_error
from bot.channels.discord.listen import Listener
from bot.channels.discord.render import body, file_of, render, shows
from bot.channels.discord.reply import reply
from bot.channels.discord.rest import Rest
from bot.channels.discord.welcome import greet
from bot.errors import Malformed, Moved
from bot.message import File, Message

log = structlog.get_logger(__name__)
MESSAGES = "/channels/{channel_id}/messages"
COMMANDS = "/applications/{application_id}/commands"
PAGE, PAGES = 100, 10  # messages read at a time, and how often, when looking for a lost one
CLOCKS_DIFFER = timedelta(minutes=1)


class Discord:
    """A bot.channel.Channel. discord.py keeps its base URLs in classes: one pair of them in a process.

    `welcome` is said once in a server that has just installed the bot.
    """

    name = "discord"
    pace = Pace(rest=1.0, per_minute=60, overall=40.0, workers=8, within_a_second=50)
    nonce_memory = timedelta(seconds=90)  # Discord promises "a few minutes"
    retries = RETRIES

    def __init__(
        self,
        token: str,
        base_url: str = "https://discord.com/api/v10",
        gateway_url: str | None = None,
        menu: Sequence[MenuEntry] = (),
        welcome: Callable[[], Message] | None = None,
    ) -> None:
        Route.BASE = base_url.rstrip("/")
        if gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
        _keep_secrets()
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak
        self.rest = Rest(token)
        self._token = token
        self._menu = menu
        self._welcome = welcome
        self._listener: Listener | None = None
        self._answering: set[asyncio.Task[Any]] = set()

    def render(self, message: Message) -> Sequence[Part]:
        return render(message)

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:
        await self._login()
        message = {**body(part, plain=plain), "nonce": part.nonce, "enforce_nonce": True}
        file = None if plain else file_of(part)
        try:
            return await self._post(address.thread or address.chat, message, file)
        except FAILURES as error:
            if not _can_reopen(error, address):
                raise bot_error(error, address, picture=bool(file)) from error
        return await self._post_reopened(address, message, file)

    async def find(self, address: Address, part: Part, since: datetime) -> str | None:
        client = await self._login()
        ourselves = str(client.user.id) if client.user else ""
        try:
            async for message in self._messages(address.thread or address.chat, since - CLOCKS_DIFFER):
                if message["author"]["id"] == ourselves and shows(message, part):
                    return str(message["id"])
        except FAILURES as error:
            if not _can_reopen(error, address):
                raise bot_error(error, address, begun=False) from error
        return None

    async def run(self, answer: Answer, suggest: Suggests | None = None) -> None:
        await self._login()
        await self._register()
        self._listener = Listener(partial(self._heard, answer, suggest), self._installed)
        try:
            await self._listener.listen(self._token)
        except discord.ConnectionClosed as error:
            raise gateway_error(error) from error
        except FAILURES as error:
            raise bot_error(error, Address("")) from error

    async def check(self) -> Sequence[Finding]:
        """The name and the link that installs; intents, commands, and what the bot may do in its servers.

        Raises BadToken or Passing.
        """
        client = await self._login()
        try:
            commands = await self.rest.request("GET", COMMANDS, application_id=client.application_id)
            guilds = await self.rest.request("GET", "/users/@me/guilds")
        except FAILURES as error:
            raise bot_error(error, Address(""), begun=False) from error
        return checked(client, registered(definitions(self._menu), commands), guilds)

    async def close(self) -> None:
        for task in self._answering:
            task.cancel()
        if self._listener:
            await self._listener.end()
        await self.rest.close()

    async def _login(self) -> discord.Client:
        try:
            return await self.rest.login()
        except FAILURES as error:
            raise bot_error(error, Address(""), begun=False) from error

    async def _post(self, channel: str, message: Mapping[str, Any], file: File | None) -> str:
        sent = await self.rest.request("POST", MESSAGES, message, file=file, channel_id=channel)
        return str(sent["id"])

    async def _post_reopened(self, address: Address, message: Mapping[str, Any], file: File | None) -> str:
        """Opens the direct message anew. Raises Moved, having sent nothing, if its id is another now."""
        try:
            channel = await self.rest.request("POST", "/users/@me/channels", {"recipient_id": address.person})
            if channel["id"] != address.chat:
                raise Moved(channel["id"])
            return await self._post(address.chat, message, file)
        except FAILURES as error:
            raise bot_error(error, address) from error

    async def _messages(self, channel: str, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
        """What was said in a channel since then, oldest page first."""
        after = discord.utils.time_snowflake(since)
        for _ in range(PAGES):
            query = {"limit": PAGE, "after": after}
            page = await self.rest.request("GET", MESSAGES, query=query, channel_id=channel)
            for message in page:
                yield message
            if len(page) < PAGE:
                return
            after = max(int(message["id"]) for message in page)

    async def _register(self) -> None:
        """Registers the commands unless Discord has them already."""
        wanted = definitions(self._menu)
        try:
            application = (await self.rest.login()).application_id
            found = await self.rest.request("GET", COMMANDS, application_id=application)
            if not registered(wanted, found):
                await self.rest.request("PUT", COMMANDS, wanted, application_id=application)
        except FAILURES as error:
            meaning = bot_error(error, Address(""))
            if not (isinstance(meaning, Malformed) or getattr(error, "code", 0) in FULL):
                raise meaning from error
            log.error("discord_commands_refused", error=str(meaning))

    async def _heard(
        self, answer: Answer, suggest: Suggests | None, interaction: discord.Interaction
    ) -> None:
        self._keep_this_task()
        if interaction.type is discord.InteractionType.autocomplete:
            await complete(self.rest, suggest, interaction)
        else:
            await reply(self.rest, answer, interaction)

    async def _installed(self, guild: discord.Guild) -> None:
        self._keep_this_task()
        log.info("discord_installed", guild=guild.id)
        if self._welcome:
            await greet(self.rest, guild, render(self._welcome()))

    def _keep_this_task(self) -> None:
        """So that closing ends it."""
        task = asyncio.current_task()
        if task:
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)


def _can_reopen(error: BaseException, address: Address) -> bool:
    unknown = isinstance(error, discord.HTTPException) and error.code == UNKNOWN_CHANNEL
    return unknown and bool(address.person)


def _keep_secrets() -> None:
    """At DEBUG discord.py logs URLs and events that hold the tokens of interactions."""
    for name in ("discord.http", "discord.gateway"):
        logging.getLogger(name).addFilter(_is_not_debugging)


def _is_not_debugging(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG
