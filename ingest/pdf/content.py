"""Reads the operators of a page (ISO 32000-1, Annex A): where its letters, paths and pictures stand.

Only what stands upright and is drawn in the usual ways; anything else raises Unusual.
"""

import re
from collections.abc import Mapping, Sequence
from math import nan
from typing import Any, NamedTuple

from ingest.errors import LimitExceeded
from ingest.pdf.fonts import Font, load_font
from ingest.pdf.objects import MOST_BYTES, Objects, Stream, Unusual
from ingest.pdf.page import FARTHEST, FORMS_IN_FORMS, Run, Shape
from ingest.pdf.paths import MAKING, Bounds, Paths
from ingest.pdf.text import NUMBER, SHOWING, Shown, shown

_NAME = rb"/[^][\s<>()/%]++"
_LINE_COLOUR = rb"%b\s++%b\s++%b\s++RG" % (NUMBER, NUMBER, NUMBER)
_PLACE = rb"%b\s++0\s++0\s++%b\s++%b\s++%b\s++Tm" % (NUMBER, NUMBER, NUMBER, NUMBER)
_OPERATION = re.compile(
    rb"""\s*+(?:(?:ET|%b\s++gs|%b)\s++)*+(?:              # what draws nothing, the most frequent of it
      (BT\s++%b\s++%b\s++Tf\s++%b)(?!\S)                 # the usual begin of letters
    | (%b++)                                              # letters on one line
    | (%b)(?:(?:W\*?+\s++)?+([fFbBsSn]\*?+)(?!\S))?+      # a path, and what becomes of it
    | ((?:[-+.\d\s]++|%b|\[[-+.\d\s]*+\])*+)([A-Za-z]++)(?!\S)  # operands, and any other operator
    | (\S[\s\S]*+)                                        # anything else, and all behind it
    | \Z
    )"""
    % (_NAME, _LINE_COLOUR, _NAME, NUMBER, _PLACE, SHOWING, MAKING, _NAME),
    re.VERBOSE,
)
_DRAW_NOTHING = frozenset(b"gs w J j M d i ri RG G CS ET".split())  # transparency, lines and their colour
_APART = 0.1  # of a letter's height, between two words
_MOST_KEPT = 64  # states within states
_SQUARE = (0.0, 1.0, 0.0, 1.0)  # what a picture fills


class Matrix(NamedTuple):
    """An upright one: it scales, then moves."""

    across: float
    along: float
    left: float
    top: float

    @classmethod
    def of(cls, a: float, b: float, c: float, d: float, e: float, f: float) -> "Matrix":
        """Raises Unusual for one that turns or leans."""
        if b or c or max(abs(a), abs(d), abs(e), abs(f)) > FARTHEST:
            raise Unusual("something that does not stand upright")
        return cls(a, d, e, f)

    def after(self, inner: "Matrix") -> "Matrix":
        """The matrix that applies `inner` first, as PDF concatenates them (ISO 32000-1, 8.3.4)."""
        across, along, left, top = self
        return Matrix(inner[0] * across, inner[1] * along, inner[2] * across + left, inner[3] * along + top)


State = tuple[Matrix, float, Font | None, float, float]
"""What `q` keeps and `Q` gives back: matrix, grey, font, its size, spacing."""


