"""The first message in a server that has just installed the bot."""

from collections.abc import Iterator, Sequence

import discord
import structlog

from bot.channel import Part
from bot.channels.discord.errors import FAILURES
from bot.channels.discord.render import body
from bot.channels.discord.rest import Rest

CHANNELS = 3  # tried, in case Discord sees our rights in one otherwise than we do
MESSAGES = "/channels/{channel_id}/messages"

log = structlog.get_logger(__name__)


async def greet(rest: Rest, guild: discord.Guild, parts: Sequence[Part]) -> None:
    """Says it once, where Discord itself greets people or in the first channel the bot may write in."""
    for channel in list(_writable(guild))[:CHANNELS]:
        try:
            for part in parts:
                message = {**body(part), "nonce": part.nonce, "enforce_nonce": True}
                await rest.request("POST", MESSAGES, message, channel_id=channel.id)
        except FAILURES as error:
            log.warning("discord_not_greeted", channel=channel.id, error=str(error))
        else:
            return
    log.info("discord_installed_in_silence", guild=guild.id)


def _writable(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    greeting = [guild.system_channel] if guild.system_channel else []
    for channel in dict.fromkeys([*greeting, *guild.text_channels]):
        rights = channel.permissions_for(guild.me)
        if rights.view_channel and rights.send_messages and rights.embed_links:
            yield channel
