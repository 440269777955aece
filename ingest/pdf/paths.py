"""Finds the bounds of the operators that make a path (ISO 32000-1, 8.5.2)."""

import re

from ingest.pdf.objects import Unusual
from ingest.pdf.page import FARTHEST

MAKING = rb"(?:[-+.\d][-+.\d\s]*+(?:re|m)\s++(?:[-+.\d\s]*+(?:re|[mlch])\s++)*+)"
"""30 270 54 58 re · 30 289 m 80 289 l h"""

_SEGMENTS = re.compile(rb"([-+.\d\s]*+)(re|[mlch])")
_NUMBERS = {b"m": 2, b"l": 2, b"c": 6, b"h": 0, b"re": 4}
_RECTANGLE = 5  # parts of one alone, as nearly all paths are

Bounds = tuple[float, float, float, float]
"""Left and right, then the least and the greatest height, in the path's own units."""


class _Numbers(dict[bytes, float]):
    """Numbers by how they are written: most stand in a document more than once, and reading takes time."""

    def __missing__(self, written: bytes) -> float:
        self[written] = number = float(written)
        return number


class Paths:
    """Knows the bounds of each path of a document that it has been asked for."""

    def __init__(self) -> None:
        self._known: dict[bytes, Bounds] = {}
        self._numbers = _Numbers()

    def bounds(self, operators: bytes) -> Bounds:
        """Of operators that match MAKING; points that only pull a curve count too.

        Raises Unusual, ValueError.
        """
        if operators not in self._known:
            points = self._points(operators)
            across, along = points[::2], points[1::2]
            found = min(across), max(across), min(along), max(along)
            if max(map(abs, found)) > FARTHEST:
                raise Unusual("a path of that size")
            self._known[operators] = found
        return self._known[operators]

    def _points(self, operators: bytes) -> list[float]:
        parts = operators.split()
        if len(parts) == _RECTANGLE and parts[-1] == b"re":
            left, top, width, height = map(self._numbers.__getitem__, parts[:-1])
            return [left, top, left + width, top + height]
        if b"re" in operators:
            return self._points_with_rectangles(operators)
        points = list(map(self._numbers.__getitem__, operators.translate(None, b"mlch").split()))
        pairs = operators.count(b"m") + operators.count(b"l") + 3 * operators.count(b"c")
        if len(points) != 2 * pairs:
            raise Unusual("a path with a number missing")
        return points

    def _points_with_rectangles(self, operators: bytes) -> list[float]:
        points: list[float] = []
        for operands, operator in _SEGMENTS.findall(operators):
            numbers = list(map(self._numbers.__getitem__, operands.split()))
            if len(numbers) != _NUMBERS[operator]:
                raise Unusual("a path with a number missing")
            if operator == b"re":
                left, top, width, height = numbers
                numbers = [left, top, left + width, top + height]
            points += numbers
        return points
