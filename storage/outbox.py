"""The outbox: what is owed to each place, and the frozen sendings that pay it.

delivery: waiting → sending → sent, or failed (with the reason)
sending:  open (leased, or due again) → done, or failed
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, insert, or_, select, update

from storage import checkpoints, filings
from storage.chats import from_row, get
from storage.database import StorageError, Transaction, insert_or_ignore
from storage.model import ChatState, Place, Stored
from storage.tables import chats, deliveries, places, sendings

LEASE = timedelta(minutes=2)
FRESH = timedelta(minutes=5)
GROUP = 20  # filings in one grouped message; what is left falls into the next


class LeaseLost(StorageError):
    """Another holder has taken this sending; nothing may be written for it."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One delivery with the filing it tells of; `why` are the follows' queries that want it."""

    id: int
    kind: str
    why: tuple[str, ...]
    stored: Stored


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


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends for one channel: writes carrying an old epoch are refused."""

    channel: str
    epoch: int


Render = Callable[[Place, Sequence[Owed]], Sequence[Mapping[str, Any]]]


def take_over(transaction: Transaction) -> int:
    """Begins a new epoch: every lease of an earlier holder may be taken at once. Returns the epoch."""
    epoch: int = checkpoints.get(transaction, "epoch").get("epoch", 0) + 1
    checkpoints.put(transaction, "epoch", {"epoch": epoch})
    return epoch


def enqueue(
    transaction: Transaction, filing_id: int, kind: str, wanted: Mapping[int, Sequence[str]], now: datetime
) -> int:
    """Owes a filing to places (id → the queries that want it); returns how many are newly owed.

    A place that is owed it already stays as it is. Places that take no messages get a failed delivery, so
    that the ledger can say why nothing came.
    """
    added = 0
    for row in transaction.execute(
        select(places.c.id, places.c.paused, chats.c.channel, chats.c.state, chats.c.reason)
        .join(chats, chats.c.id == places.c.chat_id)
        .where(places.c.id.in_(list(wanted)))
    ).all():
        refused = row.paused or (row.reason if row.state != ChatState.ACTIVE else "")
        done = transaction.execute(
            insert_or_ignore(transaction, deliveries).values(
                channel=row.channel,
                place_id=row.id,
                kind=kind,
                filing_id=filing_id,
                why=list(wanted[row.id]),
                state="failed" if refused else "waiting",
                error=refused,
                due_at=now,
                created=now,
            )
        )
        added += done.rowcount
    return added


def lease(
    transaction: Transaction,
    holder: Holder,
    now: datetime,
    render: Render,
    resting: Collection[str] = (),
    *,
    oldest_first: bool = False,
) -> Sending | None:
    """The next message to send, frozen and leased; None when nothing is due.

    What was begun before goes first, then places with something fresh (unless `oldest_first`), then the
    rest by due time. `resting` are addresses of chats that just had a message.
    """
    return _lease_again(transaction, holder, now, resting) or _lease_new(
        transaction, holder, now, render, resting, oldest_first=oldest_first
    )


def accepted(transaction: Transaction, sending: Sending, index: int, message: str, now: datetime) -> Sending:
    """Notes that the platform took a part; the last one settles the sending and its deliveries."""
    parts = tuple(
        {**part, "message": message} if i == index else part for i, part in enumerate(sending.parts)
    )
    if all(part.get("message") for part in parts):
        _write(transaction, sending, parts=list(parts), state="done", lease_until=None, error="")
        _settle(transaction, sending, state="sent", sent_at=now)
    else:
        _write(transaction, sending, parts=list(parts), lease_until=now + LEASE, unknown_since=None)
    return Sending(
        sending.id, sending.epoch, sending.place, parts, sending.attempts, sending.plain, unknown_since=None
    )


def postpone(
    transaction: Transaction, sending: Sending, due_at: datetime, error: str, unknown_since: datetime | None
) -> None:
    """Gives a sending back after a passing error; exactly the same parts are sent when it is due."""
    _write(transaction, sending, due_at=due_at, lease_until=None, error=error, unknown_since=unknown_since)


def repeating(transaction: Transaction, sending: Sending) -> None:
    """Counts a part sent again although it may have arrived."""
    _write(transaction, sending, repeats=sendings.c.repeats + 1)


def send_plain(transaction: Transaction, sending: Sending, error: str, now: datetime) -> None:
    """From now on the sending goes out as plain text: the platform finds its form wrong."""
    _write(transaction, sending, plain=True, due_at=now, lease_until=None, error=error, unknown_since=None)


def give_up(transaction: Transaction, sending: Sending, error: str) -> None:
    """The platform will not take it: the deliveries fail with its words."""
    _write(transaction, sending, state="failed", lease_until=None, error=error)
    _settle(transaction, sending, state="failed", error=error)


def next_due(transaction: Transaction, channel: str) -> datetime | None:
    """When the earliest waiting delivery or open sending falls due."""
    times = [
        transaction.scalar(
            select(table.c.due_at)
            .where(table.c.channel == channel, table.c.state == state)
            .order_by(table.c.due_at)
            .limit(1)
        )
        for table, state in ((deliveries, "waiting"), (sendings, "open"))
    ]
    return min((time for time in times if time is not None), default=None)


def _lease_again(
    transaction: Transaction, holder: Holder, now: datetime, resting: Collection[str]
) -> Sending | None:
    free = or_(
        sendings.c.lease_until.is_(None), sendings.c.lease_until <= now, sendings.c.epoch < holder.epoch
    )
    row = transaction.execute(
        select(sendings)
        .join(places, places.c.id == sendings.c.place_id)
        .join(chats, chats.c.id == sendings.c.chat_id)
        .where(
            sendings.c.channel == holder.channel,
            sendings.c.state == "open",
            sendings.c.due_at <= now,
            free,
            _takes_messages(now, resting),
        )
        .order_by(sendings.c.due_at, sendings.c.id)
        .limit(1)
        .with_for_update(of=sendings, skip_locked=True)
    ).one_or_none()
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
    return Sending(row.id, holder.epoch, place, tuple(row.parts), row.attempts + 1, row.plain, unknown_since)


def _lease_new(
    transaction: Transaction,
    holder: Holder,
    now: datetime,
    render: Render,
    resting: Collection[str],
    *,
    oldest_first: bool,
) -> Sending | None:
    due = _due(holder.channel, now, resting)
    fresh = due.where(deliveries.c.due_at > now - FRESH)
    for choice in (due,) if oldest_first else (fresh, due):
        row = transaction.execute(choice).first()
        if row is not None:
            place = from_row(row)
            return _freeze(transaction, holder, now, place, render)
    return None


def _due(channel: str, now: datetime, resting: Collection[str]) -> Select[Any]:
    """Places with something due, the longest due first, that nothing else is being sent to."""
    under_way = exists().where(sendings.c.chat_id == chats.c.id, sendings.c.state == "open")
    return (
        select(chats, places.c.id.label("place_id"), places.c.thread)
        .select_from(deliveries)
        .join(places, places.c.id == deliveries.c.place_id)
        .join(chats, chats.c.id == places.c.chat_id)
        .where(
            deliveries.c.channel == channel,
            deliveries.c.state == "waiting",
            deliveries.c.due_at <= now,
            _takes_messages(now, resting),
            ~under_way,
        )
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(1)
        .with_for_update(of=deliveries, skip_locked=True)
    )


def _takes_messages(now: datetime, resting: Collection[str]) -> ColumnElement[bool]:
    return (
        (chats.c.state == ChatState.ACTIVE)
        & (places.c.paused == "")
        & or_(chats.c.not_before.is_(None), chats.c.not_before <= now)
        & chats.c.address.not_in(list(resting))
    )


def _freeze(transaction: Transaction, holder: Holder, now: datetime, place: Place, render: Render) -> Sending:
    """Renders all that is due for one place and stores it as it will be sent, also after a crash."""
    owed = _owed(transaction, place, now)
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
    return Sending(sending_id, holder.epoch, place, parts, 1, plain=False, unknown_since=None)


def _owed(transaction: Transaction, place: Place, now: datetime) -> list[Owed]:
    rows: Sequence[Row[Any]] = transaction.execute(
        select(deliveries)
        .where(
            deliveries.c.place_id == place.id,
            deliveries.c.state == "waiting",
            deliveries.c.due_at <= now,
        )
        .order_by(deliveries.c.filing_id, deliveries.c.id)  # filings are numbered as first seen
        .limit(GROUP)
        .with_for_update(skip_locked=True)
    ).all()
    stored = filings.many(transaction, [row.filing_id for row in rows])
    return [Owed(row.id, row.kind, tuple(row.why), stored[row.filing_id]) for row in rows]


def _write(transaction: Transaction, sending: Sending, **values: Any) -> None:
    """Changes an open sending, unless a newer holder has it. Raises LeaseLost."""
    done = transaction.execute(
        update(sendings)
        .where(sendings.c.id == sending.id, sendings.c.epoch == sending.epoch, sendings.c.state == "open")
        .values(values)
    )
    if done.rowcount != 1:
        raise LeaseLost(f"sending {sending.id} has another holder")


def _settle(transaction: Transaction, sending: Sending, **values: Any) -> None:
    transaction.execute(update(deliveries).where(deliveries.c.sending_id == sending.id).values(values))
