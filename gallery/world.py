"""The service without its network: reports are read, stored, matched and put into words by the real parts."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.answer import Answerer
from bot.channel import Address, Card, Choice, Person, Request
from bot.command import Command
from bot.commands import COMMANDS
from bot.message import Message
from bot.offload import Offload
from bot.suggest import Suggester
from bot.wording import told
from bot.zones import by_clock
from gallery import people
from gallery.reports import Published
from ingest import match, poll
from ingest.fetch import Fetch
from ingest.identify import Directory
from ingest.parts import Ingest
from ingest.references import tickers
from ingest.replay import replay
from ingest.row_picture import row_picture
from ingest.securities import Securities
from ingest.source import Source
from ingest.sources.house import House
from ingest.sources.oge.source import OGE
from ingest.sources.senate.source import Senate
from ingest.worker import Reader
from storage import chats, documents, follows, health, officials, outbox, settings
from storage.database import Database
from storage.documents import Arrival, Entry
from storage.hours import NO_SETTINGS, Settings
from storage.model import Filing, Place
from storage.outbox import Holder, Owed
from storage.people import People
from storage.query import stored

NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANN = Person("1", "Ann", may_change=True)
BOB = Person("2", "Bob", may_change=False)


@dataclass(frozen=True, slots=True)
class Said:
    """A message, and the first line of the one that it answers, if any."""

    message: Message
    answers: str = ""


@dataclass
class World:
    """Everything on one SQLite file, at a moment that only `at` moves."""

    database: Database
    people: People
    ingest: dict[str, Ingest]
    offload: Offload
    now: datetime = NOW
    zone: str = "UTC"
    said: list[Said] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def ask(
        self, text: str, person: Person = ANN, *, event: str = "", commands: Sequence[Command] = COMMANDS
    ) -> Message:
        """What somebody types in a group, and the answer."""
        answer = Answerer(self.database, self.people, commands, lambda: self.now, self.offload, row_picture)
        event = event or str(next(self.numbers))
        return asyncio.run(
            _asked(answer, Request("telegram", event, Address("-7", group=True), "", person, text))
        )

    def suggested(self, command: str, typed: str) -> tuple[Sequence[Card], Sequence[Choice]]:
        """What is offered for words not sent yet: in any Telegram chat, and after a command."""
        arguments = {one.name: one.argument for one in COMMANDS}
        suggest = Suggester(self.database, self.people, arguments, lambda: self.now, self.offload)
        return asyncio.run(_suggested(suggest, command, typed))

    def tell(
        self, queries: Sequence[str], *happenings: Callable[[], None], chosen: Settings = NO_SETTINGS
    ) -> list[Said]:
        """What a chat that follows these queries is told, each happening's messages together."""
        before, self.zone = len(self.said), chosen.zone
        with self.database.write() as transaction:
            place = chats.place(transaction, "telegram", f"tell-{next(self.numbers)}")
            for query in queries:
                follows.add(transaction, place.id, stored(query), self.now)
            settings.put(transaction, place.chat.id, chosen)
        for happen in happenings:
            happen()
            self._deliver()
        with self.database.write() as transaction:
            for query in queries:
                follows.remove(transaction, place.id, stored(query))
        return self.said[before:]

    def publish(self, *reports: Published) -> None:
        """Each is listed now, read and matched."""
        for one in reports:
            parts, entry = self._listed(one)
            if problem := poll.take(parts, entry):
                raise problem

    def misread(self, report: Published, slip: Callable[[Filing], Filing]) -> None:
        """Listed now, and read by a reader that makes this slip."""
        parts, entry = self._listed(report)
        poll.store(parts, entry, report.document, slip(parts.reader.read(report.document, report.listing)))
        match.fan_out(parts)

    def read_again(self, report: Published) -> None:
        list(replay(self.ingest[report.listing.source], [report.listing.document_id], apply=True))

    def _listed(self, report: Published) -> tuple[Ingest, Entry]:
        listing = report.listing
        with self.database.write() as transaction:
            documents.record(transaction, [listing], Arrival(self.now, False, self.now - MINUTE))
            documents.fetched(transaction, report.document, self.now)
            entry = documents.get(transaction, listing.source, listing.document_id)
        assert entry
        return self.ingest[listing.source], entry

    def _deliver(self) -> None:
        """Leases and accepts until nothing is owed; what is said is kept."""
        while True:
            with self.database.write() as transaction:
                sending = outbox.lease(transaction, Holder("telegram", 1), self.now, self._say)
                if sending is None:
                    return
                outbox.accepted(transaction, sending, 0, str(len(self.said)), self.now)

    def _say(self, _place: Place, owed: Sequence[Owed]) -> list[dict[str, str]]:
        answered = owed[0].reply_to if len(owed) == 1 else ""
        first = self.said[int(answered) - 1].message.title if answered else ""
        self.said.append(Said(told([by_clock(one, self.zone) for one in owed], self.people), first))
        return [{"payload": ""}]


async def _suggested(suggest: Suggester, command: str, typed: str) -> tuple[Sequence[Card], Sequence[Choice]]:
    cards = await suggest.inline("telegram", ANN, typed)
    return cards, await suggest.complete("discord", Address("-7", group=True), command, typed)


async def _asked(answer: Answerer, request: Request) -> Message:
    message = await answer(request)
    assert message, request.text
    return message


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A new one in an empty folder."""
    database = Database(f"sqlite:///{folder}/gallery.db")
    database.upgrade()
    known = people.everyone()
    with database.write() as transaction:
        officials.load(transaction, date(2026, 6, 15), known)
        for name in ("house", "senate", "oge"):
            health.ok(transaction, f"source:{name}", NOW - MINUTE)
    sources: dict[str, Source] = {one.name: one for one in (House(), Senate(), OGE())}
    offload = Offload(threads=2)
    with Reader(sources) as reader, Fetch(frozenset(), "", 0) as fetch:
        made = World(database, People(known, NOW.date()), {}, offload)
        securities = Securities(tickers.load(), tickers.load_former())
        for name, source in sources.items():
            made.ingest[name] = Ingest(
                source=source,
                every=MINUTE,
                database=database,
                fetch=fetch,
                reader=reader,
                directory=Directory(known),
                securities=securities,
                clock=lambda: made.now,
                wake=lambda: None,
                stopping=lambda: False,
            )
        yield made
    offload.close()
    database.close()
