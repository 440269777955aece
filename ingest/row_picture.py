"""A row of a report as its PDF shows it: tinted, between its neighbours, which are dimmed."""

from PIL import Image, ImageChops, ImageDraw

from ingest.errors import Unreadable
from ingest.first_page import as_image, jpeg
from ingest.pdf.drawing import draw_strip
from storage.model import Document, Spot

WIDTH = 1400  # pixels: a phone shows it whole and, enlarged, every letter
AROUND = 60  # points above and below the row: about one neighbour each
MOST_BYTES = 300_000
MARGIN = 2  # points between the row and its frame
DIMMED = 0.45  # of the ink of what is no part of the row
TINT = (255, 246, 204)
FRAME, FRAME_WIDTH = (230, 150, 0), 4


def row_picture(document: Document, spot: Spot) -> bytes:
    """A JPEG of the row. Raises a ReadError where there can be none."""
    strip = draw_strip(document.content, spot.page, spot.top - AROUND, spot.bottom + AROUND, WIDTH)
    page = as_image(strip.drawing)
    pixels = page.height / (strip.bottom - strip.top)
    top = max(round((spot.top - MARGIN - strip.top) * pixels), 0)
    bottom = min(round((spot.bottom + MARGIN - strip.top) * pixels), page.height)
    if top >= bottom:
        raise Unreadable(f"page {spot.page} has no row there")
    return jpeg(_marked(page, (0, top, page.width, bottom)), MOST_BYTES)


def _marked(page: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    dimmed = page.point([round(255 - (255 - grey) * DIMMED) for grey in range(256)]).convert("RGB")
    row = page.crop(box).convert("RGB")
    dimmed.paste(ImageChops.multiply(row, Image.new("RGB", row.size, TINT)), box)
    left, top, right, bottom = box
    ImageDraw.Draw(dimmed).rectangle((left, top, right - 1, bottom - 1), outline=FRAME, width=FRAME_WIDTH)
    return dimmed
