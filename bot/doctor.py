"""Whether everything Hilltape needs is there: a line for each thing, and what to do where one is not."""

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from bot import operator
from bot.app import how_to_turn_on, sources_of
from bot.channel import Finding
from bot.channels.discord import Discord
from bot.channels.email import Email
from bot.channels.telegram import Telegram
from bot.config import ConfigError, Settings, find_file, load
from bot.errors import BadToken, DeliveryError, Passing
from bot.joined import mail_server, menu
from bot.logs import without_secrets
from ingest.errors import IngestError, ListingError, Missing, Refused, Unavailable
from ingest.fetch import Fetch, Limits, Validators
from ingest.source import Source
from ingest.sources import SOURCES
from storage.condition import check_writing, upgraded
from storage.database import Database, StorageError

OLDEST_PYTHON = (3, 11)
FREE = 500 * 2**20  # bytes
PATIENCE = 15.0  # seconds for each site and platform
BOTFATHER = "@BotFather on Telegram gives one (/newbot)"
APPRISE = "https://appriseit.com/services has how each is written"
PORTAL = "https://discord.com/developers/applications gives one (New Application, Bot, Reset Token)"


class State(StrEnum):
    OK = "ok"
    PROBLEM = "problem"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at; `said` is what was found, or what to do."""

    state: State
    what: str
    said: str


class Checked(Protocol):
    """A channel that can tell whether its token works."""

    async def check(self) -> Sequence[Finding]: ...

    async def close(self) -> None: ...


async def doctor(
    path: Path | None, environment: Mapping[str, str], clock: Callable[[], datetime]
) -> list[Line]:
    """Everything looked at, in the order to mend it. No line holds a secret."""
    lines = [python(sys.version_info[:3])]
    try:
        settings = load(path, environment)
    except ConfigError as error:
        return [*lines, Line(State.PROBLEM, "configuration", str(error))]
    lines.append(Line(State.OK, "configuration", f"{find_file(path) or 'the usual values'}"))
    lines += await asyncio.to_thread(lambda: list(database(settings)))
    lines.append(alerts(settings.told_at))
    for found in await asyncio.gather(*_reached(settings, clock)):
        lines += found
    return [replace(line, said=without_secrets(line.said, settings.secrets)) for line in lines]


def python(version: tuple[int, ...]) -> Line:
    spelled = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        return Line(State.PROBLEM, "Python", f"{spelled} is too old: install 3.11 or newer")
    return Line(State.OK, "Python", spelled)


def database(settings: Settings) -> Iterator[Line]:
    """Whether it answers, has the newest schema and takes changes; on SQLite, whether there is room."""
    made = Database(settings.database)
    try:
        yield _database(made)
    except StorageError as error:
        yield Line(State.PROBLEM, "database", f"{made.url.render_as_string()}: {error}")
    finally:
        made.close()
    if made.path:
        yield disk(made.path.absolute().parent)


def _database(made: Database) -> Line:
    place = made.url.render_as_string()  # which hides the password
    if made.path and not made.path.exists():
        return _new_file(made.path, place)
    version = f"{'SQLite' if made.sqlite else 'PostgreSQL'} {made.check()}"
    if not upgraded(made):
        return Line(
            State.OK, "database", f"{place}, {version}; `./hilltape run` will bring its tables up to date"
        )
    check_writing(made)
    return Line(State.OK, "database", f"{place}, {version}, up to date, can be written")


def _new_file(path: Path, place: str) -> Line:
    folder = path.absolute().parent
    if os.access(folder, os.W_OK):
        return Line(State.OK, "database", f"{place}, will be made by `./hilltape run`")
    return Line(
        State.PROBLEM, "database", f"no file can be made in {folder}: make that folder, or set another"
    )


def alerts(addresses: Sequence[str]) -> Line:
    """Whether the operator is told of trouble; no message is sent for that."""
    if not addresses:
        return Line(State.OFF, "alerts to you", f"set HILLTAPE_OPERATOR_URLS; {APPRISE}")
    if wrong := operator.unusable(addresses):
        which = ", ".join(map(str, wrong))
        said = f"Apprise does not understand number {which} of {len(addresses)}; {APPRISE}"
        return Line(State.PROBLEM, "alerts to you", f"HILLTAPE_OPERATOR_URLS: {said}")
    return Line(State.OK, "alerts to you", f"{len(addresses)} set in HILLTAPE_OPERATOR_URLS")


def disk(folder: Path) -> Line:
    folder = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / 2**30:.1f} GB free in {folder}"
    if free < FREE:
        return Line(State.PROBLEM, "disk", f"{said}: make room, every report read is kept")
    return Line(State.OK, "disk", said)


def _reached(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Awaitable[Sequence[Line]]]:
    sources = sources_of(settings)
    for source in SOURCES:
        if source.name in sources:
            yield _site(sources[source.name], settings.user_agent, clock())
        else:
            yield _off(source.title, how_to_turn_on(source.name))
    places = settings.channels
    if settings.telegram_token:
        yield channel(
            "Telegram", Telegram(settings.telegram_token.get_secret_value(), places.telegram.base_url)
        )
    else:
        yield _off("Telegram", f"set HILLTAPE_TELEGRAM_TOKEN; {BOTFATHER}")
    if settings.discord_token:
        token = settings.discord_token.get_secret_value()
        yield channel("Discord", Discord(token, places.discord.base_url, places.discord.gateway_url, menu()))
    else:
        yield _off("Discord", f"set HILLTAPE_DISCORD_TOKEN; {PORTAL}")
    if places.email.host:
        yield channel("E-mail", Email(mail_server(settings), clock))


async def _off(what: str, said: str) -> Sequence[Line]:
    return [Line(State.OFF, what, said)]


async def _site(source: Source, user_agent: str, now: datetime) -> Sequence[Line]:
    return [await asyncio.to_thread(site, source, user_agent, now)]


def site(source: Source, user_agent: str, now: datetime) -> Line:
    """Whether the site gives its newest list; asked for it if it changed just now, so that it need not."""
    index = source.indexes(now.date())[0]
    unchanged = Validators(last_modified=format_datetime(now, usegmt=True))
    limits = Limits(total=PATIENCE, silence=PATIENCE)
    try:
        with Fetch(source.hosts, user_agent, source.pause, limits=limits) as fetch:
            source.list_index(fetch, index, unchanged)
    except IngestError as error:
        if not (isinstance(error, Missing) and index.may_be_missing):
            return Line(State.PROBLEM, source.title, f"{error}; {_site_advice(error, source)}")
    return Line(State.OK, source.title, f"{urlsplit(index.url).netloc} answers")


def _site_advice(error: IngestError, source: Source) -> str:
    if isinstance(error, Refused):
        return "ask less often, and set contact so that its operators can reach you"
    if isinstance(error, ListingError):
        return "the site may have changed: look for a newer Hilltape"
    if isinstance(error, Unavailable):
        return "wait; Hilltape goes on asking, and nothing is lost"
    return f"look at the network, and at sources.{source.name}.base_url"


async def channel(what: str, checked: Checked) -> Sequence[Line]:
    """Whether the platform takes the token, and how the bot is set up there."""
    advice = f"look at the network, and at channels.{what.lower()}.base_url"
    try:
        async with asyncio.timeout(PATIENCE):
            return [_line(what, finding) for finding in await checked.check()]
    except Passing as error:
        return [Line(State.PROBLEM, what, f"{error}; {advice}")]
    except (BadToken, DeliveryError) as error:  # whose texts say what to do
        return [Line(State.PROBLEM, what, str(error))]
    except TimeoutError:
        return [Line(State.PROBLEM, what, f"no answer within {PATIENCE:g} s; {advice}")]
    finally:
        await checked.close()


def _line(what: str, finding: Finding) -> Line:
    state = State.OK if finding.well else State.PROBLEM
    return Line(state, finding.what or what, finding.said)
