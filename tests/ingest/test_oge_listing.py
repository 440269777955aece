"""OGE's list: what is a report to download, what is only on request, and answers that cannot be trusted."""

import json
from datetime import date
from typing import Any

import pytest

from ingest.errors import IndexUnreadable
from ingest.sources.oge.listing import listings, read_answer
from storage.model import Listing

SITE = "https://oge.example"
ID = "42300720A4227E9E85258E77002DD1B3"
PATH = f"/201/Presiden.nsf/PAS+Index/{ID}/$FILE/Sample-278T.pdf"
FORM = f"{SITE}/201/Presiden.nsf/201%20Request?OpenForm&Filer=Sample"
REQUEST = f"278 Transaction (<a href='{FORM}'>Request this Document</a>)"


def link(address: str = SITE + PATH, text: str = "278 Transaction") -> str:
    return f"<a href='{address}'>{text}</a>"


def row(kind: Any = link(), **fields: Any) -> dict[str, Any]:  # noqa: B008
    known = {"docDate": "2026-07-25T04:20:33", "title": "Secretary", "name": "Sample, Ada", "amended": ""}
    return {**known, "agency": "Department of Samples", "level": "Level I", "type": kind, **fields}


def answer(*rows: Any, **fields: Any) -> bytes:
    counts = {"recordsTotal": 16_670, "recordsFiltered": len(rows)}
    return json.dumps({**counts, "data": rows, **fields}).encode()


def listed(*rows: dict[str, Any]) -> list[Listing]:
    return listings("oge", read_answer(answer(*rows)).rows, SITE)


def test_a_report_is_known_by_the_id_in_its_link() -> None:
    [found] = listed(row())
    assert (found.source, found.document_id, found.url) == ("oge", ID.lower(), SITE + PATH)
    assert (found.filer, found.filed) == ("Sample, Ada", date(2026, 7, 25))
    assert (found.facts["title"], found.facts["agency"]) == ("Secretary", "Department of Samples")


@pytest.mark.parametrize(
    "kind",
    [
        REQUEST,
        link(f"{SITE}/201/Presiden.nsf/201%20Request?OpenForm", "278 Transaction (Request this Document)"),
        link(text="Annual (2026)"),
        "",
        None,
        7,
        ["278 Transaction"],
    ],
)
def test_what_is_on_request_or_of_another_type_is_no_document(kind: Any) -> None:
    assert listed(row(kind)) == []


@pytest.mark.parametrize(
    "address",
    [
        PATH,
        f"{SITE}{PATH.replace('$', '%24')}",
        f"{SITE}{PATH.replace('Sample', 'O’Hara, Jr. &amp; Co')}",
        f"{SITE}{PATH.replace('Sample', chr(39).join('OH'))}",  # an apostrophe inside single quotes
        f"{SITE}{PATH.replace(ID, ID.lower())}",
    ],
)
def test_a_link_may_be_written_in_many_ways(address: str) -> None:
    [found] = listed(row(link(address)))
    assert found.document_id == ID.lower()
    assert found.url.startswith(SITE)
    assert found.url.endswith("-278T.pdf")


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("278 Transaction", ""),
        (link("javascript:alert(1)"), ""),
        (link("http://[/a.pdf"), ""),
        (link(f"{SITE}/201/Presiden.nsf/201%20Request?OpenForm"), ""),
        (link("https://elsewhere.example/a.pdf"), "https://elsewhere.example/a.pdf"),
    ],
)
def test_a_row_of_an_unknown_form_gets_a_name_of_its_own_and_no_form_is_its_address(
    kind: str, url: str
) -> None:
    [found] = listed(row(kind))
    assert found.document_id == "damaged row: Sample, Ada 2026-07-25 278 Transaction"
    assert found.url == url


def test_the_first_of_two_rows_with_one_id_counts() -> None:
    [found] = listed(row(), row(name="Other, Ada"))
    assert found.filer == "Sample, Ada"


def test_damaged_rows_that_say_the_same_are_told_apart_and_cost_no_other() -> None:
    found = listed(row("278 Transaction"), row(), row("278 Transaction"), row(), row("278 Transaction"))
    said = "damaged row: Sample, Ada 2026-07-25 278 Transaction"
    assert [one.document_id for one in found] == [said, ID.lower(), f"{said} (2)", f"{said} (3)"]


def test_a_date_or_a_name_that_is_none_stops_nothing() -> None:
    [found] = listed(row(docDate="soon", name=" Sample,\x00\n Ada \ud800", title=None))
    assert (found.filed, found.filer, found.facts["title"]) == (None, "Sample, Ada ?", "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>This page is used to allow access to REST Services.</html>",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b"[]",
        b"{}",
        answer(data=None),
        answer(data={"a": 1}),
        answer("a row"),
        answer(row(), recordsTotal=None),
        answer(row(), recordsTotal=True),
        answer(row(), recordsFiltered=-1),
        answer(row(), recordsTotal=1e300),
        answer(row(), recordsFiltered=10**40),
        b" " * ((16 << 20) + 1),
        b'{"recordsTotal": 1, "recordsFiltered": 1, "data": [' + b"{}," * 100_000 + b"{}]}",
    ],
    ids=range(18),
)
def test_an_answer_that_is_no_list_is_unreadable(content: bytes) -> None:
    with pytest.raises(IndexUnreadable):
        read_answer(content)
