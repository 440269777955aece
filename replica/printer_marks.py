"""What is drawn on the Clerk's page: fills, lines of text, check boxes; as PDF operators with their place.

Lengths are CSS pixels of 0.75 pt, downwards from the top of page 1: one long flow, which pages cut in slices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from replica.printer_font import ASCENT, DESCENT, Run

BORDER, HEADER, STRIPE = 0.8, 0.9333, 0.9608
ASSET_CODE, SUBLINE, RULE = 0.502, 0.251, 0.502
BOX = 13  # the side of a form control

_ROUND = 0.5523  # control points of a quarter circle by Bézier curve, in radii


@dataclass(frozen=True, slots=True)
class Mark:
    """Something drawn between `top` and `bottom`; a line of text stands on one page, the rest on each."""

    top: float
    bottom: float
    operators: str
    is_text: bool = False


class Boxes(Protocol):
    """How a generator draws form controls of 13 by 13 pixels."""

    def check_box(self, left: float, top: float, ticked: bool) -> Mark: ...

    def radio_button(self, left: float, top: float, on: bool) -> Mark: ...


def number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def numbers(*values: float) -> str:
    return " ".join(map(number, values))


def fill(left: float, top: float, width: float, height: float, grey: float) -> Mark:
    operators = f"{numbers(grey, grey, grey)} rg {numbers(left, top, width, height)} re f"
    return Mark(top, top + height, operators)


def line(left: float, baseline: float, runs: Sequence[Run], rise: float = 0) -> Mark:
    """Runs one after another on a baseline; `rise` is the height of the line's box above it."""
    operators, place = [], left
    for run in runs:
        operators.append(_shown(place, baseline, run))
        place += run.width
    size = max(run.size for run in runs)
    top = baseline - (rise or ASCENT * size / 1000)
    return Mark(top, baseline - DESCENT * size / 1000, "\n".join(operators), is_text=True)


def _shown(left: float, baseline: float, run: Run) -> str:
    grey = numbers(run.grey, run.grey, run.grey)
    place = f"1 0 0 -1 {numbers(left, baseline)} Tm"
    return f"{grey} rg BT /{run.font.resource} {number(run.size)} Tf {place} <{run.codes.hex()}> Tj ET"


class DrawnBoxes:
    """The newer generator draws controls as paths: three for an empty one, four for one that is on."""

    def check_box(self, left: float, top: float, ticked: bool) -> Mark:
        shadow = rounded_square(left + 0.2, top + 0.2, 12.6, 2)
        paths = [f"{_rgb(0.6627)} {shadow} f", f"{_rgb(1)} {shadow} f"]
        if ticked:
            tick = ((left + 2.6, top + 6.5), (left + 5.2, top + 9.1), (left + 10.4, top + 2.6))
            strokes = " ".join(
                f"{numbers(*point)} {'l' if place else 'm'}" for place, point in enumerate(tick)
            )
            paths += [f"{_rgb(0.4627)} {rounded_square(left, top, 13, 2)} f", f"1 1 1 RG {strokes} S"]
        else:
            paths.append(f"{_rgb(0.4627).upper()} {rounded_square(left + 0.5, top + 0.5, 12, 2)} S")
        return Mark(top, top + 13, "\n".join(paths))

    def radio_button(self, left: float, top: float, on: bool) -> Mark:
        shadow = rounded_square(left + 0.2, top + 0.2, 12.6, 6.3)
        ring = rounded_square(left + 0.5, top + 0.5, 12, 6)
        paths = [f"{_rgb(0.6627)} {shadow} f", f"{_rgb(1)} {shadow} f", f"{_rgb(0.4627).upper()} {ring} S"]
        if on:
            paths.append(f"{_rgb(0.4627)} {rounded_square(left + 2.6, top + 2.6, 7.8, 3.9)} f")
        return Mark(top, top + 13, "\n".join(paths))


class LetteredBoxes:
    """The older generator stacks letters of a symbol font, each in a colour; `b` is the tick, `i` the dot."""

    def check_box(self, left: float, top: float, ticked: bool) -> Mark:
        return _stacked(left, top, "gfedcb" if ticked else "gfedc")

    def radio_button(self, left: float, top: float, on: bool) -> Mark:
        return _stacked(left, top, "nmlkji" if on else "nmlkj")


_PALE, _GREY = "0.831 0.816 0.784", "0.502 0.502 0.502"
_LETTER_COLOURS = (_PALE, _PALE, "0.251 0.251 0.251", "1 1 1", _GREY, _GREY)


def _stacked(left: float, top: float, letters: str) -> Mark:
    place = f"1 0 0 -1 {numbers(left, top + 13)} Tm"
    shown = (
        f"{colour} rg BT /F7 13 Tf {place} ({letter}) Tj ET"
        for letter, colour in zip(letters, _LETTER_COLOURS, strict=False)
    )
    return Mark(top, top + 13, "\n".join(shown))


def _rgb(grey: float) -> str:
    return f"{numbers(grey, grey, grey)} rg"


def rounded_square(left: float, top: float, side: float, radius: float) -> str:
    """A square's path with round corners, clockwise from the upper left."""
    right, bottom, pull = left + side, top + side, radius * (1 - _ROUND)
    corners: Iterable[tuple[tuple[float, ...], tuple[float, ...]]] = (
        ((right - radius, top), (right - pull, top, right, top + pull, right, top + radius)),
        ((right, bottom - radius), (right, bottom - pull, right - pull, bottom, right - radius, bottom)),
        ((left + radius, bottom), (left + pull, bottom, left, bottom - pull, left, bottom - radius)),
        ((left, top + radius), (left, top + pull, left + pull, top, left + radius, top)),
    )
    sides = " ".join(f"{numbers(*straight)} l {numbers(*curve)} c" for straight, curve in corners)
    return f"{numbers(left + radius, top)} m {sides} h"
