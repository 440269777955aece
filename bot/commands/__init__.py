"""The commands, one file each; the tuple is their table of contents and the order of /help."""

from bot.command import Command
from bot.commands import (
    chart,
    filing,
    follow,
    follows,
    help,
    official,
    recent,
    search,
    start,
    status,
    ticker,
    top,
    unfollow,
    why,
)

_EXPLAINED = (
    start.COMMAND,
    follow.COMMAND,
    unfollow.COMMAND,
    follows.COMMAND,
    search.COMMAND,
    official.COMMAND,
    ticker.COMMAND,
    filing.COMMAND,
    recent.COMMAND,
    top.COMMAND,
    chart.COMMAND,
    why.COMMAND,
    status.COMMAND,
)
COMMANDS: tuple[Command, ...] = (*_EXPLAINED, help.listing(_EXPLAINED))
