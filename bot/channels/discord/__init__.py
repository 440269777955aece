"""Discord: channel.py is the whole; the other files are what it is made of."""

from bot.channels.discord.channel import Discord
from bot.channels.discord.commands import MenuEntry

__all__ = ["Discord", "MenuEntry"]
