"""What can go wrong around the service; each begins, and some seconds later is over."""

import resource
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from benchmarks.postgresql import Server as Postgres
from chaos.moved import Moved
from replica import faults
from replica.discord import failure, too_many
from replica.discord_world import Channel
from replica.faults import Fault, Handler
from replica.rig import Outside
from replica.server import Server
from replica.telegram_chats import Chat
from replica.telegram_refusals import refusal

NO_JSON = b"<html>Bad gateway</html>"
ANSWERS_AFTER = 3.0  # seconds
NEVER = 60.0
LONG_WAIT = 6  # seconds a platform asks for, and longer than the trouble lasts
FULL = 4096  # bytes: no file may grow beyond them


@dataclass(frozen=True, slots=True)
class World:
    """`postgres` is the server behind the database, None on SQLite, whose file `file` is.

    `waits` are the moments until which a platform asked a chat to wait.
    """

    outside: Outside
    service: Moved
    chats: tuple[Chat, ...]
    channels: tuple[Channel, ...]
    file: Path | None = None
    postgres: Postgres | None = None
    waits: list[datetime] = field(default_factory=list)


Trouble = Callable[[World], AbstractContextManager[None]]
"""Lasts as long as it is entered."""


def troubles(database: str) -> Mapping[str, Trouble]:
    """Those that can be had on `sqlite` or `postgresql`, by name."""
    return {**_ANYWHERE, **(_ON_POSTGRESQL if database == "postgresql" else _ON_SQLITE)}


def _faulty(server: Callable[[Outside], Server], fault: Fault, key: str = "*") -> Trouble:
    @contextmanager
    def trouble(world: World) -> Iterator[None]:
        one = server(world.outside)
        one.faults.add(fault, key, None)
        yield
        one.faults.clear()

    return trouble


def _refused(server: Callable[[Outside], Server]) -> Trouble:
    """Connections are refused."""

    @contextmanager
    def trouble(world: World) -> Iterator[None]:
        one = server(world.outside)
        one.run(one.stop())
        yield
        one.run(one.start())

    return trouble


def _telegram(outside: Outside) -> Server:
    return outside.telegram


def _discord(outside: Outside) -> Server:
    return outside.discord


def _clerk(outside: Outside) -> Server:
    return outside.clerk


@contextmanager
def _one_chat_limited(world: World) -> Iterator[None]:
    """One chat of each platform is told to wait for long."""
    telegram, discord = world.outside.telegram.faults, world.outside.discord.faults
    words = f"Too Many Requests: retry after {LONG_WAIT}"
    on_telegram = _noted(refusal(429, words, retry_after=LONG_WAIT), world.waits)
    telegram.add(on_telegram, f"sendMessage:{world.chats[0].id}", 1)
    on_discord = _noted(too_many(LONG_WAIT), world.waits)
    discord.add(on_discord, f"POST /channels/{world.channels[0].id}/messages", 1)
    yield


def _noted(fault: Fault, waits: list[datetime]) -> Fault:
    """It may hit only when a platform that refused connections takes them again: it is not over before."""

    async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
        waits.append(datetime.now(UTC) + timedelta(seconds=LONG_WAIT))
        return await fault(request, handler)

    return noted


@contextmanager
def _gateway_drops(world: World) -> Iterator[None]:
    discord = world.outside.discord
    discord.loop.call_soon_threadsafe(discord.gateway.drop)
    yield


@contextmanager
def _gateway_reconnects(world: World) -> Iterator[None]:
    discord = world.outside.discord
    discord.loop.call_soon_threadsafe(discord.gateway.ask_to_reconnect)
    yield


@contextmanager
def _session_invalid(world: World) -> Iterator[None]:
    discord = world.outside.discord
    discord.loop.call_soon_threadsafe(lambda: discord.gateway.invalidate(resumable=False))
    yield


@contextmanager
def _locked(world: World) -> Iterator[None]:
    """Another process writes, and goes on."""
    assert world.file
    other = sqlite3.connect(world.file, isolation_level=None, timeout=30, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def _disk_full(world: World) -> Iterator[None]:
    """No file of the service's grows any more: its writes fail, as on a full disk."""
    number = world.service.number
    usual = resource.prlimit(number, resource.RLIMIT_FSIZE)
    resource.prlimit(number, resource.RLIMIT_FSIZE, (FULL, usual[1]))
    yield
    resource.prlimit(number, resource.RLIMIT_FSIZE, usual)


def _clock(seconds: float) -> Trouble:
    """The clock jumps, and then back."""

    @contextmanager
    def trouble(world: World) -> Iterator[None]:
        world.service.move(seconds)
        yield
        world.service.move(-seconds)

    return trouble


@contextmanager
def _database_gone(world: World) -> Iterator[None]:
    assert world.postgres
    world.postgres.stop()
    yield
    world.postgres.start()


STORM = refusal(429, "Too Many Requests: retry after 1", retry_after=1)
SENT, POSTED = "sendMessage", "POST /channels/*"

_ANYWHERE: Mapping[str, Trouble] = {
    "telegram refuses connections": _refused(_telegram),
    "telegram resets connections": _faulty(_telegram, faults.reset),
    "telegram does not answer": _faulty(_telegram, faults.slow(NEVER)),
    "telegram is slow": _faulty(_telegram, faults.slow(ANSWERS_AFTER)),
    "telegram: 429 to everything": _faulty(_telegram, STORM),
    "telegram: 500": _faulty(_telegram, refusal(500, "Internal Server Error")),
    "telegram: no JSON": _faulty(_telegram, faults.answer(502, NO_JSON)),
    "telegram: answers are lost": _faulty(_telegram, faults.answer_lost, SENT),
    "discord refuses connections": _refused(_discord),
    "discord resets connections": _faulty(_discord, faults.reset),
    "discord does not answer": _faulty(_discord, faults.slow(NEVER)),
    "discord is slow": _faulty(_discord, faults.slow(ANSWERS_AFTER)),
    "discord: 429 to everything": _faulty(_discord, too_many(1)),
    "discord: 503": _faulty(_discord, failure(0, 503)),
    "discord: no JSON": _faulty(_discord, faults.answer(200, NO_JSON), POSTED),
    "discord: answers are lost": _faulty(_discord, faults.answer_lost, POSTED),
    "discord's gateway drops": _gateway_drops,
    "discord's gateway asks to reconnect": _gateway_reconnects,
    "discord's session is invalid": _session_invalid,
    "one chat has to wait for long": _one_chat_limited,
    "the site refuses connections": _refused(_clerk),
    "the site answers 500": _faulty(_clerk, faults.answer(500)),
    "the site does not answer": _faulty(_clerk, faults.slow(NEVER)),
    "the clock is an hour ahead": _clock(3600),
    "the clock is an hour behind": _clock(-3600),
}
_ON_SQLITE: Mapping[str, Trouble] = {"the database is locked": _locked, "the disk is full": _disk_full}
_ON_POSTGRESQL: Mapping[str, Trouble] = {"the database is restarted": _database_gone}
