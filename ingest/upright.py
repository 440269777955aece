"""Which way up a scanned page stands, by how its ink lies: no text is read.

Measured on 65 first pages of House, Senate and OGE, each laid on all four sides: all come out upright. With
Tesseract's `--psm 0`, which stumbles over the forms' boxes, 39 do.
"""

from collections.abc import Iterator
from itertools import pairwise

from PIL import Image, ImageChops

LONG_SIDE = 800  # pixels: small print is then some eight high
INK_BELOW = 200  # of 255: at this size a thin stroke is pale
STROKE_STEPS = (1, 2, 4, 8)  # 15 pixels in all; what runs on for longer is a rule or a box, no letter
STRIPS = 16  # side by side, so that the lines of a crooked page stay apart

QUARTER, HALF = Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180  # counter-clockwise


def upright(page: Image.Image) -> Image.Image:
    """A grey page, turned by whatever quarters it takes to read it."""
    letters = _letters(page)
    turned = letters.transpose(QUARTER)
    if _roughness(letters) < _roughness(turned):
        page, letters = page.transpose(QUARTER), turned
    return page.transpose(HALF) if _hangs(letters) else page


def _letters(page: Image.Image) -> Image.Image:
    """The ink, white on black, without rules and boxes."""
    small = page.copy()
    small.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    ink = small.point([255 * (grey < INK_BELOW) for grey in range(256)])
    return ImageChops.subtract(ink, ImageChops.lighter(_rules(ink, 1, 0), _rules(ink, 0, 1)))


def _rules(ink: Image.Image, across: int, down: int) -> Image.Image:
    """What is longer than a stroke in one direction: eroded, so that only this is left, and grown again."""
    for step in STROKE_STEPS:
        ink = ImageChops.darker(ink, ImageChops.offset(ink, across * step, down * step))
    for step in STROKE_STEPS:
        ink = ImageChops.lighter(ink, ImageChops.offset(ink, -across * step, -down * step))
    return ink


def _roughness(letters: Image.Image) -> int:
    """How much the ink changes from row to row: most across the lines of a text."""
    return sum((below - above) ** 2 for strip in _strips(letters) for above, below in pairwise(strip))


def _hangs(letters: Image.Image) -> bool:
    """Whether the lines stand on their heads: of upright ones more letters rise above the body than sink."""
    above = below = 0
    for strip in _strips(letters):
        for line in _lines(strip):
            half = max(line) / 2
            body = [row for row, ink in enumerate(line) if ink > half]
            above += sum(line[: body[0]])
            below += sum(line[body[-1] + 1 :])
    return below > above


def _strips(letters: Image.Image) -> Iterator[bytes]:
    """How much ink each row has, from the top, in every strip: 0 to 255."""
    width, height = letters.size
    for strip in range(STRIPS):
        edges = (width * strip // STRIPS, 0, width * (strip + 1) // STRIPS, height)
        yield letters.crop(edges).resize((1, height), Image.Resampling.BOX).tobytes()


def _lines(strip: bytes) -> list[bytes]:
    """Rows with ink between two without any."""
    return [line for line in strip.split(b"\0") if line]
