"""Notices: what a place is told that is about no filing; like every message it leaves through the outbox."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select

from storage.chats import from_row
from storage.database import Transaction
from storage.leases import Holder, under_way
from storage.model import ChatState, Place
from storage.ring import ring
from storage.tables_chats import chats, notices, places, sendings

KEPT = timedelta(days=30)  # for a chat that takes no messages; then nobody needs it

Word = Callable[[Place, Mapping[str, Any]], Sequence[Mapping[str, Any]]]


def give(transaction: Transaction, place: Place, message: Mapping[str, Any], now: datetime) -> None:
    """Owes a place a message, in the form that `Word` is given it again."""
    transaction.execute(
        insert(notices).values(
            channel=place.chat.channel, place_id=place.id, message=dict(message), created=now
        )
    )
    ring(transaction)


def begin(transaction: Transaction, holder: Holder, now: datetime, word: Word) -> None:
    """Freezes the oldest notice whose chat takes one now: from here on it is a sending like any other."""
    row = transaction.execute(OLDEST, {"channel": holder.channel}).one_or_none()
    if row is None:
        return
    place = from_row(row)
    transaction.execute(delete(notices).where(notices.c.id == row.notice_id))
    transaction.execute(
        insert(sendings).values(
            channel=holder.channel,
            place_id=place.id,
            chat_id=place.chat.id,
            parts=[dict(part) for part in word(place, row.message)],
            state="open",
            epoch=holder.epoch,
            due_at=now,
            created=now,
        )
    )


def _oldest() -> Select[Any]:
    return (
        select(
            chats,
            places.c.id.label("place_id"),
            places.c.thread,
            notices.c.id.label("notice_id"),
            notices.c.message,
        )
        .select_from(notices)
        .join(places, places.c.id == notices.c.place_id)
        .join(chats, chats.c.id == places.c.chat_id)
        .where(
            notices.c.channel == bindparam("channel"),
            chats.c.state == ChatState.ACTIVE,
            places.c.paused == "",
            ~under_way(chats.c.id),
        )
        .order_by(notices.c.id)
        .limit(1)
        .with_for_update(of=notices, skip_locked=True)
    )


OLDEST = _oldest()  # made once: it is asked for every message
