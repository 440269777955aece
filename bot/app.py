"""Joins the parts into the running service, and takes them apart again in order."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import Event

import structlog

from bot import chart, known
from bot.alert import Alerting, alert
from bot.answer import Answerer
from bot.channel import Answer, Channel
from bot.channels.console import ADDRESS, Console
from bot.commands import COMMANDS
from bot.config import Settings
from bot.deliver import Delivering, deliver
from bot.joined import Joined, channels_of
from bot.limit import Limited, LimitedTyping
from bot.message import Message
from bot.offload import Offload
from bot.schedule import Schedule
from bot.sharing import Links
from bot.suggest import Suggester
from bot.supervise import supervise
from bot.web.server import serve_web
from bot.wording import told
from bot.wording_status import only_the_terminal
from ingest.fetch import Fetch
from ingest.identify import Directory
from ingest.parts import Ingest
from ingest.poll import poll
from ingest.securities import Securities
from ingest.source import Source
from ingest.sources.house import House
from ingest.sources.oge.source import OGE
from ingest.sources.senate.source import Senate
from ingest.worker import Reader, for_people
from storage import health, outbox
from storage.database import Database
from storage.lock import Held, as_service, beside_service
from storage.outbox import Holder
from storage.people import People

SLOWEST_RESTART = {"discord": 60.0}  # seconds; Discord takes 1,000 IDENTIFYs a day
DEFAULT_SLOWEST = 5.0
GRACE = 2.5  # seconds for each of the two steps of stopping

log = structlog.get_logger()


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Store:
    """The database, brought up to date, the people and securities known, and all parts' clock."""

    database: Database
    people: People
    directory: Directory
    securities: Securities
    clock: Callable[[], datetime]


@contextmanager
def open_store(
    settings: Settings, held: Held = beside_service, clock: Callable[[], datetime] = utc_now
) -> Iterator[Store]:
    """The database with the newest schema and references. Raises StorageError or ReferenceUnusable."""
    database = Database(settings.database)
    try:
        with held(database):
            everyone, securities = known.load(database, settings.data_folder)
            people = People(everyone, clock().date())
            yield Store(database, people, Directory(everyone), securities, clock)
    finally:
        database.close()


def sources_of(settings: Settings) -> dict[str, Source]:
    """The sources that are switched on, by name."""
    house, senate, oge = settings.sources.house, settings.sources.senate, settings.sources.oge
    made: list[Source] = []
    if house.enabled:
        made.append(House(house.base_url))
    if senate.accept_terms:
        made.append(Senate(senate.base_url, senate.media_url, accept_terms=True))
    if oge.enabled:
        made.append(OGE(oge.base_url))
    return {source.name: source for source in made}


def how_to_turn_on(source: str) -> str:
    """What to set so that a source which is off is watched."""
    if source == "senate":
        return "read 5 U.S.C. 13107(c), which the README quotes, and set sources.senate.accept_terms to true"
    return f"set sources.{source}.enabled to true"


@contextmanager
def ingest_parts(
    settings: Settings, store: Store, stopping: Event, wake: Callable[[], object]
) -> Iterator[list[Ingest]]:
    """The parts of every enabled source. Setting `stopping` and leaving ends a request under way."""
    sources = sources_of(settings)
    with Reader(sources) as reader, ExitStack() as fetching:
        yield [
            Ingest(
                source=source,
                every=getattr(settings.sources, name).every,
                database=store.database,
                fetch=fetching.enter_context(Fetch(source.hosts, settings.user_agent, source.pause)),
                reader=reader,
                directory=store.directory,
                securities=store.securities,
                clock=store.clock,
                wake=wake,
                stopping=stopping.is_set,
            )
            for name, source in sources.items()
        ]


def run(settings: Settings, clock: Callable[[], datetime] = utc_now) -> int:
    """The service until SIGTERM or Ctrl-C; returns the exit code. Raises StorageError or AlreadyRunning."""
    with open_store(settings, as_service, clock) as store:
        asyncio.run(_until_signalled(settings, store))
    return 0


async def _until_signalled(settings: Settings, store: Store) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    joined = channels_of(settings)
    if [one.channel.name for one in joined] == [Console.name]:
        await _say_here(joined[0].channel, only_the_terminal())
    await serve(settings, store, joined, stop)


async def _say_here(console: Channel, message: Message) -> None:
    for part in console.render(message):
        await console.send(ADDRESS, part)


@dataclass(frozen=True, slots=True)
class Service:
    """What every part of one running service shares."""

    store: Store
    offload: Offload
    answer: Answerer
    suggest: Suggester
    epoch: int
    stop: asyncio.Event


