"""The replica's pages hold what was put into them, to a reader that shares no code with ours."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from ingest.source import printed_record
from ingest.sources.senate.page import read_page
from replica import senate_pages as pages
from storage.model import Document
from tests.support.shared import CORPUS

SENATE = CORPUS / "senate"
RECORD: dict[str, Any] = {
    "title_date": "2020-03-02",
    "amendment": 2,
    "salutation": "Mr.",
    "full_name": "John <Jack> Public",
    "name_last_first": "Public, John",
    "filed": "2020-03-06T15:00",
    "summary": {"total": 1, "self": 0, "joint": 0, "spouse": 0, "child": 1},
    "rows": [
        {
            "ordinal": 7,
            "date": "2020-02-28",
            "owner": "Child",
            "tickers": ["DD"],
            "asset": "DuPont & Co",
            "details": {"option_type": "Put", "strike": "$40.00", "expires": "07/17/2020"},
            "asset_type": "Stock Option",
            "type": "Sale (Full)",
            "amount": "$1,001 - $15,000",
            "comment": "",
        }
    ],
}


class Shown(HTMLParser):
    """What a page shows, and the tags it is made of with their attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data.split()

    def attributes(self, tag: str, name: str) -> list[str | None]:
        return [attributes[name] for found, attributes in self.tags if found == tag and name in attributes]


def test_a_report_shows_its_record() -> None:
    shown = Shown(pages.print_report(RECORD, pages.QUOTES_TO_2020))
    words = " ".join(shown.text)
    assert "Periodic Transaction Report for 03/02/2020 (Amendment 2)" in words
    assert "Mr. John <Jack> Public (Public, John) Filed 03/06/2020 @ 3 PM" in words
    assert "(1 transaction total) 0 Self 0 Joint 0 Spouse 1 Dependent Child" in words
    assert (
        "7 02/28/2020 Child DD DuPont & Co Option Type: Put Strike price: $40.00 Expires: 07/17/2020" in words
    )
    assert words.endswith("Stock Option Sale (Full) $1,001 - $15,000 --")
    assert shown.attributes("a", "href") == ["https://finance.yahoo.com/q?s=DD"]


@pytest.mark.parametrize(("hour", "shown"), [("00:00", "midnight"), ("12:00", "noon"), ("13:00", "1 PM")])
def test_hours_may_be_named(hour: str, shown: str) -> None:
    page = pages.print_report({**RECORD, "filed": f"2020-03-06T{hour}"}, named_hours=True)
    assert f"@ {shown}" in " ".join(Shown(page).text)


def test_a_paper_filing_shows_its_images_and_the_logo() -> None:
    shown = Shown(pages.print_paper("ABC", ["https://media.example/1.gif", "https://media.example/2.gif"]))
    assert shown.attributes("img", "src")[1:] == [
        "https://media.example/1.gif",
        "https://media.example/2.gif",
    ]
    assert shown.attributes("img", "class") == ["filingImage"] * 2
    assert "Page 1 of 2" in " ".join(shown.text)


def test_an_extension_notice_shows_both_dates() -> None:
    page = pages.print_extension(
        "Jane Public", "Annual Report for 2025", date(2026, 5, 15), date(2026, 8, 13)
    )
    words = " ".join(Shown(page).text)
    assert "originally due on May 15, 2026" in words
    assert "new due date for the report is no later than August 13, 2026" in words


def test_the_agreement_has_the_forms_token_and_says_when_it_was_refused() -> None:
    shown = Shown(pages.agreement_page("token", refused=True))
    assert ("form", {"action": "", "method": "POST", "id": "agreement_form"}) in shown.tags
    assert shown.attributes("input", "value") == ["1", "token"]
    assert shown.attributes("div", "id") == ["errorMessage"]
    assert Shown(pages.agreement_page("token")).attributes("div", "id") == []


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (pages.print_report(RECORD), "eFD: Print Periodic Transaction Report"),
        (pages.print_paper("ABC", []), "eFD: View Report"),
        (pages.agreement_page(""), "eFD: Home"),
        (pages.search_page(), "eFD: Find Reports"),
        (pages.maintenance_page(), "U.S. Senate: Site Under Maintenance"),
        (pages.denied_page(), "Access Denied"),
    ],
)
def test_each_page_has_its_title(page: bytes, title: str) -> None:
    assert re.search(b"<title>(.*)</title>", page)[1].decode() == title  # type: ignore[index]


@pytest.mark.corpus
def test_what_real_reports_say_reads_as_it_was_printed() -> None:
    for line in (SENATE / "expected.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        quotes = pages.QUOTES if record["filed"] > "2021" else pages.QUOTES_TO_2020
        page = Document("senate", record["uuid"], pages.print_report(record, quotes), "text/html")
        assert printed_record(read_page(page, None)) == record


@pytest.mark.corpus
def test_a_printed_report_shows_the_words_of_the_real_one() -> None:
    """From the heading on, but for what only the real page has around the table."""
    for line in (SENATE / "expected.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        real = (SENATE / "ptr" / f"{record['uuid']}.html").read_bytes()
        assert table_words(pages.print_report(record)) == table_words(real)


def table_words(page: bytes) -> list[str]:
    """All words in the table; the browser and the server space an exchange's tags alike."""
    return Shown(page[page.index(b"<tbody>") : page.index(b"</tbody>")]).text
