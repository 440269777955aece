"""How long commands, inline mode and autocomplete take, with ten thousand trades stored and a million."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

from benchmarks import living, million, postgresql
from benchmarks.questions import COMPLETE, FOLLOWED, INLINE, Question, named, questions, turned
from bot import chart
from bot.answer import Answerer
from bot.channel import Address, Person, Request
from bot.commands import COMMANDS
from bot.message import Tone
from bot.offload import Offload
from bot.sharing import Links
from bot.suggest import Suggester
from ingest.worker import for_people
from storage import officials
from storage.database import Database
from storage.people import People

FEW, MANY = 10_000, 1_000_000
ROUNDS = 5  # after one that warms up
TIMES_AS_LONG = 3.0
WITHIN, TYPING_WITHIN, DRAWN_WITHIN = 100.0, 50.0, 800.0  # milliseconds
NOW = datetime.combine(million.LAST, time(20), UTC)
ARGUMENTS = {command.name: command.argument for command in COMMANDS}


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: by the clock, and of the processor's time, which the load of others changes less."""

    p50: float
    p95: float
    worst: float
    cpu_p50: float
    cpu_p95: float


@dataclass(frozen=True, slots=True)
class Holds:
    """Which figures hold by the clock, as they are meant, and which by the processor's time."""

    ratio: bool
    limit: bool
    ratio_by_cpu: bool
    limit_by_cpu: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one command, inline mode or autocomplete answers; `drawn` are the answers with a picture.

    Of medians of processor time, `slowest` is the question that takes most with many trades, in milliseconds,
    and `steepest` the one that takes most times as much as with few.
    """

    database: str
    what: str
    drawn: bool
    questions: int
    few: Times
    many: Times
    ratio: float
    cpu_ratio: float
    limit: float
    holds: Holds
    slowest: tuple[str, float]
    steepest: tuple[str, float]


@dataclass(frozen=True, slots=True)
class Made:
    """How long it took to store that many trades, in seconds."""

    database: str
    trades: int
    seconds: float


@dataclass(slots=True)
class Taken:
    """Seconds that one question took, by the clock and of the processor, with few trades and with many."""

    question: Question
    drawn: bool = False
    clock: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    cpu: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    def median(self, *, many: bool, cpu: bool = False) -> float:
        return _at((self.cpu if cpu else self.clock)[many], 50)

    def times(self, *, cpu: bool = False) -> float:
        return round(self.median(many=True, cpu=cpu) / self.median(many=False, cpu=cpu), 2)


def on_sqlite(folder: Path, few: int = FEW, many: int = MANY) -> Iterator[Outcome | Made]:
    yield from run(Database(f"sqlite:///{folder}/few.db"), Database(f"sqlite:///{folder}/many.db"), few, many)


def on_postgresql(_folder: Path, few: int = FEW, many: int = MANY) -> Iterator[Outcome | Made]:
    """On a server of our own. Raises NotInstalled."""
    with postgresql.server(postgresql.installed()) as url:
        small, large = (Database(postgresql.create(url)) for _ in range(2))
        yield from run(small, large, few, many)


def run(
    small: Database, large: Database, few: int = FEW, many: int = MANY, rounds: int = ROUNDS
) -> Iterator[Outcome | Made]:
    """A line for each database made, then one for each command, those with pictures apart."""
    for database, trades in ((small, few), (large, many)):
        began = perf_counter()
        database.upgrade()
        million.make(database, trades)
        yield Made(_name(database), trades, round(perf_counter() - began, 1))
    yield from outcomes(_name(small), asyncio.run(measure(small, large, prepared(small, large), rounds)))
    small.close()
    large.close()


def _name(database: Database) -> str:
    return database.url.get_backend_name()


class Asked:
    """One database, and the real parts that answer from it."""

    def __init__(self, database: Database, people: People, now: datetime, opened: ExitStack) -> None:
        offload, self._numbers = Offload(), count(1)
        opened.callback(offload.close)
        drawing = opened.enter_context(for_people())
        self._answer = Answerer(database, people, COMMANDS, lambda: now, offload, drawing.row)
        links = Links(database, lambda: now)
        self._suggest = Suggester(database, people, ARGUMENTS, lambda: now, offload, links)

    async def __call__(self, what: str, text: str) -> bool:
        """Whether the answer has a picture. Raises AssertionError where the question is not understood."""
        person = Person(living.CHAT, "Ann", may_change=True)
        if what == INLINE:
            await self._suggest.inline(living.CHANNEL, person, text)
            return False
        if what == COMPLETE:
            name, _, typed = text.removeprefix("/").partition(" ")
            await self._suggest.complete(living.CHANNEL, Address(living.CHAT), name, typed)
            return False
        event = f"asked-{next(self._numbers)}"
        request = Request(living.CHANNEL, event, Address(living.CHAT), "Ann", person, text)
        message = await self._answer(request)
        if message.tone is Tone.ERROR:
            raise AssertionError(f"{text}: {message.title}")
        return bool(message.picture)


async def measure(
    small: Database, large: Database, asked: Sequence[Question], rounds: int = ROUNDS
) -> list[Taken]:
    """Every question to both in turn, so that what else the machine does meets both alike."""
    taken = [Taken(question) for question in asked]
    chart.prepare(lambda: False)  # as the service does behind its start
    with ExitStack() as opened:
        parts = [Asked(database, _people(database, NOW.date()), NOW, opened) for database in (small, large)]
        for turn in range(rounds + 1):
            for one in taken:
                for many in (False, True) if turn % 2 else (True, False):
                    began, used = perf_counter(), process_time()
                    drawn = await parts[many](one.question.what, one.question.typed(many=many))
                    clock, cpu = perf_counter() - began, process_time() - used
                    one.drawn = one.drawn or drawn
                    if turn:
                        one.clock[many].append(clock)
                        one.cpu[many].append(cpu)
    return taken


def prepared(small: Database, large: Database) -> list[Question]:
    """What is asked; makes both databases such as a service has them that has run for years."""
    with small.read() as transaction:
        of = named(transaction, f"{NOW:%Y}", "")
    followed = [*FOLLOWED, *of.people, *(f"${one}" for one in of.symbols)]
    for database in (small, large):
        printed = living.add(database, followed, of.people[-1], NOW)
        million.analyse(database)
    people = _people(small, NOW.date())
    with small.read() as few, large.read() as many:
        of = named(few, f"{NOW:%Y}", printed)
        return [*questions(of), *turned(few, many, people, of, NOW.date())]


def _people(database: Database, today: date) -> People:
    with database.read() as transaction:
        return People(officials.everyone(transaction), today)


def outcomes(database: str, taken: Sequence[Taken]) -> Iterator[Outcome]:
    """By what was asked, answers with a picture apart from others."""
    groups: dict[tuple[str, bool], list[Taken]] = {}
    for one in taken:
        groups.setdefault((one.question.what, one.drawn), []).append(one)
    for (what, drawn), group in groups.items():
        yield _outcome(database, what, drawn, group)


def _outcome(database: str, what: str, drawn: bool, group: Sequence[Taken]) -> Outcome:
    few, many = (_times(group, many) for many in (False, True))
    limit = TYPING_WITHIN if what in (INLINE, COMPLETE) else DRAWN_WITHIN if drawn else WITHIN
    slowest = max(group, key=lambda one: one.median(many=True, cpu=True))
    steepest = max(group, key=lambda one: one.times(cpu=True))
    ratio, cpu_ratio = round(many.p95 / few.p95, 2), round(many.cpu_p95 / few.cpu_p95, 2)
    return Outcome(
        database=database,
        what=what,
        drawn=drawn,
        questions=len(group),
        few=few,
        many=many,
        ratio=ratio,
        cpu_ratio=cpu_ratio,
        limit=limit,
        holds=Holds(
            ratio <= TIMES_AS_LONG, many.p95 <= limit, cpu_ratio <= TIMES_AS_LONG, many.cpu_p95 <= limit
        ),
        slowest=(slowest.question.typed(many=True), round(1000 * slowest.median(many=True, cpu=True), 1)),
        steepest=(steepest.question.text, steepest.times(cpu=True)),
    )


def _times(group: Sequence[Taken], many: bool) -> Times:
    clock = [seconds for one in group for seconds in one.clock[many]]
    cpu = [seconds for one in group for seconds in one.cpu[many]]
    figures = (_at(clock, 50), _at(clock, 95), max(clock), _at(cpu, 50), _at(cpu, 95))
    return Times(*(round(1000 * seconds, 2) for seconds in figures))


def _at(taken: Sequence[float], percent: int) -> float:
    return sorted(taken)[min(len(taken) * percent // 100, len(taken) - 1)]
