"""Lays out the table: columns, the header, and for each transaction a main row and a row of sub-lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from replica.printer_font import BOLD, REGULAR, Run, encode
from replica.printer_generator import Generator
from replica.printer_marks import ASSET_CODE, BORDER, BOX, HEADER, STRIPE, SUBLINE, Mark, fill, line
from storage.model import Printed

HEADINGS = (
    ("ID",),
    ("Owner",),
    ("Asset",),
    ("Transaction", "Type"),
    ("Date",),
    ("Notification", "Date"),
    ("Amount",),
    ("Cap.", "Gains >", "$200?"),
)
SUBLINES = (
    ("Filing Status", "filing_status"),
    ("Subholding Of", "subholding_of"),
    ("Location", "location"),
    ("Description", "description"),
    ("Comments", "comments"),
)
ASSET = 2
ID_WIDTH = 77  # of the first column where a row has an id
LINE, SUBLINE_HEIGHT = 14, 17
MAIN_PADDING, SUBLINE_PADDING = 16, 11
WITH_BOX = 35  # the least height of a row with a check box
MAIN_BASELINE, MAIN_RISE = 19, 11  # from the row's top; above the baseline
SUB_BASELINE, SUB_RISE = 12, 10
TEXT_SIZE = 12

Cell = list[list[Run]]
"""The lines of a cell, each of them runs."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The table's columns by their left edges and widths, and the header's height."""

    generator: Generator
    lefts: tuple[int, ...]
    widths: tuple[int, ...]

    @property
    def has_gains(self) -> bool:
        return len(self.widths) == len(HEADINGS)

    @property
    def header_height(self) -> int:
        return 58 if self.has_gains else 43

    @property
    def right(self) -> int:
        return self.lefts[-1] + self.widths[-1]


@dataclass(frozen=True, slots=True)
class Table:
    """The table in the flow: `first` is its first row's top, `bottom` the lower edge of its last border."""

    grid: Grid
    marks: tuple[Mark, ...]
    first: float
    bottom: float
    first_height: float


def grid(rows: Sequence[Printed], generator: Generator) -> Grid:
    """Reports of the layout before 2018-08 have `cap_gains` None in every row."""
    has_gains = any(row["cap_gains"] is not None for row in rows)
    widths = list(generator.columns if has_gains else generator.columns_before)
    if any(row["id"] for row in rows):
        widths[0] = ID_WIDTH
    widths[ASSET] = generator.width - 1 - sum(widths)
    lefts = tuple(sum(widths[:place]) for place in range(len(widths)))
    return Grid(generator, lefts, tuple(widths))


def table(rows: Sequence[Printed], generator: Generator, top: float) -> Table:
    """The header and every transaction, from `top` downwards."""
    layout = grid(rows, generator)
    marks = [*header(layout, top)]
    first = place = top + layout.header_height
    heights = []
    for count, row in enumerate(rows):
        cells, sublines = _cells(layout, row), _sublines(layout, row)
        height = _main_height(layout, cells) + (not count)  # the first and the last carry the table's border
        below = SUBLINE_PADDING + SUBLINE_HEIGHT * len(sublines)
        if count % 2:
            marks += _stripe(layout, place, height, below)
        marks += _borders(layout, place, height)
        marks += _borders(layout, place + height, below + (count == len(rows) - 1))
        marks += _main_row(layout, cells, place + (not count), bool(row["cap_gains"]))
        marks += _sub_row(layout, sublines, place + height)
        place += height + below
        heights.append(height)
    marks += (fill(left, place, width, 1, BORDER) for left, width in _wide_cells(layout))
    return Table(layout, tuple(marks), first, place + 1, heights[0])


def header(layout: Grid, top: float) -> Iterator[Mark]:
    """The grey cells with the headings, and the lines around them."""
    height, generator = layout.header_height, layout.generator
    for left, width in zip(layout.lefts, layout.widths, strict=True):
        yield fill(left, top, width, height, HEADER)
    for left, width in zip(layout.lefts, layout.widths, strict=True):
        yield fill(left, top, width, 1, BORDER)
        yield fill(left, top + height, width, 1, BORDER)
    yield from _borders(layout, top, height + generator.is_older)
    for place, (left, lines) in enumerate(zip(layout.lefts, HEADINGS, strict=False)):
        inset = generator.header_inset + (not place)
        for count, words in enumerate(lines):
            run = Run(encode(words), BOLD, generator.header_size)
            yield line(left + inset, top + 19 + 15 * count, [run])


def _borders(layout: Grid, top: float, height: float) -> Iterator[Mark]:
    yield fill(0, top, 1, height, BORDER)
    yield fill(layout.right, top, 1, height, BORDER)


