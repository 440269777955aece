"""The printer of a 278-T draws pages as Integrity.gov's are: lying, ruled, numbered."""

from typing import Any

import pytest

from ingest.pdf import Page, opened
from replica.oge_printer import NOTE, print_transactions, wrapped

ROW = {
    "n": 1,
    "description": "Apple, Inc. (AAPL)",
    "type": "Sale",
    "date": "2025-02-05",
    "notified_over_30_days": False,
    "amount": "$50,001 - $100,000",
    "endnote": "Sold as agreed.",
}
REPORT: dict[str, Any] = {
    "filer": "Public, Jane",
    "signed": "2025-03-04",
    "extension_days": 45,
    "filer_block": "Public, Jane",
    "position": "Secretary, Department of Samples",
    "rows": [ROW],
}


def pages(**changed: Any) -> list[Page]:
    with opened(print_transactions({**REPORT, **changed}), 100) as pdf:
        return list(pdf.pages())


def text(page: Page) -> str:
    return "".join(run.text for run in page.runs)


def test_pages_lie_and_each_says_its_number() -> None:
    rows = [{**ROW, "n": number} for number in range(1, 40)]
    drawn = pages(rows=rows)
    assert len(drawn) > 3
    for number, page in enumerate(drawn, start=1):
        assert (page.width, page.height) == (842, 595)
        assert f"Public, Jane - Page {number}" in text(page)


def test_the_signature_tells_the_day_and_the_extension() -> None:
    assert "[electronically signed on 03/04/2025 by Public, Jane in Integrity.gov]" in text(pages()[0])
    assert "received a 45 day filing extension." in text(pages()[0])
    assert "in Integrity.gov" not in text(pages(signed="")[0])


def test_each_row_ends_with_a_rule_of_a_piece_for_each_column() -> None:
    page = pages()[1]
    tops = [round(path.top) for path in page.paths]
    assert [tops.count(top) for top in sorted(set(tops))] == [7, 7, 3, 3]


def test_a_sample_says_that_it_is_one() -> None:
    assert NOTE in text(pages()[-1])


@pytest.mark.parametrize(
    ("line", "room", "lines"),
    [("", 50, []), ("a b", 50, ["a b"]), ("$50,001 - $100,000", 86, ["$50,001 -", "$100,000"])],
)
def test_words_fill_lines(line: str, room: float, lines: list[str]) -> None:
    assert wrapped(line, room) == lines


def test_a_character_the_font_lacks_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        pages(position="秘書")
