"""What people follow: saved queries, indexed by the values they can possibly want."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update

from storage.database import Transaction
from storage.model import Follow
from storage.query import Query, stored
from storage.tables_chats import follow_keys, follows

MAX_PER_PLACE = 200


def add(
    transaction: Transaction,
    place_id: int,
    query: Query,
    now: datetime,
    *,
    role: str = "",
    number: int | None = None,
) -> Follow | None:
    """Saves a query for a place; None when the place follows it already."""
    if find(transaction, place_id, query):
        return None
    values = {
        "place_id": place_id,
        "number": number or _next_number(transaction, place_id),
        "query": str(query),
        "role": role,
        "paused": False,
        "created": now,
    }
    row = transaction.execute(insert(follows).values(values).returning(follows)).one()
    _index(transaction, row.id, place_id, query)
    return _follow(row)


def change(transaction: Transaction, held: Follow, query: Query, now: datetime) -> Follow | None:
    """Another query in its stead, a new follow under the same number; None when it is followed already."""
    if find(transaction, held.place_id, query):
        return None
    _end(transaction, held.id)
    made = add(transaction, held.place_id, query, now, role=held.role, number=held.number)
    if made and held.paused:
        pause(transaction, made, paused=True)
    return made


def remove(transaction: Transaction, place_id: int, query: Query) -> bool:
    """Ends one follow; says whether there was one."""
    found = find(transaction, place_id, query)
    if found:
        _end(transaction, found.id)
    return found is not None


def pause(transaction: Transaction, held: Follow, *, paused: bool) -> None:
    """A paused follow is kept but not indexed, so that nothing finds it."""
    transaction.execute(update(follows).where(follows.c.id == held.id).values(paused=paused))
    transaction.execute(delete(follow_keys).where(follow_keys.c.follow_id == held.id))
    if not paused:
        _index(transaction, held.id, held.place_id, stored(held.query))


def set_role(transaction: Transaction, held: Follow, role: str) -> None:
    transaction.execute(update(follows).where(follows.c.id == held.id).values(role=role))


def find(transaction: Transaction, place_id: int, query: Query) -> Follow | None:
    wanted = (follows.c.place_id == place_id) & (follows.c.query == str(query))
    row = transaction.execute(select(follows).where(wanted)).one_or_none()
    return _follow(row) if row else None


def of(transaction: Transaction, place_id: int) -> list[Follow]:
    """In the order of their numbers."""
    rows = transaction.execute(
        select(follows).where(follows.c.place_id == place_id).order_by(follows.c.number, follows.c.id)
    )
    return [_follow(row) for row in rows]


def role(transaction: Transaction, place_id: int, queries: Collection[str]) -> str:
    """The Discord role that the first of these follows mentions; `""` if none does."""
    wanted = (follows.c.place_id == place_id) & follows.c.query.in_(list(queries)) & (follows.c.role != "")
    return transaction.scalar(select(follows.c.role).where(wanted).order_by(follows.c.number).limit(1)) or ""


def last(transaction: Transaction) -> int:
    """The newest follow's id, 0 when there is none; a fan-out ends with the follows at its start."""
    return transaction.scalar(select(func.max(follows.c.id))) or 0


def count(transaction: Transaction) -> int:
    return transaction.scalar(select(func.count()).select_from(follows)) or 0


def places(
    transaction: Transaction, keys: Sequence[tuple[str, str]], after_place: int, last_follow: int
) -> list[int]:
    """The places beyond that one whose follows could want a filing with these keys, in their order.

    Costs by the follows that have one of the keys, not by all follows.
    """
    here = (follow_keys.c.follow_id <= last_follow) & (follow_keys.c.place_id > after_place)
    return sorted(set(transaction.scalars(select(follow_keys.c.place_id).where(_fits(keys, here)))))


def candidates(
    transaction: Transaction,
    keys: Sequence[tuple[str, str]],
    between: tuple[int, int],
    last_follow: int,
) -> dict[int, list[str]]:
    """The queries that could want a filing with these keys, by place, from one place to another inclusive."""
    rows = transaction.execute(
        select(follow_keys.c.place_id, follow_keys.c.follow_id, follows.c.query)
        .join(follows, follows.c.id == follow_keys.c.follow_id)
        .where(_fits(keys, follow_keys.c.place_id.between(*between)))
        .order_by(follow_keys.c.place_id, follow_keys.c.follow_id)
    )
    found = defaultdict[int, dict[str, None]](dict)
    for place_id, follow_id, query in rows:
        if follow_id <= last_follow:  # asked for in SQL, SQLite would go by that, through every follow
            found[place_id][query] = None  # once, though it may have more than one of the keys
    return {place_id: list(queries) for place_id, queries in found.items()}


def _next_number(transaction: Transaction, place_id: int) -> int:
    here = select(func.max(follows.c.number)).where(follows.c.place_id == place_id)
    return (transaction.scalar(here) or 0) + 1


def _index(transaction: Transaction, follow_id: int, place_id: int, query: Query) -> None:
    rows = [
        {"kind": query.key.kind, "value": value, "follow_id": follow_id, "place_id": place_id}
        for value in query.key.values
    ]
    transaction.execute(insert(follow_keys), rows)


def _end(transaction: Transaction, follow_id: int) -> None:
    transaction.execute(delete(follow_keys).where(follow_keys.c.follow_id == follow_id))
    transaction.execute(delete(follows).where(follows.c.id == follow_id))


def _fits(keys: Sequence[tuple[str, str]], where: ColumnElement[bool]) -> ColumnElement[bool]:
    """One IN for each kind: SQLite refuses a chain of more than 1,000 ORs, and a report may name more.

    What else is asked stands in each, where SQLite uses it to find its way in the index.
    """
    values = defaultdict(list)
    for kind, value in keys:
        values[kind].append(value)
    return or_(
        *(
            (follow_keys.c.kind == kind) & follow_keys.c.value.in_(held) & where
            for kind, held in values.items()
        )
    )


def _follow(row: Row[Any]) -> Follow:
    return Follow(row.id, row.place_id, row.query, row.created, row.number, row.role, row.paused)
