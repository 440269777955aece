"""What there is to do in turns: one process sends and answers for a bot, one polls a source."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.answer import Answerer
from bot.channels.console import Console
from bot.deliver import deliver
from bot.joined import Joined
from bot.limit import Limited, LimitedTyping
from bot.offload import Offload
from bot.outcomes import LONGEST_WAIT, LONGEST_WAIT_FOR_RING, Delivering
from bot.said import remembering
from bot.schedule import Schedule
from bot.stand import Standing, cancelled, stand
from bot.suggest import Suggester
from bot.supervise import supervise
from ingest.parts import Ingest
from ingest.poll import poll
from storage import health, outbox
from storage.database import Database
from storage.elect import Seat
from storage.outbox import Holder
from storage.people import People

SLOWEST_RESTART = {"discord": 60.0}  # seconds; Discord takes 1,000 IDENTIFYs a day
DEFAULT_SLOWEST = 5.0
GRACE = 2.5  # seconds for what is on the wire
ENDING = 2.0  # seconds for a poll when the service stops
LONGEST_POLL = 60.0  # seconds for a poll to end when the seat is lost: two of one source never overlap here


@dataclass(frozen=True, slots=True)
class Service:
    """What every part of one running service shares."""

    database: Database
    people: People
    clock: Callable[[], datetime]
    offload: Offload
    answer: Answerer
    suggest: Suggester
    stop: asyncio.Event


def channel_post(service: Service, joined: Joined, wake: asyncio.Event) -> asyncio.Task[None]:
    """Sends and answers for one bot, while no other process does."""
    seat = Seat(service.database, joined.bot or joined.channel.name)
    work = partial(_serve_channel, service, joined, wake)
    return _post(Standing(seat, joined.channel.name, "sends", work, wake, service.stop))


def source_post(service: Service, parts: Ingest) -> asyncio.Task[None]:
    """Polls one source, while no other process does."""
    seat = Seat(service.database, f"source {parts.source.name}")
    work = partial(_watch, service, parts)
    return _post(Standing(seat, parts.source.name, "polls", work, asyncio.Event(), service.stop))


def _post(standing: Standing) -> asyncio.Task[None]:
    return asyncio.create_task(stand(standing), name=f"{standing.name} post")


async def _serve_channel(service: Service, joined: Joined, wake: asyncio.Event, over: asyncio.Event) -> None:
    sender = _supervised(service, over, *_sender(service, joined, wake, over))
    listener = _supervised(service, over, *_listener(service, joined))
    try:
        await over.wait()
        await asyncio.gather(cancelled([listener]), asyncio.wait({sender}, timeout=GRACE))
    finally:
        await cancelled([sender, listener])


Run = Callable[[], Awaitable[None]]


def _sender(
    service: Service, joined: Joined, wake: asyncio.Event, over: asyncio.Event
) -> tuple[str, Run, float]:
    return f"{joined.channel.name} sender", partial(_send, service, joined, wake, over), DEFAULT_SLOWEST


async def _send(service: Service, joined: Joined, wake: asyncio.Event, over: asyncio.Event) -> None:
    """Each run is an epoch of its own: it takes up at once what one that failed has left leased."""
    channel = joined.channel
    epoch = await service.offload(_take_over, service.database, channel.name)
    parts = Delivering(
        channel=channel,
        database=service.database,
        holder=Holder(channel.name, epoch),
        pacer=joined.pacer,
        say=remembering(lambda owed: joined.say(owed, service.people)),
        clock=service.clock,
        offload=service.offload,
        wake=wake,
        stop=over,
        longest_wait=LONGEST_WAIT if service.database.sqlite else LONGEST_WAIT_FOR_RING,
    )
    await deliver(parts)


def _listener(service: Service, joined: Joined) -> tuple[str, Run, float]:
    channel = joined.channel
    slowest = SLOWEST_RESTART.get(channel.name, DEFAULT_SLOWEST)
    answer = service.answer if isinstance(channel, Console) else Limited(service.answer, time.monotonic)
    listen = partial(channel.run, answer, LimitedTyping(service.suggest, time.monotonic))
    return channel.name, listen, slowest


def _supervised(
    service: Service, over: asyncio.Event, name: str, run: Run, slowest: float
) -> asyncio.Task[None]:
    async def report(problem: Exception | None) -> None:
        await service.offload(_note_health, service, f"channel:{name}", problem)

    return asyncio.create_task(supervise(name, run, report, over, slowest), name=name)


async def _watch(service: Service, parts: Ingest, over: asyncio.Event) -> None:
    def stopping() -> bool:
        return parts.stopping() or over.is_set()

    watched = replace(parts, stopping=stopping)
    schedule = Schedule()
    schedule.every(parts.every.total_seconds(), partial(_poll, service, watched), parts.source.name)
    schedule.start()
    try:
        await over.wait()
    finally:
        await schedule.stop(ENDING if service.stop.is_set() else LONGEST_POLL)


async def _poll(service: Service, parts: Ingest) -> None:
    await service.offload(poll, parts)


def _note_health(service: Service, part: str, problem: Exception | None) -> None:
    with service.database.write() as transaction:
        if problem is None:
            health.ok(transaction, part, service.clock())
        else:
            health.failing(transaction, part, service.clock(), type(problem).__name__, str(problem))


def _take_over(database: Database, channel: str) -> int:
    with database.write() as transaction:
        return outbox.take_over(transaction, channel)
