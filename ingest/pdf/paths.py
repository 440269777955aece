"""Finds the bounds of the operators that make a path (ISO 32000-1, 8.5.2)."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.pdf.objects import Unusual
from ingest.pdf.page import FARTHEST, LONGEST_KEPT, MOST_KEPT

MAKING = rb"(?:[-+.\d][-+.\d\s]*+(?:re|m)\s++(?:[-+.\d\s]*+(?:re|[mlch])\s++)*+)"
"""30 270 54 58 re · 30 289 m 80 289 l h"""

_SEGMENTS = re.compile(rb"([-+.\d\s]*+)(re|[mlch])")
_NUMBERS = {b"m": 2, b"l": 2, b"c": 6, b"h": 0, b"re": 4}
_RECTANGLE = 5  # parts of one alone, as nearly all paths are

Points = tuple[Sequence[float], Sequence[float]]
"""Where they lie across, and along."""

Bounds = tuple[float, float, float, float]
"""Of two opposite corners: where they lie across, then their heights, in the path's own units."""


def bounds(operators: bytes) -> Bounds:
    """Of operators that match MAKING; points that only pull a curve count too.

    Raises Unusual, ValueError.
    """
    return _known(operators) if len(operators) <= LONGEST_KEPT else _bounds(operators)


def _bounds(operators: bytes) -> Bounds:
    parts = operators.split()
    if len(parts) == _RECTANGLE and parts[-1] == b"re":
        left, top, width, height = map(float, parts[:-1])
        found = left, left + width, top, top + height
    else:
        across, along = (_with_rectangles if b"re" in operators else _of_lines)(operators)
        found = min(across), max(across), min(along), max(along)
    if max(map(abs, found)) > FARTHEST:
        raise Unusual("a path of that size")
    return found


_known = lru_cache(MOST_KEPT)(_bounds)


def _of_lines(operators: bytes) -> Points:
    """Each number once: a curve has most of its own several times, and reading them takes time."""
    numbers = operators.translate(None, b"mlch").split()
    pairs = operators.count(b"m") + operators.count(b"l") + 3 * operators.count(b"c")
    if len(numbers) != 2 * pairs:
        raise Unusual("a path with a number missing")
    return tuple(map(float, set(numbers[::2]))), tuple(map(float, set(numbers[1::2])))


def _with_rectangles(operators: bytes) -> Points:
    points: list[float] = []
    for operands, operator in _SEGMENTS.findall(operators):
        numbers = list(map(float, operands.split()))
        if len(numbers) != _NUMBERS[operator]:
            raise Unusual("a path with a number missing")
        if operator == b"re":
            left, top, width, height = numbers
            numbers = [left, top, left + width, top + height]
        points += numbers
    return points[::2], points[1::2]
