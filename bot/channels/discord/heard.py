"""What people type and press on Discord, as requests."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import discord

from bot.channel import Address, Person, Request, Upload
from bot.channels.discord.commands import ATTACHMENT, ROLE
from bot.channels.discord.errors import FAILURES
from bot.errors import Passing

Download = Callable[[str], Awaitable[bytes]]
"""Gives what lies at one of Discord's addresses. Raises one of `errors.FAILURES`."""


def request_of(interaction: discord.Interaction, download: Download) -> Request | None:
    """What a person asks; None for interactions that are none of ours."""
    text = _text(interaction)
    address = address_of(interaction)
    if text is None or address is None:
        return None
    rights = interaction.permissions
    person = Person(
        str(interaction.user.id),
        interaction.user.display_name,
        not address.group or rights.manage_guild or rights.administrator,
    )
    event, title = str(interaction.id), _title(interaction)
    return Request("discord", event, address, title, person, text, _upload(interaction, download))


def _upload(interaction: discord.Interaction, download: Download) -> Upload | None:
    """The file that was chosen with a command."""
    data: Mapping[str, Any] = dict(interaction.data or {})
    for option in data.get("options", ()):
        if option["type"] == ATTACHMENT:
            chosen = data["resolved"]["attachments"][option["value"]]
            return Upload(int(chosen["size"]), partial(_fetched, download, str(chosen["url"])))
    return None


async def _fetched(download: Download, url: str) -> bytes:
    try:
        return await download(url)
    except FAILURES as error:
        raise Passing(str(error)) from error


def _text(interaction: discord.Interaction) -> str | None:
    data: Mapping[str, Any] = dict(interaction.data or {})
    if interaction.type is discord.InteractionType.component:
        return str(data["custom_id"])
    if interaction.type is not discord.InteractionType.application_command:
        return None
    return " ".join([f"/{data['name']}", *_line(data.get("options", ()))]).rstrip()


def _line(options: Sequence[Mapping[str, Any]]) -> list[str]:
    """What was typed, then the role that was chosen, as it would be typed."""
    typed = [str(option.get("value", "")) for option in options if option["type"] not in (ROLE, ATTACHMENT)]
    return [*typed, *(f"<@&{option['value']}>" for option in options if option["type"] == ROLE)]


def made_here(interaction: discord.Interaction) -> bool:
    """Whether a button that was pressed stands under the message it is said to; a command always is ours."""
    if interaction.type is not discord.InteractionType.component:
        return True
    pressed = dict(interaction.data or {}).get("custom_id")
    rows = interaction.message.components if interaction.message else []
    buttons = (one for row in rows if isinstance(row, discord.ActionRow) for one in row.children)
    return pressed in [button.custom_id for button in buttons]


def address_of(interaction: discord.Interaction) -> Address | None:
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
