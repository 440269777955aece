"""Reads the drawn table of a House report: cells from borders and fills, not from guesses about text."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from ingest.errors import RowsDiffer
from ingest.pdf import Glyph, Page, Shape

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


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of the table on one page: a main row, its sub-lines, or what a page break left of either.

    `cells` are the texts of the columns, `sublines` the lines below, `ticked` is None without such a column.
    """

    cells: tuple[str, ...]
    sublines: tuple[str, ...]
    ticked: bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """Where one page's table stands: the columns' bounds, and each row's top and bottom, downwards."""

    top: float
    header_bottom: float
    columns: tuple[tuple[float, float], ...]
    rows: tuple[Border, ...]


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


def read_pieces(page: Page, table: Table, drawing: Drawing) -> list[Piece]:
    """Each row of the page's table, downwards. What a page repeats under its header is no part of a row."""
    glyphs = sorted((glyph for glyph in page.glyphs if glyph.left < glyph.right), key=_middle)
    middles = [_middle(glyph) for glyph in glyphs]
    marks = [_middle(mark) for mark in _marks(page.paths, table, drawing)]
    pieces = []
    for top, bottom in table.rows:
        visible = max(top, table.header_bottom)
        inside = glyphs[bisect_left(middles, visible) : bisect_left(middles, bottom)]
        pieces.append(_piece(inside, table, sum(visible <= mark < bottom for mark in marks), drawing))
    return pieces


def text_lines(glyphs: Iterable[Glyph], drawing: Drawing) -> list[str]:
    """The glyphs' lines, downwards; white space is collapsed, unmapped glyphs stay."""
    return [_line_text(line, drawing) for line in _lines(glyphs, drawing)]


def is_subline(glyph: Glyph, drawing: Drawing) -> bool:
    """Whether its colour says that a glyph belongs to a row's sub-lines."""
    return abs(glyph.grey - drawing.subline_grey) <= drawing.subline_grey_within


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


def _piece(glyphs: Sequence[Glyph], table: Table, marks: int, drawing: Drawing) -> Piece:
    sublines, main = _parted(glyphs, table, drawing)
    cells = tuple(
        " ".join(text_lines((glyph for glyph in main if left <= _centre(glyph) < right), drawing))
        for left, right in table.columns
    )
    texts = tuple(_line_text(line, drawing) for line in sublines)
    return Piece(cells, texts, _ticked(cells, marks, drawing))


def _parted(glyphs: Sequence[Glyph], table: Table, drawing: Drawing) -> tuple[list[list[Glyph]], list[Glyph]]:
    """Sub-lines, and the main row's glyphs: a tick box has a stroke of the sub-lines' grey, but no line."""
    last_column = table.columns[-1][0]
    main = [glyph for glyph in glyphs if not is_subline(glyph, drawing)]
    sublines = []
    for line in _lines((glyph for glyph in glyphs if is_subline(glyph, drawing)), drawing):
        if min(_centre(glyph) for glyph in line) < last_column:
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


def _lines(glyphs: Iterable[Glyph], drawing: Drawing) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in sorted((each for each in glyphs if each.left < each.right), key=attrgetter("bottom")):
        if line and glyph.bottom - line[0].bottom > drawing.line_within:
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _line_text(line: list[Glyph], drawing: Drawing) -> str:
    parts: list[str] = []
    end = line[0].right
    for glyph in sorted(line, key=attrgetter("left")):
        parts.append(" " + glyph.text if glyph.left - end > drawing.space_over else glyph.text)
        end = glyph.right
    return " ".join("".join(parts).split())


def _middle(thing: Glyph | Shape) -> float:
    return (thing.top + thing.bottom) / 2


def _centre(thing: Glyph | Shape) -> float:
    return (thing.left + thing.right) / 2
