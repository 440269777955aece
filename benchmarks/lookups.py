"""How long every command takes to answer, with ten thousand trades stored and with a million."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from benchmarks import million
from bot.answer import Answerer
from bot.channel import Address, Person, Request
from bot.commands import COMMANDS
from bot.message import Message, Tone
from bot.offload import Offload
from storage import officials, tallies
from storage.database import Database
from storage.people import People

NOW = datetime(2026, 6, 22, 20, tzinfo=UTC)
FEW, MANY = 10_000, 1_000_000
ROUNDS = 3  # after one that warms up
ASKED = 8  # officials, tickers and reports, from those with most trades to those with few


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
        began = time.monotonic()
        database = Database(f"sqlite:///{folder}/{trades}.db")
        database.upgrade()
        million.make(database, trades)
        yield Made(trades, round(time.monotonic() - began, 1))
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
    """Seconds of every answer, by command, and whether any came with a picture."""
    with database.read() as transaction:
        people = People(officials.everyone(transaction), NOW.date())
        questions = _questions(database)
    offload, numbers = Offload(), count(1)
    answer = Answerer(database, people, COMMANDS, lambda: NOW, offload)
    found: dict[str, tuple[bool, list[float]]] = {}
    for turn in range(ROUNDS + 1):
        for text in questions:
            began = time.perf_counter()
            message = await answer(_request(text, next(numbers)))
            taken = time.perf_counter() - began
            _check(text, message)
            if turn:
                name = _name(text)
                drawn, held = found.get(name, (False, []))
                found[name] = (drawn or bool(message.picture), [*held, taken])
    offload.close()
    return found


def _check(text: str, message: Message) -> None:
    if message.tone is Tone.ERROR:
        raise AssertionError(f"{text}: {message.title}")


def _name(text: str) -> str:
    """Commands by name, rankings and searches by what they ask."""
    first, _, rest = text.partition(" ")
    return text if first == "/top" or (first == "/search" and "$" not in rest and "P" not in rest) else first


def _request(text: str, number: int) -> Request:
    return Request("telegram", str(number), Address("7"), "Ann", Person("1", "Ann", may_change=True), text)


def _questions(database: Database) -> list[str]:
    """Every command, of the most and of the least traded."""
    with database.read() as transaction:
        people = [name for name, _ in tallies.top(transaction, tallies.OFFICIAL, "", "number", 300)]
        symbols = [name for name, _ in tallies.top(transaction, tallies.TICKER, "", "number", 1_000)]
    people, symbols = (held[:: max(len(held) // ASKED, 1)][:ASKED] for held in (people, symbols))
    asked = [f"/{name} {one}" for name in ("official", "recent", "why", "chart", "search") for one in people]
    asked += [f"/{name} ${one}" for name in ("ticker", "chart", "search") for one in symbols]
    asked += [f"/filing {number:08}" for number in range(1, ASKED + 1)]
    asked += [f"/why {number:08}" for number in range(1, ASKED + 1)]
    asked += [
        text
        for one in (*people, *(f"${s}" for s in symbols))
        for text in (f"/follow {one}", f"/unfollow {one}")
    ]
    ranked = [
        f"/top {of} {by} {period}"
        for of in ("officials", "tickers")
        for by in ("volume", "late")
        for period in ("week", "month", "quarter", "year", "all")
    ]
    plain = [
        "/start",
        "/help",
        "/follows",
        "/recent",
        "/recent 3",
        "/status",
        "/why",
        "/search buy >50k",
        "/ticker ZZZZZ",
    ]
    return [*asked, *(text for text in (*ranked, *plain) for _ in range(ASKED))]