class Known:
    """What several pages use: a file's objects, its fonts, its words by all that shapes them, its paths."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.paths = Paths()
        self._fonts: dict[Any, Font] = {}
        self._shown: dict[tuple[int, bytes, float, float, float], Shown] = {}

    def font(self, reference: Any) -> Font:
        """Raises one of UNUSUAL."""
        if reference not in self._fonts:
            self._fonts[reference] = load_font(self.objects, self.objects.get(reference))
        return self._fonts[reference]

    def shown(self, operators: bytes, font: Font, size: float, spacing: float, pen: float) -> Shown:
        """Raises ValueError and LookupError."""
        key = id(font), operators, size, spacing, pen
        if key not in self._shown:
            self._shown[key] = shown(operators, font, size, spacing, pen)
        return self._shown[key]


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
        self._matrix = onto
        self._grey = 0.0
        self._font: Font | None = None
        self._size = 0.0
        self._spacing = 0.0
        self._kept: list[State] = []
        self._line = Matrix(1.0, 1.0, 0.0, 0.0)
        self._pen = 0.0  # from the line's begin, in its units
        self._end = nan, nan  # of the letter shown last, and its baseline

    def draw(self, content: bytes, resources: Mapping[str, Any]) -> None:
        """Raises one of UNUSUAL, and Unreadable or LimitExceeded, which pdfium would not get over either."""
        self._bytes_left -= len(content)
        if self._bytes_left < 0:
            raise LimitExceeded("forms that draw forms, time and again")
        self._resources = resources
        for begin, letters, path, painted, operands, operator, unknown in _OPERATION.findall(content):
            if operator in _DRAW_NOTHING:
                continue
            if letters:
                self._show(letters)
            elif path:
                self._paint(path, painted)
            elif begin:
                self._begin_text(begin)
            elif operator:
                self._change(operator, operands.split())
            elif unknown:
                raise Unusual(f"{unknown[:9]!r} among operators")

    def _begin_text(self, operators: bytes) -> None:
        """`BT /F6 12 Tf 1 0 0 -1 320 348 Tm` as one."""
        _, font, size, _, *numbers, _ = operators.split()
        self._set_font(font, size)
        across, _, _, along, left, top = map(float, numbers)
        self._set_line(Matrix.of(across, 0.0, 0.0, along, left, top))

    def _change(self, operator: bytes, operands: Sequence[bytes]) -> None:
        match operator:
            case b"Tf":
                self._set_font(*operands)
            case b"Tm":
                self._set_line(Matrix.of(*map(float, operands)))
            case b"BT":
                self._set_line(Matrix(1.0, 1.0, 0.0, 0.0))
            case b"rg":
                red, green, blue = map(float, operands)
                self._grey = red if red == green == blue else nan
            case b"q":
                self._keep()
            case b"Q":
                self._state = self._kept.pop()
            case b"cm":
                self._concatenate(*map(float, operands))
            case b"Td":
                right, up = map(float, operands)
                self._set_line(self._line.after(Matrix.of(1.0, 0.0, 0.0, 1.0, right, up)))
            case b"Tc":
                [self._spacing] = map(float, operands)
            case b"g":
                [self._grey] = map(float, operands)
            case b"cs" if operands in ([b"/DeviceRGB"], [b"/DeviceGray"]):
                self._grey = 0.0
            case b"Do":
                self._draw_object(*operands)
            case _:
                raise Unusual(f"the operator {operator!r}")

    @property
    def _state(self) -> State:
        return self._matrix, self._grey, self._font, self._size, self._spacing

    @_state.setter
    def _state(self, state: State) -> None:
        self._matrix, self._grey, self._font, self._size, self._spacing = state

    def _keep(self) -> None:
        if len(self._kept) >= _MOST_KEPT:
            raise Unusual("states in states")
        self._kept.append(self._state)

    def _concatenate(self, *numbers: float) -> None:
        self._matrix = self._matrix.after(Matrix.of(*numbers))
        if max(map(abs, self._matrix)) > FARTHEST:
            raise Unusual("something that far away")

    def _set_line(self, line: Matrix) -> None:
        self._line, self._pen = line, 0.0

    def _set_font(self, name: bytes, size: bytes) -> None:
        self._font = self._known.font(self._resource("Font", name))
        self._size = float(size)
        if abs(self._size) > FARTHEST:
            raise Unusual("letters of that size")

    def _resource(self, kind: str, name: bytes) -> Any:
        return self._known.objects.get(self._resources[kind])[name[1:].decode("latin-1")]

    def _show(self, operators: bytes) -> None:
        font, size = self._font, self._size
        if font is None:
            raise Unusual("letters without a font")
        across, along, left, baseline = self._matrix.after(self._line)
        height = size * along
        if across <= 0 or height >= 0:
            raise Unusual("letters that stand on their head")
        words, begin, pen = self._known.shown(operators, font, size, self._spacing, self._pen)
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
            self._line = self._line.after(Matrix(1.0, 1.0, begin, 0.0))
        self._pen = pen
        self.has_drawn = True

    def _paint(self, path: bytes, operator: bytes) -> None:
        if not operator:
            raise Unusual("a path that goes on behind something else")
        if operator != b"n":
            self.paths.append(self._shape(self._known.paths.bounds(path), self._grey))
            self.has_drawn = True

    def _draw_object(self, name: bytes) -> None:
        drawn: Stream = self._known.objects.get(self._resource("XObject", name))
        if drawn.entries["Subtype"] == "Image":
            self.pictures.append(self._shape(_SQUARE, nan))
        elif drawn.entries["Subtype"] == "Form":
            self._draw_form(drawn)
        else:
            raise Unusual("something else than a picture or form")
        self.has_drawn = True

    def _draw_form(self, form: Stream) -> None:
        state, kept, resources = self._state, self._kept, self._resources
        self._forms += 1
        if self._forms > FORMS_IN_FORMS:
            raise LimitExceeded("forms in forms")
        self._kept = []
        self._concatenate(*form.entries.get("Matrix", (1, 0, 0, 1, 0, 0)))
        self.draw(form.content(), self._known.objects.get(form.entries["Resources"]))
        self._forms -= 1
        self._state, self._kept, self._resources = state, kept, resources

    def _shape(self, inner: Bounds, grey: float) -> Shape:
        across, along, left, top = self._matrix
        x1, x2 = left + inner[0] * across, left + inner[1] * across
        y1, y2 = top + inner[2] * along, top + inner[3] * along
        return Shape(min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2), grey)
