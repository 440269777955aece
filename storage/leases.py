"""Leasing: all that is due for one place is frozen as a sending, which one holder sends at a time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Exists, Row, Select, bindparam, exists, insert, or_, select, update

from storage import answers, checkpoints, filings, follows, images
from storage.chats import from_row, get
from storage.database import StorageError, Transaction
from storage.hours import Held
from storage.model import ChatState, Place, Stored
from storage.tables_chats import chats, deliveries, places, sendings

LEASE = timedelta(minutes=2)
FRESH = timedelta(minutes=5)
EPOCH = "epoch:"  # and a channel: the checkpoint
GROUP = 20  # filings in one grouped message; what is left falls into the next


class LeaseLost(StorageError):
    """Another holder has taken over; nothing may be leased, or written for what it holds."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One delivery with the filing it tells of; `why` are the follows' queries that want it.

    `reply_to` is the platform's id of the message in the same place that it answers, `""` for none;
    `picture` a scan's first page, `b""` for none; `held` why it had to wait; `role` the Discord role that one
    of the follows mentions, `""` for none.
    """

    id: int
    kind: str
    why: tuple[str, ...]
    stored: Stored
    reply_to: str = ""
    picture: bytes = b""
    held: Held = Held.NO
    role: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """A leased, frozen message. `parts` are channel payloads; a part already accepted has a `message`.

    `unknown_since` is set while nobody knows whether the first part without `message` arrived.
    """

    id: int
    epoch: int
    place: Place
    parts: tuple[Mapping[str, Any], ...]
    attempts: int
    plain: bool
    unknown_since: datetime | None
    created: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends for one channel: writes carrying an old epoch are refused."""

    channel: str
    epoch: int


class First(Enum):
    """Whose turn it is among those with something due: the longest waiting fresh, the newest, the oldest."""

    FRESH = auto()
    NEWEST = auto()
    OLDEST = auto()


Render = Callable[[Place, Sequence[Owed]], Sequence[Mapping[str, Any]]]


def take_over(transaction: Transaction, channel: str) -> int:
    """Begins a channel's new epoch: every lease of an earlier holder may be taken at once. Returns the epoch.

    Leases that are being made come first, and so are seen by whoever takes over.
    """
    checkpoints.hold(transaction, EPOCH + channel)
    epoch = _epoch(transaction, channel) + 1
    checkpoints.put(transaction, EPOCH + channel, {"epoch": epoch})
    return epoch


def lease(
    transaction: Transaction,
    holder: Holder,
    now: datetime,
    render: Render,
    resting: Collection[str] = (),
    first: First = First.FRESH,
    busy: Collection[int] = (),
) -> Sending | None:
    """The next message to send, frozen and leased; None when nothing is due.

    What was begun before goes first, then `first` says who. `resting` are addresses of chats that just had
    a message, `busy` the sendings that are on their way, for however long. Raises LeaseLost when another
    holder has taken over.
    """
    if _epoch(transaction, holder.channel) > holder.epoch:
        raise LeaseLost(f"epoch {holder.epoch} of {holder.channel} is over")
    return _lease_again(transaction, holder, now, resting, busy) or _lease_new(
        transaction, holder, now, render, resting, first
    )


def _epoch(transaction: Transaction, channel: str) -> int:
    """Nobody takes over before this transaction ends. All channels had one epoch once; theirs are later."""
    held = checkpoints.get(transaction, EPOCH + channel, share=True) or checkpoints.get(transaction, "epoch")
    epoch: int = held.get("epoch", 0)
    return epoch


def _lease_again(
    transaction: Transaction, holder: Holder, now: datetime, resting: Collection[str], busy: Collection[int]
) -> Sending | None:
    asked = {"now": now, "channel": holder.channel, "resting": list(resting)}
    asked |= {"busy": list(busy), "epoch": holder.epoch}
    row = transaction.execute(AGAIN, asked).one_or_none()
    if row is None:
        return None
    # A lease that nobody gave back: its holder was killed while the platform was, or was not, taking it.
    interrupted = now if row.lease_until is not None else None
    unknown_since = row.unknown_since or (interrupted and row.lease_until - LEASE)
    transaction.execute(
        update(sendings)
        .where(sendings.c.id == row.id)
        .values(
            epoch=holder.epoch,
            lease_until=now + LEASE,
            attempts=row.attempts + 1,
            unknown_since=unknown_since,
        )
    )
    place = get(transaction, row.place_id)
    attempts, parts = row.attempts + 1, tuple(row.parts)
    return Sending(row.id, holder.epoch, place, parts, attempts, row.plain, unknown_since, row.created)


def _lease_new(
    transaction: Transaction,
    holder: Holder,
    now: datetime,
    render: Render,
    resting: Collection[str],
    first: First,
) -> Sending | None:
    asked = {"now": now, "channel": holder.channel, "resting": list(resting), "fresh": now - FRESH}
    for choice in DUE[first]:
        while row := transaction.execute(choice, asked).first():
            if sending := _freeze(transaction, holder, now, from_row(row), render):
                return sending
    return None


