"""Who served in Congress since November 2012, for which seat and under which names."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ingest.errors import ReferenceUnusable
from ingest.reference import Get
from storage.model import Chamber, Official, Term

name = "legislators"
title = "members of Congress"
shipped = Path(__file__).with_name("legislators.csv")

SOURCE = "unitedstates/congress-legislators"
CURRENT = "https://unitedstates.github.io/congress-legislators/legislators-current.json"
HISTORICAL = "https://unitedstates.github.io/congress-legislators/legislators-historical.json"
addresses: tuple[str, ...] = (CURRENT, HISTORICAL)
needs_contact = False

FIRST_DAY = date(2012, 11, 1)  # the first reports of trades are of 2012; who left before is of no use
FEWEST_CURRENT = 500  # 535 members and 6 delegates, less vacancies
FEWEST_FORMER = 500  # 599 in June 2026, and it only grows
SAME_STRETCH = timedelta(days=100)  # Congress adjourned in October, the next one met in January

# Names that the offices print and the source does not know.
MORE_NAMES = {
    "C001098": ("Rafael E. Cruz",),  # Ted Cruz, TX
    "T000479": ("Nicholas V. Taylor",),  # Van Taylor, TX-3, in 2022
}

HEADER = """\
# Members of Congress who served since November 2012, one line each.
# Source: {source}
# Licence: CC0 1.0
# As of: {as_of}
# terms: chamber state district party first-day last-day, joined by " | " (district 0 is at large, - none).
# The last day is the planned one for a member in office, the last one known in office for who left early.
"""


@dataclass(frozen=True, slots=True)
class Legislators:
    """Everybody in the table, by bioguide id; `as_of` is the day the source was read."""

    as_of: date
    source: str
    officials: tuple[Official, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the table, named as the source names its fields."""

    bioguide: str
    first: str
    middle: str
    last: str
    suffix: str
    nickname: str
    official_full: str
    other_names: tuple[str, ...]
    terms: tuple[Term, ...]


FIELDS = tuple(field.name for field in fields(Person))


def load(path: Path = shipped) -> Legislators:
    """The table in memory. Raises ReferenceUnusable."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Legislators:
    """The officials a table's text holds. Raises ReferenceUnusable."""
    as_of, source, people = read_table(text)
    return Legislators(as_of, source, tuple(_official(person) for person in people))


def refresh(get: Get, today: date) -> str:
    """The table's text from the publisher's own files. Raises FetchError or ReferenceUnusable."""
    current = [_person(entry) for entry in _entries(get(CURRENT))]
    former = [_person(entry) for entry in _entries(get(HISTORICAL)) if _served_since(entry, FIRST_DAY)]
    if len(current) < FEWEST_CURRENT or len(former) < FEWEST_FORMER:
        raise ReferenceUnusable(f"{title}: only {len(current)} in office and {len(former)} former ones")
    text = write_table(today, SOURCE, current + former)
    parse(text)
    return text


def write_table(as_of: date, source: str, people: Iterable[Person]) -> str:
    """The text `read_table` reads, ordered by bioguide id."""
    text = io.StringIO(newline="")
    text.write(HEADER.format(source=source, as_of=as_of))
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    lines.writerows(_line(person) for person in sorted(people, key=lambda person: person.bioguide))
    return text.getvalue()


