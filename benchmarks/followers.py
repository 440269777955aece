"""Chats that follow something, as many as one asks for, stored in bulk as the commands would store them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from storage.database import Database, Transaction
from storage.model import ChatState
from storage.query import stored
from storage.tables_chats import chats, follow_keys, follows, places

BATCH = 10_000  # chats in one transaction


@dataclass(frozen=True, slots=True)
class Follower:
    """A chat and what it follows."""

    channel: str
    address: str
    query: str
    group: bool = False


Numbered = tuple[int, Follower]


def privately(queries: Iterable[str]) -> Iterator[Follower]:
    """A private chat on Telegram for each of these queries."""
    return (Follower("telegram", str(number), query) for number, query in enumerate(queries, 1))


def add(database: Database, wanted: Iterable[Follower], now: datetime) -> None:
    """Stores these chats in a database without chats."""
    numbered = enumerate(wanted, 1)
    while some := list(islice(numbered, BATCH)):
        with database.write() as transaction:
            _add(transaction, some, now)


def _add(transaction: Transaction, some: list[Numbered], now: datetime) -> None:
    transaction.execute(insert(chats), [_chat(*one) for one in some])
    transaction.execute(insert(places), [{"id": one, "chat_id": one, "thread": ""} for one, _ in some])
    transaction.execute(insert(follows), [_follow(number, one.query, now) for number, one in some])
    transaction.execute(
        insert(follow_keys), [key for number, one in some for key in _keys(number, one.query)]
    )
    if transaction.dialect.name != "sqlite":  # which counts on by itself
        for table in (chats, places, follows):
            behind = select(func.setval(func.pg_get_serial_sequence(table.name, "id"), func.max(table.c.id)))
            transaction.execute(behind)


def _chat(number: int, one: Follower) -> dict[str, Any]:
    return {
        "id": number,
        "channel": one.channel,
        "address": one.address,
        "group": one.group,
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