def _wide_cells(layout: Grid) -> list[tuple[int, int]]:
    """The cells of a row of sub-lines: the last goes from Asset to the right edge."""
    narrow = list(zip(layout.lefts, layout.widths, strict=True))[:ASSET]
    left = layout.lefts[ASSET]
    return [*narrow, (left, layout.right + 1 - left)]


def _stripe(layout: Grid, top: float, height: float, below: float) -> Iterator[Mark]:
    for left, width in zip(layout.lefts, layout.widths, strict=True):
        yield fill(left, top, width, height, STRIPE)
    for left, width in _wide_cells(layout):
        yield fill(left, top + height, width, below, STRIPE)


def _main_height(layout: Grid, cells: Sequence[Cell]) -> int:
    lines = max(len(cell) for cell in cells)
    return max(MAIN_PADDING + LINE * lines, WITH_BOX if layout.has_gains else 0)


def _main_row(layout: Grid, cells: Sequence[Cell], top: float, ticked: bool) -> Iterator[Mark]:
    for place, lines in enumerate(cells):
        left = layout.lefts[place] + layout.generator.main_inset + (not place)
        for count, runs in enumerate(lines):
            if runs:
                yield line(left, top + MAIN_BASELINE + LINE * count, runs, MAIN_RISE)
    if layout.has_gains:
        left = layout.lefts[-1] + (layout.widths[-1] - BOX) // 2
        yield layout.generator.boxes.check_box(left, top + 11, ticked)


def _sub_row(layout: Grid, lines: Sequence[Sequence[Run]], top: float) -> Iterator[Mark]:
    left = layout.lefts[ASSET] + layout.generator.subline_inset
    for count, runs in enumerate(lines):
        yield line(left, top + SUB_BASELINE + SUBLINE_HEIGHT * count, runs, SUB_RISE)


def _cells(layout: Grid, row: Printed) -> list[Cell]:
    """The lines of each column but the last; a line is its runs."""
    texts = (row["id"], row["owner"], row["asset"], row["type"], _day(layout, row["date"]))
    rest = (_day(layout, row["notified"]), row["amount"])
    cells = []
    for place, text in enumerate((*texts, *rest)):
        room = layout.widths[place] - 2 * layout.generator.main_inset
        words = [Run(encode(word), REGULAR, TEXT_SIZE) for word in text.split()]
        if place == ASSET and row["asset_type"]:
            words.append(Run(encode(f"[{row['asset_type']}]"), REGULAR, TEXT_SIZE, ASSET_CODE))
        cells.append(wrapped(words, room))
    return cells


def _day(layout: Grid, iso: str) -> str:
    """`05/13/2016`; the layout before 2018-08 leaves days without padding: `06/8/2016`."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day:%m/%d/%Y}" if layout.has_gains else f"{day:%m}/{day.day}/{day.year}"


def _sublines(layout: Grid, row: Printed) -> list[list[Run]]:
    generator = layout.generator
    room = layout.right - layout.lefts[ASSET] - 2 * generator.subline_inset
    lines: list[list[Run]] = []
    for label, name in SUBLINES:
        if value := row[name]:
            lines += labelled(generator, label, value, generator.subline_size, SUBLINE, room)
    return lines


def labelled(
    generator: Generator, label: str, value: str, size: float, grey: float, room: float
) -> list[list[Run]]:
    """A label in small capitals, a colon and the value, on as many lines as it takes."""
    head = [*generator.label(label, REGULAR, size, grey), Run(encode(": "), REGULAR, size, grey)]
    words = [Run(encode(word), REGULAR, size, grey) for word in value.split()]
    first, *others = wrapped(words, room, indent=sum(run.width for run in head))
    return [[*head, *first], *others]


def wrapped(words: Sequence[Run], room: float, indent: float = 0) -> list[list[Run]]:
    """Words filled into lines of `room` pixels, the first begun `indent` in; words of one grey are a run."""
    lines: list[list[Run]] = [[]]
    used = indent
    for word in words:
        space = Run(b" ", word.font, word.size, word.grey).width if lines[-1] else 0
        if (lines[-1] or indent) and used + space + word.width > room:
            lines.append([])
            used = space = 0
            indent = 0
        _append(lines[-1], word)
        used += space + word.width
    return lines


def _append(runs: list[Run], word: Run) -> None:
    """Join a word to the line's last run, or begin another where its font or grey differs."""
    if not runs:
        runs.append(word)
    elif runs[-1].font is not word.font:
        runs += [Run(b" ", REGULAR, word.size, word.grey), word]
    elif runs[-1].grey == word.grey:
        runs[-1] = _joined(runs[-1], word)
    else:
        runs.append(Run(b" " + word.codes, word.font, word.size, word.grey))


def _joined(run: Run, word: Run) -> Run:
    return Run(run.codes + b" " + word.codes, run.font, run.size, run.grey)
