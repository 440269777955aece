"""Reads the list below a House report's table: the accounts and firms that its assets are held in."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice, pairwise, takewhile
from operator import attrgetter

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
_SEAM = (-0.35, 0.1)  # points between letters of a line; in the corpus from -0.29 (an arrow's) to 0.05
_SMALL = 0.8  # of the tallest letters' height; an arrow has 0.88, the smaller letters of labels 0.67

LABELS = {"location": label("Location"), "description": label("Description")}
"""What may stand below a vehicle's name, in this order."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the table and where it stands; a bullet that stands beside no line is one without text.

    It is `whole` where its letters follow one another, are all black and of one height but for labels.
    """

    text: str
    left: float
    is_heading: bool
    has_bullet: bool
    page: int = 1
    bottom: float = 0.0
    whole: bool = True


def lines_below(page: Page, number: int, table: Table | None, drawing: Drawing) -> list[Line]:
    """What the page says in black below its table, downwards; all of it where it has no table."""
    end = table.bottom if table else 0.0
    black = [run for run in page.runs if run.grey <= drawing.grey_within and middle(run) >= end]
    coloured = [run for run in page.runs if run.left < run.right and not run.grey <= drawing.grey_within]
    others = [place for run in coloured if (place := middle(run)) >= end]
    found = list(lines(black, drawing))
    bullets = [path for path in page.paths if _is_bullet(path, drawing) and middle(path) >= end]
    places = [_place(bullet, found) for bullet in bullets]
    marked = set(places)
    alone = [Line("", 0.0, is_heading=False, has_bullet=True)] * places.count(None)
    drawn = [_line(runs, place in marked, number, others, drawing) for place, runs in enumerate(found)]
    return [*drawn, *alone]


def read_vehicles(below: Iterable[Line]) -> tuple[Vehicle, ...]:
    """The vehicles listed by the lines below the table; none where no heading announces any.

    Raises UnknownValue where a line belongs to no bullet, or a bullet to no line.
    """
    held = list(below)
    listed = in_list(held)
    if sum(line.has_bullet for line in held) > sum(line.has_bullet and bool(line.text) for line in listed):
        raise UnknownValue("a bullet stands beside no line of the list")
    return tuple(_vehicle(texts) for texts in _entries(listed))


def in_rows(vehicle: Vehicle) -> str:
    """How the rows of the same report name it: `Family Trust > Brokerage Account`."""
    return vehicle.name.replace("⇒", ">")


def _line(
    runs: Sequence[Run], has_bullet: bool, page: int, others: Sequence[float], drawing: Drawing
) -> Line:
    """`others` are the middles of letters in other colours."""
    text, left, bottom = line_text(runs, drawing), min(run.left for run in runs), runs[0].bottom
    is_heading = any(run.bottom - run.top > drawing.heading_over for run in runs)
    is_mixed = any(runs[0].top < other < bottom for other in others)
    whole = not is_mixed and (len(runs) == 1 or (_follow(runs) and (_of_one_height(runs) or _is_label(text))))
    return Line(text, left, is_heading, has_bullet, page, bottom, whole)


def _is_label(text: str) -> bool:
    return any(each.match(text) for each in LABELS.values())


def _follow(runs: Sequence[Run]) -> bool:
    least, most = _SEAM
    in_order = sorted(runs, key=attrgetter("left"))
    return all(least <= after.left - before.right <= most for before, after in pairwise(in_order))


def _of_one_height(runs: Sequence[Run]) -> bool:
    """The older generator sets labels in two sizes, and nothing else of the list."""
    heights = [run.bottom - run.top for run in runs]
    return min(heights) > _SMALL * max(heights)


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


def in_list(below: Sequence[Line]) -> list[Line]:
    """The lines between the list's heading and the next. Raises UnknownValue where there is none."""
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
