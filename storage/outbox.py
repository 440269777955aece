"""The outbox: what is owed to each place, and the frozen sendings that pay it (see leases.py).

delivery: waiting → sending → sent, or failed (with the reason), or muted before it was begun
sending:  open (leased, or due again) → done, or failed
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage import answers, settings
from storage.database import Transaction, insert_or_ignore
from storage.hours import NO_SETTINGS, due, undisturbed
from storage.leases import LEASE, Holder, LeaseLost, Owed, Render, Sending, lease, take_over
from storage.model import ChatState
from storage.tables_chats import chats, deliveries, places, sendings

__all__ = ["Holder", "LeaseLost", "Owed", "Render", "Sending", "lease", "take_over"]

_OF_CHAT = (chats.c.channel, chats.c.state, chats.c.reason)


def enqueue(
    transaction: Transaction,
    filing_id: int,
    kind: str,
    wanted: Mapping[int, Sequence[str]],
    now: datetime,
    after: Sequence[int] = (),
) -> int:
    """Owes a filing to places (id → the queries that want it); returns how many are newly owed.

    A place that is owed it already stays as it is. Places that take no messages get a failed delivery, so
    that the ledger can say why nothing came. It falls due when its chat's settings say, and no sooner than
    those `after` which it comes.
    """
    added = 0
    earlier = answers.waiting(transaction, after, wanted) if after else {}
    rows = transaction.execute(
        select(places.c.id, places.c.paused, chats.c.id.label("chat"), *_OF_CHAT)
        .join(chats, chats.c.id == places.c.chat_id)
        .where(places.c.id.in_(list(wanted)))
        .order_by(places.c.id)
    ).all()
    chosen = settings.of_many(transaction, list({row.chat for row in rows}))
    for row in rows:
        falls = due(chosen.get(row.chat, NO_SETTINGS), now)
        refused = row.paused or (row.reason or row.state if row.state != ChatState.ACTIVE else "")
        done = transaction.execute(
            insert_or_ignore(transaction, deliveries).values(
                channel=row.channel,
                place_id=row.id,
                kind=kind,
                filing_id=filing_id,
                why=list(wanted[row.id]),
                state="failed" if refused else "waiting",
                error=refused,
                due_at=max(falls.at, earlier.get(row.id, falls.at)),
                held=falls.held,
                created=now,
            )
        )
        added += done.rowcount
    return added


def reschedule(transaction: Transaction, chat_id: int, now: datetime) -> int:
    """Moves what waits for a chat to when its settings, as they are now, have it; returns how many moved.

    All of it falls due together and is told in its order, so nothing comes before what it answers.
    """
    falls = due(settings.of(transaction, chat_id), now)
    of_chat = deliveries.c.place_id.in_(select(places.c.id).where(places.c.chat_id == chat_id))
    waiting = of_chat & (deliveries.c.state == "waiting")
    if falls.at <= now:  # what is due already stays as urgent as it is
        early = waiting & (deliveries.c.due_at > now)
        return transaction.execute(update(deliveries).where(early).values(due_at=falls.at)).rowcount
    held = {"due_at": falls.at, "held": falls.held}
    return transaction.execute(update(deliveries).where(waiting).values(held)).rowcount


def waiting(transaction: Transaction, chat_id: int) -> int:
    """How many deliveries wait for a chat."""
    of_chat = deliveries.c.place_id.in_(select(places.c.id).where(places.c.chat_id == chat_id))
    counted = select(func.count()).select_from(deliveries).where(of_chat, deliveries.c.state == "waiting")
    return transaction.scalar(counted) or 0


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
    """Gives a sending back after a passing error; exactly the same parts are sent when it is due.

    What nobody knew before stays unknown: that the platform is busy now says nothing of the time before.
    Quiet hours and a snooze count for what is tried again too.
    """
    due_at = undisturbed(settings.of(transaction, sending.place.chat.id), due_at)
    since = sending.unknown_since or unknown_since
    _write(transaction, sending, due_at=due_at, lease_until=None, error=error, unknown_since=since)


def repeating(transaction: Transaction, sending: Sending) -> None:
    """Counts a part sent again although it may have arrived."""
    _write(transaction, sending, repeats=sendings.c.repeats + 1)


def send_plain(transaction: Transaction, sending: Sending, error: str, now: datetime) -> None:
    """From now on the sending goes out as plain text: the platform finds its form wrong."""
    _write(transaction, sending, plain=True, due_at=now, lease_until=None, error=error, unknown_since=None)


def send_unanswered(transaction: Transaction, sending: Sending, error: str, now: datetime) -> None:
    """The message it answers is gone: from now on the sending answers none."""
    parts = [{**part, "reply_to": ""} for part in sending.parts]
    _write(transaction, sending, parts=parts, due_at=now, lease_until=None, error=error, unknown_since=None)


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
