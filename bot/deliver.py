"""Somebody must be told: leases what the outbox owes on one channel and sends it, exactly as frozen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

import structlog

from bot import counting
from bot.buttons import shortened
from bot.channel import Address, Part
from bot.errors import BadToken, DeliveryError, Passing, PlatformWait
from bot.message import Message
from bot.notify import noticed
from bot.outcomes import Delivering, settle
from bot.pace import NoTurn
from bot.zones import by_clock
from storage import clock, holds, images, notices, outbox, settings, tokens
from storage.database import Transaction
from storage.measures import seconds_since_seen
from storage.model import Place
from storage.outbox import First, LeaseLost, Owed, Sending
from storage.tokens import Bound

HELD_UP_WAIT = 1.0  # the same while something due waits for its chat: what falls due next is behind it
LONGEST_TURN = 60.0  # seconds; a turn and a send end within the lease, so that nobody else begins to send
# Whose turn it is, lease after lease: what is newest is not stuck behind many, and the old keep their share.
TURNS = (First.FRESH, First.NEWEST, First.FRESH, First.NEWEST, First.OLDEST)
NOTED_EVERY = timedelta(seconds=30)  # that the database knows the time, should the service end


@dataclass(slots=True)
class _Watch:
    """When the clock was looked at last, and what the database knows of it."""

    last: datetime | None
    noted: datetime | None = None


UnderWay = dict[asyncio.Task[None], int]
"""What is being sent, and the sending's id."""

log = structlog.get_logger()


async def deliver(parts: Delivering) -> None:
    """Sends until stopped, several chats at a time. Raises BadToken when the platform refuses the bot.

    Whoever sets `stop` rings `wake` too.
    """
    under_way: UnderWay = {}
    turns, watch = cycle(TURNS), _Watch(await parts.offload(_clock_seen, parts))
    await _in_time(parts, watch)
    parts.pacer.hold((await parts.offload(_hold_left, parts)).total_seconds())
    counting.sending(parts.channel.name, parts.holder.epoch)
    try:
        while not parts.stop.is_set():
            parts.wake.clear()
            await _in_time(parts, watch)
            held, rested = parts.pacer.held(), parts.pacer.next_free()
            resting = parts.pacer.resting()
            sending = None
            if len(under_way) < parts.channel.pace.workers and not held:
                busy = frozenset(under_way.values())
                sending = await parts.offload(_lease, parts, resting, next(turns), busy)
            if sending:
                under_way[asyncio.create_task(_send(parts, sending))] = sending.id
                await asyncio.sleep(0)
            else:
                await _something(parts, under_way, held or rested)
            under_way = _unfinished(under_way)
    finally:
        counting.sending(parts.channel.name, 0)
        parts.pacer.dismiss_alerts()
        await _let_finish(under_way)


async def _in_time(parts: Delivering, watch: _Watch) -> None:
    """What waits for a time that a clock set back has not reached again is brought back with it."""
    now = parts.clock()
    if step := clock.set_back(watch.last, now):
        log.warning("the clock was set back", channel=parts.channel.name, by=str(step))
    if step or watch.noted is None or now - watch.noted >= NOTED_EVERY:
        await parts.offload(_note_time, parts, now, step)
        watch.noted = now
    watch.last = now


def _clock_seen(parts: Delivering) -> datetime | None:
    with parts.database.read() as transaction:
        return clock.seen(transaction, parts.channel.name)


def _hold_left(parts: Delivering) -> timedelta:
    with parts.database.read() as transaction:
        return holds.left(transaction, parts.channel.name, parts.clock())


def _note_time(parts: Delivering, now: datetime, step: timedelta) -> None:
    with parts.database.write() as transaction:
        if step:
            outbox.turned_back(transaction, parts.holder.channel, now, step)
            holds.turned_back(transaction, parts.channel.name, now, step)
        clock.note(transaction, parts.channel.name, now)


async def _let_finish(under_way: UnderWay) -> None:
    """What is on the wire gets two seconds; then its outcome is unknown, and the next start takes it up."""
    if under_way:
        _done, late = await asyncio.wait(under_way, timeout=2.0)
        for task in late:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


def _unfinished(under_way: UnderWay) -> UnderWay:
    for task in under_way:
        if task.done():
            task.result()  # raises a bad token
    return {task: sending for task, sending in under_way.items() if not task.done()}


