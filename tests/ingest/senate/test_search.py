"""Rows of the Senate's search, page after page, and every answer that is none."""

import json
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ingest.errors import IndexUnreadable
from ingest.sources.senate.search import FIRST_DAY, LENGTH, every_row, form, read_answer, read_row
from ingest.sources.senate.session import form_token
from tests.support.shared import CORPUS

SITE = CORPUS / "senate/site"
UUID = "0000000a-1234-4abc-8def-00000000000a"


def cells(number: int, kind: str = "ptr") -> list[str]:
    link = f'<a href="/search/view/{kind}/{number:08x}-{UUID[9:]}/" target="_blank">Report</a>'
    return ["Jane", "Placeholder", "Placeholder, Jane (Senator)", link, "06/22/2026"]


def answered(numbers: Sequence[int], total: int) -> bytes:
    return json.dumps({"recordsFiltered": total, "data": [*map(cells, numbers)], "result": "ok"}).encode()


def site(*lists: Sequence[int]) -> tuple[Callable[[int], bytes], list[int]]:
    """A site whose list is another one at each request, the last one for good; and what it was asked."""
    asked: list[int] = []

    def ask(start: int) -> bytes:
        now = lists[min(len(asked), len(lists) - 1)]
        asked.append(start)
        return answered(now[start : start + LENGTH], len(now))

    return ask, asked


def found(ask: Callable[[int], bytes]) -> list[int]:
    return [int(row.uuid[:8], 16) for row in every_row(ask)]


def test_pages_are_asked_for_until_all_rows_are_there() -> None:
    ask, asked = site(range(250))
    assert found(ask) == [*range(250)]
    assert asked == [0, 100, 200]


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2), (200, 2)])
def test_no_page_is_asked_for_beyond_the_last(rows: int, pages: int) -> None:
    ask, asked = site(range(rows))
    assert len(found(ask)) == rows
    assert len(asked) == pages


def test_a_site_that_gives_shorter_pages_is_read_to_the_end() -> None:
    assert found(lambda start: answered(range(start, min(start + 25, 60)), 60)) == [*range(60)]


def test_a_report_that_appears_meanwhile_is_not_lost_nor_is_another() -> None:
    before, after = range(1, 151), range(151)
    ask, asked = site(before, after)
    assert found(ask) == [*after]
    assert asked == [0, 100, 0, 100]


def test_a_report_that_is_withdrawn_meanwhile_hides_no_other() -> None:
    ask, _ = site(range(151), range(1, 151))
    assert found(ask) == [*range(1, 151)]


def test_one_that_appears_while_another_is_withdrawn_is_noticed() -> None:
    ask, asked = site(range(1, 151), [0, *range(1, 150)])
    assert found(ask) == [0, *range(1, 150)]
    assert len(asked) == 4


@pytest.mark.parametrize(
    "ask",
    [
        lambda start: answered(range(100), 150),  # the same page again and again
        lambda start: answered(range(start, start + 100) if start == 0 else [], 150),
        lambda start: answered(range(start, start + 100), 150),  # more rows than there are
        lambda start: answered([], 150),
        lambda start: answered(range(start, start + 100), 150 + start),
    ],
)
def test_pages_that_never_fit_together_are_unreadable_after_beginning_anew_once(
    ask: Callable[[int], bytes],
) -> None:
    asked: list[int] = []

    def noted(start: int) -> bytes:
        asked.append(start)
        return ask(start)

    with pytest.raises(IndexUnreadable, match="do not fit together"):
        every_row(noted)
    assert asked.count(0) == 2
    assert len(asked) <= 4


@pytest.mark.parametrize(
    ("link", "kind", "uuid"),
    [
        (f"/search/view/ptr/{UUID}/", "ptr", UUID),
        (f"/search/view/paper/{UUID.upper()}/", "paper", UUID),
        (f"/SEARCH/View/PTR/{UUID}", "ptr", UUID),
        (f"/search/view/extension-notice/regular/{UUID}/", "extension", UUID),
        (f"/search/view/annual/{UUID}/", "annual", UUID),
        (f"/search/view/ptr/{UUID}0/", "", ""),
        (f"/search/view/ptr/../{UUID}/", "", ""),
        ("http://[", "", ""),
        ("", "", ""),
    ],
)
def test_a_link_tells_kind_and_id_whatever_its_case(link: str, kind: str, uuid: str) -> None:
    row = read_row(["", "", "", f'<a href="{link}">Report</a>', ""])
    assert (row.kind, row.uuid, row.link) == (kind, uuid, link)


