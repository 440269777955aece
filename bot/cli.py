"""The command line, `hilltape NAME`. What a command needs is imported when it runs: help comes at once."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli_backup import backup
from bot.cli_chats import export_chat, import_chat
from bot.cli_search import search
from bot.roles import Role

if TYPE_CHECKING:
    from rich.progress import Progress

    from bot.config import Settings
    from ingest.parts import Ingest
    from ingest.source import Source

FIRST_YEAR = 2012  # the STOCK Act's first reports of trades
ERRORS = {"bot.errors": "BotError", "ingest.errors": "IngestError", "storage.database": "StorageError"}

CONFIG_HELP = "Settings; without it ./config.yaml, else the one beside Hilltape."
ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help=CONFIG_HELP)]
SourceName = Annotated[str, typer.Argument(metavar="SOURCE", help="The site: house, senate or oge.")]


class Commands(TyperGroup):
    """Says what is known to go wrong in one line, without a traceback, and ends with exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except _known() as error:
            typer.echo(f"hilltape: {error}", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Commands,
    help="Tells people on Telegram and Discord what US officials just traded.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # it would show local variables, and among them secrets
)


@app.command()
def run(
    config: ConfigFile = None,
    role: Annotated[
        Role, typer.Option(help="On PostgreSQL several processes may share the work.")
    ] = Role.ALL,
) -> None:
    """Run the service until Ctrl-C: watch the sites, tell people, answer them."""
    settings = _settings(config)
    from bot import app as service

    raise typer.Exit(service.run(settings, role=role))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End by itself after the last alert.")] = False,
) -> None:
    """Show the whole service in a minute, without an account and without a network."""
    from bot import demo as show

    raise typer.Exit(show.main(once))


@app.command()
def read(
    source: SourceName,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Documents, each named by its id: 20034836.pdf.")
    ],
) -> None:
    """Print what documents say, one JSON record a line."""
    from bot.reading import read_files

    failures = 0
    with _progress(shown=not sys.stdout.isatty()) as progress:
        for record in progress.track(read_files(_source(source), files), len(files), description="Reading"):
            typer.echo(json.dumps(record, ensure_ascii=False))
            failures += "error" in record
    raise typer.Exit(1 if failures else 0)


@app.command()
def poll(source: SourceName, config: ConfigFile = None) -> None:
    """Ask a site once and read what is new; also beside a running service."""
    from bot.wording_poll import done, tried_later, waits
    from ingest.listing import backing_off
    from ingest.poll import poll as poll_once

    with _ingest(_settings(config), source) as parts:
        before = backing_off(parts)
        report = poll_once(parts)
        after, problem, (left, later) = backing_off(parts), _problem(parts), _unread(parts)
    typer.echo(done(report, left))
    told = waits(parts.source.title, before, after, datetime.now(UTC)) or [problem] * bool(problem)
    for line in [*told, *tried_later(parts.source.title, *later, datetime.now(UTC))]:
        typer.echo(line, err=True)
    raise typer.Exit(1 if problem else 0)


@app.command()
def backfill(
    source: SourceName,
    since: Annotated[
        int, typer.Option("--from", metavar="YEAR", min=FIRST_YEAR, help="Read reports filed since then.")
    ],
    config: ConfigFile = None,
) -> None:
    """Read older reports, newest first, without alerting anybody. Ctrl-C stops; the same command resumes."""
    from ingest.backfill import backfill as read_older

    if since > (year := datetime.now(UTC).year):
        raise typer.BadParameter(f"{since} has not come yet; the newest reports are of {year}")
    with _ingest(_settings(config), source) as parts, _progress() as progress:
        bar = progress.add_task("Reading")

        def show(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        report = read_older(parts, date(since, 1, 1), show)
        stopped, problem = parts.stopping(), _problem(parts)
    typer.echo(f"{report.read} read, {report.failed} failed.")
    if stopped or problem:
        typer.echo(problem or "Stopped.", err=True)
        typer.echo("Run the same command to resume.", err=True)
        raise typer.Exit(1)


@app.command()
def replay(
    source: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="The site; without it, all that are on.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Store changes; correct what people heard.")] = False,
    config: ConfigFile = None,
) -> None:
    """Read stored documents again where an older reader read them, and show what would change.

    Ctrl-C stops; with --apply the same command resumes.
    """
    from bot.app import sources_of
    from bot.wording_replay import report
    from ingest import replay as again

    settings = _settings(config)
    for name in [source] if source else sources_of(settings):
        with _ingest(settings, name) as parts, _progress() as progress:
            waiting = again.waiting(parts)
            reading = again.replay(parts, waiting, apply=apply)
            found = list(progress.track(reading, len(waiting), description=f"Reading {name}"))
        typer.echo("\n".join(report(parts.source.title, found, datetime.now(UTC).date(), apply=apply)))
        if parts.stopping():
            typer.echo("Stopped. Run the same command to resume.", err=True)
            raise typer.Exit(1)


