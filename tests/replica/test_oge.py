"""OGE's replica answers as OGE's site does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests

from replica.oge import LIST, REQUEST_FORM, RETIRED_LIST, Entry, Oge

PDF = b"%PDF-1.4 a report"
OLD = Entry("0" * 31 + "a", "Old, Otto", date(2026, 7, 1))
NEW = Entry("0" * 31 + "b", "New, Nora", date(2026, 7, 25), level="Level II")
LOCKED = Entry("0" * 31 + "c", "Deputy, Dan", date(2026, 7, 20), level="n/a")
ANNUAL = Entry("0" * 31 + "d", "Old, Otto", date(2026, 7, 10), kind="Annual (2026)")
HEADERS = {"X-Requested-With": "XMLHttpRequest", "Referer": "https://www.oge.gov/"}


@pytest.fixture
def site() -> Iterator[Oge]:
    with Oge(lambda: datetime(2026, 7, 25, tzinfo=UTC)) as site:
        for entry in (OLD, NEW, ANNUAL):
            site.publish(entry, PDF)
        site.publish_on_request(LOCKED)
        yield site


def get(site: Oge, path: str, **query: Any) -> requests.Response:
    return requests.get(site.url + path, query, headers=HEADERS, timeout=5, proxies={"http": ""})


def names(site: Oge, **query: Any) -> list[str]:
    asked = {"length": 30_000, "order[0][column]": 0, "order[0][dir]": "desc", **query}
    return [row["name"] for row in get(site, LIST, **asked).json()["data"]]


def test_the_list_is_ordered_filtered_and_paged(site: Oge) -> None:
    assert names(site) == ["New, Nora", "Deputy, Dan", "Old, Otto", "Old, Otto"]
    assert names(site, **{"columns[2][search][value]": "Transaction"})[2:] == ["Old, Otto"]
    assert names(site, **{"columns[5][search][value]": "level ii"}) == ["New, Nora"]
    assert names(site, **{"order[0][dir]": "asc", "start": 1, "length": 2}) == ["Old, Otto", "Deputy, Dan"]


def test_the_counts_are_of_all_and_of_what_the_filter_leaves(site: Oge) -> None:
    told = get(site, LIST, length=1, **{"columns[2][search][value]": "Transaction"}).json()
    assert (told["recordsTotal"], told["recordsFiltered"], len(told["data"])) == (4, 3, 1)


def test_a_link_is_in_single_quotes_and_leads_to_the_file(site: Oge) -> None:
    [row] = get(site, LIST, length=1, **{"columns[3][search][value]": "Nora"}).json()["data"]
    assert row["type"] == f"<a href='{site.url}{NEW.path}'>278 Transaction</a>"
    assert row["docDate"].startswith("2026-07-25T")
    assert get(site, NEW.path).content == PDF


def test_a_document_on_request_has_the_form_for_a_link(site: Oge) -> None:
    [row] = get(site, LIST, length=1, **{"columns[3][search][value]": "Dan"}).json()["data"]
    assert "201%20Request?OpenForm" in row["type"]
    assert ">Request this Document</a>)" in row["type"]
    assert get(site, REQUEST_FORM).status_code == 200
    assert site.seen[-1].path == REQUEST_FORM


def test_a_file_that_is_not_there_is_a_page_of_html_with_status_200(site: Oge) -> None:
    answered = get(site, LOCKED.path)
    assert (answered.status_code, answered.headers["Content-Type"][:9]) == (200, "text/html")
    assert "Unable to Process Request" in answered.text


def test_a_bare_request_is_bad_and_the_retired_list_is_a_page(site: Oge) -> None:
    bare = requests.get(site.url + LIST, timeout=5, proxies={"http": ""})
    assert bare.status_code == 400
    assert get(site, RETIRED_LIST).text.startswith("<html>")


def test_an_unlisted_document_is_still_served(site: Oge) -> None:
    site.unlist(NEW.document_id)
    assert "New, Nora" not in names(site)
    assert get(site, NEW.path).content == PDF
