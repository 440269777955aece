"""Reads the drawn table of a House report: cells from borders and fills, not from guesses about text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter

from ingest.errors import RowsDiffer
from ingest.pdf import Page, Run, Shape
from storage.model import Spot

_PLACE = itemgetter(0, 1, 4)  # text, left, bottom

Border = tuple[float, float]
"""Top and bottom of a row."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a generator draws the table: greys from 0 to 1, lengths in points."""

    header_grey: float
    border_grey: float
    subline_grey: float
    grey_within: float
    subline_grey_within: float
    header_cells: int
    header_cell_over: tuple[float, float]
    border_width: float
    border_within: float
    border_over: float
    repeats_first_border: bool
    rows_within: float
    line_within: float
    space_over: float
    mark_width: tuple[float, float]
    mark_under: float
    ticked_marks: int
    tick_letter: str
    heading_over: float
    bullet_side: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of the table on one page: a main row, its sub-lines, or what a page break left of either.

    `cells` are the texts of the columns, `sublines` the lines below, `ticked` is None without such a column.
    """

    cells: tuple[str, ...]
    sublines: tuple[str, ...]
    ticked: bool | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class Table:
    """Where one page's table stands: the columns' bounds, and each row's top and bottom, downwards."""

    top: float
    header_bottom: float
    columns: tuple[tuple[float, float], ...]
    rows: tuple[Border, ...]

    @property
    def bottom(self) -> float:
        return self.rows[-1][1] if self.rows else self.header_bottom


def find_table(page: Page, drawing: Drawing, first_row: float | None) -> Table | None:
    """The page's table, or None where it draws no table header.

    `first_row` is the height of the report's first row, None until a page has shown it. Raises RowsDiffer
    where rows overlap or leave a gap.
    """
    header = _header(page.paths, drawing)
    if not header:
        return None
    bottom = max(cell.bottom for cell in header)
    borders = _row_borders(page.paths, header[0].left, bottom, drawing)
    if drawing.repeats_first_border and first_row is not None:
        borders = _without_repeated(borders, (bottom, bottom + first_row), drawing)
    rows = sorted(set(borders))
    _check_rows_meet(rows, bottom, drawing)
    columns = tuple((cell.left, cell.right) for cell in header)
    return Table(header[0].top, bottom, columns, tuple(rows))


def read_pieces(page: Page, number: int, table: Table, drawing: Drawing) -> list[Piece]:
    """Each row of the table, downwards, on the page of that number.

    What a page repeats under its header is no part of a row.
    """
    runs = sorted([run for run in page.runs if run.left < run.right], key=middle)
    middles = [middle(run) for run in runs]
    marks = [middle(mark) for mark in set(_marks(page.paths, table, drawing))]
    pieces = []
    for top, bottom in table.rows:
        visible = max(top, table.header_bottom)
        inside = runs[bisect_left(middles, visible) : bisect_left(middles, bottom)]
        ticks = sum(visible <= mark < bottom for mark in marks)
        pieces.append(_piece(inside, Spot(number, visible, bottom), table, ticks, drawing))
    return pieces


def is_doubled(page: Page) -> bool:
    """Whether the page draws the same letters twice in one place; no real one does."""
    if len(set(map(_PLACE, page.runs))) == len(page.runs):
        return False
    letters = [
        _PLACE(run) for run in page.runs if run.left < run.right
    ]  # the space between words may come twice
    return len(set(letters)) < len(letters)


def text_lines(runs: Iterable[Run], drawing: Drawing) -> list[str]:
    """The runs' lines, downwards."""
    return [line_text(line, drawing) for line in lines(runs, drawing)]


def lines(runs: Iterable[Run], drawing: Drawing) -> Iterator[list[Run]]:
    """The runs of each line, downwards."""
    line: list[Run] = []
    for run in sorted([each for each in runs if each.left < each.right], key=attrgetter("bottom")):
        if line and run.bottom - line[0].bottom > drawing.line_within:
            yield line
            line = []
        line.append(run)
    if line:
        yield line


def line_text(line: Sequence[Run], drawing: Drawing) -> str:
    """White space is collapsed, unmapped letters stay."""
    parts: list[str] = []
    end = line[0].right
    for run in sorted(line, key=attrgetter("left")):
        parts.append(" " + run.text if run.left - end > drawing.space_over else run.text)
        end = run.right
    return " ".join("".join(parts).split())


def is_subline(run: Run, drawing: Drawing) -> bool:
    """Whether its colour says that a run belongs to a row's sub-lines."""
    return abs(run.grey - drawing.subline_grey) <= drawing.subline_grey_within


def middle(thing: Run | Shape) -> float:
    return (thing.top + thing.bottom) / 2


