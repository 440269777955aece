"""What a transfer or a disk does to a document: kinds of damage, as functions of its bytes and of chance."""

import random
import re
from collections.abc import Callable, Mapping

_KIDS = re.compile(rb"/Kids\s*\[([^]]*)\]")
_COUNT = re.compile(rb"/Count (\d+)")
_PAGE = re.compile(rb"\d+ \d+ R")
_FONT_PARTS = (b"/FontFile2", b"/FontDescriptor", b"/ToUnicode", b"/DescendantFonts", b"/Widths", b"/Font<<")
_CELL = re.compile(rb"<td\b.*?</td>", re.DOTALL)
_ROW = re.compile(rb"<tr\b.*?</tr>", re.DOTALL)

Damage = Callable[[bytes, random.Random], bytes]


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


def _lose_cell(content: bytes, chance: random.Random) -> bytes:
    return _without(content, chance.choice(list(_CELL.finditer(content))))


def _lose_row(content: bytes, chance: random.Random) -> bytes:
    return _without(content, chance.choice(list(_ROW.finditer(content))))


def _double_row(content: bytes, chance: random.Random) -> bytes:
    row = chance.choice(list(_ROW.finditer(content)))
    return content[: row.end()] + row[0] + content[row.end() :]


def _without(content: bytes, part: re.Match[bytes]) -> bytes:
    return content[: part.start()] + content[part.end() :]


ANYWHERE: Mapping[str, Damage] = {
    "bits flipped": _flip_bits,
    "bytes changed": _change_bytes,
    "middle lost": _lose_middle,
    "middle blank": _blank_middle,
    "cut": _cut,
}
PDF: Mapping[str, Damage] = ANYWHERE | {
    "cut, yet marked as ended": _cut_before_end_mark,
    "page dropped": _drop_page,
    "page repeated": _repeat_page,
    "fonts stripped": _strip_fonts,
}
HTML: Mapping[str, Damage] = ANYWHERE | {
    "cell removed": _lose_cell,
    "row removed": _lose_row,
    "row doubled": _double_row,
}
