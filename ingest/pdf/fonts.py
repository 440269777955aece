"""What a font's codes say and how wide they are, from the tables that a PDF keeps beside the font."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest.pdf.advances import check_advances
from ingest.pdf.objects import Objects, Unusual
from ingest.pdf.page import FARTHEST, UNMAPPED, UNMAPPED_CODES

_EM = 1000  # widths are thousandths of the size
_LAST_CHARACTER = 0xFFFF
_MOST_LETTERS = 1 << 12
_LONGEST_MAP = 1 << 16  # bytes; the House's have 2,000
_MAPS = re.compile(rb"(\d+)\s+beginbf(char|range)\s(.*?)endbf\2", re.DOTALL)
_CHAR = re.compile(rb"\s*<([0-9A-Fa-f]{1,4})>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"\s*<([0-9A-Fa-f]{1,4})>\s*<([0-9A-Fa-f]{1,4})>\s*<([0-9A-Fa-f]+)>")
_MOST_SHARED = 16
_GLYPH_SPACE = [0.001, 0, 0, 0.001, 0, 0]


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """What each code says, and its width in sizes, by the code as a character of that number.

    The letters' box reaches from `descent` to `ascent`, in sizes over the baseline.
    """

    encoding: str
    letters: Mapping[str, str]
    widths: Mapping[str, float]
    ascent: float
    descent: float

    def says(self, string: bytes) -> tuple[str, tuple[float, ...]]:
        """Letters and widths of a string as a PDF writes it, `<00240025>` or `(AB)`.

        Raises ValueError and LookupError for what the font does not know.
        """
        plain = bytes.fromhex(string[1:-1].decode()) if string[:1] == b"<" else string[1:-1]
        codes = plain.decode(self.encoding)
        return "".join(map(self.letters.__getitem__, codes)), tuple(map(self.widths.__getitem__, codes))


def load_font(objects: Objects, entries: Mapping[str, Any]) -> Font:
    """The font of a page's resources. Raises Unusual."""
    if entries["Subtype"] == "Type0":
        return _composite(objects, entries)
    if entries.get("FontMatrix", _GLYPH_SPACE) != _GLYPH_SPACE:
        raise Unusual("a font of another scale")
    first, last, listed = entries["FirstChar"], entries["LastChar"], objects.get(entries["Widths"])
    if len(listed) != last - first + 1:
        raise Unusual("a font with other widths than it says")
    return _font(objects, "latin-1", entries, entries, dict(enumerate(listed, start=first)), 0)


def _composite(objects: Objects, entries: Mapping[str, Any]) -> Font:
    [descendant] = map(objects.get, objects.get(entries["DescendantFonts"]))
    if entries["Encoding"] != "Identity-H":
        raise Unusual("a font encoded in another way")
    widths = dict(_widths(objects.get(descendant["W"])))
    check_advances(objects, descendant, entries["BaseFont"], widths)
    return _font(objects, "utf-16-be", entries, descendant, widths, descendant.get("DW", _EM))


def _font(
    objects: Objects,
    encoding: str,
    entries: Mapping[str, Any],
    measured: Mapping[str, Any],
    widths: Mapping[int, float],
    other_width: float,
) -> Font:
    """One generator writes the depth below the baseline as if it were a height."""
    letters = _letters(objects.get(entries["ToUnicode"]).content())
    descriptor = objects.get(measured["FontDescriptor"])
    if max(map(abs, (other_width, *widths.values()))) > FARTHEST:
        raise Unusual("letters of that width")
    return _shared(
        encoding,
        tuple([(chr(code), letter, widths.get(code, other_width) / _EM) for code, letter in letters.items()]),
        descriptor["Ascent"] / _EM,
        -abs(descriptor["Descent"]) / _EM,
    )


@lru_cache(_MOST_SHARED)
def _shared(encoding: str, codes: tuple[tuple[str, str, float], ...], ascent: float, descent: float) -> Font:
    """The one font that says this of these codes: most reports have the same, so their words are known."""
    letters = {code: letter for code, letter, _ in codes}
    return Font(encoding, letters, {code: width for code, _, width in codes}, ascent, descent)


def _widths(listed: Sequence[Any]) -> Iterator[tuple[int, float]]:
    """`[5 [640 253] ...]`: the widths of codes from 5 on (ISO 32000-1, 9.7.4.3)."""
    for first, widths in zip(listed[::2], listed[1::2], strict=True):
        if not isinstance(widths, list):
            raise Unusual("a range of equal widths")
        yield from enumerate(widths, start=first)


def _letters(unicode_map: bytes) -> dict[int, str]:
    """Each code's character, by the font's ToUnicode map (ISO 32000-1, 9.10.3)."""
    if len(unicode_map) > _LONGEST_MAP:
        raise Unusual("a map of characters of that length")
    letters: dict[int, str] = {}
    for count, kind, body in _MAPS.findall(unicode_map):
        found = (_CHAR if kind == b"char" else _RANGE).findall(body)
        if len(found) != int(count):
            raise Unusual("a map of characters of another form")
        for first, *last, character in found:
            codes = range(int(first, 16), int((last or [first])[0], 16) + 1)
            if len(letters) + len(codes) > _MOST_LETTERS:
                raise Unusual("a font of that many letters")
            for place, code in enumerate(codes, int(character, 16)):
                letters[code] = _character(place)
    return letters


def _character(unicode: int) -> str:
    """Raises Unusual for several characters in one code."""
    if unicode > _LAST_CHARACTER:
        raise Unusual("a letter of several characters")
    return UNMAPPED if unicode in UNMAPPED_CODES else chr(unicode)
