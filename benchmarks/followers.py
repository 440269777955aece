"""Chats that follow something, as many as one asks for, stored in bulk as the commands would store them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert

from storage.database import Database, Transaction
from storage.model import ChatState
from storage.query import stored
from storage.tables_chats import chats, follow_keys, follows, places

BATCH = 10_000  # chats in one transaction

Numbered = tuple[int, str]
"""A chat's number and what it follows."""


def add(database: Database, channel: str, queries: Iterable[str], now: datetime) -> None:
    """A private chat for each of these queries, in a database without chats."""
    numbered = enumerate(queries, 1)
    while some := list(islice(numbered, BATCH)):
        with database.write() as transaction:
            _add(transaction, channel, some, now)


def _add(transaction: Transaction, channel: str, some: list[Numbered], now: datetime) -> None:
    transaction.execute(insert(chats), [_chat(channel, number) for number, _ in some])
    transaction.execute(insert(places), [{"id": one, "chat_id": one, "thread": ""} for one, _ in some])
    transaction.execute(insert(follows), [_follow(number, query, now) for number, query in some])
    transaction.execute(insert(follow_keys), [key for one in some for key in _keys(*one)])


def _chat(channel: str, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "channel": channel,
        "address": str(number),
        "group": False,
        "state": ChatState.ACTIVE,
    }


def _follow(number: int, query: str, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "place_id": number,
        "number": 1,
        "query": query,
        "role": "",
        "paused": False,
        "created": now,
    }


def _keys(number: int, query: str) -> Iterator[dict[str, Any]]:
    key = stored(query).key
    return (
        {"kind": key.kind, "value": value, "follow_id": number, "place_id": number} for value in key.values
    )
