"""Writes the PDF file: numbered objects, the fonts by name with their widths, and the pages' content."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from replica.printer_font import (
    ARROW,
    ARROW_CODE,
    ASCENT,
    DESCENT,
    FIRST_SMALL_CAPITAL,
    UNMEASURED,
    Font,
    arrow_to_unicode,
    to_unicode,
)
from replica.printer_marks import rounded_square

CATALOG, PAGES = 1, 2
_RESERVED = (CATALOG, PAGES)


@dataclass(slots=True)
class File:
    """Objects by number; the first two, catalog and page tree, are written last."""

    objects: list[bytes] = field(default_factory=lambda: [b""] * len(_RESERVED))

    def add(self, content: bytes) -> int:
        self.objects.append(content)
        return len(self.objects)

    def add_stream(self, content: bytes, entries: str = "") -> int:
        packed = zlib.compress(content)
        head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode()
        return self.add(head + packed + b"\nendstream")

    def finished(self, pages: Sequence[int], producer: str) -> bytes:
        """The whole file; `pages` are the page objects in order."""
        kids = " ".join(f"{page} 0 R" for page in pages)
        self.objects[CATALOG - 1] = b"<</Type/Catalog/Pages %d 0 R>>" % PAGES
        self.objects[PAGES - 1] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()
        information = self.add(f"<</Producer({producer})>>".encode() if producer else b"<<>>")
        parts, offsets, size = [b"%PDF-1.4\n"], [], len(b"%PDF-1.4\n")
        for count, content in enumerate(self.objects, 1):
            offsets.append(size)
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (count, content))
            size += len(parts[-1])
        entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(offsets) + 1, entries)
        trailer = (
            f"trailer\n<</Size {len(offsets) + 1}/Root {CATALOG} 0 R/Info {information} 0 R>>\n".encode()
        )
        return b"".join((*parts, table, trailer, b"startxref\n%d\n%%%%EOF\n" % size))


def add_page(file: File, content: bytes, resources: str, in_form: bool) -> int:
    """A letter page; `in_form` wraps its content in a form, as the newer generator does."""
    if in_form:
        form = f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<<{resources}>>"
        resources = f"/XObject<</X0 {file.add_stream(content, form)} 0 R>>"
        content = b"q /X0 Do Q"
    stream = file.add_stream(content)
    size = "/MediaBox[0 0 612 792]"
    page = f"<</Type/Page/Parent {PAGES} 0 R{size}/Resources<<{resources}>>/Contents {stream} 0 R>>"
    return file.add(page.encode())


def add_font(file: File, font: Font, name: str, lost: str = "") -> int:
    """A font that the viewer replaces by one of its own; widths and text layer are as in the Clerk's files.

    `lost` capitals are drawn as capitals and called by their small letter.
    """
    widths = " ".join(str(font.advances.get(code, UNMEASURED)) for code in range(0x20, 0x100))
    drawn = "".join(f"/{chr(0x61 + place)}" for place in range(26))
    encoding = f"<</BaseEncoding/WinAnsiEncoding/Differences[{FIRST_SMALL_CAPITAL}{drawn}]>>"
    measures = f"/Ascent {ASCENT}/Descent {DESCENT}/CapHeight 693/ItalicAngle 0/StemV {font.weight}"
    box = "/FontBBox[-173 -303 1167 950]"
    descriptor = file.add(f"<</Type/FontDescriptor/FontName/{name}/Flags 34{measures}{box}>>".encode())
    text_layer = file.add_stream(to_unicode(lost))
    return file.add(
        f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/FirstChar 32/LastChar 255/Widths[{widths}]"
        f"/Encoding{encoding}/ToUnicode {text_layer} 0 R/FontDescriptor {descriptor} 0 R>>".encode()
    )


_SYMBOLS = {
    "b": "225 525 m 425 325 l 775 725 l 775 600 l 425 200 l 225 400 l h f",
    "c": "77 77 846 846 re 154 154 692 692 re f*",
    "d": "154 154 692 692 re f",
    "i": f"{rounded_square(350, 350, 300, 150)} f",
    "j": f"{rounded_square(77, 77, 846, 423)} {rounded_square(154, 154, 692, 346)} f*",
    "k": f"{rounded_square(154, 154, 692, 346)} f",
}
"""Our own drawings for the letters of Marlett; the ones missing draw nothing."""


_ARROW = "0 150 m 600 150 l 600 0 l 866 250 l 600 500 l 600 350 l 0 350 l h f"


def add_symbol_font(file: File) -> int:
    """A font of our own drawings under the name of the symbol font that the older generator uses."""
    drawings = {code: _SYMBOLS.get(chr(code), "") for code in range(ord("b"), ord("o"))}
    return _add_drawn_font(file, "Marlett", drawings, 1000, 1000, to_unicode())


def add_arrow_font(file: File) -> int:
    """The same for the font that the newer generator takes an arrow from."""
    width = ARROW.advances[ARROW_CODE]
    return _add_drawn_font(file, "CambriaMath", {ARROW_CODE: _ARROW}, width, 778, arrow_to_unicode())


def _add_drawn_font(
    file: File, name: str, drawings: dict[int, str], width: int, ascent: int, text_layer: bytes
) -> int:
    """A font with a drawing for each of some successive codes, `ascent` thousandths of it above the line."""
    first, last, descent = min(drawings), max(drawings), ascent - 1000
    streams = {
        code: file.add_stream(f"{width} 0 0 {descent} {width} {ascent} d1 {drawing}".encode())
        for code, drawing in drawings.items()
    }
    drawn = "".join(f"/g{code} {stream} 0 R" for code, stream in streams.items())
    names = "".join(f"/g{code}" for code in drawings)
    box = f"/FontBBox[0 {descent} {width} {ascent}]"
    measures = f"/Ascent {ascent}/Descent {descent}/CapHeight {ascent}/ItalicAngle 0/StemV 0{box}"
    descriptor = file.add(f"<</Type/FontDescriptor/FontName/{name}/Flags 4{measures}>>".encode())
    widths = " ".join([str(width)] * len(drawings))
    return file.add(
        f"<</Type/Font/Subtype/Type3/BaseFont/{name}/Name/{name}{box}"
        f"/FontMatrix[.001 0 0 .001 0 0]/CharProcs<<{drawn}>>/FirstChar {first}/LastChar {last}"
        f"/Widths[{widths}]/Encoding<</Type/Encoding/Differences[{first}{names}]>>/Resources<<>>"
        f"/ToUnicode {file.add_stream(text_layer)} 0 R/FontDescriptor {descriptor} 0 R>>".encode()
    )
