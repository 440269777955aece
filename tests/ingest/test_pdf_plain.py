"""Pages that are read without pdfium's help: the same as with it, or left to it, or damaged by name."""

import contextlib
import time
import zlib
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import LimitExceeded, ReadError, Unreadable
from ingest.pdf import Page, Run, opened, pdfium
from ingest.pdf.objects import Unusual
from ingest.pdf.plain import PlainPdf
from replica.printer import print_report
from replica.reports import demo_reports
from tests.support.shared import CORPUS

HOUSE = CORPUS / "house"
MAP = "1 beginbfrange <00> <7f> <0000> endbfrange"
FONT = (
    "<</Type/Font/Subtype/TrueType/BaseFont/Georgia/FirstChar 0/LastChar 127/ToUnicode 6 0 R"
    f"/FontDescriptor 7 0 R/Widths[{'500 ' * 128}]>>"
)
DESCRIPTOR = (
    "<</Type/FontDescriptor/FontName/Georgia/Flags 34/FontBBox[0 -200 1000 900]/ItalicAngle 0"
    "/StemV 80/CapHeight 700/Ascent 900/Descent -200>>"
)


def packed(content: bytes, head: str = "") -> bytes:
    data = zlib.compress(content)
    return f"<<{head}/Filter/FlateDecode/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def pdf_of(content: str, form: str = "", page: str = "", count: int = 1) -> bytes:
    """One page built as the Clerk's are; `form` is the XObject X0, `page` more entries of the page."""
    resources = "/Resources<</Font<</F0 5 0 R>>/XObject<</X0 8 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[3 0 R]/Count {count}>>".encode(),
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R{resources}{page}>>".encode(),
        packed(content.encode("latin-1")),
        FONT.encode(),
        packed(MAP.encode()),
        DESCRIPTOR.encode(),
        packed(form.encode(), f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]{resources}"),
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def pages_of(content: bytes) -> list[Page]:
    with opened(content, 100) as pdf:
        return list(pdf.pages())


def pages_by_pdfium(content: bytes) -> list[Page]:
    with pdfium.loaded(content) as handle:
        return [pdfium.read_page(handle, number) for number in range(pdfium.page_count(handle))]


def letters(page: Page) -> list[Run]:
    """Every letter that is drawn, line by line, but no space: of those pdfium leaves some out."""
    drawn = (letter for run in page.runs for letter in run.letters())
    visible = [one for one in drawn if one.right - one.left > 0.01 and one.text != " "]
    visible.sort(key=lambda one: one.bottom)
    steps = [below.bottom - above.bottom > 1 for above, below in pairwise(visible)]
    lines = zip(accumulate(steps, initial=0), visible, strict=True)
    return [one for _, one in sorted(lines, key=lambda each: (each[0], each[1].text, each[1].left))]


def assert_same(ours: Page, theirs: Page) -> None:
    """Letters to about a point, as pdfium widens those of fonts that it replaces.

    Paths to 3 points, as it adds more than half a stroke to them; none that makes up a table has a stroke.
    """
    assert (ours.is_plain, theirs.is_plain) == (True, False)
    assert (ours.width, ours.height, ours.is_blank) == (theirs.width, theirs.height, theirs.is_blank)
    for own, other in zip(letters(ours), letters(theirs), strict=True):
        assert own.text == other.text
        assert own[1:5] == pytest.approx(other[1:5], abs=1.2)
        assert own.grey == pytest.approx(other.grey, abs=0.003, nan_ok=True)
    for one, another in zip(ours.paths + ours.pictures, theirs.paths + theirs.pictures, strict=True):
        is_of_table = one.grey == pytest.approx(0.8, abs=0.01) or one.grey == pytest.approx(0.933, abs=0.01)
        assert one[:4] == pytest.approx(another[:4], abs=0.1 if is_of_table else 3)
        assert one.grey == pytest.approx(another.grey, abs=0.003, nan_ok=True)


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_a_printed_report_draws_the_same_both_ways(generator: Any) -> None:
    for report in demo_reports():
        if report.record:
            content = print_report(report.record, generator)
            for ours, theirs in zip(pages_of(content), pages_by_pdfium(content), strict=True):
                assert_same(ours, theirs)


@pytest.mark.corpus
def test_real_reports_draw_the_same_both_ways() -> None:
    for path in sorted((HOUSE / "ptr").glob("*.pdf"))[::40]:
        content = path.read_bytes()
        for ours, theirs in zip(pages_of(content), pages_by_pdfium(content), strict=True):
            assert_same(ours, theirs)


def test_letters_side_by_side_are_one_run() -> None:
    [page] = pages_of(pdf_of("BT /F0 10 Tf 100 692 Td (A) Tj 5 0 Td (B) Tj 30 0 Td [(C) -40 <44>] TJ ET "))
    assert [(run.text, run.left, run.right) for run in page.runs if run.left < run.right] == [
        ("AB", 100, 110),
        ("C", 135, 140),
        ("D", pytest.approx(140.4), pytest.approx(145.4)),
    ]
    assert page.is_plain


def test_letters_far_apart_stand_each_by_itself() -> None:
    [page] = pages_of(pdf_of("BT /F0 10 Tf 3 Tc 100 692 Td (AB) Tj ET "))
    assert [(run.text, run.left) for run in page.runs] == [("A", 100), (" ", 108), ("B", 108)]


