"""The commands, one file each; the tuple is their table of contents and the order of /help."""

from bot.command import Command
from bot.commands import (
    export,
    filing,
    follow,
    follows,
    forget,
    help,
    import_,
    mute,
    official,
    recent,
    settings,
    snooze,
    start,
    status,
    ticker,
    unfollow,
    unmute,
)

_EXPLAINED = (
    start.COMMAND,
    follow.COMMAND,
    unfollow.COMMAND,
    follows.COMMAND,
    settings.COMMAND,
    snooze.COMMAND,
    mute.COMMAND,
    unmute.COMMAND,
    official.COMMAND,
    ticker.COMMAND,
    filing.COMMAND,
    recent.COMMAND,
    status.COMMAND,
    export.COMMAND,
    import_.COMMAND,
    forget.COMMAND,
)
COMMANDS: tuple[Command, ...] = (*_EXPLAINED, help.listing(_EXPLAINED))
