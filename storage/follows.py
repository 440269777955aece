"""What people follow: saved queries, indexed by the values they can possibly want."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select

from storage.database import Transaction
from storage.model import Follow
from storage.query import Query
from storage.tables_chats import follow_keys, follows

MAX_PER_PLACE = 200


def add(transaction: Transaction, place_id: int, query: Query, now: datetime) -> Follow | None:
    """Saves a query for a place; None when the place follows it already."""
    held = (follows.c.place_id == place_id) & (follows.c.query == str(query))
    if transaction.scalar(select(follows.c.id).where(held)) is not None:
        return None
    values = {"place_id": place_id, "query": str(query), "created": now}
    follow_id: int = transaction.execute(insert(follows).values(values).returning(follows.c.id)).scalar_one()
    key = query.key
    transaction.execute(
        insert(follow_keys),
        [
            {"kind": key.kind, "value": value, "follow_id": follow_id, "place_id": place_id}
            for value in key.values
        ],
    )
    return Follow(follow_id, place_id, str(query), now)


def remove(transaction: Transaction, place_id: int, query: Query) -> bool:
    """Ends one follow; says whether there was one."""
    wanted = (follows.c.place_id == place_id) & (follows.c.query == str(query))
    follow_id = transaction.scalar(select(follows.c.id).where(wanted))
    if follow_id is None:
        return False
    transaction.execute(delete(follow_keys).where(follow_keys.c.follow_id == follow_id))
    transaction.execute(delete(follows).where(follows.c.id == follow_id))
    return True


def of(transaction: Transaction, place_id: int) -> list[Follow]:
    rows = transaction.execute(select(follows).where(follows.c.place_id == place_id).order_by(follows.c.id))
    return [_follow(row) for row in rows]


def last(transaction: Transaction) -> int:
    """The newest follow's id, 0 when there is none; a fan-out ends with the follows at its start."""
    return transaction.scalar(select(func.max(follows.c.id))) or 0


def count(transaction: Transaction) -> int:
    return transaction.scalar(select(func.count()).select_from(follows)) or 0


def candidates(
    transaction: Transaction,
    keys: Sequence[tuple[str, str]],
    after_place: int,
    last_follow: int,
    places: int,
) -> dict[int, list[Follow]]:
    """The follows that could want a filing with these keys, by place, for the next so many places.

    Costs by the follows that have one of the keys, not by all follows.
    """
    fits = _fits(keys) & (follow_keys.c.follow_id <= last_follow)
    chosen = (
        select(follow_keys.c.place_id)
        .where(fits, follow_keys.c.place_id > after_place)
        .distinct()
        .order_by(follow_keys.c.place_id)
        .limit(places)
    )
    place_ids = list(transaction.scalars(chosen))
    if not place_ids:
        return {}
    rows = transaction.execute(
        select(follows)
        .join(follow_keys, follow_keys.c.follow_id == follows.c.id)
        .where(fits, follow_keys.c.place_id.between(place_ids[0], place_ids[-1]))
        .distinct()
        .order_by(follows.c.place_id, follows.c.id)
    )
    found: dict[int, list[Follow]] = {}
    for row in rows:
        found.setdefault(row.place_id, []).append(_follow(row))
    return found


def _fits(keys: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    """One IN for each kind: SQLite refuses a chain of more than 1,000 ORs, and a report may name more."""
    values = defaultdict(list)
    for kind, value in keys:
        values[kind].append(value)
    return or_(
        *((follow_keys.c.kind == kind) & follow_keys.c.value.in_(held) for kind, held in values.items())
    )


def _follow(row: Row[Any]) -> Follow:
    return Follow(row.id, row.place_id, row.query, row.created)
