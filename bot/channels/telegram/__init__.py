"""Telegram: channel.py is the whole; the other files are what it is made of."""

from bot.channels.telegram.channel import Telegram

__all__ = ["Telegram"]
