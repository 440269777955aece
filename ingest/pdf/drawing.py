"""A page of a PDF as a picture, drawn by pdfium."""

from contextlib import closing
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfiumError

from ingest.errors import Unreadable


class Drawing(NamedTuple):
    """Greys from 0 (black) to 255, from the top; a row has `stride` bytes, of which `width` count."""

    width: int
    height: int
    stride: int
    greys: bytes


def draw_first_page(content: bytes, long_side: int) -> Drawing:
    """The first page in grey, `long_side` pixels along its longer side. Raises Unreadable."""
    try:
        with closing(PdfDocument(content)) as pdf, closing(pdf[0]) as page:
            bitmap = page.render(scale=long_side / max(page.get_size()), grayscale=True)
            with closing(bitmap):
                return Drawing(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    except (PdfiumError, IndexError, ZeroDivisionError) as error:
        raise Unreadable(f"its first page cannot be drawn: {error}") from None
