"""What a page draws, in files that the tests write byte by byte."""

import math

import pytest

from ingest.errors import LimitExceeded, Unreadable
from ingest.pdf import Page, opened

FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PICTURE = "q 300 0 0 200 50 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q"
LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>/ID[<00><00>]"


def pdf_of(*contents: str, producer: str = "", trailer: str = "", form: str = "", page: str = "") -> bytes:
    """A PDF with a page for each content stream; `form` is the XObject X0 that they may draw.

    `page` are entries of every page's dictionary.
    """
    resources = f"<</Font<</F0 {FONT}>>/XObject<</X0 3 0 R>>>>"
    numbers = range(5, 5 + 2 * len(contents), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    form_head = f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Matrix[1 0 0 1 100 0]/Resources{resources}"
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}/MediaBox[0 0 612 792]/Resources{resources}>>",
        3: stream(form, form_head),
        4: f"<</Producer({producer})>>",
    }
    for number, content in zip(numbers, contents, strict=True):
        objects[number] = f"<</Type/Page/Parent 2 0 R/Contents {number + 1} 0 R{page}>>"
        objects[number + 1] = stream(content)
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in objects.items())
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Info 4 0 R{trailer}>>\n%%EOF\n".encode("latin-1")


def stream(content: str, head: str = "") -> str:
    return f"<<{head}/Length {len(content)}>>\nstream\n{content}\nendstream"


def pages_of(content: bytes) -> list[Page]:
    with opened(content, 10) as pdf:
        return list(pdf.pages())


def text_of(page: Page) -> str:
    return "".join(run.text for run in page.runs)


def test_a_letter_has_its_place_from_the_top_left_and_its_grey() -> None:
    [page] = pages_of(pdf_of("BT /F0 10 Tf 0.251 g 100 692 Td (A) Tj ET"))
    [run] = page.runs
    assert (run.text, round(run.left), round(run.right)) == ("A", 100, 107)
    assert run.top < 100 < run.bottom
    assert run.grey == pytest.approx(0.251, abs=0.002)


def test_a_coloured_letter_has_no_grey() -> None:
    [page] = pages_of(pdf_of("BT /F0 10 Tf 1 0 0 rg 100 692 Td (A) Tj ET"))
    assert math.isnan(page.runs[0].grey)


def test_white_space_that_nobody_drew_has_no_width() -> None:
    [page] = pages_of(pdf_of("BT /F0 10 Tf 100 692 Td (A) Tj 60 0 Td (B) Tj ET"))
    assert text_of(page) == "A B"
    assert [run.left < run.right for run in page.runs] == [True, False, True]


def test_a_path_in_a_form_stands_where_the_form_is_drawn() -> None:
    [page] = pages_of(pdf_of("q 1 0 0 1 0 -50 cm /X0 Do Q", form="0.8 g 20 700 0.75 30 re f"))
    [path] = page.paths
    assert [round(edge, 2) for edge in path[:4]] == [120, 120.75, 112, 142]
    assert path.grey == pytest.approx(0.8, abs=0.002)


@pytest.mark.parametrize(
    ("quarters", "edges"),
    [(1, [400, 600, 50, 350]), (2, [262, 562, 400, 600]), (3, [192, 392, 262, 562])],
)
def test_a_turned_page_is_measured_as_it_is_shown(quarters: int, edges: list[int]) -> None:
    [page] = pages_of(pdf_of(f"{PICTURE} 50 400 300 200 re f", page=f"/Rotate {90 * quarters}"))
    assert (page.width, page.height) == ((612, 792) if quarters == 2 else (792, 612))
    for shape in (*page.pictures, *page.paths):
        assert [round(edge) for edge in shape[:4]] == edges


def test_turned_text_reads_from_left_to_right() -> None:
    [page] = pages_of(pdf_of("BT /F0 10 Tf 0 1 -1 0 100 50 Tm (AB) Tj ET", page="/Rotate 90"))
    first, second = page.runs
    assert (first.text, round(first.left), round(first.bottom)) == ("A", 50, 102)
    assert first.right == pytest.approx(second.left, abs=0.01)


def test_a_form_that_draws_itself_ends() -> None:
    [page] = pages_of(pdf_of("/X0 Do", form="0 g 0 0 9 9 re f /X0 Do"))
    assert page.paths


def test_a_page_whose_form_draws_nothing_is_not_blank() -> None:
    pages = pages_of(pdf_of("/X0 Do", ""))
    assert [page.is_blank for page in pages] == [False, True]


def test_a_picture_is_told_from_a_path() -> None:
    [page] = pages_of(pdf_of(PICTURE))
    assert (len(page.pictures), page.paths, page.runs) == (1, (), ())


def test_pages_come_in_order_and_the_producer_is_told() -> None:
    content = pdf_of(*(f"BT /F0 10 Tf 9 9 Td ({word}) Tj ET" for word in ("one", "two")), producer="Press 1")
    with opened(content, 10) as pdf:
        assert (pdf.producer, pdf.page_count) == ("Press 1", 2)
        assert [text_of(page) for page in pdf.pages()] == ["one", "two"]


def test_more_pages_than_allowed_are_a_limit() -> None:
    with pytest.raises(LimitExceeded, match="3 pages, 2 allowed"), opened(pdf_of("", "", ""), 2):
        pass


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Site Under Maintenance</html>",
        b"%PDF-1.4\n%%EOF\n",
        pdf_of(),
        pdf_of("")[:-200],
        pdf_of("", trailer=LOCK),
    ],
    ids=["empty", "a web page", "nothing but a mark", "no page", "truncated", "locked"],
)
def test_what_is_no_whole_open_pdf_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable), opened(content, 10):
        pass


def test_a_pdf_locked_with_a_password_says_so() -> None:
    with pytest.raises(Unreadable, match="password"), opened(pdf_of("", trailer=LOCK), 10):
        pass
