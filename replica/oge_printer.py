"""Prints a 278-T as Integrity.gov's PDF, closely enough that a reader of real ones needs no special case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from replica.printer_file import PAGES, File
from storage.model import Printed

__all__ = ["print_transactions"]

# Points; heights are counted from the top of the page, which is drawn lying and turned by its Rotate entry
WIDTH, HEIGHT = 842, 595
LEFT, RIGHT, TOP, BOTTOM = 36, 806, 36, 515
LINE, PITCH = 10, 20
TABLE = (36, 84.1, 324.8, 421, 517.25, 613.5, 709.75, 806)
NOTES = (36, 132.2, 324.8, 806)
PADDING = 5
HEAD = (["#"], ["DESCRIPTION"], [""], ["TYPE"], ["DATE"])
NOTIFIED = ["NOTIFICATION", "RECEIVED OVER", "30 DAYS AGO"]
COMMENTS = (36, 121.6, 178.6, 349.7, 806)
NOTE = "Sample printed by Hilltape, not a government document"

_TITLE = (
    (36, 10, "Periodic Transaction Report | U.S. Office of Government Ethics; 5 C.F.R. part 2634"),
    (60, 16, "Executive Branch Personnel"),
    (84, 16, "Public Financial Disclosure Report:"),
    (108, 16, "Periodic Transaction Report (OGE Form 278-T)"),
    (142, 14, "Filer's Information"),
)
_REVIEWS = (
    "Agency Ethics Official's Opinion - The filer is in compliance.",
    "Other review conducted by",
    "U.S. Office of Government Ethics Certification",
)

# Advance widths of Helvetica in thousandths of its size, which every PDF viewer knows (ISO 32000-1, 9.6.2.2)
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
    "556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 "
    "722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 "
    "500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
).split()
_ADVANCES = {0x20 + place: int(width) for place, width in enumerate(_WIDTHS)} | {0x92: 222, 0x96: 556}
_UNMEASURED = 556

Cell = list[str]
"""The lines of a cell."""


@dataclass(slots=True)
class _Paper:
    """The pages so far, as operators, and how far down the last one is written.

    `rooms` take from the pages' room: so many points of them may be used at the most.
    """

    name: str
    rooms: Sequence[int]
    pages: list[list[str]] = field(default_factory=list)
    place: float = 0.0

    @property
    def bottom(self) -> float:
        page = len(self.pages) - 1
        return min(BOTTOM, TOP + self.rooms[page]) if page < len(self.rooms) else BOTTOM

    def turn(self) -> None:
        self.pages.append(["0 1 -1 0 595 0 cm"])
        running = f"{self.name} - Page {len(self.pages)}"
        self.write(RIGHT - _width(running), 559, running)
        self.place = TOP

    def turn_in_table(self) -> None:
        self.turn()
        self.place += 5

    def write(self, left: float, baseline: float, text: str, size: int = 10) -> None:
        if text:
            shown = text.encode("cp1252").hex()
            at = f"{left:.2f} {HEIGHT - baseline:.2f}"
            self.pages[-1].append(f"BT /F1 {size} Tf {at} Td <{shown}> Tj ET")

    def rule(self, edges: Sequence[float], width: int) -> None:
        height = HEIGHT - self.place
        for left, right in pairwise(edges):
            line = f"{left:.2f} {height:.2f} m {right:.2f} {height:.2f} l S"
            self.pages[-1].append(f"{width} w .75294 G {line}")

    def heading(self, text: str) -> None:
        if self.place + 60 > self.bottom:
            self.turn()
        self.place += 36
        self.write(LEFT, self.place, text, 14)
        self.place += 17


def print_transactions(report: Printed, rooms: Sequence[int] = ()) -> bytes:
    """The PDF of a report in the shape of `hilltape read` (`filer`, `signed`, …, `rows`).

    `comments` are of reviewing officials, `revised` is a date; `rooms` are points that pages 2, 3, … may use.
    Raises UnicodeEncodeError for a character that the font lacks.
    """
    paper = _Paper(report["filer_block"], [9_999, *rooms])
    paper.turn()
    _front(paper, report)
    paper.heading("Transactions")
    _table(paper, TABLE, [*HEAD, NOTIFIED, ["AMOUNT"]], [_row(row) for row in report["rows"]])
    paper.heading("Endnotes")
    notes = [_note(row) for row in report["rows"] if "endnote" in row]
    _table(paper, NOTES, [["PART"], ["#"], ["ENDNOTE"]], notes)
    paper.heading("Summary of Contents")
    paper.write(LEFT, paper.place, NOTE)
    return _file(paper)


def _front(paper: _Paper, report: Printed) -> None:
    """The first page, which its title, filer and signatures fill; comments, if any, begin another."""
    for baseline, size, text in _TITLE:
        paper.write(LEFT, baseline, text, size)
    paper.write(LEFT, 167, report["filer_block"])
    paper.write(LEFT, 192, report["position"])
    paper.place = 237
    paper.write(
        LEFT, paper.place, "Electronic Signature - I certify that the statements in this form are true."
    )
    for line in wrapped(_signature(report), RIGHT - LEFT):
        paper.place += 15
        paper.write(LEFT, paper.place, line)
    for text in _REVIEWS:
        paper.place += 15
        paper.rule((LEFT, RIGHT), 1)
        paper.place += 30
        paper.write(LEFT, paper.place, text)
        paper.place += 15
        paper.write(LEFT, paper.place, "/s/ Sample, Ada [electronically signed]")
    if revised := report.get("revised"):
        paper.place += 35
        paper.write(LEFT, paper.place, f"Data Revised {revised}")
    if comments := report.get("comments"):
        paper.turn()
        paper.place += 45
        paper.write(LEFT, paper.place, "Comments of Reviewing Officials (public annotations):")
        paper.place += 17
        row = _wrapped_cells(COMMENTS, ("N/A", "N/A", "General", comments))
        _table(paper, COMMENTS, [["PART"], ["#"], ["REFERENCE"], ["COMMENT"]], [row])


def _signature(report: Printed) -> str:
    if not report["signed"]:
        return ""
    filer, day = report["filer"], f"{date.fromisoformat(report['signed']):%m/%d/%Y}"
    extension = report["extension_days"]
    received = f" - Filer received a {extension} day filing extension." if extension else ""
    return f"/s/ {filer} [electronically signed on {day} by {filer} in Integrity.gov]{received}"


def _row(row: Printed) -> list[Cell]:
    day = f"{date.fromisoformat(row['date']):%m/%d/%Y}" if row["date"] else ""
    notified = "Yes" if row["notified_over_30_days"] else "No"
    mark = "See Endnote" if "endnote" in row else ""
    texts = (str(row["n"]), row["description"], mark, row["type"], day, notified, row["amount"])
    return _wrapped_cells(TABLE, texts)


def _note(row: Printed) -> list[Cell]:
    return _wrapped_cells(NOTES, ("Transactions", str(row["n"]), row["endnote"]))


def _wrapped_cells(edges: Sequence[float], texts: Sequence[str]) -> list[Cell]:
    rooms = (right - left - 2 * PADDING for left, right in pairwise(edges))
    return [wrapped(text, room) for text, room in zip(texts, rooms, strict=True)]


def _table(paper: _Paper, edges: Sequence[float], head: Sequence[Cell], rows: Sequence[list[Cell]]) -> None:
    """The head on each page, and below it rows, which are not parted unless one is higher than a page."""
    if not rows:
        return
    if paper.place + _height(head) + PITCH > paper.bottom:
        paper.turn_in_table()
    _draw_head(paper, edges, head)
    fresh = paper.place
    for count, row in enumerate(rows, start=1):
        rest = row
        while any(rest):
            fitting = int((paper.bottom - paper.place - LINE) // LINE)
            if _height(rest) > fitting * LINE and paper.place > fresh:
                paper.turn_in_table()
                _draw_head(paper, edges, head)
                fresh = paper.place
                continue
            fitting = max(fitting, 1)
            _draw(paper, edges, [cell[:fitting] for cell in rest], 15)
            rest = [cell[fitting:] for cell in rest]
        paper.rule(edges, 2 if count == len(rows) else 1)


def _height(cells: Sequence[Cell]) -> int:
    return LINE * max(map(len, cells))


def _draw_head(paper: _Paper, edges: Sequence[float], head: Sequence[Cell]) -> None:
    _draw(paper, edges, head, 10)
    paper.place -= LINE - 5
    paper.rule(edges, 2)


def _draw(paper: _Paper, edges: Sequence[float], cells: Sequence[Cell], above: int) -> None:
    for left, lines in zip(edges, cells, strict=False):
        for count, text in enumerate(lines):
            paper.write(left + PADDING, paper.place + above + LINE * count, text)
    paper.place += _height(cells) + LINE


def wrapped(text: str, room: float) -> Cell:
    """The words filled into lines; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _width(text: str) -> float:
    return sum(_ADVANCES.get(code, _UNMEASURED) for code in text.encode("cp1252")) / 100


def _file(paper: _Paper) -> bytes:
    file = File()
    font = file.add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    return file.finished(list(_pages(file, paper, font)), "Hilltape")


def _pages(file: File, paper: _Paper, font: int) -> Iterator[int]:
    for operators in paper.pages:
        content = file.add_stream("\n".join(operators).encode("ascii"))
        yield file.add(
            f"<</Type/Page/Parent {PAGES} 0 R/MediaBox[0 0 {HEIGHT} {WIDTH}]/Rotate 90"
            f"/Resources<</Font<</F1 {font} 0 R>>>>/Contents {content} 0 R>>".encode()
        )
