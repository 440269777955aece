"""The first page of a scan as a picture to show: upright, grey and small; the door to Pillow."""

import io

from PIL import Image

from ingest.errors import LimitExceeded, Unreadable
from ingest.pdf.drawing import Drawing, draw_first_page
from ingest.upright import upright
from storage.model import Document

LONG_SIDE = 1600  # pixels
MOST_PIXELS = 60_000_000  # of a published image; the Senate's have 15 million
MOST_BYTES = 1_000_000
QUALITIES = (70, 30)  # of the JPEG; the second for a page that is all specks
MOST_TIMES_AS_LONG = 20  # as wide, or the other way round: https://core.telegram.org/bots/api#sendphoto
PUBLISHED_AS = ("GIF", "PNG", "JPEG")


def first_page(document: Document) -> bytes:
    """A JPEG of the first page. Raises a ReadError where there can be none."""
    page = _published(document.pictures[0]) if document.pictures else _drawn(document.content)
    if max(page.size) > MOST_TIMES_AS_LONG * min(page.size):
        raise LimitExceeded(f"a page of {page.width} by {page.height}")
    return jpeg(upright(page), MOST_BYTES)


def _drawn(content: bytes) -> Image.Image:
    return as_image(draw_first_page(content, LONG_SIDE))


def as_image(drawing: Drawing) -> Image.Image:
    size = (drawing.width, drawing.height)
    return Image.frombytes("L", size, drawing.greys, "raw", "L", drawing.stride)


def _published(picture: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(picture), formats=PUBLISHED_AS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise LimitExceeded(f"an image of {image.width} by {image.height} pixels")
            page = image.convert("L")
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise Unreadable(f"the image of its first page: {error}") from None
    page.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    return page


def jpeg(page: Image.Image, most_bytes: int) -> bytes:
    """The picture as a file. Raises LimitExceeded for one that cannot be that small."""
    for quality in QUALITIES:
        file = io.BytesIO()
        page.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= most_bytes:
            return file.getvalue()
    raise LimitExceeded(f"a picture of {file.tell()} bytes")
