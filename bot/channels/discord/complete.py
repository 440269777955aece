"""Suggestions on Discord for what somebody is typing after a command."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import discord
import structlog

from bot.channel import Choice, Suggests
from bot.channels.discord.errors import FAILURES
from bot.channels.discord.heard import address_of
from bot.channels.discord.render import clean, cut
from bot.channels.discord.reply import CALLBACK, Heard
from bot.channels.discord.rest import Rest

CHOICES = 8  # https://discord.com/developers/docs/interactions/receiving-and-responding
MOST, LONGEST = 25, 100  # choices; characters of each, in what is read and in what is sent
IN_TIME = 2.0  # seconds; Discord wants them within 3

log = structlog.get_logger(__name__)


async def complete(rest: Rest, suggest: Suggests | None, interaction: discord.Interaction) -> None:
    """Offers nothing where nothing is known in time; a person can always go on typing."""
    choices = list(map(_json, filter(_fits, await _found(suggest, interaction))))[:MOST]
    try:
        await Heard(rest, interaction).post(CALLBACK, {"type": CHOICES, "data": {"choices": choices}})
    except FAILURES as error:
        log.info("discord_choices_lost", event_id=str(interaction.id), error=str(error))


async def _found(suggest: Suggests | None, interaction: discord.Interaction) -> Sequence[Choice]:
    address, data = address_of(interaction), dict(interaction.data or {})
    typed = _typed(data)
    if suggest is None or address is None or typed is None:
        return ()
    try:
        async with asyncio.timeout(IN_TIME):
            return await suggest.complete("discord", address, str(data["name"]), typed)
    except TimeoutError:
        log.warning("discord_choices_late", command=data["name"])
        return ()


def _typed(data: Mapping[str, Any]) -> str | None:
    focused = (str(option.get("value", "")) for option in data.get("options", ()) if option.get("focused"))
    return next(focused, None)


def _fits(choice: Choice) -> bool:
    return bool(clean(choice.label).strip()) and 0 < len(choice.value) <= LONGEST


def _json(choice: Choice) -> dict[str, str]:
    return {"name": cut(clean(choice.label).strip(), LONGEST), "value": choice.value}
