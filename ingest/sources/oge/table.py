"""Reads the ruled tables of Integrity.gov's reports: cells from the rules drawn below each row."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from ingest.errors import RowsDiffer
from ingest.pdf import Page, Run, Shape
from storage.model import Spot

# Lengths in points. Measured on 60 reports of 2020 to 2026, all made by one generator.
RULE_UNDER = 5  # a rule's box is 2 high, below the head and below the last row 4
HEAVY_OVER = 3
CELL_OVER = 20
FEWEST_CELLS = 3  # a rule of one or two pieces parts the sections of the first page
PIECES_WITHIN = 6  # the pieces of a rule overlap by 2 or 4
ONE_RULE_WITHIN = 0.5
COLUMNS_WITHIN = 2
HEAD_HEIGHT = 31  # above the head's rule: it has up to three lines, and a heading stands 35 above
LINE_WITHIN = 2.5
SPACE_OVER = 1.2

_RUNNING_LINE = re.compile(r".* - Page (\d+)")  # Burgum, Doug - Page 2

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row's texts, or those of its piece on one page, and where they stand."""

    cells: Cells
    spot: Spot


@dataclass(frozen=True, slots=True)
class Part:
    """What one page shows of a table: the head's texts, and below it each row's, or a row's piece.

    `is_last` says that the rule which ends the table is there.
    """

    top: float
    bottom: float
    head: Cells
    rows: tuple[Row, ...]
    is_last: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line below cells. `edges` are where they begin, and where the last one ends."""

    top: float
    bottom: float
    edges: tuple[float, ...]
    is_heavy: bool


def flow(page: Page, number: int) -> list[str | Part]:
    """A page's lines of text and its parts of tables, downwards, without the running line.

    Raises RowsDiffer where the running line does not give the page's number, or text stands beside a table.
    """
    letters = [letter for run in page.runs if run.left < run.right for letter in run.letters()]
    lines = [(line[0].top, line) for line in _lines(letters) if _text(line)]
    if not lines:
        return []
    end, running = lines.pop()
    if not (match := _RUNNING_LINE.fullmatch(_text(running))) or int(match[1]) != number:
        raise RowsDiffer(f"page {number} ends with {_text(running)!r}")
    parts = list(_parts(page.paths, [letter for _, line in lines for letter in line], number, end))
    outside = [(top, _text(line)) for top, line in lines if not any(_is_in(line, part) for part in parts)]
    placed: list[tuple[float, str | Part]] = [*outside, *((part.top, part) for part in parts)]
    return [thing for _, thing in sorted(placed, key=lambda pair: pair[0])]


def _is_in(line: Sequence[Run], part: Part) -> bool:
    return part.top <= _middle(line[0]) < part.bottom


def _parts(paths: Iterable[Shape], letters: Sequence[Run], number: int, end: float) -> Iterator[Part]:
    """The tables of the page of that number, whose running line is at `end`.

    A table without its last rule goes on to there.
    """
    for rules in _tables(_rules(paths)):
        head, last = rules[0], rules[-1]
        is_last = last.is_heavy and last is not head
        spots = [Spot(number, one.bottom, next_one.top) for one, next_one in pairwise(rules)]
        rows = [Row(_cells(letters, spot, head.edges), spot) for spot in spots]
        cut = Spot(number, last.bottom, end)
        if not is_last and any(cells := _cells(letters, cut, head.edges)):
            rows.append(Row(cells, cut))
        top = head.top - HEAD_HEIGHT
        heading = _cells(letters, Spot(number, top, head.top), head.edges)
        yield Part(top, last.bottom if is_last else end, heading, tuple(rows), is_last)


def _rules(paths: Iterable[Shape]) -> list[_Rule]:
    """The page's rules with a piece for each cell, downwards."""
    pieces = [
        path for path in paths if path.bottom - path.top <= RULE_UNDER and path.right - path.left > CELL_OVER
    ]
    rules = []
    for group in _grouped(sorted(pieces, key=_middle)):
        row = sorted(group, key=attrgetter("left"))
        if len(row) >= FEWEST_CELLS and all(abs(a.right - b.left) <= PIECES_WITHIN for a, b in pairwise(row)):
            inner = [(one.right + next_one.left) / 2 for one, next_one in pairwise(row)]
            heavy = all(piece.bottom - piece.top > HEAVY_OVER for piece in row)
            rules.append(_Rule(row[0].top, row[0].bottom, (row[0].left, *inner, row[-1].right), heavy))
    return rules


def _grouped(pieces: Iterable[Shape]) -> Iterator[list[Shape]]:
    group: list[Shape] = []
    for piece in pieces:
        if group and _middle(piece) - _middle(group[0]) > ONE_RULE_WITHIN:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _tables(rules: Iterable[_Rule]) -> Iterator[list[_Rule]]:
    """The rules of each table on the page; it ends with a heavy one, or where the columns change."""
    table: list[_Rule] = []
    for rule in rules:
        if table and not _same_columns(rule, table[0]):
            yield table
            table = []
        table.append(rule)
        if rule.is_heavy and len(table) > 1:
            yield table
            table = []
    if table:
        yield table


def _same_columns(one: _Rule, other: _Rule) -> bool:
    return len(one.edges) == len(other.edges) and all(
        abs(a - b) <= COLUMNS_WITHIN for a, b in zip(one.edges, other.edges, strict=True)
    )


def _cells(letters: Iterable[Run], spot: Spot, edges: Sequence[float]) -> Cells:
    """The texts of a page's strip by column; a cell's lines are joined by a space."""
    columns: list[list[Run]] = [[] for _ in edges[1:]]
    for letter in letters:
        if spot.top <= _middle(letter) < spot.bottom and letter.text.strip():
            place = bisect_right(edges, (letter.left + letter.right) / 2) - 1
            if not 0 <= place < len(columns):
                raise RowsDiffer(f"text beside the table: {letter.text!r}")
            columns[place].append(letter)
    return tuple(" ".join(map(_text, _lines(column))) for column in columns)


def _lines(letters: Iterable[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for letter in sorted(letters, key=attrgetter("bottom")):
        if line and letter.bottom - line[0].bottom > LINE_WITHIN:
            yield line
            line = []
        line.append(letter)
    if line:
        yield line


def _text(line: Iterable[Run]) -> str:
    """The line's text; a gap is a space, drawn or not."""
    parts: list[str] = []
    end = float("inf")
    for letter in sorted(line, key=attrgetter("left")):
        parts.append(" " + letter.text if letter.left - end > SPACE_OVER else letter.text)
        end = letter.right
    return " ".join("".join(parts).split())


def _middle(thing: Run | Shape) -> float:
    return (thing.top + thing.bottom) / 2
