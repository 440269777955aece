"""Codes that prove an address: sent there, typed in the chat that asked, good for a day."""

import base64
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select

from storage.database import Transaction
from storage.tables_chats import tokens
from storage.tokens import Bound

GOOD = timedelta(days=1)
BYTES = 5  # 8 characters; a chat types 30 a minute at most


def give(transaction: Transaction, chat: Bound, about: str, now: datetime) -> str:
    """A new code for that chat, which proves what it is about."""
    code = base64.b32encode(secrets.token_bytes(BYTES)).decode()
    row = {"token": code, "command": _kept(about), "channel": chat.channel, "address": chat.address}
    transaction.execute(insert(tokens).values(**row, created=now))
    return code


def take(transaction: Transaction, chat: Bound, code: str, now: datetime) -> str | None:
    """What the code was about; it proves it once. None for another chat's, an old one, and none at all."""
    mine = _of(chat) & (tokens.c.token == code.upper()) & (tokens.c.created > now - GOOD)
    found = transaction.scalar(select(tokens.c.command).where(mine, tokens.c.command.startswith(PREFIX)))
    if found is None:
        return None
    transaction.execute(delete(tokens).where(mine))
    return str(found).removeprefix(PREFIX)


def given(transaction: Transaction, since: datetime, chat: Bound | None = None, about: str = "") -> int:
    """How many were given since then: to a chat, or by any chat about something."""
    wanted = tokens.c.command == _kept(about) if about else tokens.c.command.startswith(PREFIX)
    of_chat = [_of(chat)] if chat else []
    counted = select(func.count()).select_from(tokens).where(wanted, tokens.c.created > since, *of_chat)
    return transaction.scalar(counted) or 0


PREFIX = "proves "


def _kept(about: str) -> str:
    return f"{PREFIX}{about}"


def _of(chat: Bound) -> ColumnElement[bool]:
    return (tokens.c.channel == chat.channel) & (tokens.c.address == chat.address)
