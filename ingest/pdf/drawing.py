"""A page of a PDF as a picture, drawn by pdfium."""

from contextlib import closing
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfiumError

from ingest.errors import LimitExceeded, Unreadable

MOST_TIMES_AS_HIGH = 2  # as wide, of a strip


class Drawing(NamedTuple):
    """Greys from 0 (black) to 255, from the top; a row has `stride` bytes, of which `width` count."""

    width: int
    height: int
    stride: int
    greys: bytes


class Strip(NamedTuple):
    """A part of a page as wide as the page; `top` and `bottom` are points from the page's top."""

    top: float
    bottom: float
    drawing: Drawing


def draw_strip(content: bytes, number: int, top: float, bottom: float, width: int) -> Strip:
    """What is between two heights of a page (from 1), as far as the page has them, so many pixels wide.

    Raises Unreadable, LimitExceeded for a strip higher than a page is.
    """
    try:
        with closing(PdfDocument(content)) as pdf, closing(pdf[number - 1]) as page:
            across, along = page.get_size()
            top, bottom = max(top, 0.0), min(bottom, along)
            if bottom - top > MOST_TIMES_AS_HIGH * across:
                raise LimitExceeded(f"a strip of {across:g} by {bottom - top:g} points")
            crop = (0, along - bottom, 0, top)
            with closing(page.render(scale=width / across, crop=crop, grayscale=True)) as bitmap:
                drawn = Drawing(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
                return Strip(top, bottom, drawn)
    except (PdfiumError, ValueError, IndexError, ZeroDivisionError) as error:
        raise Unreadable(f"its page {number} cannot be drawn: {error}") from None


def draw_first_page(content: bytes, long_side: int) -> Drawing:
    """The first page in grey, `long_side` pixels along its longer side. Raises Unreadable."""
    try:
        with closing(PdfDocument(content)) as pdf, closing(pdf[0]) as page:
            bitmap = page.render(scale=long_side / max(page.get_size()), grayscale=True)
            with closing(bitmap):
                return Drawing(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    except (PdfiumError, IndexError, ZeroDivisionError) as error:
        raise Unreadable(f"its first page cannot be drawn: {error}") from None