@pytest.mark.parametrize(
    ("first", "last", "filer"),
    [
        ("Gary C", "Peters", "Gary C Peters"),
        ("Jerry", "Moran,  ", "Jerry Moran"),
        ("A. Mitchell", "McConnell, Jr.", "A. Mitchell McConnell, Jr."),
        ("RICHARD ", "BLUMENTHAL", "RICHARD BLUMENTHAL"),
        ("", "Placeholder", "Placeholder"),
        ("\0\ud800", " ,", "\ufffd\ufffd"),
    ],
)
def test_a_filer_is_named_in_the_order_people_say_it(first: str, last: str, filer: str) -> None:
    assert read_row([first, last, "", "", ""]).filer == filer


@pytest.mark.parametrize("link", ["", "text", "<a>A</a><a>B</a>", "<p>" * 300, "<a href=x>" * 90])
def test_a_row_whose_link_is_damaged_has_a_name_of_its_own(link: str) -> None:
    row = read_row(["Jane", "Placeholder", "", link, "06/22/2026"])
    assert (row.kind, row.uuid) == ("", "")
    assert row.document_id.startswith("damaged row: Jane Placeholder 06/22/2026")
    assert len(row.document_id) <= 100


def listed(*rows: object) -> bytes:
    return json.dumps({"recordsFiltered": len(rows), "data": rows, "result": "ok"}).encode()


def test_damaged_rows_on_several_pages_do_not_make_the_list_unreadable() -> None:
    long = ["Jane", "Placeholder", "", "x" * 200, "06/22/2026"]
    whole = [long, *map(cells, range(99)), long]
    rows = every_row(
        lambda start: json.dumps(
            {"recordsFiltered": 101, "data": whole[start : start + LENGTH], "result": "ok"}
        ).encode()
    )
    assert len(rows) == 101


@pytest.mark.parametrize(
    "bad", [None, 7, {}, [], cells(2)[:4], [*cells(2), ""], [*cells(2)[:4], None], ["x" * 501, *cells(2)[1:]]]
)
def test_a_row_of_another_shape_is_a_damaged_one_beside_the_others(bad: object) -> None:
    good, row = every_row(lambda _: listed(cells(1), bad))
    assert (good.uuid, row.uuid) == (cells(1)[3].split("/")[4], "")
    assert row.document_id.startswith("damaged row:")


GOOD = {"recordsFiltered": 1, "data": [cells(1)], "result": "ok"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"recordsFiltered": ' + b"9" * 5_000 + b"}",
        b"\xff\xfe{}",
        *(
            json.dumps({**GOOD, **wrong}).encode()
            for wrong in (
                {"recordsFiltered": "1"},
                {"recordsFiltered": True},
                {"recordsFiltered": -1},
                {"recordsFiltered": 10**9},
                {"data": None},
                {"data": [cells(1)[:4]]},
                {"data": [[*cells(1), ""]]},
                {"data": [[*cells(1)[:4], None]]},
                {"data": [[*cells(1)[:4], "x" * 501]]},
                {"data": [{}]},
                {"data": [cells(1)] * 101},
                {"result": "error"},
            )
        ),
        json.dumps(GOOD).encode() + b" " * 2**20,
    ],
)
def test_an_answer_of_another_shape_or_size_is_unreadable(content: bytes) -> None:
    with pytest.raises(IndexUnreadable):
        read_answer(content)


@given(some.lists(some.text(max_size=60), min_size=5, max_size=5))
def test_no_row_is_too_strange(texts: list[str]) -> None:
    row = read_row(texts)
    assert row.document_id
    row.document_id.encode()


def test_a_search_always_has_a_first_day_and_a_length_that_the_site_knows() -> None:
    fields = form(11, FIRST_DAY, 200)
    assert fields["submitted_start_date"] == "01/01/2012 00:00:00"
    assert (fields["start"], fields["length"], fields["report_types"]) == ("200", "100", "[11]")
    assert form(10, date(2026, 6, 3), 0)["submitted_start_date"] == "06/03/2026 00:00:00"


@pytest.mark.corpus
def test_real_answers_read() -> None:
    june = read_answer((SITE / "search-2026-06.json").read_bytes())
    assert (june.total, len({row.document_id for row in june.rows})) == (13, 13)
    assert [row.kind for row in june.rows].count("paper") == 1
    assert all(row.uuid and row.title.startswith("Periodic Transaction Report for ") for row in june.rows)
    earliest = read_answer((SITE / "search-earliest-2012.json").read_bytes())
    assert (earliest.total, len(earliest.rows)) == (2383, 10)
    assert all(row.kind == "paper" and row.uuid == row.uuid.lower() for row in earliest.rows)
    assert all(row.uuid.upper() in row.link for row in earliest.rows)


@pytest.mark.corpus
def test_the_real_agreement_has_a_form_that_can_be_accepted() -> None:
    assert len(form_token((SITE / "agreement-page.html").read_bytes())) == 64
