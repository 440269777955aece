"""The widths that a PDF lists for a font, held against the font program that it embeds."""

from struct import pack

import pytest

from ingest.pdf import opened
from replica.printer_file import File
from replica.printer_font import arrow_to_unicode

CODE = 0x3E  # the one letter of the font, an arrow
UNITS = 2048


def program(advance: int) -> bytes:
    """The tables of a font that tell widths, each glyph as wide as the other."""
    head, hhea = bytearray(54), bytearray(36)
    head[18:20], hhea[34:36] = pack(">H", UNITS), pack(">H", 2)
    tables = {b"head": bytes(head), b"hhea": bytes(hhea), b"hmtx": pack(">HHHH", advance, 0, advance, 0)}
    start, listed = 12 + 16 * len(tables), b""
    for tag, table in tables.items():
        listed += pack(">4sIII", tag, 0, start, len(table))
        start += len(table)
    return pack(">4sHHHH", b"\0\1\0\0", len(tables), 0, 0, 0) + listed + b"".join(tables.values())


def report(width: int, embedded: bytes, name: str) -> bytes:
    """A page with one letter in a composite font."""
    file = File()
    descriptor = f"/FontName/{name}/Flags 4/Ascent 917/Descent -219/FontBBox[0 0 1 1]/ItalicAngle 0/StemV 0"
    embedding = f"/FontFile2 {file.add_stream(embedded)} 0 R" if embedded else ""
    described = file.add(f"<</Type/FontDescriptor{descriptor}{embedding}>>".encode())
    descendant = file.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/W[{CODE} [{width}]]/CIDToGIDMap/Identity/FontDescriptor {described} 0 R>>".encode()
    )
    unicode_map = file.add_stream(arrow_to_unicode())
    font = file.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {unicode_map} 0 R>>".encode()
    )
    content = file.add_stream(f"BT /F1 9 Tf 1 0 0 1 72 700 Tm <{CODE:04x}> Tj ET".encode())
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 {font} 0 R>>>>"
    return file.finished([file.add(f"{page}/Contents {content} 0 R>>".encode())], "")


def is_plain(width: int, embedded: bytes, name: str) -> bool:
    with opened(report(width, embedded, name), 1) as pdf:
        [page] = pdf.pages()
    return page.is_plain


def test_widths_of_the_embedded_font_are_plain_and_others_a_doubt() -> None:
    assert is_plain(500, program(UNITS // 2), "ABCDEF+First")
    assert is_plain(501, program(UNITS // 2), "ABCDEF+Rounded")
    assert not is_plain(560, program(UNITS // 2), "ABCDEF+Second")
    assert is_plain(500, program(UNITS // 2), "GHIJKL+First")
    assert not is_plain(560, program(UNITS // 2), "GHIJKL+First")


@pytest.mark.parametrize("embedded", [b"", b"\0\1\0\0", program(900)[:-9], b"\0\1\0\0\0\3" + bytes(99)])
def test_a_font_without_a_sound_program_tells_nothing(embedded: bytes) -> None:
    assert is_plain(560, embedded, "ABCDEF+Damaged")
