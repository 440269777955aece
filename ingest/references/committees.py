"""Who sat on which committee of Congress, from which day to which, since November 2012."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ingest.errors import ReferenceUnusable
from ingest.reference import Get
from storage.model import Official, Seat

name = "committees"
title = "seats on committees"
shipped = Path(__file__).with_name("committees.csv")

SOURCE = "unitedstates/congress-legislators, committee-membership-current"
MEMBERSHIP = "https://unitedstates.github.io/congress-legislators/committee-membership-current.json"
addresses: tuple[str, ...] = (MEMBERSHIP,)
needs_contact = False

COMMITTEE = re.compile(r"[A-Z]{4}")  # HSAS; a subcommittee has two digits more
FEWEST = 1_000  # seats; 1,300 are held at a time

HEADER = """\
# Seats on the committees of Congress, one line for each member.
# Source: {source}
# Licence: CC0 1.0
# As of: {as_of}
# seats: committee first-day last-day, joined by " | ", as the monthly lists have them; on the last list's day
# a seat is still held. One last listed in the last two months of an election year lasts to 3 January.
"""
FIELDS = ("bioguide", "seats")

Held = Mapping[str, tuple[Seat, ...]]
"""Seats by the member's bioguide id, as listed."""


@dataclass(frozen=True, slots=True)
class Committees:
    """The whole table; `as_of` is the day of the newest list."""

    as_of: date
    source: str
    seats: Held


def load(path: Path = shipped) -> Committees:
    """The table in memory. Raises ReferenceUnusable."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Committees:
    """What a table's text holds. Raises ReferenceUnusable where a field is missing or wrong."""
    comments = dict(re.findall(r"^# (Source|As of): (.*)$", text, re.MULTILINE))
    lines = csv.DictReader(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    try:
        as_of, source = date.fromisoformat(comments["As of"]), comments["Source"]
        seats = {line["bioguide"]: tuple(map(_seat, line["seats"].split(" | "))) for line in lines}
    except (KeyError, ValueError, AttributeError) as error:
        raise ReferenceUnusable(f"{name}.csv: {error!r}") from error
    if sum(map(len, seats.values())) < FEWEST:
        raise ReferenceUnusable(f"{name}.csv: only {sum(map(len, seats.values()))} seats")
    return Committees(as_of, source, seats)


def refresh(get: Get, today: date) -> str:
    """The table's text with who sits where today; who was seated before is kept.

    Raises FetchError or ReferenceUnusable.
    """
    before, listed = load(), _listed(get(MEMBERSHIP))
    if sum(map(len, listed.values())) < FEWEST:
        raise ReferenceUnusable(f"{title}: only {sum(map(len, listed.values()))} on the list")
    seats = {
        member: _brought_to(today, before.as_of, before.seats.get(member, ()), listed.get(member, set()))
        for member in sorted({*before.seats, *listed})
    }
    text = write_table(today, SOURCE, seats)
    parse(text)
    return text


def write_table(as_of: date, source: str, seats: Held) -> str:
    """The text that `parse` reads, ordered by bioguide id."""
    text = io.StringIO(newline="")
    text.write(HEADER.format(source=source, as_of=as_of))
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    for member, held in sorted(seats.items()):
        lines.writerow((member, " | ".join(f"{seat.committee} {seat.start} {seat.end}" for seat in held)))
    return text.getvalue()


def seated(officials: Iterable[Official], table: Committees) -> Iterable[Official]:
    """The officials with the seats they had; one on the newest list has no end."""
    for official in officials:
        listed = table.seats.get(official.id, ())
        yield replace(official, seats=tuple(replace(seat, end=_end(seat, table.as_of)) for seat in listed))


def _end(seat: Seat, as_of: date) -> date | None:
    """A Congress ends on 3 January after an election; its last list is of the weeks before."""
    last = seat.end
    if last is None or last >= as_of:
        return None
    return date(last.year + 1, 1, 3) if last.year % 2 == 0 and last.month > 10 else last


def _brought_to(today: date, before: date, seats: tuple[Seat, ...], listed: set[str]) -> tuple[Seat, ...]:
    """The seats up to today: those held on the last list go on where they are listed again, others begin."""
    going_on = {seat.committee for seat in seats if seat.end == before} & listed
    kept = (
        replace(seat, end=today) if seat.end == before and seat.committee in going_on else seat
        for seat in seats
    )
    return (*kept, *(Seat(committee, today, today) for committee in sorted(listed - going_on)))


def _seat(text: str) -> Seat:
    committee, first, last = text.split()
    if not COMMITTEE.fullmatch(committee):
        raise ValueError(f"no committee in {text}")
    return Seat(committee, date.fromisoformat(first), date.fromisoformat(last))


def _listed(content: bytes) -> Mapping[str, set[str]]:
    """The committees of each member on the publisher's list; subcommittees are left out."""
    seats = defaultdict(set)
    try:
        for committee, members in json.loads(content).items():
            for member in members if COMMITTEE.fullmatch(committee) else ():
                seats[str(member["bioguide"])].add(committee)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ReferenceUnusable(f"{title}: {error!r}"[:200]) from error
    return seats
