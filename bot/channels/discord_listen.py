"""Hearing what people type and press on Discord, and answering there."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
import structlog

from bot.channel import Address, Answer, Part, Person, Request
from bot.channels.discord_errors import FAILURES, bot_error
from bot.channels.discord_render import body, render
from bot.channels.discord_rest import INTENTS, Rest, ended
from bot.errors import Malformed

log = structlog.get_logger(__name__)
ANSWER_AT_ONCE = 1.5  # seconds; Discord wants something within 3
DROPS, DROPS_WITHIN = 4, 60.0  # connections, seconds
REPLY, REPLY_LATER = 4, 5  # https://discord.com/developers/docs/interactions/receiving-and-responding
CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}"
FIRST_REPLY = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"


class Listener(discord.Client):
    """One connection to the gateway; it is never used again once it has ended."""

    def __init__(self, heard: Callable[[discord.Interaction], Awaitable[None]]) -> None:
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=0.0,  # we do not wait for READY
        )
        self._heard = heard
        self._drops: deque[float] = deque(maxlen=DROPS)
        self._running: asyncio.Task[None] | None = None

    async def listen(self, token: str) -> None:
        """Until something ends it: raises discord.ConnectionClosed or one of `discord_errors.FAILURES`."""
        # discord.py's own reconnecting waits up to 17 minutes; the supervisor knows better
        self._running = running = asyncio.create_task(self.start(token, reconnect=False))
        try:
            await asyncio.wait({running})
        finally:
            await self.end()
        if not running.cancelled():
            running.result()
        raise ConnectionAbortedError("the gateway connection was closed")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._heard(interaction)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Raises ConnectionError if the gateway only drops us: discord.py comes back 500 times a second."""
        if event == "disconnect":
            self._drops.append(self.loop.time())
            if len(self._drops) == DROPS and self._drops[-1] - self._drops[0] < DROPS_WITHIN:
                raise ConnectionError("Discord's gateway keeps dropping the connection")
        super().dispatch(event, *args, **kwargs)

    async def end(self) -> None:
        """Closes within about a second, also when the gateway does not confirm it."""
        if self._running:
            await ended(self._running)
        try:
            await asyncio.wait_for(self.close(), timeout=1.0)
        except TimeoutError:
            await self.http.close()


async def reply(rest: Rest, answer: Answer, interaction: discord.Interaction) -> None:
    """Answers one interaction: at once when the answer is quick, else after a "thinking …"."""
    request = request_of(interaction)
    if request is None:
        return
    working = asyncio.ensure_future(answer(request))
    try:
        await asyncio.wait({working}, timeout=ANSWER_AT_ONCE)
        late = not working.done()
        if late:
            await _logged(_post(rest, interaction, CALLBACK, {"type": REPLY_LATER}), request)
        message = await working
    finally:
        working.cancel()
    if message:
        await _logged(_say(rest, interaction, render(message), late=late), request)


async def _say(rest: Rest, interaction: discord.Interaction, parts: tuple[Part, ...], *, late: bool) -> None:
    for number, part in enumerate(parts):
        try:
            await _say_part(rest, interaction, body(part), part.picture, first=number == 0, late=late)
        except discord.HTTPException as error:
            if not isinstance(bot_error(error, Address("")), Malformed):
                raise
            log.error("discord_answer_malformed", error=str(error))
            await _say_part(rest, interaction, body(part, plain=True), b"", first=number == 0, late=late)


async def _say_part(
    rest: Rest,
    interaction: discord.Interaction,
    message: Mapping[str, Any],
    picture: bytes,
    *,
    first: bool,
    late: bool,
) -> None:
    if not first:
        await _post(rest, interaction, FOLLOW_UP, message, picture)
    elif late:
        await _post(rest, interaction, FIRST_REPLY, message, picture, method="PATCH")
    else:
        await _post(rest, interaction, CALLBACK, {"type": REPLY, "data": message}, picture)


async def _post(
    rest: Rest,
    interaction: discord.Interaction,
    path: str,
    message: Mapping[str, Any],
    picture: bytes = b"",
    method: str = "POST",
) -> None:
    """discord.py paces these by what it calls the webhook: the interaction, or afterwards the application."""
    owner = interaction.id if path == CALLBACK else interaction.application_id
    await rest.request(
        method, path, message, picture=picture, webhook_id=owner, webhook_token=interaction.token
    )


async def _logged(step: Awaitable[None], request: Request) -> None:
    """An answer that comes too late or is lost is only logged; the change it told of is stored."""
    try:
        await step
    except FAILURES as error:
        log.warning("discord_answer_lost", event_id=request.event, error=str(error))


def request_of(interaction: discord.Interaction) -> Request | None:
    """What a person asks; None for interactions that are none of ours."""
    text = _text(interaction)
    address = _address(interaction)
    if text is None or address is None:
        return None
    rights = interaction.permissions
    person = Person(
        str(interaction.user.id),
        interaction.user.display_name,
        not address.group or rights.manage_guild or rights.administrator,
    )
    return Request("discord", str(interaction.id), address, _title(interaction), person, text)


def _text(interaction: discord.Interaction) -> str | None:
    data: Mapping[str, Any] = dict(interaction.data or {})
    if interaction.type is discord.InteractionType.component:
        return str(data["custom_id"])
    if interaction.type is not discord.InteractionType.application_command:
        return None
    values = [str(option.get("value", "")) for option in data.get("options", ())]
    return " ".join([f"/{data['name']}", *values]).rstrip()


def _address(interaction: discord.Interaction) -> Address | None:
    channel = interaction.channel
    if channel is None:
        return None
    if interaction.guild_id is None:
        return Address(str(channel.id), person=str(interaction.user.id))
    if isinstance(channel, discord.Thread):
        return Address(str(channel.parent_id), str(channel.id), group=True)
    return Address(str(channel.id), group=True)


def _title(interaction: discord.Interaction) -> str:
    if interaction.guild_id is None:
        return interaction.user.display_name
    channel = getattr(interaction.channel, "name", "")
    return " ".join(filter(None, (interaction.guild.name if interaction.guild else "", f"#{channel}")))
