"""A chat that takes messages again: what failed while it did not is owed to it once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, delete, exists, false, or_, select, update

from storage import settings
from storage.database import Transaction, among
from storage.hours import Held, due
from storage.model import ChatState
from storage.ring import ring
from storage.tables_chats import chats, deliveries, places, sendings

WITHIN = timedelta(days=30)
MOST = 60  # deliveries; three grouped messages


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a chat took no messages, as its deliveries failed with it: `whole` in all its places, or in some.

    `whole` is `""` where the chat as a whole takes them.
    """

    chat_id: int
    whole: str
    places: dict[int, str]


def pause(transaction: Transaction, channel: str, address: str) -> Pause | None:
    """That of the chat with this address; None where it and all its places take messages."""
    chat = transaction.execute(
        select(chats).where(chats.c.channel == channel, chats.c.address == address)
    ).one_or_none()
    if chat is None:
        return None
    some = select(places.c.id, places.c.paused).where(places.c.chat_id == chat.id, places.c.paused != "")
    paused = {row.id: row.paused for row in transaction.execute(some)}
    whole = "" if chat.state == ChatState.ACTIVE else chat.reason or chat.state
    return Pause(chat.id, whole, paused) if whole or paused else None


def owe_again(transaction: Transaction, ended: Pause, now: datetime) -> int:
    """Owes the newest that failed by the pause, in places that take messages now; how many older ones do not.

    What was accepted in part, or may have been, goes on where it stopped: no part of it is sent twice.
    """
    rows = _missed(transaction, ended, now)
    back, left = rows[:MOST], len(rows) - MOST
    sent = {row.sending_id for row in back if row.sending_id}
    begun = _begun(transaction, sorted(sent))
    _go_on(transaction, begun, now)
    _wait_again(transaction, ended.chat_id, [row.id for row in back if row.sending_id not in begun], now)
    _drop_empty(transaction, sorted(sent - set(begun)))
    ring(transaction)
    return max(left, 0)


def _missed(transaction: Transaction, ended: Pause, now: datetime) -> Sequence[Row[int, int | None]]:
    """The newest first."""
    alone = [
        (deliveries.c.place_id == one) & (deliveries.c.error == why) for one, why in ended.places.items()
    ]
    whole = deliveries.c.error == ended.whole if ended.whole else false()
    chosen = (
        select(deliveries.c.id, deliveries.c.sending_id)
        .join(places, places.c.id == deliveries.c.place_id)
        .where(
            places.c.chat_id == ended.chat_id,
            places.c.paused == "",
            deliveries.c.state == "failed",
            deliveries.c.created > now - WITHIN,
            or_(whole, *alone),
        )
        .order_by(deliveries.c.id.desc())
    )
    return transaction.execute(chosen).all()


def _begun(transaction: Transaction, ids: Sequence[int]) -> list[int]:
    """The sendings of which some part has arrived, or may have."""
    rows = transaction.execute(select(sendings).where(among(transaction, sendings.c.id, ids)))
    return [row.id for row in rows if row.unknown_since or any(part.get("message") for part in row.parts)]


def _go_on(transaction: Transaction, begun: Sequence[int], now: datetime) -> None:
    again = {"state": "open", "due_at": now, "attempts": 0, "error": ""}
    transaction.execute(update(sendings).where(sendings.c.id.in_(begun)).values(again))
    theirs = deliveries.c.sending_id.in_(begun)
    transaction.execute(update(deliveries).where(theirs).values(state="sending", error=""))


def _wait_again(transaction: Transaction, chat_id: int, ids: Sequence[int], now: datetime) -> None:
    falls = due(settings.of(transaction, chat_id), now)
    owed = {
        "state": "waiting",
        "error": "",
        "sending_id": None,
        "due_at": falls.at,
        "held": falls.held or Held.AWAY,
    }
    these: ColumnElement[bool] = among(transaction, deliveries.c.id, ids)
    transaction.execute(update(deliveries).where(these).values(owed))


def _drop_empty(transaction: Transaction, ids: Sequence[int]) -> None:
    """Failed sendings that nothing belongs to any more."""
    held = exists().where(deliveries.c.sending_id == sendings.c.id)
    transaction.execute(delete(sendings).where(sendings.c.id.in_(ids), ~held))
