"""Reads the operators of a page (ISO 32000-1, Annex A): where its letters, paths and pictures stand.

Only what stands upright and is drawn in the usual ways; anything else raises Unusual.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import nan
from typing import Any

from ingest.errors import LimitExceeded
from ingest.pdf.fonts import Font, load_font
from ingest.pdf.objects import MOST_BYTES, Objects, Stream, Unusual
from ingest.pdf.page import FARTHEST, FORMS_IN_FORMS, Run, Shape
from ingest.pdf.paths import MAKING, Bounds, bounds
from ingest.pdf.text import NUMBER, SHOWING, shown

_NAME = rb"/[^][\s<>()/%]++"
_LINE_COLOUR = rb"%b\s++%b\s++%b\s++RG" % (NUMBER, NUMBER, NUMBER)
_PLACE = rb"%b\s++0\s++0\s++%b\s++%b\s++%b" % (NUMBER, NUMBER, NUMBER, NUMBER)
_OPERATION = re.compile(
    rb"""\s*+(?:(?:ET|%b\s++gs|%b)\s++)*+(?:              # what draws nothing, the most frequent of it
      (?:BT\s++(%b\s++%b)\s++Tf\s++(%b)\s++Tm\s++)?+(%b++)  # letters on one line, before them font and place
    | (%b)(?:(?:W\*?+\s++)?+([fFbBsSn]\*?+)(?!\S))?+      # a path, and what becomes of it
    | ((?:[-+.\d\s]++|%b|\[[-+.\d\s]*+\])*+)([A-Za-z]++)(?!\S)  # operands, and any other operator
    | (\S[\s\S]*+)                                        # anything else, and all behind it
    | \Z
    )"""
    % (_NAME, _LINE_COLOUR, _NAME, NUMBER, _PLACE, SHOWING, MAKING, _NAME),
    re.VERBOSE,
)
_APART = 0.1  # of a letter's height, between two words
_MOST_KEPT = 64  # states within states
_SQUARE = (0.0, 1.0, 0.0, 1.0)  # what a picture fills
_MOST_KNOWN = 512  # operands of a kind; most come again and again


Matrix = tuple[float, float, float, float]
"""An upright one: it scales across and along, then moves."""

_UNMOVED: Matrix = (1.0, 1.0, 0.0, 0.0)


def upright(a: float, b: float, c: float, d: float, e: float, f: float) -> Matrix:
    """Raises Unusual for a matrix that turns or leans."""
    if b or c or max(abs(a), abs(d), abs(e), abs(f)) > FARTHEST:
        raise Unusual("something that does not stand upright")
    return a, d, e, f


def _after(outer: Matrix, inner: Matrix) -> Matrix:
    """The matrix that applies `inner` first, as PDF concatenates them (ISO 32000-1, 8.3.4)."""
    across, along, left, top = outer
    return inner[0] * across, inner[1] * along, inner[2] * across + left, inner[3] * along + top


@lru_cache(_MOST_KNOWN)
def _matrix(operands: bytes) -> Matrix:
    """Raises Unusual, TypeError, ValueError."""
    return upright(*map(float, operands.split()))


@lru_cache(_MOST_KNOWN)
def _grey(operands: bytes) -> float:
    """The grey of `.9333 .9333 .9333`, NaN for a colour. Raises ValueError."""
    red, green, blue = map(float, operands.split())
    return red if red == green == blue else nan


State = tuple[Matrix, float, Font | None, float, float]
"""What `q` keeps and `Q` gives back: matrix, grey, font, its size, spacing."""


class Known:
    """What several pages use: a file's objects and its fonts."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._fonts: dict[Any, Font] = {}

    def font(self, reference: Any) -> Font:
        """Raises one of UNUSUAL."""
        if reference not in self._fonts:
            self._fonts[reference] = load_font(self.objects, self.objects.get(reference))
        return self._fonts[reference]


