"""Webhooks: what is told, as signed JSON to an address of somebody's program."""

from bot.channels.webhook.channel import Webhook

__all__ = ["Webhook"]
