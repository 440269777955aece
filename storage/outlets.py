"""Outlets: further ways out of a chat. What it is owed, each of them (an e-mail address …) is owed too."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from storage.chats import get
from storage.database import Transaction, among, insert_or_ignore
from storage.model import Place
from storage.tables_chats import outlets, places


def add(transaction: Transaction, chat_id: int, outlet: Place, now: datetime) -> bool:
    """From now on it gets what the chat gets; False where it does already."""
    row = {"chat_id": chat_id, "place_id": outlet.id, "created": now}
    return bool(transaction.execute(insert_or_ignore(transaction, outlets).values(row)).rowcount)


def remove(transaction: Transaction, chat_id: int, outlet: Place) -> None:
    """What it is owed already still goes out."""
    one = (outlets.c.chat_id == chat_id) & (outlets.c.place_id == outlet.id)
    transaction.execute(delete(outlets).where(one))


def of(transaction: Transaction, chat_id: int) -> list[Place]:
    """A chat's, the oldest first."""
    chosen = select(outlets.c.place_id).where(outlets.c.chat_id == chat_id)
    ids = transaction.scalars(chosen.order_by(outlets.c.created, outlets.c.place_id)).all()
    return [get(transaction, place_id) for place_id in ids]


def owners(transaction: Transaction, outlet: Place) -> list[Place]:
    """The chats that have it, each as the place that all its own words go to."""
    chosen = (
        select(places.c.id)
        .join(outlets, outlets.c.chat_id == places.c.chat_id)
        .where(outlets.c.place_id == outlet.id)
        .order_by(places.c.chat_id, places.c.thread)
    )
    found = [get(transaction, place_id) for place_id in transaction.scalars(chosen).all()]
    return list({one.chat.id: one for one in reversed(found)}.values())[::-1]


def with_outlets(
    transaction: Transaction, wanted: Mapping[int, Sequence[str]]
) -> Mapping[int, Sequence[str]]:
    """These places (id → why) and the outlets of their chats, for all that any of the places wants."""
    everything = {place: list(why) for place, why in wanted.items()}
    for place, outlet in _of_places(transaction, wanted):
        known = everything.setdefault(outlet, [])
        known += [one for one in wanted[place] if one not in known]
    return everything


def _of_places(transaction: Transaction, place_ids: Collection[int]) -> Sequence[tuple[int, int]]:
    """Pairs of a place and an outlet of its chat."""
    chosen = (
        select(places.c.id, outlets.c.place_id)
        .join(outlets, outlets.c.chat_id == places.c.chat_id)
        .where(among(transaction, places.c.id, place_ids))
        .order_by(places.c.id)
    )
    return [(row.id, row.place_id) for row in transaction.execute(chosen)]
