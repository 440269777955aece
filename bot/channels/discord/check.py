"""Whether a bot is set up on Discord as Hilltape needs it, and the link that installs it."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.channel import Finding

INTENTS, COMMANDS, RIGHTS = "Discord intents", "Discord commands", "Discord permissions"
NAMED = 3
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)


def checked(
    client: discord.Client, registered: bool, guilds: Sequence[Mapping[str, Any]]
) -> Sequence[Finding]:
    """`registered` is whether Discord has our commands; `guilds` are the servers the bot is in."""
    scopes = ("bot", "applications.commands")
    link = discord.utils.oauth_url(client.application_id or 0, permissions=PERMISSIONS, scopes=scopes)
    return (
        Finding("", f"{client.user}: {link}"),
        _intents(client.application_flags),
        Finding(COMMANDS, "registered" if registered else "`./hilltape run` will register them"),
        _rights(guilds, link),
    )


def _intents(flags: discord.ApplicationFlags) -> Finding:
    """None that is privileged is needed; one that is on does no harm."""
    on = {
        "Presence": flags.gateway_presence or flags.gateway_presence_limited,
        "Server Members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "Message Content": flags.gateway_message_content or flags.gateway_message_content_limited,
    }
    named = ", ".join(name for name, switched in on.items() if switched)
    if not named:
        return Finding(INTENTS, "none that is privileged: the bot reads no messages")
    return Finding(
        INTENTS, f"{named} may be switched off under Bot, Privileged Gateway Intents: none is used"
    )


def _rights(guilds: Sequence[Mapping[str, Any]], link: str) -> Finding:
    if not guilds:
        return Finding(RIGHTS, f"the bot is in no server yet: open {link}")
    lacking = {guild["name"]: missing for guild in guilds if (missing := _missing(guild))}
    if not lacking:
        return Finding(
            RIGHTS, f"all that are wanted, in {len(guilds)} server{'s' if len(guilds) > 1 else ''}"
        )
    said = "; ".join(f"in {name} {', '.join(rights)}" for name, rights in list(lacking.items())[:NAMED])
    more = f"; and in {len(lacking) - NAMED} more servers" if len(lacking) > NAMED else ""
    how = (
        f"the bot lacks {said}{more}: give its role these permissions there, or install it again with {link}"
    )
    return Finding(RIGHTS, how, well=False)


def _missing(guild: Mapping[str, Any]) -> list[str]:
    """By the names that Discord shows, of what is asked for."""
    held = discord.Permissions(int(guild["permissions"]))
    if held.administrator:
        return []
    return [
        name.replace("_", " ").title() for name, wanted in PERMISSIONS if wanted and not getattr(held, name)
    ]
