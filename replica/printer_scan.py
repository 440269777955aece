"""Prints a scanned report: pictures of a filled-in form in black and white, without any text layer."""

from math import sin

from PIL import Image, ImageDraw, ImageFont

from replica.printer_file import File, add_page

WIDTH, HEIGHT = 2200, 1700  # pixels of a letter page on its side, at 200 dpi
LEFT, RIGHT, TOP, LINE = 120, 2080, 560, 84
ROWS = 11
SKEW = 0.4  # degrees: nobody puts a sheet in straight
COLUMNS = (120, 980, 1060, 1140, 1220, 1430, 1640, 1750, 1860, 1970, 2080)

FORM = (
    (120, 110, 56, "Periodic Transaction Report"),
    (120, 180, 32, "Sample printed by Hilltape, not a government document"),
    (140, 260, 28, "Name of the filer and office held"),
    (1240, 260, 28, "Is this an initial report or an amendment?"),
    (140, 400, 24, "Name each asset in full. For each transaction mark its type and its amount."),
    (140, 575, 28, "Full name of the asset"),
    (985, 575, 20, "Buy"),
    (1070, 575, 20, "Sale"),
    (1145, 575, 20, "Part"),
    (1235, 575, 24, "Date of the trade"),
    (1445, 575, 24, "Date of notice"),
    (1655, 575, 20, "to 15 K"),
    (1765, 575, 20, "to 50 K"),
    (1875, 575, 20, "to 100 K"),
    (1985, 575, 20, "and more"),
    (140, 1590, 24, "I certify that the statements made on this form are true and complete to my knowledge."),
)
TYPED = (
    (180, 310, "As the index of the office names them"),
    (1280, 310, "Initial report"),
    (150, 660, "Sample Rail & Timber, Inc. - common stock"),
    (150, 744, "Example Utilities Group - common stock"),
    (150, 828, "Placeholder Water District, bond of 2034"),
    (1240, 660, "03/02"),
    (1240, 744, "03/02"),
    (1240, 828, "03/11"),
    (1450, 660, "03/09"),
    (1450, 744, "03/09"),
    (1450, 828, "03/12"),
)
CROSSES = ((1020, 678), (1100, 762), (1020, 846), (1695, 678), (1805, 762), (1695, 846))


def print_scan(pages: int = 2) -> bytes:
    """The PDF of a scan at 200 dpi, each page the same form; it lies on its right side, as many do."""
    sheet = _form().rotate(SKEW, fillcolor=255).transpose(Image.Transpose.ROTATE_270)
    file = File()
    entries = (
        f"/Type/XObject/Subtype/Image/Width {sheet.width}/Height {sheet.height}"
        "/ColorSpace/DeviceGray/BitsPerComponent 1"
    )
    picture = file.add_stream(sheet.convert("1", dither=Image.Dither.NONE).tobytes(), entries)
    content, resources = b"q 612 0 0 792 0 0 cm /I0 Do Q", f"/XObject<</I0 {picture} 0 R>>"
    return file.finished([add_page(file, content, resources, in_form=False) for _ in range(pages)], "")


def _form() -> Image.Image:
    """The form, what was typed into it, the crosses and the signature; upright, black on white."""
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((LEFT, 240, RIGHT, 380), outline=0, width=4)
    for row in range(ROWS + 1):
        pen.line((LEFT, TOP + LINE * row, RIGHT, TOP + LINE * row), fill=0, width=3)
    for column in COLUMNS:
        pen.line((column, TOP, column, TOP + LINE * ROWS), fill=0, width=3)
    for left, top, size, words in FORM:
        pen.text((left, top), words, fill=0, font=ImageFont.load_default(size))
    for left, top, words in TYPED:
        pen.text((left, top), words, fill=0, font=ImageFont.load_default(36))
    for left, middle in CROSSES:
        pen.line((left - 16, middle - 16, left + 16, middle + 16), fill=0, width=6)
        pen.line((left - 16, middle + 16, left + 16, middle - 16), fill=0, width=6)
    pen.line(_signature(), fill=0, width=5, joint="curve")
    return sheet


def _signature() -> list[tuple[float, float]]:
    """A flourish that is nobody's."""
    return [(1400 + 2.5 * step, 1570 - 40 * sin(step / 9) * sin(step / 40)) for step in range(200)]
