"""What a page of a PDF draws: letters, paths and pictures, from the page's top left."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

UNMAPPED = "\x00"
"""A letter whose font does not say which character it is."""

UNMAPPED_CODES = frozenset({0x0, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)})
"""What a font gives for a letter it has no character for; half a surrogate pair is none either."""

FORMS_IN_FORMS = 8  # deeper nesting is no report of any office
FARTHEST = 1e6  # of any position or length; a page is 792 points high

MOST_KEPT, LONGEST_KEPT = 2048, 2048
"""What the process remembers of operators that it has read, and bytes of each: reports are much alike."""


class Run(NamedTuple):
    """Letters that stand side by side, drawn in one font, size and colour, and the box they share.

    In points from the page's top left; as high for an `a` as for an `A`. `grey` is the fill, 0 black to 1
    white, NaN for a colour. `widths` are the letters' parts of the box. A run without width is white space
    between words or lines; nothing is drawn there.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    grey: float
    widths: tuple[float, ...] = (1.0,)

    def letters(self) -> "Iterator[Run]":
        """Each letter by itself."""
        scale = (self.right - self.left) / (sum(self.widths) or 1.0)
        edges = accumulate((width * scale for width in self.widths), initial=self.left)
        for text, (left, right) in zip(self.text, pairwise(edges), strict=True):
            yield Run(text, left, right, self.top, self.bottom, self.grey)


class Shape(NamedTuple):
    """A path's or picture's bounds, in points from the page's top left, and a path's fill as in `Run`."""

    left: float
    right: float
    top: float
    bottom: float
    grey: float


@dataclass(frozen=True, slots=True)
class Page:
    """What one page draws, in the order of its stream, which need not be the order of reading.

    Width and height are in points. A page with a form that draws nothing is not blank: it may be damaged.
    `is_plain` says that the page uses nothing but what `content.py` knows; any other is left to pdfium.
    """

    width: float
    height: float
    runs: tuple[Run, ...]
    paths: tuple[Shape, ...]
    pictures: tuple[Shape, ...]
    is_blank: bool
    is_plain: bool

    @property
    def is_scan(self) -> bool:
        """Whether pictures cover most of the page: 96 % and more on real scans, 1 % on a House report."""
        covered = sum((shape.right - shape.left) * (shape.bottom - shape.top) for shape in self.pictures)
        return covered > self.width * self.height / 2
