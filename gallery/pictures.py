"""The room of a message's picture: the images themselves would be most of the gallery."""

import base64
import io
from html import escape

from PIL import Image

from bot.channel import Part
from bot.chart import HEIGHT, WIDTH

SHOWN = 760  # pixels wide, of a picture shown itself; twice what it is drawn in


def frame(part: Part) -> str:
    """A frame in the picture's shape, named by what is in it; nothing where there is none."""
    if not part.picture:
        return ""
    with Image.open(io.BytesIO(part.picture)) as image:
        width, height = image.size
    name, kind = ("the first page of the scan", "scan")
    if (width, height) == (WIDTH, HEIGHT):
        name, kind = "the chart of the year", "chart"
    elif width > 2 * height:
        name, kind = "the row as the PDF has it", "strip"
    return f'<div class="page {kind}"><span>{name}</span></div>'


def file(part: Part) -> str:
    """A file by its name; nothing where there is none."""
    return f'<div class="file">{escape(part.file.name)}</div>' if part.file else ""


def whole(part: Part) -> str:
    """The picture itself, for a page that is made a picture of."""
    if not part.picture:
        return ""
    small = io.BytesIO()
    with Image.open(io.BytesIO(part.picture)) as image:
        image.thumbnail((SHOWN, SHOWN))
        image.save(small, "PNG")
    return f'<img alt="" src="data:image/png;base64,{base64.b64encode(small.getvalue()).decode()}">'