class Content:
    """What the operators of one page draw."""

    def __init__(self, known: Known, onto: Matrix) -> None:
        self.runs: list[Run] = []
        self.paths: list[Shape] = []
        self.pictures: list[Shape] = []
        self.has_drawn = False
        self._known = known
        self._bytes_left = MOST_BYTES
        self._forms = 0
        self._resources: Mapping[str, Any] = {}
        self._fonts: dict[bytes, tuple[Font, float]] = {}
        self._matrix: Matrix = onto
        self._grey = 0.0
        self._font: Font | None = None
        self._size = 0.0
        self._spacing = 0.0
        self._kept: list[State] = []
        self._line = _UNMOVED
        self._pen = 0.0  # from the line's begin, in its units
        self._end = nan, nan  # of the letter shown last, and its baseline

    def draw(self, content: bytes, resources: Mapping[str, Any]) -> None:
        """Raises one of UNUSUAL, and Unreadable or LimitExceeded, which pdfium would not get over either."""
        self._bytes_left -= len(content)
        if self._bytes_left < 0:
            raise LimitExceeded("forms that draw forms, time and again")
        self._resources, self._fonts = resources, {}
        for font, line, letters, path, painted, operands, operator, unknown in _OPERATION.findall(content):
            if letters:
                if font:
                    self._set_font(font)
                    self._set_line(line)
                self._show(letters)
            elif path:
                self._paint(path, painted)
            elif operator:
                _OPERATIONS[operator](self, operands)
            elif unknown:
                raise Unusual(f"{unknown[:9]!r} among operators")

    @property
    def _state(self) -> State:
        return self._matrix, self._grey, self._font, self._size, self._spacing

    @_state.setter
    def _state(self, state: State) -> None:
        self._matrix, self._grey, self._font, self._size, self._spacing = state

    def _keep(self, _: bytes) -> None:
        if len(self._kept) >= _MOST_KEPT:
            raise Unusual("states in states")
        self._kept.append(self._state)

    def _give_back(self, _: bytes) -> None:
        self._state = self._kept.pop()

    def _concatenate(self, operands: bytes) -> None:
        self._move(_matrix(operands))

    def _move(self, inner: Matrix) -> None:
        self._matrix = _after(self._matrix, inner)
        if max(map(abs, self._matrix)) > FARTHEST:
            raise Unusual("something that far away")

    def _set_colour(self, operands: bytes) -> None:
        self._grey = _grey(operands)

    def _set_grey(self, operands: bytes) -> None:
        [self._grey] = map(float, operands.split())

    def _set_colours(self, operands: bytes) -> None:
        if operands.split() not in ([b"/DeviceRGB"], [b"/DeviceGray"]):
            raise Unusual(f"the colours {operands!r}")
        self._grey = 0.0

    def _begin_text(self, _: bytes) -> None:
        self._line, self._pen = _UNMOVED, 0.0

    def _set_line(self, operands: bytes) -> None:
        self._line, self._pen = upright(*map(float, operands.split())), 0.0

    def _next_line(self, operands: bytes) -> None:
        right, up = map(float, operands.split())
        self._line, self._pen = _after(self._line, upright(1.0, 0.0, 0.0, 1.0, right, up)), 0.0

    def _set_spacing(self, operands: bytes) -> None:
        [self._spacing] = map(float, operands.split())

    def _set_font(self, operands: bytes) -> None:
        if operands not in self._fonts:
            name, size = operands.split()
            self._fonts[operands] = self._known.font(self._resource("Font", name)), float(size)
        self._font, self._size = self._fonts[operands]
        if abs(self._size) > FARTHEST:
            raise Unusual("letters of that size")

    def _resource(self, kind: str, name: bytes) -> Any:
        return self._known.objects.get(self._resources[kind])[name[1:].decode("latin-1")]

    def _show(self, operators: bytes) -> None:
        font, size = self._font, self._size
        if font is None:
            raise Unusual("letters without a font")
        across, along, left, baseline = _after(self._matrix, self._line)
        height = size * along
        if across <= 0 or height >= 0:
            raise Unusual("letters that stand on their head")
        words, begin, pen = shown(operators, font, size, self._spacing, self._pen)
        top, bottom = baseline + font.ascent * height, baseline + font.descent * height
        within = _APART * (bottom - top)
        end, last_baseline = self._end
        for start, stop, text, widths in words:
            start = left + start * across
            if abs(start - end) > within or abs(baseline - last_baseline) > within:
                self.runs.append(Run(" ", start, start, top, bottom, nan))
            end, last_baseline = left + stop * across, baseline
            self.runs.append(Run(text, start, end, top, bottom, self._grey, widths))
        self._end = end, last_baseline
        if begin:
            self._line = _after(self._line, (1.0, 1.0, begin, 0.0))
        self._pen = pen
        self.has_drawn = True

    def _paint(self, path: bytes, operator: bytes) -> None:
        if not operator:
            raise Unusual("a path that goes on behind something else")
        if operator != b"n":
            self.paths.append(self._shape(bounds(path), self._grey))
            self.has_drawn = True

    def _draw_object(self, operands: bytes) -> None:
        [name] = operands.split()
        drawn: Stream = self._known.objects.get(self._resource("XObject", name))
        if drawn.entries["Subtype"] == "Image":
            self.pictures.append(self._shape(_SQUARE, nan))
        elif drawn.entries["Subtype"] == "Form":
            self._draw_form(drawn)
        else:
            raise Unusual("something else than a picture or form")
        self.has_drawn = True

    def _draw_form(self, form: Stream) -> None:
        state, kept, resources, fonts = self._state, self._kept, self._resources, self._fonts
        self._forms += 1
        if self._forms > FORMS_IN_FORMS:
            raise LimitExceeded("forms in forms")
        self._kept = []
        self._move(upright(*form.entries.get("Matrix", (1, 0, 0, 1, 0, 0))))
        self.draw(form.content(), self._known.objects.get(form.entries["Resources"]))
        self._forms -= 1
        self._state, self._kept, self._resources, self._fonts = state, kept, resources, fonts

    def _shape(self, inner: Bounds, grey: float) -> Shape:
        across, along, left, top = self._matrix
        x1, x2 = left + inner[0] * across, left + inner[1] * across
        y1, y2 = top + inner[2] * along, top + inner[3] * along
        left, right = (x1, x2) if x1 < x2 else (x2, x1)
        top, bottom = (y1, y2) if y1 < y2 else (y2, y1)
        return Shape(left, right, top, bottom, grey)

    def _pass(self, _: bytes) -> None:
        """What draws nothing: transparency, lines and their colour."""


Operation = Callable[[Content, bytes], None]
"""What an operator does with its operands."""

_OPERATIONS: Mapping[bytes, Operation] = {
    **dict.fromkeys(b"gs w J j M d i ri RG G CS ET".split(), Content._pass),
    b"q": Content._keep,
    b"Q": Content._give_back,
    b"cm": Content._concatenate,
    b"rg": Content._set_colour,
    b"g": Content._set_grey,
    b"cs": Content._set_colours,
    b"BT": Content._begin_text,
    b"Tf": Content._set_font,
    b"Tm": Content._set_line,
    b"Td": Content._next_line,
    b"Tc": Content._set_spacing,
    b"Do": Content._draw_object,
}
