"""Printed reports draw what the Clerk's do: the facts of formats/house.md, seen by two readers of PDFs."""

import io
import json
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pdfplumber
import pypdfium2
import pypdfium2.raw
import pytest
from pdfplumber.page import Page

from replica.printer import print_report, print_scan

CAPITALS_IN_EM = {"A": 0.671, "B": 0.654, "D": 0.749, "G": 0.725, "L": 0.604, "O": 0.744, "U": 0.756}
SMALL_IN_EM = {"a": 0.504, "b": 0.560, "d": 0.574, "g": 0.509, "l": 0.286, "o": 0.539, "u": 0.575}
ALL_SEVEN = "ABDGLOU abdglou Sample"


def row(**changes: Any) -> dict[str, Any]:
    plain = {
        "ordinal": 1,
        "id": "",
        "owner": "SP",
        "asset": "Sample Holdings International, Inc. - Class A Common Stock (SMPL)",
        "asset_type": "ST",
        "ticker": "SMPL",
        "type": "P",
        "date": "2026-01-05",
        "notified": "2026-01-20",
        "amount": "$100,001 - $250,000",
        "cap_gains": False,
        "filing_status": "New",
        "subholding_of": "",
        "location": "",
        "description": "",
        "comments": "",
    }
    return plain | changes


