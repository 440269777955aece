"""Joins the parts into the running service, and takes them apart again in order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
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
from bot.config import ConfigError, Settings
from bot.joined import Joined, channels_of, ways_of
from bot.keep import keep
from bot.message import Message
from bot.offload import Offload
from bot.posts import Service, channel_post, source_post
from bot.roles import Role
from bot.sharing import Links
from bot.stand import cancelled
from bot.suggest import Suggester
from bot.web.server import serve_web
from bot.wording_status import only_the_terminal
from ingest.fetch import Fetch
from ingest.identify import Directory
from ingest.parts import Ingest
from ingest.securities import Securities
from ingest.source import Source
from ingest.sources.house import House
from ingest.sources.oge.source import OGE
from ingest.sources.senate.source import Senate
from ingest.worker import Reader, for_people
from storage.database import Database
from storage.lock import Held, as_service, beside_service
from storage.people import People

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


def run(settings: Settings, clock: Callable[[], datetime] = utc_now, role: Role = Role.ALL) -> int:
    """The service until SIGTERM or Ctrl-C; returns the exit code.

    Raises ConfigError for a role that needs PostgreSQL, StorageError or AlreadyRunning.
    """
    if role is not Role.ALL and settings.database.startswith("sqlite"):
        raise ConfigError(ROLE_NEEDS_POSTGRESQL.format(role))
    with open_store(settings, as_service, clock) as store:
        asyncio.run(_until_signalled(settings, store, role))
    return 0


ROLE_NEEDS_POSTGRESQL = (
    "--role {} needs PostgreSQL: on SQLite one process does everything. Set `database` to "
    "postgresql://user@host/hilltape, or run without --role."
)


async def _until_signalled(settings: Settings, store: Store, role: Role) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    joined = channels_of(settings, store.clock) if role.delivers else []
    if [one.channel.name for one in joined][:1] == [Console.name]:
        await _say_here(joined[0].channel, only_the_terminal())
    await serve(settings, store, joined, stop, role=role)


async def _say_here(console: Channel, message: Message) -> None:
    for part in console.render(message):
        await console.send(ADDRESS, part)


async def serve(
    settings: Settings,
    store: Store,
    joined: Sequence[Joined],
    stop: asyncio.Event,
    ready: Callable[[Answer], None] = lambda _: None,
    role: Role = Role.ALL,
) -> None:
    """What its role is, until `stop` is set; ends within five seconds of it with nothing lost."""
    offload = Offload()
    stopping = Event()
    joined = joined if role.delivers else ()
    wakes = [asyncio.Event() for _ in joined]
    ring = partial(asyncio.get_running_loop().call_soon_threadsafe, _ring, wakes)
    arguments = {command.name: command.argument for command in COMMANDS}
    links = Links(store.database, store.clock)
    suggest = Suggester(store.database, store.people, arguments, store.clock, offload, links)
    with ExitStack() as open_parts, for_people() as drawing:
        ingesting = ingest_parts(settings, store, stopping, ring)
        sources = open_parts.enter_context(ingesting) if role.ingests else []
        listed = store.securities.company
        how = (offload, drawing.row, listed, ways_of(settings))
        answer = Answerer(store.database, store.people, COMMANDS, store.clock, *how)
        service = Service(store.database, store.people, store.clock, offload, answer, suggest, stop)
        posts = [channel_post(service, one, wake) for one, wake in zip(joined, wakes, strict=True)]
        posts += [source_post(service, parts) for parts in sources]
        names = {"sources": [p.source.name for p in sources], "channels": [j.channel.name for j in joined]}
        log.info("ready", role=role, **names)
        if role.ingests and not sources:
            log.warning("every source is off: nothing is watched; ./hilltape doctor says how to turn one on")
        web = asyncio.create_task(serve_web(settings.web, store.database, store.clock, stop), name="web")
        alerting = Alerting(settings.told_at, store.database, store.clock, offload, stop)
        beside = [web, asyncio.create_task(alert(alerting), name="alerts")]
        if role.delivers:
            kept = keep(store.database, store.clock, offload, stop)
            beside.append(asyncio.create_task(kept, name="keeping"))
        if joined:
            beside.append(asyncio.create_task(offload(chart.prepare, stopping.is_set), name="charts"))
        ready(answer)
        await stop.wait()
        log.info("stopping")
        stopping.set()
        _ring(wakes)
        for parts in sources:
            parts.fetch.close()
        await _finish([asyncio.wait([*posts, web])])
        await _finish([one.channel.close() for one in joined])
        await cancelled([*posts, *beside])
    await asyncio.to_thread(offload.close)


def _ring(wakes: Sequence[asyncio.Event]) -> None:
    for wake in wakes:
        wake.set()


async def _finish(steps: Sequence[Coroutine[None, None, object]]) -> None:
    """Side by side, each within the grace; one that fails or hangs holds up no other."""
    timed = [asyncio.wait_for(step, GRACE) for step in steps]
    for outcome in await asyncio.gather(*timed, return_exceptions=True):
        if isinstance(outcome, Exception):
            log.warning("did not stop cleanly", error=repr(outcome))
