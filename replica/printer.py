"""Prints a filing as the Clerk's PDF, closely enough that a reader of real ones needs no special case."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from replica.printer_file import File, add_arrow_font, add_font, add_page, add_symbol_font
from replica.printer_font import ARROW, BOLD, REGULAR, Run, encode
from replica.printer_generator import BOLD_LETTERS_LOST, GENERATORS, LETTERS_TO_LOSE, Generator
from replica.printer_marks import BORDER, RULE, Mark, fill, line, numbers
from replica.printer_scan import print_scan
from replica.printer_sections import TABLE_TOP, head, sections
from replica.printer_table import Table, header, table
from storage.model import Printed

__all__ = ["print_report", "print_scan"]

PAGE_WIDTH, PAGE_HEIGHT = 816, 864  # pixels; the height is without margins of an inch
LEAST_ROOM = 24  # pixels; less holds no line
TALLEST_LINE = 40
OVERHANG = 0.6  # pixels that a line may stand below the margin
NOTE = "Sample printed by Hilltape, not a government document"


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of the flow that one page shows, below `header` pixels of repeated table header."""

    start: float
    end: float
    header: float


def print_report(
    report: Printed, generator: Literal["G1", "G2"] = "G2", break_at: Sequence[int] = ()
) -> bytes:
    """The PDF of a report in the shape of `hilltape read` (`doc_id`, `filer`, …, `rows`).

    It may also have `vehicles`, of `name`, `interest`, `owner` (`JT`), `location` and `description`; else
    those that the rows name are listed.

    `G1` printed until 2022-04-06, `G2` since. Pages break where they are full; `break_at` gives pages 1, 2, …
    less room: so many pixels of 0.75 pt below the table's header. Raises ValueError for a character that no
    report has.
    """
    program = GENERATORS[generator]
    transactions = table(report["rows"], program, TABLE_TOP + program.front)
    after = sections(report, program, transactions.bottom, transactions.grid.has_gains)
    marks = sorted((*head(report, program), *transactions.marks, *after.marks), key=lambda mark: mark.top)
    file = File()
    fonts = _fonts(file, program, Random(report["doc_id"]))
    pages = []
    for part in _slices(marks, transactions, after.bottom, break_at):
        content = _page(marks, part, transactions, program).encode("ascii")
        pages.append(add_page(file, content, fonts, not program.is_older))
    return file.finished(pages, program.producer)


def _fonts(file: File, program: Generator, chance: Random) -> str:
    """The page's font resources. Which capitals the older generator loses differs from report to report."""
    regular_lost = bold_lost = ""
    if program.is_older:
        regular_lost = "".join(chance.sample(LETTERS_TO_LOSE, chance.randint(1, len(LETTERS_TO_LOSE))))
        bold_lost = chance.choice(BOLD_LETTERS_LOST)
    regular_name, bold_name = program.fonts
    bold = add_font(file, BOLD, bold_name, bold_lost)
    regular = add_font(file, REGULAR, regular_name, regular_lost)
    symbols, arrow = add_symbol_font(file), add_arrow_font(file)
    named = {BOLD.resource: bold, REGULAR.resource: regular, "F7": symbols, ARROW.resource: arrow}
    return f"/Font<<{''.join(f'/{name} {number} 0 R' for name, number in named.items())}>>"


def _slices(marks: Sequence[Mark], printed: Table, bottom: float, break_at: Sequence[int]) -> Iterator[Slice]:
    lines = [mark for mark in marks if mark.is_text]
    tops = [mark.top for mark in lines]
    start, page = 0.0, 0
    while start < bottom:
        header_height = float(printed.grid.header_height if page and start < printed.bottom else 0)
        room = PAGE_HEIGHT - header_height
        if page < len(break_at):
            above = 0 if page else printed.first
            room = min(room, above + max(break_at[page], LEAST_ROOM))
        end = _break(lines, tops, start, start + room)
        yield Slice(start, end, header_height)
        start, page = end, page + 1


def _break(lines: Sequence[Mark], tops: Sequence[float], start: float, limit: float) -> float:
    """Where a page ends that has room to `limit`: there, or above the lines that would not fit."""
    near = lines[bisect_left(tops, limit - TALLEST_LINE) : bisect_left(tops, limit)]
    end = limit
    for mark in reversed(near):
        if mark.bottom > end + OVERHANG and mark.top > start:
            end = mark.top
    return end


def _page(marks: Sequence[Mark], part: Slice, printed: Table, program: Generator) -> str:
    """The operators of one page, within the matrix that turns pixels of the flow into points."""
    height = part.end - part.start
    shift = part.header - part.start
    shown = "\n".join(mark.operators for mark in _visible(marks, part, program))
    body = (
        f"q {numbers(-30, part.header, PAGE_WIDTH, height)} re W n 1 0 0 1 0 {numbers(shift)} cm\n{shown}\nQ"
    )
    repeated = "\n".join(mark.operators for mark in _repeated(part, printed, program))
    parts = [body, repeated] if program.is_older else [repeated, body]
    note = line(0, -30, [Run(encode(NOTE), REGULAR, 11, RULE)]).operators
    return "\n".join([f"q .75 0 0 -.75 {program.left} 720 cm", *parts, note, "Q"])


def _visible(marks: Sequence[Mark], part: Slice, program: Generator) -> Iterator[Mark]:
    """A line belongs to the page that its top is on; all else is drawn whole on each page it touches.

    The older generator asks for more than the pixel of a border, the newer one is content with an edge.
    """
    first = part.start + (2 if program.is_older else 0)
    for mark in marks:
        if mark.top > part.end:
            return
        if part.start <= mark.top < part.end if mark.is_text else first <= mark.bottom:
            yield mark


def _repeated(part: Slice, printed: Table, program: Generator) -> Iterator[Mark]:
    """The table's header on a later page. The newer generator also draws the first row's borders below it."""
    if not part.header:
        return
    yield from header(printed.grid, 0)
    if not program.is_older:
        for left in (0, printed.grid.right):
            yield fill(left, part.header, 1, printed.first_height, BORDER)
