"""The whole service in a minute, with no account and no network: reports appear as you watch."""

import asyncio
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TextIO

from rich.console import Console as Terminal
from rich.table import Table
from rich.text import Text

from bot.app import Store, open_store, serve, utc_now
from bot.channel import Address, Answer, Part
from bot.channels.console import Console
from bot.config import Settings
from bot.figures import counted
from bot.joined import Joined, channels_of
from bot.logs import set_up
from bot.pace import Pacer
from replica import samples
from replica.clerk import Entry
from replica.printer import print_report, print_scan
from replica.reports import Report, demo_reports
from replica.rig import DISCORD_TOKEN, DOCUMENT, Outside
from storage import documents, filings, status
from storage.database import Database

BETWEEN = 2.0  # seconds between two publications
PATIENCE = 30.0  # seconds for what was published to be everywhere
QUESTION = "/official pelosi"
SOURCES = ("house", "senate", "oge")


class Watched(Console):
    """The console, remembering which reports it has shown."""

    def __init__(self, output: Terminal, source: TextIO | None) -> None:
        super().__init__(output, source)
        self.shown: set[str] = set()

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:
        self.shown |= set(DOCUMENT.findall(part.plain))
        return await super().send(address, part, plain=plain)


@dataclass(frozen=True, slots=True)
class Publication:
    """One report to come: its id, what is said of it, and how it is published."""

    document_id: str
    said: str
    publish: Callable[[], None]


