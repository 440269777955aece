"""E-mail: what is told, by the operator's mail server."""

from bot.channels.email.channel import Email, Server

__all__ = ["Email", "Server"]