def _header(paths: Iterable[Shape], drawing: Drawing) -> list[Shape]:
    wide, high = drawing.header_cell_over
    cells = sorted(
        (
            path
            for path in paths
            if abs(path.grey - drawing.header_grey) <= drawing.grey_within
            and path.bottom - path.top > high
            and path.right - path.left > wide
        ),
        key=lambda path: (round(path.top, 1), path.left),
    )
    rows = [list(row) for _, row in groupby(cells, key=lambda path: round(path.top, 1))]
    return next((row for row in rows if len(row) >= drawing.header_cells), [])


def _row_borders(paths: Iterable[Shape], left: float, header_bottom: float, drawing: Drawing) -> list[Border]:
    """Each left border that reaches below the header; every row has one."""
    borders = [
        (round(path.top, 2), round(path.bottom, 2))
        for path in paths
        if abs(path.left - left) <= drawing.border_within
        and path.right - path.left <= drawing.border_width
        and path.bottom - path.top > drawing.border_over
        and abs(path.grey - drawing.border_grey) <= drawing.grey_within
    ]
    return [border for border in borders if border[1] > header_bottom + drawing.border_over]


def _without_repeated(borders: Sequence[Border], repeated: Border, drawing: Drawing) -> list[Border]:
    """The page's own borders. A page that repeats the header repeats the first row's border with it.

    Measured on the 791 such pages of the corpus: each has one, below the header and as high as the report's
    first row. A true border may stand in the same place, so only one is taken away.
    """
    top, bottom = repeated
    for place, border in enumerate(borders):
        if max(abs(border[0] - top), abs(border[1] - bottom)) <= drawing.rows_within:
            return [*borders[:place], *borders[place + 1 :]]
    return list(borders)


def _check_rows_meet(rows: Sequence[Border], header_bottom: float, drawing: Drawing) -> None:
    """Each row begins where the one above ends, the first at the header or, when cut, behind it.

    A page break may leave less of a row than a border is long; nothing can be written there.
    """
    gaps = [below[0] - above[1] for above, below in pairwise(rows)]
    if rows and rows[0][0] - header_bottom > drawing.border_over:
        gaps.append(rows[0][0] - header_bottom)
    for gap in gaps:
        if abs(gap) > drawing.rows_within:
            raise RowsDiffer(f"two rows do not meet, {gap:+.2f} points")


def _piece(runs: Sequence[Run], spot: Spot, table: Table, marks: int, drawing: Drawing) -> Piece:
    sublines, main = _parted(runs, table, drawing)
    cells = tuple([" ".join(text_lines(column, drawing)) for column in _by_column(main, table)])
    texts = tuple([line_text(line, drawing) for line in sublines])
    return Piece(cells, texts, _ticked(cells, marks, drawing), spot)


def _by_column(runs: Iterable[Run], table: Table) -> list[list[Run]]:
    """The runs of each column; where one does not stand in a single column, its letters."""
    lefts = [left for left, _ in table.columns]
    columns: list[list[Run]] = [[] for _ in lefts]
    for run in runs:
        place = bisect_right(lefts, run.left) - 1
        fits = place >= 0 and run.right <= table.columns[place][1]
        for part in (run,) if fits else run.letters():
            place = bisect_right(lefts, _centre(part)) - 1
            if place >= 0 and _centre(part) < table.columns[place][1]:
                columns[place].append(part)
    return columns


def _parted(runs: Sequence[Run], table: Table, drawing: Drawing) -> tuple[list[list[Run]], list[Run]]:
    """Sub-lines, and the main row's runs: a tick box has a stroke of the sub-lines' grey, but no line."""
    last_column = table.columns[-1][0]
    main: list[Run] = []
    grey: list[Run] = []
    for run in runs:
        (grey if is_subline(run, drawing) else main).append(run)
    sublines = []
    for line in lines(grey, drawing):
        if min([run.left for run in line]) < last_column:
            sublines.append(line)
        else:
            main += line
    return sublines, main


def _marks(paths: Iterable[Shape], table: Table, drawing: Drawing) -> list[Shape]:
    """The paths that make up tick boxes in the last column."""
    left, right = table.columns[-1]
    narrow, wide = drawing.mark_width
    return [
        path
        for path in paths
        if narrow <= path.right - path.left <= wide
        and path.bottom - path.top < drawing.mark_under
        and left <= _centre(path) < right
    ]


def _ticked(cells: Sequence[str], marks: int, drawing: Drawing) -> bool | None:
    """Whether the last column's box is ticked: by the letter of a symbol font, or by one path more."""
    if len(cells) == drawing.header_cells:
        return None
    return marks >= drawing.ticked_marks or drawing.tick_letter in cells[-1].lower()


def _centre(thing: Run | Shape) -> float:
    return (thing.left + thing.right) / 2