async def serve(
    settings: Settings,
    store: Store,
    joined: Sequence[Joined],
    stop: asyncio.Event,
    ready: Callable[[Answer], None] = lambda _: None,
) -> None:
    """Everything at once, until `stop` is set; ends within five seconds of it with nothing lost."""
    offload = Offload()
    stopping = Event()
    wakes = [asyncio.Event() for _ in joined]
    ring = partial(asyncio.get_running_loop().call_soon_threadsafe, _ring, wakes)
    arguments = {command.name: command.argument for command in COMMANDS}
    links = Links(store.database, store.clock)
    suggest = Suggester(store.database, store.people, arguments, store.clock, offload, links)
    with ingest_parts(settings, store, stopping, ring) as sources, for_people() as drawing:
        listed = store.securities.company
        answer = Answerer(store.database, store.people, COMMANDS, store.clock, offload, drawing.row, listed)
        service = Service(store, offload, answer, suggest, await offload(_take_over, store.database), stop)
        senders = [_sender(service, one, wake) for one, wake in zip(joined, wakes, strict=True)]
        listeners = [_listener(service, one) for one in joined]
        schedule = Schedule()
        for parts in sources:
            schedule.every(parts.every.total_seconds(), partial(_poll, service, parts), parts.source.name)
        schedule.start()
        log.info("ready", sources=[p.source.name for p in sources], channels=[j.channel.name for j in joined])
        if not sources:
            log.warning("every source is off: nothing is watched; ./hilltape doctor says how to turn one on")
        web = asyncio.create_task(serve_web(settings.web, store.database, store.clock, stop), name="web")
        alerting = Alerting(settings.told_at, store.database, store.clock, offload, stop)
        listeners.append(asyncio.create_task(alert(alerting), name="alerts"))
        ready(answer)
        preparing = asyncio.create_task(offload(chart.prepare, stopping.is_set), name="charts")
        await stop.wait()
        log.info("stopping")
        stopping.set()
        _ring(wakes)
        for parts in sources:
            parts.fetch.close()
        await _finish([schedule.stop(), asyncio.wait([*senders, web])])
        await _finish([one.channel.close() for one in joined])
        await _cancel([*senders, *listeners, web, preparing])
    await asyncio.to_thread(offload.close)


def _sender(service: Service, joined: Joined, wake: asyncio.Event) -> asyncio.Task[None]:
    channel = joined.channel
    parts = Delivering(
        channel=channel,
        database=service.store.database,
        holder=Holder(channel.name, service.epoch),
        pacer=joined.pacer,
        say=partial(told, people=service.store.people),
        clock=service.store.clock,
        offload=service.offload,
        wake=wake,
        stop=service.stop,
    )
    return _supervised(service, f"{channel.name} sender", partial(deliver, parts), DEFAULT_SLOWEST)


def _listener(service: Service, joined: Joined) -> asyncio.Task[None]:
    channel = joined.channel
    slowest = SLOWEST_RESTART.get(channel.name, DEFAULT_SLOWEST)
    answer = service.answer if isinstance(channel, Console) else Limited(service.answer, time.monotonic)
    listen = partial(channel.run, answer, LimitedTyping(service.suggest, time.monotonic))
    return _supervised(service, channel.name, listen, slowest)


def _supervised(
    service: Service, name: str, run: Callable[[], Awaitable[None]], slowest: float
) -> asyncio.Task[None]:
    async def report(problem: Exception | None) -> None:
        await service.offload(_note_health, service.store, f"channel:{name}", problem)

    return asyncio.create_task(supervise(name, run, report, service.stop, slowest), name=name)


async def _poll(service: Service, parts: Ingest) -> None:
    await service.offload(poll, parts)


def _note_health(store: Store, part: str, problem: Exception | None) -> None:
    with store.database.write() as transaction:
        if problem is None:
            health.ok(transaction, part, store.clock())
        else:
            health.failing(transaction, part, store.clock(), type(problem).__name__, str(problem))


def _take_over(database: Database) -> int:
    with database.write() as transaction:
        return outbox.take_over(transaction)


def _ring(wakes: Sequence[asyncio.Event]) -> None:
    for wake in wakes:
        wake.set()


async def _finish(steps: Sequence[Coroutine[None, None, object]]) -> None:
    """Side by side, each within the grace; one that fails or hangs holds up no other."""
    timed = [asyncio.wait_for(step, GRACE) for step in steps]
    for outcome in await asyncio.gather(*timed, return_exceptions=True):
        if isinstance(outcome, Exception):
            log.warning("did not stop cleanly", error=repr(outcome))


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
