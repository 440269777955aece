"""Whether the widths that a PDF lists for a font are those of the font program that it embeds (OpenType)."""

from collections.abc import Mapping, Sequence
from struct import Struct
from struct import error as StructError
from typing import Any

from ingest.errors import Unreadable
from ingest.pdf.objects import UNUSUAL, Objects, Unusual

_EM = 1000  # widths are thousandths of the size
_WITHIN = 1.0  # of them; generators round to whole ones
_MOST_AGREED = 1 << 15

_ENTRY = Struct(">4s4xII")  # of the program's list of tables: tag, offset, length
_FIRST_ENTRY = 12
_SHORT = Struct(">H")
_UNITS_AT, _COUNT_AT = 18, 34  # unitsPerEm in head, numberOfHMetrics in hhea
_METRIC = Struct(">H2x")  # advance, side bearing

_agreed: set[tuple[str, int, float]] = set()
"""Widths that a program of that name has had: most reports have the same, and unpacking one takes a while."""


def check_advances(objects: Objects, font: Mapping[str, Any], name: str, widths: Mapping[int, float]) -> None:
    """Raises Unusual where a composite font's widths are not its program's; without a sound one nothing."""
    listed = {(name.rpartition("+")[2], code, width) for code, width in widths.items()}
    unproven = listed - _agreed
    if not unproven or font.get("CIDToGIDMap") != "Identity":
        return
    units, advances = _program(objects, font)
    if not advances:
        return
    for _, code, width in unproven:
        if abs(advances[min(code, len(advances) - 1)] * _EM / units - width) > _WITHIN:
            raise Unusual("letters of another width than their font's")
    if len(_agreed) + len(unproven) <= _MOST_AGREED:
        _agreed.update(unproven)


def _program(objects: Objects, font: Mapping[str, Any]) -> tuple[int, Sequence[int]]:
    """Its units in an em and each glyph's advance; no advances where it is missing or damaged."""
    try:
        program: bytes = objects.get(objects.get(font["FontDescriptor"])["FontFile2"]).content()
        [tables] = _SHORT.unpack_from(program, 4)
        listed = program[_FIRST_ENTRY : _FIRST_ENTRY + tables * _ENTRY.size]
        place = {tag: (offset, length) for tag, offset, length in _ENTRY.iter_unpack(listed)}
        [units] = _SHORT.unpack_from(program, place[b"head"][0] + _UNITS_AT)
        [count] = _SHORT.unpack_from(program, place[b"hhea"][0] + _COUNT_AT)
        start = place[b"hmtx"][0]
        metrics = program[start : start + count * _METRIC.size]
        return units, [advance for (advance,) in _METRIC.iter_unpack(metrics)] if units else []
    except (*UNUSUAL, Unreadable, StructError):
        return 0, []
