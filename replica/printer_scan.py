"""Prints a scanned report: pictures of a typed form in black and white, without any text layer."""

from collections.abc import Sequence

from replica.printer_file import File, add_page

WIDTH, HEIGHT = 1700, 2200  # pixels of a letter page at 200 dpi
DOT = 3  # pixels of a letter's dot
CELL = 6 * DOT  # a letter is five dots wide and seven high
LINE = 60
LEFT, TOP = 109, 360  # of the form's table
ROWS = 28
COLUMNS = (0, 38, 46, 58, 82)  # where its columns begin and end, in letters

HEADING = (
    "PERIODIC TRANSACTION REPORT",
    "SAMPLE PRINTED BY HILLTAPE, NOT A GOVERNMENT DOCUMENT",
)
COLUMN_HEADINGS = "FULL ASSET NAME                       TYPE    DATE        AMOUNT"
TYPED = "Trades typed on paper stand here."

_LETTERS = dict(
    pair.split("=")  # seven rows of five dots, each a digit of base 32
    for pair in (
        "A=ehhvhhh B=uhhuhhu C=ehggghe D=uhhhhhu E=vgguggv F=vgguggg G=ehgnhhe H=hhhvhhh I=e44444e "
        "J=72222ic K=hikokih L=ggggggv M=hrllhhh N=hhpljhh O=ehhhhhe P=uhhuggg Q=ehhhlid R=uhhukih "
        "S=fgge11u T=v444444 U=hhhhhhe V=hhhhha4 W=hhhllla X=hha4ahh Y=hha4444 Z=v1248gv "
        "0=ehjlphe 1=4c4444e 2=eh1248v 3=v2421he 4=26aiv22 5=vgu11he 6=68guhhe 7=v124888 8=ehhehhe "
        "9=ehhf12c .=00000cc ,=0000c48 -=000v000 /=01248g0 $=4fke5u4 &=cik8lid (=2488842 )=8422248 "
        "#=aavavaa :=0cc0cc0"
    ).split()
)


def print_scan(pages: int = 2, text: str = TYPED) -> bytes:
    """The PDF of a scan at 200 dpi, each page the same form; `text` is typed into its rows, line by line.

    Small letters are typed as capitals; a character that the machine lacks is left out.
    """
    file = File()
    entries = (
        f"/Type/XObject/Subtype/Image/Width {WIDTH}/Height {HEIGHT}"
        "/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]"
    )
    picture = file.add_stream(_raster([COLUMN_HEADINGS, *text.upper().splitlines()]), entries)
    content, resources = b"q 612 0 0 792 0 0 cm /I0 Do Q", f"/XObject<</I0 {picture} 0 R>>"
    return file.finished([add_page(file, content, resources, in_form=False) for _ in range(pages)], "")


def _raster(typed: Sequence[str]) -> bytes:
    """The form's dots, a bit each, 1 for black; every row of the picture is one long number first."""
    rows = [0] * HEIGHT
    for place, heading in enumerate(HEADING):
        _type(rows, LEFT, 140 + LINE * place, heading)
    for count in range(ROWS + 1):
        _blacken(rows, LEFT, TOP + LINE * count, CELL * COLUMNS[-1] + DOT, DOT)
    for column in COLUMNS:
        _blacken(rows, LEFT + CELL * column, TOP, DOT, LINE * ROWS)
    for place, line in enumerate(typed[:ROWS]):
        _type(rows, LEFT + 12, TOP + LINE * place + 20, line[: COLUMNS[-1] - 1])
    padding = -WIDTH % 8
    return b"".join((row << padding).to_bytes((WIDTH + padding) // 8, "big") for row in rows)


def _type(rows: list[int], left: int, top: int, text: str) -> None:
    for place, letter in enumerate(text):
        for down, digit in enumerate(_LETTERS.get(letter, "")):
            for across in range(5):
                if int(digit, 32) >> (4 - across) & 1:
                    _blacken(rows, left + CELL * place + DOT * across, top + DOT * down, DOT, DOT)


def _blacken(rows: list[int], left: int, top: int, width: int, height: int) -> None:
    dots = ((1 << width) - 1) << (WIDTH - left - width)
    for row in range(top, top + height):
        rows[row] |= dots