def read_table(text: str) -> tuple[date, str, tuple[Person, ...]]:
    """Date, source and people. Raises ReferenceUnusable where a field is missing or not what it should be."""
    comments = dict(re.findall(r"^# (Source|As of): (.*)$", text, re.MULTILINE))
    lines = csv.DictReader(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    try:
        as_of, source = date.fromisoformat(comments["As of"]), comments["Source"]
        return as_of, source, tuple(_person_of_line(line) for line in lines)
    except (KeyError, ValueError, AttributeError) as error:
        raise ReferenceUnusable(f"{name}.csv: {error!r}") from error


def _line(person: Person) -> tuple[str, ...]:
    terms = " | ".join(_term_text(term) for term in person.terms)
    names = (person.first, person.middle, person.last, person.suffix, person.nickname, person.official_full)
    return (person.bioguide, *names, " | ".join(person.other_names), terms)


def _term_text(term: Term) -> str:
    district = "-" if term.district is None else term.district
    return f"{term.chamber} {term.state} {district} {term.party} {term.start} {term.end}"


def _person_of_line(line: Mapping[str, str]) -> Person:
    simple = {field: line[field] for field in FIELDS[:-2]}
    others = tuple(other for other in line["other_names"].split(" | ") if other)
    return Person(**simple, other_names=others, terms=tuple(map(_term_of_text, line["terms"].split(" | "))))


def _term_of_text(text: str) -> Term:
    chamber, state, district, party, start, end = text.split()
    number = None if district == "-" else int(district)
    return Term(Chamber(chamber), state, number, party, date.fromisoformat(start), date.fromisoformat(end))


def _official(person: Person) -> Official:
    return Official(person.bioguide, _common_name(person), _spellings(person), person.terms)


def _common_name(person: Person) -> str:
    """The name people use: Chuck Fleischmann for `Charles J. "Chuck" Fleischmann`.

    Leading initials stay (J. French Hill); other initials and a suffix help nobody to know who it is.
    """
    if person.nickname:
        return f"{person.nickname} {person.last}"
    full = person.official_full or f"{person.first} {person.last}"
    bare = re.sub(r",? (?:Jr\.?|Sr\.?|II|III|IV)$", "", full)
    return re.sub(r"(?<=\w\w)(?: [A-Z]\.)+(?= )", "", bare)


def _spellings(person: Person) -> tuple[str, ...]:
    first = re.sub(r" ?\(.*\)", "", person.first)  # the source writes `Nicole (Nikki)`
    called = person.middle if first.endswith(".") else first  # `W. Gregory Steube`
    given = (person.nickname, called, f"{first} {person.middle}")
    built = [f"{word.strip()} {person.last}" for word in given if word]
    more = person.other_names + MORE_NAMES.get(person.bioguide, ())
    spelled = (_common_name(person), person.official_full, *built, *more)
    return tuple(dict.fromkeys(spelling for spelling in spelled if spelling))


# From here on: the files of https://github.com/unitedstates/congress-legislators, described in its README.


def _entries(content: bytes) -> list[Any]:
    try:
        entries = json.loads(content)
    except ValueError as error:
        raise ReferenceUnusable(f"{title}: not JSON") from error
    if not isinstance(entries, list):
        raise ReferenceUnusable(f"{title}: not a list")
    return entries


def _served_since(entry: Any, day: date) -> bool:
    try:
        return date.fromisoformat(entry["terms"][-1]["end"]) > day
    except (LookupError, TypeError, ValueError) as error:
        raise ReferenceUnusable(f"{title}: a former member's last term has no end") from error


def _person(entry: Any) -> Person:
    try:
        name, terms = entry["name"], stretches(map(_term, entry["terms"]))
        if not terms:
            raise ValueError("no terms")
        others = tuple(_other_name(name, other) for other in entry.get("other_names", ()))
        optional = {field: name.get(field, "") for field in ("middle", "suffix", "nickname", "official_full")}
        needed = {field: _needed(name, field) for field in ("first", "last")}
        return Person(_needed(entry["id"], "bioguide"), **needed, **optional, other_names=others, terms=terms)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ReferenceUnusable(f"{title}: {error!r} in {str(entry)[:80]}") from error


def _needed(fields: Mapping[str, Any], field: str) -> str:
    if not (isinstance(fields[field], str) and fields[field]):
        raise ValueError(f"no {field}")
    return str(fields[field])


def _other_name(name: Mapping[str, str], other: Mapping[str, str]) -> str:
    return f"{other.get('first', name['first'])} {other.get('last', name['last'])}"


def _term(entry: Mapping[str, Any]) -> Term:
    chamber = {"rep": Chamber.HOUSE, "sen": Chamber.SENATE}[entry["type"]]
    district = int(entry["district"]) if chamber is Chamber.HOUSE else None
    start, end = date.fromisoformat(entry["start"]), date.fromisoformat(entry["end"])
    return Term(chamber, _needed(entry, "state"), district, entry["party"][0].upper(), start, end)


def stretches(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms oldest first; those for one seat and party that follow each other made one."""
    joined: list[Term] = []
    for term in sorted(terms, key=lambda term: term.start):
        if joined and _goes_on(joined[-1], term):
            joined[-1] = replace(joined[-1], end=term.end)
        else:
            joined.append(term)
    return tuple(joined)


def _goes_on(before: Term, after: Term) -> bool:
    seat = (before.chamber, before.state, before.district, before.party)
    same = seat == (after.chamber, after.state, after.district, after.party)
    return same and after.start - before.end < SAME_STRETCH
