"""The only door to pypdfium2: opens PDFs, writes them out plainly, and reads any page, letter by letter."""

import ctypes
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ctypes import byref
from dataclasses import replace
from math import nan
from typing import Any

import pypdfium2.raw as pdfium

from ingest.errors import Unreadable
from ingest.pdf.page import FORMS_IN_FORMS, UNMAPPED, UNMAPPED_CODES, Page, Run, Shape

_LINE_END_HYPHEN = 0x2

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@contextmanager
def loaded(content: bytes) -> Iterator[Any]:
    """The PDF in `content` as pdfium's own handle. Raises Unreadable."""
    handle = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not handle:
        raise Unreadable(_why_not())
    try:
        yield handle
    finally:
        pdfium.FPDF_CloseDocument(handle)


def page_count(handle: Any) -> int:
    """As many as the file says it has."""
    count: int = pdfium.FPDF_GetPageCount(handle)
    return count


def producer(handle: Any) -> str:
    length = pdfium.FPDF_GetMetaText(handle, b"Producer", None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_GetMetaText(handle, b"Producer", buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00").strip()


def written_out(handle: Any) -> bytes:
    """The document as pdfium writes it: every object by itself, in one table, without encryption."""
    parts: list[bytes] = []

    def write(_: Any, start: Any, size: int) -> int:
        parts.append(ctypes.string_at(start, size))
        return 1

    writer = pdfium.FPDF_FILEWRITE(version=1)
    writer.WriteBlock = type(writer.WriteBlock)(write)
    pdfium.FPDF_SaveAsCopy(handle, byref(writer), pdfium.FPDF_REMOVE_SECURITY)
    return b"".join(parts)


def read_page(handle: Any, number: int) -> Page:
    """What a page draws, by asking for each letter. Raises Unreadable."""
    with _loaded_page(handle, number) as (page, text):
        return _page(page, text)


def _why_not() -> str:
    needs_password = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
    return "needs a password" if needs_password else "not a sound PDF"


@contextmanager
def _loaded_page(document: Any, number: int) -> Iterator[tuple[Any, Any]]:
    page = pdfium.FPDF_LoadPage(document, number)
    text = pdfium.FPDFText_LoadPage(page) if page else None
    try:
        if not text:
            raise Unreadable(f"page {number + 1} is damaged")
        yield page, text
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)
        if page:
            pdfium.FPDF_ClosePage(page)


def _page(page: Any, text: Any) -> Page:
    height: float = pdfium.FPDF_GetPageHeightF(page)
    count, get = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    drawn = list(_drawn(page, count, get, _IDENTITY, FORMS_IN_FORMS))
    as_drawn = Page(
        width=pdfium.FPDF_GetPageWidthF(page),
        height=height,
        runs=tuple(_runs(text, height)),
        paths=tuple(_shape(*each, height) for each in drawn if each[1] == pdfium.FPDF_PAGEOBJ_PATH),
        pictures=tuple(_shape(*each, height) for each in drawn if each[1] == pdfium.FPDF_PAGEOBJ_IMAGE),
        is_blank=count(page) < 1,
        is_plain=False,
    )
    return _turned(as_drawn, pdfium.FPDFPage_GetRotation(page))


def _turned(page: Page, quarters: int) -> Page:
    """The page as it is shown: turned clockwise by its `Rotate` entry (ISO 32000-1, 7.7.3.3).

    Width and height are the shown page's already, and `top` was counted from that height.
    """
    if quarters not in (1, 2, 3):
        return page
    width, height = page.width, page.height

    def turned(box: Run | Shape) -> tuple[float, float, float, float]:
        if quarters == 1:
            return height - box.bottom, height - box.top, box.left, box.right
        if quarters == 2:
            return width - box.right, width - box.left, height - box.bottom, height - box.top
        return width - height + box.top, width - height + box.bottom, height - box.right, height - box.left

    return replace(
        page,
        runs=tuple(Run(run.text, *turned(run), run.grey) for run in page.runs),
        paths=tuple(Shape(*turned(path), path.grey) for path in page.paths),
        pictures=tuple(Shape(*turned(picture), picture.grey) for picture in page.pictures),
    )


def _runs(text: Any, height: float) -> Iterator[Run]:
    count = max(pdfium.FPDFText_CountChars(text), 0)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    places = byref(red), byref(green), byref(blue), byref(alpha)
    code_of, fill_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetFillColor
    for index, (left, top, right, bottom) in enumerate(_loose_boxes(text, count)):
        grey = nan
        if left < right:
            fill_of(text, index, *places)
            grey = _grey(red.value, green.value, blue.value)
        yield Run(_character(code_of(text, index)), left, right, height - top, height - bottom, grey)


def _loose_boxes(text: Any, count: int) -> Iterable[tuple[float, ...]]:
    """Left, top, right, bottom of each character, filled into one array: half the time of asking singly."""
    if not count:
        return ()
    boxes = (pdfium.FS_RECTF * count)()
    first, size, box_of = boxes[0], ctypes.sizeof(pdfium.FS_RECTF), pdfium.FPDFText_GetLooseCharBox
    for index in range(count):
        box_of(text, index, byref(first, index * size))
    edges = memoryview(boxes).cast("B").cast("f").tolist()
    return zip(*[iter(edges)] * 4, strict=True)


def _character(code: int) -> str:
    if code in UNMAPPED_CODES or code > sys.maxunicode:
        return UNMAPPED
    return "-" if code == _LINE_END_HYPHEN else chr(code)


def _grey(red: int, green: int, blue: int) -> float:
    return red / 255 if red == green == blue else nan


def _drawn(
    container: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], matrix: Matrix, depth: int
) -> Iterator[tuple[Any, int, Matrix]]:
    """Each drawn object with its kind and the matrix of the forms it stands in."""
    for index in range(count(container)):
        thing = get(container, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield thing, kind, matrix
        elif depth:
            inner = _times(_matrix(thing), matrix)
            count_in, get_in = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
            yield from _drawn(thing, count_in, get_in, inner, depth - 1)


def _matrix(form: Any) -> Matrix:
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(form, byref(own))
    return own.a, own.b, own.c, own.d, own.e, own.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner` first, as PDF concatenates them (ISO 32000-1, 8.3.4)."""
    if outer == _IDENTITY:
        return inner
    (a, b, c, d, e, f), (p, q, r, s, t, u) = inner, outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _shape(thing: Any, _kind: int, matrix: Matrix, height: float) -> Shape:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top))
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    across = [a * x + c * y + e for x, y in corners]
    upward = [b * x + d * y + f for x, y in corners]
    return Shape(min(across), max(across), height - max(upward), height - min(upward), _fill(thing))


def _fill(thing: Any) -> float:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(thing, byref(red), byref(green), byref(blue), byref(alpha))
    return _grey(red.value, green.value, blue.value) if known else nan
