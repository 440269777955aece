"""Answering what somebody typed or pressed on Discord: there, and within its three seconds."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
import structlog

from bot.channel import Address, Answer, Part, Request
from bot.channels.discord.errors import FAILURES, bot_error
from bot.channels.discord.heard import made_here, request_of
from bot.channels.discord.render import body, file_of, instead, render
from bot.channels.discord.rest import Rest
from bot.errors import Malformed
from bot.message import File

log = structlog.get_logger(__name__)
ANSWER_AT_ONCE = 1.5  # seconds; Discord wants something within 3
# https://discord.com/developers/docs/interactions/receiving-and-responding
REPLY, REPLY_LATER, UPDATE_LATER, UPDATE = 4, 5, 6, 7
ONLY_FOR_THEM = 1 << 6
CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}"
FIRST_REPLY = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
WAIT = "Too many at once; wait a little."
NO_LONGER = "This button no longer works. Type the command instead."


@dataclass(frozen=True, slots=True)
class Heard:
    """An interaction to be answered; `late` once Discord was told that the answer takes a while."""

    rest: Rest
    interaction: discord.Interaction
    late: bool = False

    @property
    def pressed(self) -> bool:
        return self.interaction.type is discord.InteractionType.component

    async def post(
        self, path: str, message: Mapping[str, Any], file: File | None = None, method: str = "POST"
    ) -> None:
        """discord.py paces these by what it calls the webhook: the interaction, or then the application."""
        owner = self.interaction.id if path == CALLBACK else self.interaction.application_id
        token = self.interaction.token
        await self.rest.request(method, path, message, file=file, webhook_id=owner, webhook_token=token)


async def reply(rest: Rest, answer: Answer, interaction: discord.Interaction) -> None:
    """Answers one interaction: at once when the answer is quick, else after a "thinking …"."""
    request, heard = request_of(interaction, rest.download), Heard(rest, interaction)
    if request is None:
        return
    if not made_here(interaction):
        await _logged(heard.post(CALLBACK, _for_them(NO_LONGER)), request)
        return
    working = asyncio.ensure_future(answer(request))
    try:
        await asyncio.wait({working}, timeout=ANSWER_AT_ONCE)
        if not working.done():
            # a press keeps its message as it is until it is known what takes its place, or comes below it
            later = {"type": UPDATE_LATER if heard.pressed else REPLY_LATER}
            await _logged(heard.post(CALLBACK, later), request)
            heard = Heard(rest, interaction, late=True)
        message = await working
    finally:
        working.cancel()
    if message:
        await _logged(_say(heard, render(message), in_place=message.in_place), request)
    elif not heard.late:  # else Discord says that we failed
        silence = {"type": UPDATE_LATER} if heard.pressed else _for_them(WAIT)
        await _logged(heard.post(CALLBACK, silence), request)


def _for_them(text: str) -> Mapping[str, Any]:
    """An answer that only who asked can see."""
    return {
        "type": REPLY,
        "data": {"content": text, "flags": ONLY_FOR_THEM, "allowed_mentions": {"parse": []}},
    }


async def _say(heard: Heard, parts: Sequence[Part], *, in_place: bool) -> None:
    if in_place and heard.pressed and len(parts) == 1 and await _replaced(heard, parts[0]):
        return
    for number, part in enumerate(parts):
        try:
            await _say_part(heard, body(part), file_of(part), first=number == 0)
        except discord.HTTPException as error:
            if not isinstance(bot_error(error, Address("")), Malformed):
                raise
            log.error("discord_answer_malformed", error=str(error))
            await _say_part(heard, body(part, plain=True), None, first=number == 0)


async def _replaced(heard: Heard, part: Part) -> bool:
    """Whether the message pressed reads like this now: it may be gone, or no longer be ours to change."""
    try:
        if heard.late:
            await heard.post(FIRST_REPLY, instead(part), file_of(part), method="PATCH")
        else:
            await heard.post(CALLBACK, {"type": UPDATE, "data": instead(part)}, file_of(part))
    except discord.HTTPException as error:
        log.info("discord_not_edited", error=str(error))
        return False
    return True


async def _say_part(heard: Heard, message: Mapping[str, Any], file: File | None, *, first: bool) -> None:
    if first and not heard.late:
        await heard.post(CALLBACK, {"type": REPLY, "data": message}, file)
    elif first and not heard.pressed:
        await heard.post(FIRST_REPLY, message, file, method="PATCH")
    else:
        await heard.post(FOLLOW_UP, message, file)


async def _logged(step: Awaitable[None], request: Request) -> None:
    """An answer that comes too late or is lost is only logged; the change it told of is stored."""
    try:
        await step
    except FAILURES as error:
        log.warning("discord_answer_lost", event_id=request.event, error=str(error))
