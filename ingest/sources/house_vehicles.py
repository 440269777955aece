"""Reads the list below a House report's table: the accounts and firms that its assets are held in."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice, takewhile

from ingest.errors import UnknownValue
from ingest.fields import parse_owner
from ingest.pdf import Page, Run, Shape
from ingest.sources.house_labels import label, labelled, shape
from ingest.sources.house_table import Drawing, Table, line_text, lines, middle
from storage.model import Vehicle

_TITLE = re.compile(
    f"{shape('Investment Vehicle Details')}|{shape('Asset Class Details')}",  # the latter until 2024
    re.IGNORECASE,
)
_NAMED = re.compile(  # Family Trust ⇒ Brokerage Account (100% Interest) (Owner: JT)
    r"(?P<name>.+?)(?: \((?P<interest>[\d.]+%) interest\))?(?: \(owner: (?P<owner>\w*)\))?", re.IGNORECASE
)
_LEFT_WITHIN = 1.0  # points; all lines of a list begin in the same place

LABELS = {"location": label("Location"), "description": label("Description")}
"""What may stand below a vehicle's name, in this order."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the table and where it begins; a bullet that stands beside no line is one without text."""

    text: str
    left: float
    is_heading: bool
    has_bullet: bool


def lines_below(page: Page, table: Table | None, drawing: Drawing) -> list[Line]:
    """What the page says in black below its table, downwards; all of it where it has no table."""
    end = table.bottom if table else 0.0
    black = [run for run in page.runs if run.grey <= drawing.grey_within and middle(run) >= end]
    found = list(lines(black, drawing))
    bullets = [path for path in page.paths if _is_bullet(path, drawing) and middle(path) >= end]
    places = [_place(bullet, found) for bullet in bullets]
    marked = set(places)
    alone = [Line("", 0.0, is_heading=False, has_bullet=True)] * places.count(None)
    return [*(_line(runs, place in marked, drawing) for place, runs in enumerate(found)), *alone]


def read_vehicles(below: Iterable[Line]) -> tuple[Vehicle, ...]:
    """The vehicles listed by the lines below the table; none where no heading announces any.

    Raises UnknownValue where a line belongs to no bullet, or a bullet to no line.
    """
    held = list(below)
    listed = _listed(held)
    if sum(line.has_bullet for line in held) > sum(line.has_bullet and bool(line.text) for line in listed):
        raise UnknownValue("a bullet stands beside no line of the list")
    return tuple(_vehicle(texts) for texts in _entries(listed))


def in_rows(vehicle: Vehicle) -> str:
    """How the rows of the same report name it: `Family Trust > Brokerage Account`."""
    return vehicle.name.replace("⇒", ">")


def _line(runs: Sequence[Run], has_bullet: bool, drawing: Drawing) -> Line:
    is_heading = any(run.bottom - run.top > drawing.heading_over for run in runs)
    return Line(line_text(runs, drawing), min(run.left for run in runs), is_heading, has_bullet)


def _is_bullet(path: Shape, drawing: Drawing) -> bool:
    least, most = drawing.bullet_side
    is_black = path.grey <= drawing.grey_within
    return is_black and least <= path.right - path.left <= most and least <= path.bottom - path.top <= most


def _place(bullet: Shape, found: Sequence[Sequence[Run]]) -> int | None:
    """Which of the lines, sorted downwards, it stands before."""
    place = bisect_left(found, middle(bullet), key=lambda runs: runs[0].bottom)
    if place == len(found) or found[place][0].top > middle(bullet):
        return None
    return place if bullet.right <= min(run.left for run in found[place]) else None


def _listed(below: Sequence[Line]) -> list[Line]:
    """The lines between the list's heading and the next."""
    from_title = dropwhile(lambda line: not (line.is_heading and _TITLE.fullmatch(line.text)), below)
    title = list(islice(from_title, 1))
    listed = list(takewhile(lambda line: not line.is_heading, from_title))
    if title and not listed:
        raise UnknownValue("a heading without a list")
    return listed


def _entries(listed: Sequence[Line]) -> list[list[str]]:
    """The texts of each bullet, on whatever pages they stand."""
    entries: list[list[str]] = []
    for line in listed:
        if line.has_bullet:
            entries.append([])
        if not entries:
            raise UnknownValue(f"no bullet before {line.text!r}")
        if abs(line.left - listed[0].left) > _LEFT_WITHIN:
            raise UnknownValue(f"{line.text!r} begins elsewhere than their list")
        entries[-1].append(line.text)
    return entries


def _vehicle(texts: Iterable[str]) -> Vehicle:
    values = labelled(texts, LABELS, unlabelled="name")
    named = _NAMED.fullmatch(values["name"])
    if not named:
        raise UnknownValue("a bullet without a name")
    name, interest, owner = named.groups(default="")
    return Vehicle(name, parse_owner(owner.upper()), interest, values["location"], values["description"])
