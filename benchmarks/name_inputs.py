"""Names as people get them wrong: what each of six rules makes of a person of the shipped reference."""

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from rapidfuzz.distance import OSA

from ingest.references import legislators
from ingest.references.legislators import Person
from storage.names import fold as folded
from storage.names import name_words
from storage.nicknames import other_names

SEED = 20260623
A_RULE = 100
LETTERS = "abcdefghijklmnopqrstuvwxyz"

fold = lru_cache(maxsize=None)(folded)


@dataclass(frozen=True, slots=True)
class Input:
    """What is typed, who is meant, and everybody of whom the same rule can make the same."""

    typed: str
    meant: str
    fits: frozenset[str]


@cache
def inputs(rule: str) -> tuple[Input, ...]:
    """The same hundred at each call."""
    return tuple(islice(_drawn(RULES[rule], random.Random(f"{SEED} {rule}")), A_RULE))


def _drawn(rule: "Rule", chance: random.Random) -> Iterator[Input]:
    """Everybody in an order of chance, who gives at most one input in a round."""
    while True:
        for person in chance.sample(people(), len(people())):
            if made := rule(person, chance):
                yield made


@cache
def people() -> tuple[Person, ...]:
    return legislators.read_table(legislators.shipped.read_text(encoding="utf-8"))[2]


@cache
def common_names() -> Mapping[str, str]:
    return {official.id: official.name for official in legislators.load().officials}


@cache
def whole_names() -> Mapping[str, frozenset[str]]:
    """Every folded spelling and surname, and whose it is."""
    owners: dict[str, set[str]] = {}
    for official in legislators.load().officials:
        for name in official.names:
            owners.setdefault(fold(name), set()).add(official.id)
    for person in people():
        owners.setdefault(fold(person.last), set()).add(person.bioguide)
    return {name: frozenset(ids) for name, ids in owners.items()}


def surname(person: Person, _chance: random.Random) -> Input:
    return Input(person.last.lower(), person.bioguide, whole_names()[fold(person.last)])


def one_edit(person: Person, chance: random.Random) -> Input | None:
    """A sign lost, added, wrong or changed with the next one, in a surname or a whole name.

    What then is another person's very name is no typo to anybody who reads it, and is not taken.
    """
    of_surname = chance.random() < 0.5
    name = person.last if of_surname else common_names()[person.bioguide]
    typed = _edited(name, chance)
    if fold(typed) == fold(name) or fold(typed) in whole_names():
        return None
    same = {one.bioguide: one.last if of_surname else common_names()[one.bioguide] for one in people()}
    fits = [id for id, other in same.items() if OSA.distance(fold(typed), fold(other)) <= 1]
    return Input(typed, person.bioguide, frozenset(fits) | {person.bioguide})


def nickname(person: Person, chance: random.Random) -> Input | None:
    """The nickname that the reference has, else one of our table, and the surname."""
    others = sorted(other_names(fold(person.first)))
    called = person.nickname or (chance.choice(others) if others else "")
    if not called:
        return None
    named = frozenset(one.bioguide for one in people() if one.last == person.last and _may_be(one, called))
    return Input(f"{called} {person.last}", person.bioguide, named | {person.bioguide})


def prefix_of_four(person: Person, _chance: random.Random) -> Input | None:
    start = fold(person.last)[:4]
    if len(fold(person.last)) <= 4:
        return None
    fits = frozenset(one.bioguide for one in people() if fold(one.last).startswith(start))
    return Input(start, person.bioguide, fits)


def swapped_order(person: Person, chance: random.Random) -> Input:
    """`Pelosi Nancy` or `Pelosi, Nancy`."""
    given = person.nickname or person.first
    typed = f"{person.last}{chance.choice((' ', ', '))}{given}"
    same = _any_order().get(frozenset(name_words(typed)), frozenset())
    return Input(typed, person.bioguide, same | {person.bioguide})


def dropped_accent(person: Person, chance: random.Random) -> Input | None:
    """A surname or a whole name without one, or all, of its accents."""
    names = (person.last, person.official_full, common_names()[person.bioguide])
    accented = [name for name in names if not name.isascii()]
    if not accented:
        return None
    name = chance.choice(accented)
    place = chance.choice([place for place, sign in enumerate(name) if not sign.isascii()])
    plain = "".join(map(_plain, name))
    typed = chance.choice((plain, name[:place] + _plain(name[place]) + name[place + 1 :]))
    return Input(typed, person.bioguide, whole_names().get(fold(name), frozenset({person.bioguide})))


Rule = Callable[[Person, random.Random], Input | None]

RULES: Mapping[str, Rule] = {
    "one edit": one_edit,
    "surname": surname,
    "nickname": nickname,
    "prefix of four": prefix_of_four,
    "swapped order": swapped_order,
    "dropped accent": dropped_accent,
}


def _edited(name: str, chance: random.Random) -> str:
    place = chance.randrange(len(name))
    before, sign, after = name[:place], name[place], name[place + 1 :]
    letter = chance.choice(LETTERS)
    lost, added, wrong = before + after, before + letter + sign + after, before + letter + after
    return chance.choice((lost, added, wrong, before + after[:1] + sign + after[1:]))


def _may_be(person: Person, called: str) -> bool:
    given = {fold(person.first), fold(person.nickname)}
    return fold(called) in given or any(fold(called) in other_names(name) for name in given)


@cache
def _any_order() -> Mapping[frozenset[str], frozenset[str]]:
    """The words of every whole name, and whose they are."""
    owners: dict[frozenset[str], frozenset[str]] = {}
    for name, ids in whole_names().items():
        words = frozenset(name_words(name))
        owners[words] = owners.get(words, frozenset()) | ids
    return owners


def _plain(sign: str) -> str:
    """`á` → `a`; an apostrophe that no keyboard has is left out."""
    bare = unicodedata.normalize("NFKD", sign)[0]
    return bare if bare.isascii() else ""