@app.command()
def refresh(config: ConfigFile = None) -> None:
    """Fetch the newest tables: Congress, its committees, companies' tickers and their sectors."""
    from bot.refresh import refresh_each
    from ingest.references import REFERENCES

    settings = _settings(config)
    done = list(refresh_each(REFERENCES, settings, datetime.now(UTC).date()))
    for one in done:
        typer.echo(one.said, err=one.file is None)
    raise typer.Exit(int(any(one.failed for one in done)))


@app.command()
def doctor(config: ConfigFile = None) -> None:
    """Check configuration, database, sites and tokens, and say what to do where something is wrong."""
    from bot import doctor as examination
    from bot.logs import set_up

    hidden = [value for name, value in os.environ.items() if name.endswith(("_TOKEN", "_URLS"))]
    set_up("error", "auto", [word for value in hidden for word in value.split()])
    lines = asyncio.run(examination.doctor(config, os.environ, partial(datetime.now, UTC)))
    for line in lines:
        said = line.said.replace("\n", f"\n{'':24}")
        typer.echo(f"{_coloured(line.state)}{line.what:<15}{said}")
    raise typer.Exit(int(any(line.state == "problem" for line in lines)))


app.command("export")(export_chat)
app.command("import")(import_chat)
app.command()(search)
app.command()(backup)


def _known() -> tuple[type[Exception], ...]:
    """Errors whose text says all; one whose module was never imported cannot have been raised."""
    loaded = [(module, name) for module, name in ERRORS.items() if module in sys.modules]
    return tuple(getattr(sys.modules[module], name) for module, name in loaded)


def _settings(config: Path | None) -> "Settings":
    """The settings, and the logs set up as they say. Raises ConfigError."""
    from bot.config import load
    from bot.logs import set_up

    settings = load(config, os.environ)
    set_up(settings.log.level, settings.log.format, settings.secrets)
    return settings


def _source(name: str) -> "Source":
    from ingest.sources import SOURCES

    known = {source.name: source for source in SOURCES}
    if name not in known:
        raise typer.BadParameter(f"{name} is no source; known are: {', '.join(known)}")
    return known[name]


@contextmanager
def _ingest(settings: "Settings", name: str) -> "Iterator[Ingest]":
    """One source's parts; Ctrl-C or SIGTERM sets `stopping` and ends a request under way."""
    from bot.app import how_to_turn_on, ingest_parts, open_store
    from bot.config import ConfigError

    _source(name)
    stopping = Event()
    with open_store(settings) as store, ingest_parts(settings, store, stopping, lambda: None) as sources:
        chosen = next((parts for parts in sources if parts.source.name == name), None)
        if chosen is None:
            raise ConfigError(f"The source {name} is off: {how_to_turn_on(name)}.")
        with _stopped_by_signals(stopping, chosen.fetch.close):
            yield chosen


@contextmanager
def _stopped_by_signals(stopping: Event, end: Callable[[], None]) -> Iterator[None]:
    def stop(_number: int, _frame: Any) -> None:
        stopping.set()
        Thread(target=end).start()  # a signal's handler must take no lock

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _problem(parts: "Ingest") -> str:
    """What keeps the source from being read, `""` when nothing does."""
    from storage import health

    with parts.database.read() as transaction:
        found = health.get(transaction, f"source:{parts.source.name}")
    return f"{parts.source.title}: {found.detail}" if found.failing_since else ""


def _unread(parts: "Ingest") -> tuple[int, tuple[int, datetime | None]]:
    """How many documents the next poll will take up; how many wait for a later try, the first until when."""
    from storage import documents, status

    now = datetime.now(UTC)
    with parts.database.read() as transaction:
        due = documents.due(transaction, parts.source.name, now)
        return len(due), status.retries(transaction, parts.source.name, now)


def _progress(*, shown: bool = True) -> "Progress":
    """A bar on the error output, if that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(console=console, disable=not (shown and console.is_terminal))


def _coloured(state: str) -> str:
    colours = {"ok": typer.colors.GREEN, "problem": typer.colors.RED}
    return typer.style(f"{state:<9}", fg=colours.get(state, typer.colors.YELLOW))


if __name__ == "__main__":
    app()