async def _something(parts: Delivering, under_way: UnderWay, rested: float | None) -> None:
    """Waits until there is new work, a send has ended, something falls due, or for `rested` seconds.

    Those were read before who rests: a chat that is free since then would be overlooked.
    """
    timeout = await parts.offload(_until_due, parts)
    if rested is not None:
        timeout = min(timeout, max(rested, 0.01))
    wake = asyncio.create_task(parts.wake.wait())
    try:
        await asyncio.wait({wake, *under_way}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        wake.cancel()
        with suppress(asyncio.CancelledError):
            await wake


def _until_due(parts: Delivering) -> float:
    now = parts.clock()
    with parts.database.read() as transaction:
        due = outbox.next_due(transaction, parts.holder.channel)
    if due is None:
        return parts.longest_wait
    return min((due - now).total_seconds(), parts.longest_wait) if due > now else HELD_UP_WAIT


def _lease(
    parts: Delivering, resting: Collection[str], first: First, busy: Collection[int]
) -> Sending | None:
    with parts.database.write() as transaction:

        def keep(place: Place) -> Callable[[str], str]:
            chat = Bound(parts.channel.name, place.chat.address)
            return partial(tokens.keep, transaction, chat=chat, now=parts.clock())

        def word(place: Place, notice: Mapping[str, Any]) -> list[Mapping[str, Any]]:
            message = shortened(noticed(notice), keep(place))
            return [_frozen(transaction, part) for part in parts.channel.render(message)]

        def render(place: Place, owed: Sequence[Owed]) -> list[Mapping[str, Any]]:
            zone = settings.of(transaction, place.chat.id).zone
            seen = [by_clock(one, zone) for one in owed]
            first, *others = _told(parts, seen, keep(place))
            reply_to = owed[0].reply_to if len(owed) == 1 else ""
            told = (replace(first, reply_to=reply_to), *others)
            return [_frozen(transaction, part) for part in told]

        notices.begin(transaction, parts.holder, parts.clock(), word)
        return outbox.lease(transaction, parts.holder, parts.clock(), render, resting, first, busy)


def _frozen(transaction: Transaction, part: Part) -> Mapping[str, Any]:
    """As the database keeps it; a picture is kept once, however many are told."""
    return {**asdict(part), "picture": images.put(transaction, part.picture) if part.picture else ""}


def _picture(parts: Delivering, digest: str) -> bytes:
    with parts.database.read() as transaction:
        return images.get(transaction, digest)


def _told(parts: Delivering, owed: Sequence[Owed], keep: Callable[[str], str]) -> Sequence[Part]:
    """What is owed, rendered. Where our own words fail, the documents alone: it may be bare, never lost."""
    try:
        return parts.channel.render(shortened(parts.say(owed), keep))
    except Exception:  # one delivery: whatever is wrong with it stops no other
        log.exception("no words", channel=parts.channel.name, deliveries=[one.id for one in owed])
    named = tuple(f"{one.stored.filing.document_id}: {one.stored.url}" for one in owed)
    return parts.channel.render(Message("New on what you follow", named))


async def _send(parts: Delivering, sending: Sending) -> None:
    """One sending, part by part, and what its outcome means. Only a bad token goes up."""
    try:
        for index, part in enumerate(sending.parts):
            if not part.get("message"):
                message = await _send_part(parts, sending, part)
                sending = await parts.offload(_accepted, parts, sending, index, message)
    except BadToken:
        await settle(parts, sending, Passing("the platform does not accept the token"))
        raise
    except LeaseLost as error:
        log.warning("lease lost", channel=parts.channel.name, detail=str(error))
    except DeliveryError as error:
        await _refused(parts, sending, error)
    except Exception as error:  # one delivery: whatever is wrong with it stops no other
        log.exception("delivery failed", channel=parts.channel.name, sending=sending.id)
        await _refused(parts, sending, Passing(f"{type(error).__name__}: {error}", unknown=True))


async def _send_part(parts: Delivering, sending: Sending, held: Mapping[str, Any]) -> str:
    """Sends one part, unless it turns out to have arrived while nobody could tell us."""
    picture = await parts.offload(_picture, parts, held["picture"]) if held["picture"] else b""
    part = Part(held["payload"], held["plain"], held["nonce"], held["reply_to"], picture)
    chat = sending.place.chat
    address = Address(chat.address, sending.place.thread, chat.group, chat.person, chat.secret)
    async with _turn(parts, address):
        since = sending.unknown_since
        if since and _forgotten(parts, since):
            found = await parts.channel.find(address, part, min(since, parts.clock()))
            if found:
                return found
            _still_ours(parts)
            await parts.offload(_repeating, parts, sending)
        return await parts.channel.send(address, part, plain=sending.plain)


def _forgotten(parts: Delivering, since: datetime) -> bool:
    """Whether the platform may no longer know the nonce; a moment ahead of a clock set back does not tell."""
    passed = parts.clock() - since
    return not timedelta() <= passed < parts.channel.nonce_memory


@asynccontextmanager
async def _turn(parts: Delivering, address: Address) -> AsyncIterator[None]:
    """The chat's and the platform's turn. Raises Passing when it takes too long to come, or we stop."""
    async with AsyncExitStack() as turn:
        try:
            async with asyncio.timeout(LONGEST_TURN):
                await turn.enter_async_context(parts.pacer.turn(address))
        except (TimeoutError, NoTurn):
            raise Passing("its turn did not come in time") from None
        _still_ours(parts)
        yield


def _still_ours(parts: Delivering) -> None:
    """Raises Passing when we stop: another process may be sending already."""
    if parts.stop.is_set():
        raise Passing("the service stopped before it was sent")


async def _refused(parts: Delivering, sending: Sending, error: DeliveryError) -> None:
    log.warning(
        "not delivered", channel=parts.channel.name, chat=sending.place.chat.address, reason=str(error)
    )
    counting.refused(parts.channel.name, error)
    if isinstance(error, PlatformWait) and error.after:
        parts.pacer.hold(error.after.total_seconds())
    await settle(parts, sending, error)


def _accepted(parts: Delivering, sending: Sending, index: int, message: str) -> Sending:
    with parts.database.write() as transaction:
        tried_before = sending.attempts > 1
        sending = outbox.accepted(transaction, sending, index, message, parts.clock())
        if tried_before and parts.channel.retries.patience is None:  # then its outage was everybody's
            outbox.hasten(transaction, parts.holder.channel, parts.clock())
        took = seconds_since_seen(transaction, sending.id)
    counting.sent(parts.channel.name, took)
    return sending


def _repeating(parts: Delivering, sending: Sending) -> None:
    with parts.database.write() as transaction:
        outbox.repeating(transaction, sending)
