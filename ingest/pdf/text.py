"""Turns the operators that show letters (ISO 32000-1, 9.4.3) into words: letters side by side."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ingest.pdf.fonts import Font
from ingest.pdf.page import LONGEST_KEPT, MOST_KEPT

STRING = rb"(?:<[0-9A-Fa-f]*+>|\([^()\\]*+\))"
NUMBER = rb"[-+.\d]{1,16}+"
SHOWING = rb"(?:(?:%b\s++0\s++Td\s++)?+%b\s*+Tj\s++|\[(?:%b|[-+.\d\s]++)*+\]\s*+TJ\s++)" % (
    NUMBER,
    STRING,
    STRING,
)
"""7.5 0 Td <0024> Tj · (A) Tj · [<0024> 13 <0025>] TJ"""

_PARTS = re.compile(rb"(?:(%b)\s++0\s++Td\s++)?+(?:(%b)|(%b))" % (NUMBER, STRING, NUMBER))
_ADJUSTED_BY = 1000  # parts of the size
_SIDE_BY_SIDE = 0.02  # sizes, between a letter and the next one of a word


class Word(NamedTuple):
    """Letters side by side. `start` and `end` are from where the line began, in the text's own units."""

    start: float
    end: float
    text: str
    widths: tuple[float, ...]


class Shown(NamedTuple):
    """The words of some operators; where the line begins after them, and from there the pen."""

    words: tuple[Word, ...]
    begin: float
    pen: float


def shown(operators: bytes, font: Font, size: float, spacing: float, pen: float) -> Shown:
    """What operators that match SHOWING say, in order, the pen standing `pen` behind the line's begin.

    Raises ValueError and LookupError.
    """
    if len(operators) > LONGEST_KEPT:
        return _shown(operators, font, size, spacing, pen)
    return _known(operators, font, size, spacing, pen)


def _shown(operators: bytes, font: Font, size: float, spacing: float, pen: float) -> Shown:
    begin, place = 0.0, pen
    strings: list[Word] = []
    for right, codes, adjustment in _PARTS.findall(operators):
        if right:
            begin += float(right)
            place = begin
        if adjustment:
            place -= float(adjustment) / _ADJUSTED_BY * size
            continue
        text, widths = font.says(codes)
        end = place + sum(widths) * size + len(text) * spacing
        string = Word(place, end, text, widths)
        strings += [string] if abs(spacing) <= _SIDE_BY_SIDE * size else _spaced(string, size, spacing)
        place = end
    return Shown(tuple(_words(strings, size)), begin, place - begin)


_known = lru_cache(MOST_KEPT)(_shown)


def _spaced(string: Word, size: float, spacing: float) -> Iterator[Word]:
    """The letters of a string that stand far apart or close together."""
    place = string.start
    for text, width in zip(string.text, string.widths, strict=True):
        yield Word(place, place + width * size, text, (width,))
        place += width * size + spacing


def _words(strings: list[Word], size: float) -> Iterator[Word]:
    """The strings, those that meet as one."""
    joined: list[Word] = []
    for string in strings:
        if joined and abs(string.start - joined[-1].end) > _SIDE_BY_SIDE * size:
            yield _joined(joined)
            joined = []
        joined.append(string)
    if joined:
        yield _joined(joined)


def _joined(strings: list[Word]) -> Word:
    if len(strings) == 1:
        return strings[0]
    widths = tuple([width for string in strings for width in string.widths])
    return Word(strings[0].start, strings[-1].end, "".join([string.text for string in strings]), widths)