def test_a_run_parts_into_its_letters() -> None:
    run = Run("AB", 10, 16, 20, 30, 0.5, (0.2, 0.4))
    assert [(one.text, one.left, one.right) for one in run.letters()] == [("A", 10, 12), ("B", 12, 16)]


def test_what_a_state_changes_ends_with_it_and_a_form_changes_nothing_outside() -> None:
    [page] = pages_of(
        pdf_of("q 0.8 g 2 0 0 1 0 0 cm 1 1 9 9 re f Q /X0 Do 1 1 9 9 re f ", "0.5 g 1 1 9 9 re f ")
    )
    assert [(path.right, path.grey) for path in page.paths] == [(20, 0.8), (10, 0.5), (10, 0)]


def test_a_clipping_path_is_not_drawn() -> None:
    [page] = pages_of(pdf_of("1 1 9 9 re W* n 5 5 m 8 5 l 8 9 l h f "))
    assert [path[:4] for path in page.paths] == [(5, 8, 783, 787)]


@pytest.mark.parametrize(
    "content",
    [
        "3 Tr",
        "1 0 0.5 1 0 0 cm",
        "1 0 0 1 9999999 0 cm",
        "10 0 0 10 0 0 cm " * 9,
        "q " * 65,
        "Q",
        "0 0 0 1 k",
        "/Span BDC",
        "1 2 re f",
        "1 2 3 c 4 5 l h f",
        "BT /F0 10 Tf 9 9 Td (\\101) Tj ET",
        "BT /F0 10 Tf 9 9 Td (\xff) Tj ET",
        "BT /F0 -10 Tf 9 9 Td (A) Tj ET",
        "BT 9 9 Td (A) Tj ET",
        "/X9 Do",
        "}",
    ],
)
def test_a_page_that_draws_otherwise_is_left_to_pdfium(content: str) -> None:
    [page] = pages_of(pdf_of(f"0.5 g 10 10 9 9 re f {content} "))
    assert not page.is_plain
    assert page.paths[0][:4] == (10, 19, 773, 782)


@pytest.mark.parametrize("entries", ["/Rotate 90", "/UserUnit 2", "/CropBox[0 0 9 9]", "/Resources 77 0 R"])
def test_a_page_that_is_built_otherwise_is_left_to_pdfium(entries: str) -> None:
    [page] = pages_of(pdf_of("10 10 9 9 re f ", page=entries))
    assert not page.is_plain


@pytest.mark.parametrize("form", ["/X0 Do /X0 Do ", "q Q " * (1 << 16)], ids=["in themselves", "many"])
def test_forms_without_end_are_a_limit(form: str) -> None:
    with pytest.raises(LimitExceeded, match="forms"):
        pages_of(pdf_of("/X0 Do " * 9, form=form))


def test_a_page_of_endless_length_is_left_to_pdfium() -> None:
    [page] = pages_of(pdf_of("q Q " * (1 << 19)))
    assert not page.is_plain


@pytest.mark.parametrize("part", ["1 ", "[1 ", "/N ", "1 1 m ", "BT ", "(", "<41> "])
def test_no_repeated_part_takes_more_than_its_length_in_time(part: str) -> None:
    def seconds(length: int) -> float:
        content = pdf_of(part * (length // len(part)))
        with pdfium.loaded(content) as handle:
            written = pdfium.written_out(handle)
        began = time.process_time()
        with contextlib.suppress(Unusual):
            PlainPdf(written, 1).page(0)
        return time.process_time() - began

    assert seconds(800_000) < 100 * max(seconds(50_000), 0.02)


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_part_with_a_byte_changed_is_damaged(place: float) -> None:
    content = pdf_of("".join(f"{number} {number * 37 % 101} 9 9 re f " for number in range(99)))
    start = content.index(b"4 0 obj")
    start = content.index(b"stream\n", start) + len(b"stream\n")
    at = start + int((content.index(b"\nendstream", start) - start) * place)
    changed = content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]
    with pytest.raises(Unreadable, match="damaged"):
        pages_of(changed)


@pytest.mark.parametrize("count", [2, 5])
def test_another_number_of_pages_than_the_file_says_is_damage(count: int) -> None:
    with pytest.raises(Unreadable, match="number of pages"):
        pages_of(pdf_of("", count=count))


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("0123456789.- \n/<>[]()qQmlchfnWBTEdDoj*F0XreT"), max_size=80))
def test_any_operators_are_read_or_refused_by_name(content: str) -> None:
    try:
        [page] = pages_of(pdf_of(f"BT /F0 9 Tf {content} "))
    except ReadError:
        return
    assert len(list(page.runs)) <= len(content)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=9))
def test_any_damaged_file_is_read_or_refused_by_name(changes: list[tuple[float, int]]) -> None:
    content = bytearray(pdf_of("BT /F0 9 Tf 9 9 Td (Word) Tj ET /X0 Do ", "1 1 9 9 re f "))
    for place, byte in changes:
        content[int(place * len(content))] = byte
    with contextlib.suppress(ReadError):
        pages_of(bytes(content))