class Demo:
    """One showing. Everybody follows everything: you here, a group on Telegram, a channel on Discord."""

    def __init__(self, outside: Outside, store: Store, terminal: Terminal, source: TextIO | None) -> None:
        self._outside = outside
        self._store = store
        self._terminal = terminal
        self._chat = outside.telegram_chat(1)
        self._channel = outside.discord_channel(1)
        self.console = Watched(terminal, source)
        self.publications = publications(outside)
        self.missing = {publication.document_id for publication in self.publications}

    async def show(self, answer: Answer) -> None:
        """Follows, publishes every report in turn, asks a question, and waits until all have been told."""
        await self._first_run()
        await self._follow(answer)
        for publication in self.publications:
            self.say(publication.said)
            publication.publish()
            await self._until(partial(self._told, publication.document_id), PATIENCE)
            await asyncio.sleep(BETWEEN)
        self.say("A question, as anyone may type it:")
        await self.console.ask(answer, QUESTION)
        ids = [publication.document_id for publication in self.publications]
        self.missing = {document_id for document_id in ids if not self._told(document_id)}
        self._terminal.print()
        self._terminal.print(summary(self._store.database, self._outside, len(self.publications)))

    async def _first_run(self) -> None:
        self.say(
            "A first run records what the sites list already and alerts nobody: the Clerk's fifteen yearly"
            " indexes, half a second apart, the Senate's searches, three seconds apart, and OGE's list."
        )
        await self._until(self._outside.every_first_run_over, 60)

    async def _follow(self, answer: Answer) -> None:
        self.say("You follow everything; so do a group on Telegram and a channel on Discord.")
        await self.console.ask(answer, "/follow * yes")
        self._outside.say(self._chat, "/follow * yes")
        await self._until(lambda: self._outside.discord.api.commands, PATIENCE)
        self._outside.slash(self._channel, "follow", "* yes")
        await self._until(lambda: self._outside.telegram.messages and self._outside.discord.answers, PATIENCE)

    def _told(self, document_id: str) -> bool:
        """Whether all three have been told, by what arrived there."""
        return (
            document_id in self.console.shown
            and self._outside.told_on_telegram(self._chat)[document_id] > 0
            and self._outside.told_on_discord(self._channel)[document_id] > 0
        )

    async def _until(self, happened: Callable[[], object], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not happened() and time.monotonic() < until:
            await asyncio.sleep(0.05)

    def say(self, text: str) -> None:
        self._terminal.print()
        self._terminal.print(Text(f"── {text}", style="italic dim"))


def main(once: bool) -> int:
    """Shows it; with `once` it ends by itself. The exit code is 1 when somebody was not told of a report."""
    set_up("error", "auto", (DISCORD_TOKEN,))
    terminal = Terminal(highlight=False)
    source = Path("/dev/null").open(encoding="utf-8") if once else None  # noqa: SIM115 - the console reads it
    with tempfile.TemporaryDirectory(prefix="hilltape-demo-") as folder, Outside() as outside:
        settings = settings_of(outside, Path(folder))
        with open_store(settings) as store:
            demo = Demo(outside, store, terminal, source)
            asyncio.run(run(settings, store, demo, once=once))
    if source:
        source.close()
    if demo.missing:
        terminal.print(f"Not everybody was told of: {', '.join(sorted(demo.missing))}", style="bold red")
    return 1 if demo.missing else 0


def settings_of(outside: Outside, folder: Path) -> Settings:
    """Made directly: no file and no variable of yours is read, so no real token can be used."""
    return Settings.model_validate(
        {
            "database": f"sqlite:///{folder}/hilltape.db",
            "sources": {
                "house": {"base_url": outside.clerk.url, "every": "1s"},
                "senate": {
                    "base_url": outside.senate.url,
                    "media_url": outside.senate_media.url,
                    "accept_terms": True,
                    "every": "1s",
                },
                "oge": {"base_url": outside.oge.url, "every": "1s"},
            },
            "channels": {
                "telegram": {"base_url": outside.telegram.url},
                "discord": {"base_url": outside.discord.base_url, "gateway_url": outside.discord.gateway_url},
            },
            "web": {"port": 0},
            "telegram_token": outside.telegram.token,
            "discord_token": DISCORD_TOKEN,
        }
    )


async def run(settings: Settings, store: Store, demo: Demo, *, once: bool) -> None:
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    joined = [*channels_of(settings, utc_now), Joined(demo.console, Pacer(Console.pace, time.monotonic))]
    showing: list[asyncio.Task[None]] = []

    async def show(answer: Answer) -> None:
        await demo.show(answer)
        if once:
            stop.set()
        else:
            demo.say("That was the last report. Type a command (/help lists them); Ctrl-C ends the demo.")

    def ready(answer: Answer) -> None:
        showing.append(asyncio.create_task(show(answer)))

    await serve(settings, store, joined, stop, ready)
    for task in showing:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def publications(outside: Outside) -> tuple[Publication, ...]:
    """The Clerk's reports, and one of each other office."""
    today = utc_now().date()
    senate, oge = samples.SENATE_ID, samples.OGE_ID
    return (
        *(
            Publication(
                report.doc_id,
                f"The Clerk publishes report {report.doc_id} by {report.first} {report.last}.",
                partial(publish, outside, report),
            )
            for report in demo_reports()
        ),
        Publication(
            senate,
            f"The Senate publishes a report by {samples.SENATE_FILER}, a senator whom we made up.",
            partial(samples.publish_senate, outside.senate, senate, today),
        ),
        Publication(
            oge,
            f"OGE adds a report by {samples.OGE_FILER}, of the executive branch.",
            partial(samples.publish_oge, outside.oge, oge, today),
        ),
    )


def publish(outside: Outside, report: Report) -> None:
    """The report appears in this year's index, with the date it was really filed, as a PDF or as a scan."""
    entry = Entry(
        document_id=report.doc_id,
        last=report.last,
        first=report.first,
        state_district=report.state_district,
        filed=date.fromisoformat(report.filed),
        year=utc_now().year,
        prefix=report.prefix,
        suffix=report.suffix,
    )
    pdf = print_report(report.record) if report.record else print_scan(report.pages)
    outside.clerk.publish(entry, pdf)


def summary(database: Database, outside: Outside, published: int) -> Table:
    """What the service's own records and the replicas' say, side by side."""
    since = utc_now() - timedelta(hours=1)
    with database.read() as transaction:
        ledger = sum((Counter(documents.counts(transaction, name)) for name in SOURCES), Counter[str]())
        stored, rows = filings.count(transaction)
        sent = {
            name: status.deliveries_by_state(transaction, name) for name in ("console", "telegram", "discord")
        }
        latency = status.latency(transaction, since)
    table = Table(title="What happened", title_style="bold", show_header=False, box=None, padding=(0, 2))
    table.add_row("published", counted(published, "report"))
    table.add_row("in the ledger", ", ".join(f"{count} {state}" for state, count in sorted(ledger.items())))
    table.add_row("read and stored", f"{counted(stored, 'report')}, {counted(rows, 'trade')}")
    table.add_row("delivered", ", ".join(f"{name} {states.get('sent', 0)}" for name, states in sent.items()))
    table.add_row(
        "received",
        f"Telegram's replica took {counted(len(outside.telegram.messages), 'message')},"
        f" Discord's {counted(len(outside.discord.messages), 'message')}",
    )
    table.add_row(
        "first pages shown",
        f"{sum(bool(message.picture) for message in outside.telegram.messages)} on Telegram,"
        f" {sum(bool(message.files) for message in outside.discord.messages)} on Discord",
    )
    if latency:
        table.add_row(
            "how fast",
            f"median {latency.median.total_seconds():.1f} s, 95 % within {latency.p95.total_seconds():.1f} s"
            " after the last poll that did not list it (polls are 1 s apart, the Senate's 3 s)",
        )
    return table
