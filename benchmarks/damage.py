"""Damages House reports as a transfer or a disk might, and holds each reading against the whole one's."""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.documents import printed_reports, real_reports
from ingest.errors import ReadError
from ingest.source import printed_record
from ingest.sources.house import House
from ingest.worker import Reader
from storage.model import Document, Filing

_KIDS = re.compile(rb"/Kids\s*\[([^]]*)\]")
_COUNT = re.compile(rb"/Count (\d+)")
_PAGE = re.compile(rb"\d+ \d+ R")
_FONT_PARTS = (b"/FontFile2", b"/FontDescriptor", b"/ToUnicode", b"/DescendantFonts", b"/Widths", b"/Font<<")

Damage = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many of the damaged documents read as the whole one, were refused (by error), or were doubted.

    `pages_missing` read clean without the rows of whole pages: a page break between two rows leaves no trace.
    `wrong` read clean and differ otherwise. Both name the report, the damage and the number of the document.
    """

    documents: int
    of_the_corpus: bool
    same: int
    refused: Mapping[str, int]
    doubted: int
    pages_missing: tuple[str, ...]
    wrong: tuple[str, ...]


def run(documents: int = 5000, seed: int = 1, corpus: bool = True, every: int = 1) -> Outcome:
    """`every` takes one report of so many to damage."""
    real = real_reports() if corpus else {}
    reports = dict(list((real or printed_reports()).items())[::every])
    tally: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    listed: dict[str, list[str]] = {"missing": [], "wrong": []}
    whole = {name: House().read(_document(name, content), None) for name, content in reports.items()}
    with Reader({"house": House()}) as reader:
        for number in range(documents):
            chance = random.Random(f"{seed} {number}")
            name = chance.choice(list(reports))
            kind = chance.choice(list(DAMAGES))
            try:
                filing = reader.read(_document(name, DAMAGES[kind](reports[name], chance)), None)
            except ReadError as error:
                refused[error.name] += 1
                continue
            verdict = _verdict(whole[name], filing, kind)
            tally[verdict] += 1
            if verdict in listed:
                listed[verdict].append(f"{name} {kind} {number}")
    return Outcome(
        documents=documents,
        of_the_corpus=bool(real),
        same=tally["same"],
        refused=dict(refused),
        doubted=tally["doubted"],
        pages_missing=tuple(listed["missing"]),
        wrong=tuple(listed["wrong"]),
    )


def _document(name: str, content: bytes) -> Document:
    return Document("house", name, content, "application/pdf")


def _verdict(whole: Filing, damaged: Filing, kind: str) -> str:
    if _said(damaged) == _said(whole):
        return "same"
    if set(damaged.doubts) - set(whole.doubts):
        return "doubted"
    return "missing" if kind == "page dropped" and _lacks_rows_only(whole, damaged) else "wrong"


def _said(filing: Filing) -> dict[str, Any]:
    """All that the report itself says; pages and generator are what the file says."""
    return {**printed_record(filing), "pages": None, "generator": None}


def _rows(filing: Filing) -> list[dict[str, Any]]:
    return [{**trade.printed, "ordinal": None} for trade in filing.trades]


def _lacks_rows_only(whole: Filing, damaged: Filing) -> bool:
    """Whether the damaged one has all that the whole one says but for rows that stand side by side."""
    all_rows, rows = _rows(whole), _rows(damaged)
    lacking = len(all_rows) - len(rows)
    header = {**_said(whole), "rows": None} == {**_said(damaged), "rows": None}
    return header and any(
        all_rows[:place] + all_rows[place + lacking :] == rows for place in range(len(rows) + 1)
    )


def _flip_bits(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _change_bytes(content: bytes, chance: random.Random) -> bytes:
    """Digits become digits, which is the hardest to notice; anything else anything."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 10))):
        at = chance.randrange(len(changed))
        is_digit = changed[at : at + 1].isdigit()
        changed[at] = chance.choice(b"0123456789") if is_digit else chance.randrange(256)
    return bytes(changed)


def _lose_middle(content: bytes, chance: random.Random) -> bytes:
    """A stretch that never came."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 4096) :]


def _blank_middle(content: bytes, chance: random.Random) -> bytes:
    """A block of the disk that was never written."""
    start = chance.randrange(len(content))
    length = min(chance.randrange(1, 4096), len(content) - start)
    return content[:start] + bytes(length) + content[start + length :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _cut_before_end_mark(content: bytes, chance: random.Random) -> bytes:
    return _cut(content, chance) + b"\nstartxref\n0\n%%EOF\n"


def _drop_page(content: bytes, chance: random.Random) -> bytes:
    return _with_pages(content, lambda pages: pages.pop(chance.randrange(len(pages))))


def _repeat_page(content: bytes, chance: random.Random) -> bytes:
    """One page stands where another should."""

    def repeat(pages: list[bytes]) -> None:
        pages[chance.randrange(len(pages))] = chance.choice(pages)

    return _with_pages(content, repeat)


def _with_pages(content: bytes, change: Callable[[list[bytes]], object]) -> bytes:
    """With another list of pages, its count and the file's length as they should be."""
    kids = _KIDS.search(content)
    pages = _PAGE.findall(kids[1]) if kids else []
    if not kids or len(pages) < 2:
        return content
    change(pages)
    count = b"/Count %d" % len(pages)
    content = _COUNT.sub(lambda old: count.ljust(len(old[0])), content, count=1)
    return content[: kids.start(1)] + b" ".join(pages).ljust(len(kids[1])) + content[kids.end(1) :]


def _strip_fonts(content: bytes, chance: random.Random) -> bytes:
    """A part of one font or of all goes by a name that nobody knows."""
    part = chance.choice(_FONT_PARTS)
    lost = b"/Lost".ljust(len(part.rstrip(b"<")), b"x") + b"<<" * part.endswith(b"<<")
    return content.replace(part, lost, chance.choice((-1, 1)))


DAMAGES: Mapping[str, Damage] = {
    "bits flipped": _flip_bits,
    "bytes changed": _change_bytes,
    "middle lost": _lose_middle,
    "middle blank": _blank_middle,
    "cut": _cut,
    "cut, yet marked as ended": _cut_before_end_mark,
    "page dropped": _drop_page,
    "page repeated": _repeat_page,
    "fonts stripped": _strip_fonts,
}