def _due() -> Select[Any]:
    """A place with something due that nothing else is being sent to; the caller says which first.

    The chat is locked: who leases at the same time waits, and finds the sending made meanwhile in `_freeze`.
    """
    return (
        select(chats, places.c.id.label("place_id"), places.c.thread)
        .select_from(deliveries)
        .join(places, places.c.id == deliveries.c.place_id)
        .join(chats, chats.c.id == places.c.chat_id)
        .where(
            deliveries.c.channel == bindparam("channel"),
            deliveries.c.state == "waiting",
            deliveries.c.due_at <= bindparam("now"),
            _takes_messages(),
            ~under_way(chats.c.id),
        )
        .limit(1)
        .with_for_update(of=chats, key_share=True)
    )


def under_way(chat_id: ColumnElement[int] | int) -> Exists:
    """Whether something is being sent to the chat, or was begun."""
    return exists().where(sendings.c.chat_id == chat_id, sendings.c.state == "open")


def _takes_messages() -> ColumnElement[bool]:
    return (
        (chats.c.state == ChatState.ACTIVE)
        & (places.c.paused == "")
        & or_(chats.c.not_before.is_(None), chats.c.not_before <= bindparam("now"))
        & chats.c.address.not_in(bindparam("resting", expanding=True))
    )


def _again() -> Select[Any]:
    """What was begun, and nobody is sending."""
    free = or_(
        sendings.c.lease_until.is_(None),
        sendings.c.lease_until <= bindparam("now"),
        sendings.c.epoch < bindparam("epoch"),
    )
    return (
        select(sendings)
        .join(places, places.c.id == sendings.c.place_id)
        .join(chats, chats.c.id == sendings.c.chat_id)
        .where(
            sendings.c.channel == bindparam("channel"),
            sendings.c.state == "open",
            sendings.c.due_at <= bindparam("now"),
            sendings.c.id.not_in(bindparam("busy", expanding=True)),
            free,
            _takes_messages(),
        )
        .order_by(sendings.c.due_at, sendings.c.id)
        .limit(1)
        .with_for_update(of=sendings, skip_locked=True)
    )


# Made once: a sender asks them for every message, and to make them takes longer than to ask them.
AGAIN = _again()
_LONGEST = _due().order_by(deliveries.c.due_at, deliveries.c.id)
DUE: Mapping[First, Sequence[Select[Any]]] = {
    First.FRESH: (_LONGEST.where(deliveries.c.due_at > bindparam("fresh")), _LONGEST),
    First.NEWEST: (_due().order_by(deliveries.c.due_at.desc(), deliveries.c.id.desc()),),
    First.OLDEST: (_LONGEST,),
}
OWED = (
    select(deliveries)
    .where(
        deliveries.c.place_id == bindparam("place"),
        deliveries.c.state == "waiting",
        deliveries.c.due_at <= bindparam("now"),
    )
    .order_by(deliveries.c.filing_id, deliveries.c.id)  # filings are numbered as first seen
    .limit(GROUP)
    .with_for_update()
)


def _freeze(
    transaction: Transaction, holder: Holder, now: datetime, place: Place, render: Render
) -> Sending | None:
    """Renders all that is due for one place and stores it as it will be sent, also after a crash.

    None when another process began to send to the chat between our choosing and locking it.
    """
    owed = _owed(transaction, place, now)
    if not owed or transaction.scalar(select(under_way(place.chat.id))):
        return None
    parts = tuple(render(place, owed))
    sending_id: int = transaction.execute(
        insert(sendings)
        .values(
            channel=holder.channel,
            place_id=place.id,
            chat_id=place.chat.id,
            parts=[dict(part) for part in parts],
            state="open",
            epoch=holder.epoch,
            lease_until=now + LEASE,
            due_at=now,
            attempts=1,
            created=now,
        )
        .returning(sendings.c.id)
    ).scalar_one()
    transaction.execute(
        update(deliveries)
        .where(deliveries.c.id.in_([one.id for one in owed]))
        .values(state="sending", sending_id=sending_id)
    )
    return Sending(sending_id, holder.epoch, place, parts, 1, plain=False, unknown_since=None, created=now)


def _owed(transaction: Transaction, place: Place, now: datetime) -> list[Owed]:
    rows: Sequence[Row[Any]] = transaction.execute(OWED, {"place": place.id, "now": now}).all()
    wanted = [row.filing_id for row in rows]
    stored, pictures = filings.many(transaction, wanted), images.of_filings(transaction, wanted)
    return [
        Owed(
            row.id,
            row.kind,
            tuple(row.why),
            found,
            answers.message(transaction, found, row.kind, place.id),
            pictures.get(found.id, b""),
            Held(row.held),
            follows.role(transaction, place.id, row.why),
        )
        for row in rows
        if (found := stored[row.filing_id])
    ]
