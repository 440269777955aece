"""Short names for commands too long for a platform's button, and for links that people share."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import ColumnElement, delete, select

from storage.database import Transaction, insert_or_ignore
from storage.tables_chats import tokens

BYTES = 9  # 12 characters, of A-Z a-z 0-9 _ and -; Telegram's deep links take no others
KEEP = timedelta(days=365)  # a button in a chat; a shared link is kept for good


@dataclass(frozen=True, slots=True)
class Bound:
    """The chat whose buttons know a token, in the platform's own words."""

    channel: str
    address: str


def keep(transaction: Transaction, command: str, chat: Bound | None, now: datetime) -> str:
    """The token of a command in that chat, or of a link that any chat may follow; made when it is new."""
    linked = link(command)
    same = tokens.c.command == command if chat else tokens.c.token == linked
    found = transaction.scalar(select(tokens.c.token).where(_of(chat), same))
    if found is not None:
        return str(found)
    old = tokens.c.channel.is_not(None) & (tokens.c.created < now - KEEP)
    transaction.execute(delete(tokens).where(old))
    token = secrets.token_urlsafe(BYTES) if chat else linked
    values = {"token": token, "command": command, "created": now}
    bound = {"channel": chat.channel, "address": chat.address} if chat else {}
    transaction.execute(insert_or_ignore(transaction, tokens).values(**values, **bound))
    return token


def link(command: str) -> str:
    """The token of a link: made of the command, so that it is found by itself among however many.

    It is no secret, as no link is: whoever knows the command can type it.
    """
    return urlsafe_b64encode(blake2b(command.encode(), digest_size=BYTES).digest()).decode()


def find(transaction: Transaction, token: str, chat: Bound | None) -> str | None:
    """The command behind a token of this chat, or of a link; None for another chat's."""
    return transaction.scalar(select(tokens.c.command).where(_of(chat), tokens.c.token == token))


def _of(chat: Bound | None) -> ColumnElement[bool]:
    if chat is None:
        return tokens.c.channel.is_(None)
    return (tokens.c.channel == chat.channel) & (tokens.c.address == chat.address)
