"""How long every command takes to answer, with ten thousand trades stored and with a million."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path
from time import perf_counter

from benchmarks import million
from bot.answer import Answerer
from bot.channel import Address, Person, Request
from bot.commands import COMMANDS
from bot.message import Tone
from bot.offload import Offload
from storage import filings, officials, tallies
from storage.database import Database, Transaction
from storage.people import People

FEW, MANY = 10_000, 1_000_000
ROUNDS = 3  # after one that warms up
ASKED = 8  # officials, tickers and reports

OF_NAMES = ("official", "recent", "why", "chart", "search", "follow", "unfollow")
OF_SYMBOLS = ("ticker", "chart", "search", "follow", "unfollow")
PLAIN = (
    *("/start", "/help", "/follows", "/recent", "/recent 3", "/status", "/why", "/ticker ZZZZZ"),
    *("/search *", "/search buy >50k", "/search is:late"),
)
RANKED = tuple(
    f"/top {of} {by} {period}"
    for of in ("officials", "tickers")
    for by, period in (("volume", "week"), ("count", "month"), ("late", "year"), ("volume", "all"))
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Milliseconds of one command at both sizes; `drawn` are those that come with a chart."""

    command: str
    drawn: bool
    p50_few: float
    p95_few: float
    p50_many: float
    p95_many: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Made:
    """How long it took to store that many trades, in seconds."""

    trades: int
    seconds: float


def run(folder: Path, few: int = FEW, many: int = MANY) -> Iterator[Outcome | Made]:
    """A line for each database made, then one for each command."""
    taken = []
    for trades in (few, many):
        began = perf_counter()
        database = Database(f"sqlite:///{folder}/{trades}.db")
        database.upgrade()
        million.make(database, trades)
        yield Made(trades, round(perf_counter() - began, 1))
        taken.append(asyncio.run(measure(database)))
        database.close()
    for name, (drawn, least) in taken[0].items():
        most = taken[1][name][1]
        yield _outcome(name, drawn or taken[1][name][0], least, most)


def _outcome(name: str, drawn: bool, few: Sequence[float], many: Sequence[float]) -> Outcome:
    return Outcome(
        name,
        drawn,
        _at(few, 50),
        _at(few, 95),
        _at(many, 50),
        _at(many, 95),
        round(_at(many, 95) / _at(few, 95), 2),
    )


def _at(taken: Sequence[float], percent: int) -> float:
    return round(sorted(taken)[min(len(taken) * percent // 100, len(taken) - 1)] * 1000, 1)


async def measure(database: Database) -> dict[str, tuple[bool, list[float]]]:
    """Seconds of every answer, by what is asked, and whether any came with a picture."""
    with database.read() as transaction:
        people = People(officials.everyone(transaction), _today(transaction))
        asked = _questions(transaction)
        now = datetime.combine(_today(transaction), time(20), UTC)
    offload, numbers = Offload(), count(1)
    answer = Answerer(database, people, COMMANDS, lambda: now, offload)
    found: dict[str, tuple[bool, list[float]]] = {}
    for turn in range(ROUNDS + 1):
        for name, texts in asked.items():
            for text in texts:
                began = perf_counter()
                message = await answer(_request(text, next(numbers)))
                taken = perf_counter() - began
                if message.tone is Tone.ERROR:
                    raise AssertionError(f"{text}: {message.title}")
                drawn, held = found.get(name, (False, []))
                found[name] = (drawn or bool(message.picture), [*held, taken] if turn else held)
    offload.close()
    return found


def _today(transaction: Transaction) -> date:
    """The day of the newest report: what is asked of the last twelve months is full of them."""
    return filings.recent(transaction, 1)[0].filing.filed or date.min


def _request(text: str, number: int) -> Request:
    return Request("telegram", str(number), Address("7"), "Ann", Person("1", "Ann", may_change=True), text)


def _questions(transaction: Transaction) -> dict[str, list[str]]:
    """Every command, of officials and tickers from those with most trades this year to those with few."""
    people, symbols = _asked(transaction, tallies.OFFICIAL), _asked(transaction, tallies.TICKER)
    reports = [one.filing.document_id for one in filings.recent(transaction, ASKED)]
    asked = {f"/{name} NAME": [f"/{name} {one}" for one in people] for name in OF_NAMES}
    asked |= {f"/{name} SYMBOL": [f"/{name} ${one}" for one in symbols] for name in OF_SYMBOLS}
    asked |= {f"/{name} ID": [f"/{name} {one}" for one in reports] for name in ("filing", "why")}
    asked |= {text: [text] * ASKED for text in (*PLAIN, *RANKED)}
    both = [f"/chart {one} ${other}" for one, other in zip(people, symbols, strict=False)]
    return {**asked, "/chart NAME SYMBOL": both}


def _asked(transaction: Transaction, kind: str) -> list[str]:
    names = [name for name, _ in tallies.top(transaction, kind, f"{_today(transaction):%Y}", "number", 200)]
    return names[:: max(len(names) // ASKED, 1)][:ASKED]
