"""What an outcome means for a sending and its chat: another try, another form, another chat, or the end."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channel import Channel
from bot.errors import DeliveryError, Malformed, Moved, Passing, Permanent, PlatformWait, ReplyGone
from bot.message import Message
from bot.notify import notify
from bot.offload import Offload
from bot.pace import Pacer
from bot.wording_chats import topic_closed
from bot.wording_outlets import stopped
from storage import alarms, chats, holds, outbox, outlets
from storage.database import Database
from storage.outbox import Holder, LeaseLost, Owed, Sending

LONGEST_WAIT = 5.0  # seconds between looks at the outbox: other processes may add to it
LONGEST_WAIT_FOR_RING = 30.0  # the same where they ring

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivering:
    """One channel's sending. `say` puts what is owed to a place into a Message; `wake` rings on new work."""

    channel: Channel
    database: Database
    holder: Holder
    pacer: Pacer
    say: Callable[[Sequence[Owed]], Message]
    clock: Callable[[], datetime]
    offload: Offload
    wake: asyncio.Event
    stop: asyncio.Event
    longest_wait: float = LONGEST_WAIT


async def settle(parts: Delivering, sending: Sending, error: DeliveryError) -> None:
    """Notes what became of a sending that was not accepted."""
    outcome = next(outcome for of, outcome in OUTCOMES if isinstance(error, of))
    with suppress(LeaseLost):
        await parts.offload(outcome, parts, sending, error)


def _moved(parts: Delivering, sending: Sending, error: Moved) -> None:
    with parts.database.write() as transaction:
        chats.move(transaction, sending.place.chat.id, error.address)
        outbox.reschedule(transaction, sending.place.chat.id, parts.clock())  # two chats may have become one
        outbox.postpone(transaction, sending, parts.clock(), str(error), None)


def _permanent(parts: Delivering, sending: Sending, error: Permanent) -> None:
    with parts.database.write() as transaction:
        outbox.give_up(transaction, sending, str(error))
        if error.thread_only:
            chats.pause_thread(transaction, sending.place.id, str(error))
            whole = chats.whole(transaction, sending.place.chat)
            notify(transaction, whole, topic_closed(str(error)), parts.clock())
        else:
            chats.pause(transaction, sending.place.chat.id, error.state, str(error))
            for owner in outlets.owners(transaction, sending.place):
                notify(transaction, owner, stopped(sending.place.chat, str(error)), parts.clock())


def _malformed(parts: Delivering, sending: Sending, error: Malformed) -> None:
    """Once more as plain text; if that is refused too, it fails for good and the operator is told."""
    log.error("malformed message", channel=parts.channel.name, sending=sending.id, reason=str(error))
    with parts.database.write() as transaction:
        alarms.note_malformed(transaction, parts.channel.name, parts.clock())
        if sending.plain:
            outbox.give_up(transaction, sending, str(error))
        else:
            outbox.send_plain(transaction, sending, str(error), parts.clock())


def _unanswered(parts: Delivering, sending: Sending, error: ReplyGone) -> None:
    with parts.database.write() as transaction:
        outbox.send_unanswered(transaction, sending, str(error), parts.clock())


def _postponed(parts: Delivering, sending: Sending, error: DeliveryError) -> None:
    now, patience = parts.clock(), parts.channel.retries.patience
    if patience and now - sending.created > patience:
        _permanent(parts, sending, Permanent(f"for {patience.days} days it took nothing; last: {error}"))
        return
    after = error.after if isinstance(error, Passing) else None
    waits = parts.channel.retries.after
    due_at = now + (after or waits[min(sending.attempts, len(waits)) - 1])
    unknown = isinstance(error, Passing) and error.unknown
    with parts.database.write() as transaction:
        if isinstance(error, PlatformWait):
            holds.keep(transaction, parts.channel.name, due_at)
        elif after:
            chats.wait(transaction, sending.place.chat.id, due_at)
        outbox.postpone(
            transaction, sending, due_at, str(error), (sending.unknown_since or now) if unknown else None
        )


# What an outcome means for the sending and its chat; the first class that fits counts.
OUTCOMES: tuple[tuple[type[DeliveryError], Callable[..., None]], ...] = (
    (Moved, _moved),
    (Permanent, _permanent),
    (Malformed, _malformed),
    (ReplyGone, _unanswered),
    (DeliveryError, _postponed),
)
