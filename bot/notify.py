"""Tells a place something that is about no filing, and that nobody asked for: through the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.message import Button, Link, Message
from storage import notices
from storage.database import Transaction
from storage.model import Place


def notify(transaction: Transaction, place: Place, message: Message, now: datetime) -> None:
    """Owes a place these words, link and buttons; a picture or a file is left out."""
    link = {"label": message.link.label, "url": message.link.url} if message.link else None
    held = {
        "title": message.title,
        "lines": list(message.lines),
        "note": message.note,
        "link": link,
        "buttons": [{"label": one.label, "command": one.command} for one in message.buttons],
    }
    notices.give(transaction, place, held, now)


def noticed(held: Mapping[str, Any]) -> Message:
    """The message that `notify` was given."""
    return Message(
        held["title"],
        tuple(held["lines"]),
        held["note"],
        Link(**held["link"]) if held["link"] else None,
        tuple(Button(**one) for one in held["buttons"]),
    )
