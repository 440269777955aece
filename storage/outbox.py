"""The outbox: what is owed to each place, and the frozen sendings that pay it (see leases.py).

delivery: waiting → sending → sent, or failed (with the reason), or muted before it was begun
sending:  open (leased, or due again) → done, or failed
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    select,
    update,
)

from storage import answers, settings
from storage.clock import bring_forward
from storage.database import Transaction, insert_or_ignore
from storage.hours import NO_SETTINGS, Due, Held, due, undisturbed
from storage.leases import LEASE, First, Holder, LeaseLost, Owed, Render, Sending, lease, take_over
from storage.model import ChatState
from storage.outlets import with_outlets
from storage.ring import ring
from storage.tables_chats import chats, deliveries, outlets, places, sendings
from storage.tables_chats import settings as settings_table

__all__ = ["First", "Holder", "LeaseLost", "Owed", "Render", "Sending", "lease", "take_over"]


def enqueue(
    transaction: Transaction,
    filing_id: int,
    kind: str,
    wanted: Mapping[int, Sequence[str]],
    now: datetime,
    after: Sequence[int] = (),
) -> int:
    """Owes a filing to places (id → the queries that want it); returns how many are newly owed.

    The outlets of their chats are owed it with them. A place that is owed it already stays as it is. Places
    that take no messages get a failed delivery, so that the ledger can say why nothing came. It falls due
    when its chat's settings say, and no sooner than those `after` which it comes.
    """
    earlier = answers.waiting(transaction, after, wanted) if after else {}
    later = _later(transaction, wanted, earlier, now)
    by_due: dict[Due, dict[int, Sequence[str]]] = {}
    for place, why in wanted.items():
        by_due.setdefault(later.get(place, Due(now)), {})[place] = why
    new = sum(
        _insert(transaction, filing_id, kind, with_outlets(transaction, by_due[falls]), falls, now)
        for falls in sorted(by_due, key=lambda one: one.at)  # an outlet of several chats hears it once, then
    )
    if new:
        ring(transaction)
    return new


def _later(
    transaction: Transaction, wanted: Collection[int], earlier: Mapping[int, datetime], now: datetime
) -> dict[int, Due]:
    """When it falls due in those of these places where that may be later."""
    chosen = settings.of_places(transaction, wanted)
    falls = {place: due(chosen.get(place, NO_SETTINGS), now) for place in {*chosen, *earlier}}
    return {place: Due(max(one.at, earlier.get(place, one.at)), one.held) for place, one in falls.items()}


def _insert(
    transaction: Transaction,
    filing_id: int,
    kind: str,
    wanted: Mapping[int, Sequence[str]],
    falls: Due,
    now: datetime,
) -> int:
    """One statement, and the queries one parameter, however many places: 1,000 take a few milliseconds."""
    given = func.json_each(literal(wanted, JSON)).table_valued("key", column("value", JSON))
    refused = case(
        (places.c.paused != "", places.c.paused),
        (chats.c.state == ChatState.ACTIVE, ""),
        (chats.c.reason != "", chats.c.reason),
        else_=chats.c.state,
    )
    rows = (
        select(
            chats.c.channel,
            places.c.id,
            literal(kind),
            literal(filing_id),
            given.c.value,
            case((refused == "", "waiting"), else_="failed"),
            refused,
            literal(falls.at, deliveries.c.due_at.type),
            literal(falls.held),
            literal(now, deliveries.c.created.type),
        )
        .select_from(given)
        .join(places, places.c.id == cast(given.c.key, BigInteger))
        .join(chats, chats.c.id == places.c.chat_id)
        .order_by(places.c.id)
    )
    names = ["channel", "place_id", "kind", "filing_id", "why", "state", "error", "due_at", "held", "created"]
    return transaction.execute(insert_or_ignore(transaction, deliveries).from_select(names, rows)).rowcount


def reschedule(transaction: Transaction, chat_id: int, now: datetime) -> int:
    """Moves what waits for a chat to when its settings, as they are now, have it; returns how many moved.

    What waits for its outlets moves too. All of it falls due together and is told in its order, so nothing
    comes before what it answers.
    """
    ring(transaction)
    falls = due(settings.of(transaction, chat_id), now)
    here = select(places.c.id).where(places.c.chat_id == chat_id)
    of_chat = deliveries.c.place_id.in_(
        here.union(select(outlets.c.place_id).where(outlets.c.chat_id == chat_id))
    )
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
    return replace(sending, parts=parts, unknown_since=None)


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


def hasten(transaction: Transaction, channel: str, now: datetime) -> None:
    """The platform takes messages again: what it did not take before is tried at once.

    Chats with settings wait until they are due, since that may be after their quiet hours.
    """
    plain = sendings.c.chat_id.not_in(select(settings_table.c.chat_id))
    tried = (sendings.c.channel == channel) & (sendings.c.state == "open") & sendings.c.lease_until.is_(None)
    transaction.execute(update(sendings).where(tried, plain, sendings.c.due_at > now).values(due_at=now))


def turned_back(transaction: Transaction, channel: str, now: datetime, step: timedelta) -> None:
    """The clock was set back by so much: what nobody asked to hold back is due now, tries go back with it.

    A delivery without a reason to wait may still come after one that has.
    """
    waits = (deliveries.c.channel == channel) & (deliveries.c.state == "waiting")
    other = deliveries.alias()
    held_here = exists().where(
        other.c.place_id == deliveries.c.place_id, other.c.state == "waiting", other.c.held != Held.NO
    )
    at_once = waits & (deliveries.c.due_at > now) & ~held_here
    transaction.execute(update(deliveries).where(at_once).values(due_at=now))
    begun = (sendings.c.channel == channel) & (sendings.c.state == "open")
    for moment in (sendings.c.due_at, sendings.c.lease_until, sendings.c.unknown_since):
        bring_forward(transaction, moment, begun & (moment > now), step)
    bring_forward(
        transaction, chats.c.not_before, (chats.c.channel == channel) & (chats.c.not_before > now), step
    )


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
