"""Measures and codes of the fonts on the Clerk's page; no font file is read, embedded or shipped.

The advance widths are measured facts: they stand in the font dictionaries of the Clerk's reports. Codes are
those of Windows-1252; above them stand the small capitals that the newer generator draws without a mapping.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_SMALL_CAPITAL = 0xC1
ASCENT, DESCENT = 917, -219
UNMEASURED = 643  # a width for what no report has printed yet

_NAMED = {code: code for code in range(0x20, 0x7F)} | {0x92: 0x2019, 0x95: 0x2022, 0x96: 0x2013}
_PUNCTUATION = " !\"#$%&'()*,-./:;>?@[]|•–’"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = _CAPITALS.lower()


@dataclass(frozen=True, slots=True)
class Font:
    """A font by its resource name in the page; `advances` are by code, in thousandths of the size."""

    resource: str
    weight: int
    advances: Mapping[int, int]

    def width(self, codes: bytes, size: float) -> float:
        return sum(self.advances.get(code, UNMEASURED) for code in codes) * size / 1000


@dataclass(frozen=True, slots=True)
class Run:
    """Codes in one font, size (pixels of the flow) and grey."""

    codes: bytes
    font: Font
    size: float
    grey: float = 0.0

    @property
    def width(self) -> float:
        return self.font.width(self.codes, self.size)


def _advances(*measured: tuple[str, str]) -> dict[int, int]:
    pairs = [pair for letters, widths in measured for pair in zip(letters, widths.split(), strict=True)]
    return {letter.encode("cp1252")[0]: int(width) for letter, width in pairs if width != "-"}


def _small_capitals(widths: str) -> dict[int, int]:
    """Widths of small capitals from a; `-` has never been printed."""
    return {
        FIRST_SMALL_CAPITAL + place: int(width) for place, width in enumerate(widths.split()) if width != "-"
    }


REGULAR = Font(
    "F6",
    69,
    _advances(
        (
            _PUNCTUATION,
            "241 331 412 643 610 817 710 215 375 375 472 270 374 "
            "270 469 312 312 643 - 929 375 375 375 393 643 227",
        ),
        ("0123456789", "614 430 559 552 565 528 566 502 596 566"),
        (
            _CAPITALS,
            "671 654 642 749 653 599 725 815 390 518 694 604 927 "
            "767 744 610 744 702 561 619 756 667 976 710 615 602",
        ),
        (
            _SMALL,
            "504 560 454 574 483 325 509 582 293 292 536 286 881 "
            "591 539 571 560 410 432 345 575 497 737 505 492 444",
        ),
    )
    | _small_capitals("537 536 514 615 522 482 585 667 317 - - 495 761 627 595 494 - 578 449 505 624"),
)

BOLD = Font(
    "F5",
    99,
    _advances(
        (" $./02:>?", "254 641 328 472 701 626 367 703 548"),
        ("ABCDEFGILMNOPRSTUV", "758 757 715 834 721 671 807 446 686 1023 839 820 701 797 649 684 833 762"),
        ("acdefgilmnoprstuwy", "596 531 663 572 393 577 354 344 1016 690 636 658 520 513 397 677 863 562"),
    )
    | _small_capitals("625 660 597 703 579 546 675 769 388 - - 563 858 695 704 620 - 701 542 576 710 612"),
)


ARROW_SIGN, ARROW_CODE = "⇒", 0x3E
ARROW = Font("F8", 69, {ARROW_CODE: 866})
"""Has the one arrow between an investment vehicle and what is in it, `⇒`."""


def encode(text: str) -> bytes:
    """The codes of a text. Raises ValueError for a character that no report has and the fonts lack."""
    codes = text.encode("cp1252", "replace")
    if codes.decode("cp1252") != text or not _NAMED.keys() >= set(codes):
        raise ValueError(f"cannot be printed: {text!r}")
    return codes


def as_small_capitals(text: str) -> bytes:
    """Codes of a label of the newer generator: small letters become small capitals, which map to nothing."""
    return bytes(FIRST_SMALL_CAPITAL + code - 0x61 if 0x61 <= code <= 0x7A else code for code in encode(text))


def to_unicode(lost: str = "") -> bytes:
    """The text layer's map from codes to characters; the `lost` capitals are called by their small letter."""
    small_capitals = {FIRST_SMALL_CAPITAL + place: 0 for place in range(26)}
    codes = sorted(
        {**_NAMED, **{ord(letter): ord(letter.lower()) for letter in lost}, **small_capitals}.items()
    )
    blocks = [
        codes[start : start + 100] for start in range(0, len(codes), 100)
    ]  # the most one block may have
    return _HEAD + b"".join(map(_block, blocks)) + _TAIL


def arrow_to_unicode() -> bytes:
    return _HEAD + _block([(ARROW_CODE, ord(ARROW_SIGN))]) + _TAIL


def _block(pairs: list[tuple[int, int]]) -> bytes:
    lines = b"".join(b"<%02X> <%04X>\n" % pair for pair in pairs)
    return b"%d beginbfchar\n%sendbfchar\n" % (len(pairs), lines)


_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
"""
_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