def report(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {
        "doc_id": "20990001",
        "filer": "Hon. Jane Placeholder",
        "status": "Member",
        "state_district": "AK00",
        "signed": "2026-01-21",
        "rows": list(rows) or [row()],
    }
    return plain | changes


def pages(pdf: bytes) -> list[Page]:
    return pdfplumber.open(io.BytesIO(pdf)).pages


def filled(page: Page, grey: float) -> list[dict[str, Any]]:
    return [box for box in page.rects if box["fill"] and box["non_stroking_color"] == (grey,) * 3]


def left_borders(page: Page) -> list[tuple[float, float]]:
    """Top and height of each piece of the table's left border, in points."""
    left = min(box["x0"] for box in filled(page, 0.9333))
    pieces = [box for box in filled(page, 0.8) if box["x0"] == left and box["width"] < 1 < box["height"]]
    return sorted((round(box["top"], 2), round(box["height"], 2)) for box in pieces)


def text_in(page: Page, grey: float) -> str:
    """All text in one grey, in stream order."""
    return "".join(char["text"] for char in page.chars if char["non_stroking_color"] == (grey,) * 3)


def text_layer(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_every_page_of_the_table_repeats_its_eight_grey_header_cells(generator: str):
    printed = pages(print_report(report(*[row()] * 30), generator))
    assert len(printed) > 2
    for page in printed:
        header = [box for box in filled(page, 0.9333) if box["height"] > 15 and box["width"] > 20]
        assert len(header) == 8
        assert len({box["top"] for box in header}) == 1


def test_the_layout_before_2018_has_seven_columns_and_days_without_padding():
    [page] = pages(print_report(report(row(cap_gains=None, asset_type="")), "G1"))
    assert len(filled(page, 0.9333)) == 7
    assert "01/5/2026" in "".join(char["text"] for char in page.chars)


def test_each_transaction_has_two_pieces_of_left_border_that_meet():
    [page] = pages(print_report(report(row(), row(), row())))
    header, *pieces = left_borders(page)
    assert header == (274.5, 43.5)
    assert len(pieces) == 6
    assert all(top + height == after for (top, height), (after, _) in pairwise(pieces))


def test_the_newer_generator_draws_the_first_rows_border_again_below_a_repeated_header():
    first, second, *_ = pages(print_report(report(*[row()] * 20), "G2", break_at=[300]))
    _, (_, first_height), *_ = left_borders(first)
    assert (115.5, first_height) in left_borders(second)
    assert any(top + height > after for (top, height), (after, _) in pairwise(left_borders(second)))


def test_the_older_generator_draws_no_border_twice():
    for page in pages(print_report(report(*[row()] * 20), "G1", break_at=[300]))[:3]:
        rows = [(top, height) for top, height in left_borders(page) if height != 44.25]  # the header's
        assert all(top + height == after for (top, height), (after, _) in pairwise(rows))


def test_colours_tell_the_asset_code_and_the_sub_lines_from_the_main_row():
    [page] = pages(print_report(report(row(description="Two hundred shares"))))
    assert "[ST]" in text_in(page, 0.502)
    assert text_in(page, 0.251).endswith(": Two hundred shares")
    assert "SP" in text_in(page, 0)


def test_the_newer_generators_labels_keep_only_first_letters():
    pdf = print_report(report())
    assert "F\0\0\0\0\0 S\0\0\0\0\0: New" in text_in(pages(pdf)[0], 0.251)
    assert "F" + "\ufffe" * 5 + " S" + "\ufffe" * 5 + ": New" in text_layer(pdf)


def test_the_older_generators_labels_are_words_in_two_sizes():
    [page] = pages(print_report(report(), "G1"))
    letters = [char for char in page.chars if char["fontname"] == "Georgia"]
    label = [char for char in letters if char["non_stroking_color"] == (0.251,) * 3]
    assert "".join(char["text"] for char in label).lower() == "filing status: new"
    assert {round(char["size"], 2) for char in label} == {8.25, 6.0}


@pytest.mark.parametrize("doc_id", ["20000001", "20000002", "20000003"])
def test_a_lost_capital_is_called_small_but_stays_as_wide_as_a_capital(doc_id: str):
    [page] = pages(print_report(report(row(asset=ALL_SEVEN), doc_id=doc_id), "G1"))
    asset = [
        char
        for char in page.chars
        if char["fontname"] == "Georgia" and char["non_stroking_color"] == (0,) * 3
    ]
    start = "".join(char["text"] for char in asset).lower().index(ALL_SEVEN.lower())
    drawn = zip(ALL_SEVEN[:15], asset[start:], strict=False)
    widths = CAPITALS_IN_EM | SMALL_IN_EM | {" ": 0.241}
    called = ""
    for letter, char in drawn:
        assert char["width"] / char["size"] == pytest.approx(widths[letter], abs=0.001)
        called += char["text"]
    assert called.lower() == "abdglou abdglou"
    assert called != ALL_SEVEN[:15]


BOXES = """
import json, sys, pypdfium2
text = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0].get_textpage()
start = text.get_text_range().lower().index(sys.argv[1].lower())
print(json.dumps([text.get_charbox(start + place, loose=True) for place in range(15)]))
"""


def test_pdfium_sees_lost_capitals_nearer_to_the_capitals_shape():
    pdf = print_report(report(row(asset=ALL_SEVEN)), "G1")
    # in a process of its own: pdfium remembers fonts of other documents, and their heights
    asked = [sys.executable, "-c", BOXES, ALL_SEVEN]
    boxes = json.loads(subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout)
    for letter, (left, bottom, right, top) in zip(ALL_SEVEN, boxes, strict=False):
        if letter != " ":
            capital, small = CAPITALS_IN_EM[letter.upper()] / 1.136, SMALL_IN_EM[letter.lower()] / 1.136
            shape = (right - left) / (top - bottom)
            assert (abs(shape - capital) < abs(shape - small)) == letter.isupper()


@pytest.mark.parametrize(("ticked", "letters"), [(True, "gfedcb"), (False, "gfedc")])
def test_the_older_generator_letters_its_boxes(ticked: bool, letters: str):
    [page] = pages(print_report(report(row(cap_gains=ticked)), "G1"))
    symbols = [char for char in page.chars if char["fontname"] == "Marlett"]
    assert "".join(char["text"] for char in symbols) == letters + "nmlkjnmlkji" + "gfedcb"
    assert all(char["size"] == 9.75 for char in symbols)


@pytest.mark.parametrize(("ticked", "paths"), [(True, 4), (False, 3)])
def test_the_newer_generator_draws_its_boxes(ticked: bool, paths: int):
    [page] = pages(print_report(report(row(cap_gains=ticked))))
    left = max(box["x0"] for box in filled(page, 0.9333))
    box = [path for path in page.curves if path["x0"] > left]
    assert len(box) == paths
    assert all(3 < path["width"] < 12 and path["height"] < 12 for path in box)


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_a_page_may_end_inside_an_amount(generator: str):
    first, second = pages(print_report(report(), generator, break_at=[30]))
    assert "$100,001 -" in first.extract_text()
    assert "$250,000" not in first.extract_text()
    assert "$250,000" in second.extract_text()


def test_the_older_generator_repeats_a_cut_rows_tick_under_the_next_header():
    cut = report(row(cap_gains=True))
    for page in pages(print_report(cut, "G1", break_at=[30])):
        header_bottom = max(box["bottom"] for box in filled(page, 0.9333) if box["height"] < 60)
        ticks = [char for char in page.chars if char["text"] == "b" and char["fontname"] == "Marlett"]
        assert any(tick["top"] < header_bottom + 12 for tick in ticks)


@pytest.mark.parametrize("generator", ["G1", "G2"])
@pytest.mark.parametrize("room", range(24, 130, 7))
def test_wherever_a_page_ends_no_line_is_lost_or_doubled(generator: str, room: int):
    rows = [row(description="words " * 60, comments="more " * 30, amount="$1,000,001 - $5,000,000")] * 2
    whole = text_layer(print_report(report(*rows), generator))
    cut = text_layer(print_report(report(*rows), generator, break_at=[room] * 30))
    for word in ("words", "more", "$5,000,000", "SMPL", "01/05/2026", "Digitally"):
        assert cut.lower().count(word.lower()) == whole.lower().count(word.lower())


@pytest.mark.parametrize(("generator", "producer"), [("G1", ""), ("G2", "EO.Pdf 21.3.18.0")])
def test_a_letter_page_names_its_id_once_and_its_generator(generator: str, producer: str):
    pdf = print_report(report(*[row()] * 20), generator)
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_value("Producer") == producer
    assert {page.get_size() for page in document} == {(612, 792)}
    assert text_layer(pdf).lower().count("filing id #20990001") == 1


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_every_page_says_that_it_is_a_sample_and_brings_no_seal_and_no_font_file(generator: str):
    pdf = print_report(report(*[row()] * 20), generator)
    for page in pages(pdf):
        assert "not a government document" in page.extract_text().lower()
        assert not page.images
    assert b"FontFile" not in pdf


def test_a_character_that_no_report_has_is_refused():
    with pytest.raises(ValueError, match="cannot be printed"):
        print_report(report(row(asset="Société")))


def test_a_scan_is_small_pictures_without_text():
    pdf = print_scan(pages=3)
    assert len(pdf) < 100_000
    assert not text_layer(pdf).strip()
    assert [len(page.images) for page in pages(pdf)] == [1, 1, 1]
