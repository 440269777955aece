"""How well officials are found by inexact names: 600 inputs from the shipped reference, by a fixed seed."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date

from benchmarks.name_inputs import RULES, Input, inputs
from ingest.references import legislators
from storage.model import Official
from storage.people import People
from storage.query import AmbiguousName, UnknownName

TODAY = date(2026, 6, 23)
KEYSTROKES_OF = 3  # of so many inputs one is typed sign by sign
OFFICIALS = 2500  # what the time is measured with: the reference's, and some of them again


@dataclass(frozen=True, slots=True)
class Found:
    """Inputs of one rule, and of how many the right person is first, or among the first five.

    Of an input that fits several persons the right one counts as first where `find` asks, and as among five
    where it asks and offers that person, or more fit than can be offered. `asked` are all that `find` asks
    about, `wrong` those it takes for somebody else without a word.
    """

    inputs: int = 0
    fit_several: int = 0
    first: int = 0
    among_five: int = 0
    asked: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """By rule and in all; the milliseconds of `ranked` at every keystroke of every third input."""

    rules: Mapping[str, Found]
    total: Found
    officials: int
    keystrokes: int
    p50: float
    p95: float
    slowest: float


def run() -> Outcome:
    people = People(legislators.load().officials, TODAY)
    made = {rule: inputs(rule) for rule in RULES}
    rules = {rule: found(people, of_rule) for rule, of_rule in made.items()}
    many = People(_many(people.everyone()), TODAY)
    typed = [one.typed for of_rule in made.values() for one in of_rule]
    times = sorted(_keystrokes(many, typed[::KEYSTROKES_OF]))
    p50, p95, slowest = (round(times[int(len(times) * part)], 2) for part in (0.5, 0.95, 0.9999))
    total = Found(*map(sum, zip(*map(astuple, rules.values()), strict=True)))
    return Outcome(rules, total, len(many.everyone()), len(times), p50, p95, slowest)


def found(people: People, of_rule: Sequence[Input]) -> Found:
    """What becomes of the inputs of one rule."""
    return Found(*map(sum, zip(*(astuple(_found(people, one)) for one in of_rule), strict=True)))


def _found(people: People, one: Input) -> Found:
    several = len(one.fits) > 1
    taken, offered = _asked(people, one.typed)
    near = [official.id for official in people.ranked(one.typed, 5)]
    if several:
        first = bool(offered)
        among = first and (one.meant in offered or len(one.fits) > len(offered))
    else:
        first, among = near[:1] == [one.meant], one.meant in near
    return Found(1, several, first, among, bool(offered), taken not in ("", one.meant))


def _asked(people: People, typed: str) -> tuple[str, list[str]]:
    """Whom `find` takes, or whom it offers."""
    try:
        return people.find(typed).id, []
    except AmbiguousName as error:
        return "", [official.id for official in error.candidates]
    except UnknownName as error:
        return "", [official.id for official in error.nearest]


def _many(everyone: Sequence[Official]) -> list[Official]:
    again = (replace(one, id=f"{one.id}-{turn}") for turn in (1, 2) for one in everyone)
    return [*everyone, *again][:OFFICIALS]


def _keystrokes(people: People, typed: Sequence[str]) -> list[float]:
    """Milliseconds for the suggestions at each sign of each input."""
    times = []
    for words in typed:
        for end in range(1, len(words) + 1):
            began = time.perf_counter()
            people.ranked(words[:end], 25)
            times.append((time.perf_counter() - began) * 1000)
    return times
