"""Pages of the Senate that are built otherwise, doubted or no report at all."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ingest.errors import (
    FetchError,
    LimitExceeded,
    Maintenance,
    OtherDocument,
    PageChanged,
    ReadError,
    Refused,
    SessionLost,
    UnknownValue,
    Unreadable,
    WrongKind,
)
from ingest.source import printed_record
from ingest.sources.senate.kinds import PageKind, check_kind, page_kind
from ingest.sources.senate.page import picture_urls, read_page
from replica import senate_pages as pages
from storage.model import Kind
from tests.support.senate import LISTING, UUID, document, read, report

IMAGES = [f"https://media.example/{number}.gif" for number in (112, 113, 114)]


@pytest.mark.parametrize(
    ("row", "said"),
    [({"owner": "Trust"}, "row 2, owner 'Trust'"), ({"ordinal": "x"}, "row 2, row number 'x'")],
)
def test_an_unknown_value_names_its_row(row: dict[str, Any], said: str) -> None:
    with pytest.raises(UnknownValue, match=said):
        read(pages.print_report(report({}, row)))


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('<th scope="col">Comment</th>', "", PageChanged),
        (">Owner</th>", ">Holder</th>", PageChanged),
        ("</td>\n</tr>", "</td>\n<td>x</td></tr>", PageChanged),
        ("<td>\n  Joint\n</td>", "", PageChanged),
        ("<td>\n  Joint\n</td>", "<td><b>Joint</b></td>", PageChanged),
        ('class="table table-striped"', 'class="table"', PageChanged),
        ("</table>", '</table><table class="table-striped"></table>', PageChanged),
        ("1 Joint", "1 Jointly", PageChanged),
        ("(1 transaction total)", "(1 of 1 transactions)", PageChanged),
        ("Print Periodic Transaction Report", "Periodic Transactions", PageChanged),
        ("Periodic Transaction Report\n for", "Transactions for", PageChanged),
        ("(Public, Jane)", "", PageChanged),
        ("</html>", "", Unreadable),
        ("Purchase", "Purchase " * 2_000, LimitExceeded),
        ("<body>", "<body>" + "<div>" * 300, LimitExceeded),
        ("<body>", "<body>" + "<i>" * 300_000, LimitExceeded),
        ("<body>", "<body>" + " " * (9 << 20), LimitExceeded),
    ],
)
def test_a_page_built_otherwise_fails_by_name(old: str, new: str, error: type[ReadError]) -> None:
    page = pages.print_report(report({}))
    assert old.encode() in page
    with pytest.raises(error):
        read(page.replace(old.encode(), new.encode()))


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        (report({"date": "2026-06-17"}), "dated after the filing: row 1"),
        (report({"date": "05/27/226"}), "a date cannot be read: row 1"),
        (report({"date": "2026-02-29"}), "a date cannot be read: row 1"),
        (report({"comment": "a\x01b"}, {"comment": "\ufffd"}), "an unreadable character: rows 1, 2"),
        (report({"comment": "sold |/td>"}), "a broken tag: row 1"),
        (report({"details": {"coupon": "3.00 %", "matures": ""}}), "a sub-line says nothing: row 1"),
        (report({}, full_name="Jane Q Pub\x02lic"), "the name has an unreadable character"),
        (
            report({}, full_name="John Doe"),
            "the report is John Doe's and Public, Jane's",
        ),
        (
            report({}, title_date="2026-06-14"),
            "the title says 14 Jun 2026, the report was filed on 16 Jun 2026",
        ),
        (
            report({}, title_date="2026-06-18", amendment=1),
            "the title says 18 Jun 2026, the report was filed on 16 Jun 2026",
        ),
    ],
)
def test_a_slip_is_a_doubt_and_no_failure(changed: dict[str, Any], doubt: str) -> None:
    filing = read(pages.print_report(changed))
    assert doubt in filing.doubts
    assert len(filing.trades) == len(changed["rows"])


def test_a_doubt_about_many_rows_names_the_first_few() -> None:
    filing = read(pages.print_report(report(*[{"date": "2026-06-17"}] * 7)))
    assert filing.doubts == ("dated after the filing: rows 1, 2, 3, 4, 5 and 2 more",)


@pytest.mark.parametrize(
    "header", [{"title_date": "2026-06-17"}, {"title_date": "2026-01-02", "amendment": 1}]
)
def test_a_title_may_be_a_day_off_and_an_amendments_is_the_originals(header: dict[str, Any]) -> None:
    assert read(pages.print_report(report({}, **header)), LISTING).doubts == ()


def test_a_ticker_that_leads_elsewhere_is_doubted() -> None:
    page = pages.print_report(report({})).replace(b"quote/IBM", b"quote/IBN")
    assert read(page).doubts == ("the ticker leads to another symbol: row 1",)


def test_a_report_that_contradicts_its_listing_is_doubted() -> None:
    other = {"full_name": "John Doe", "name_last_first": "Doe, John", "uuid": UUID}
    page = pages.print_report(report({}, **other, filed="2026-06-17T10:00"))
    assert read_page(document(page, UUID.replace("0", "1")), LISTING).doubts == (
        "the search names Jane Q Public, the report John Doe",
        "the search says filed on 16 Jun 2026, the report 17 Jun 2026",
        f"the search lists {UUID}, the report is {UUID.replace('0', '1')}",
    )


def test_a_paper_filing_is_known_by_its_listing() -> None:
    paper = document(pages.print_paper(UUID, IMAGES))
    filing = read_page(paper, LISTING)
    assert (filing.kind, filing.trades, filing.pages) == (Kind.PAPER, (), 3)
    assert (filing.filer, filing.filed, filing.amendment) == ("Jane Q Public", date(2026, 6, 16), 2)
    assert filing.office == "Senator"
    assert picture_urls(paper) == tuple(IMAGES)


def test_a_paper_filing_without_its_listing_is_nobodys() -> None:
    filing = read(pages.print_paper(UUID, IMAGES))
    assert (filing.kind, filing.filer, filing.filed, filing.office) == (Kind.PAPER, "", None, "")
    assert printed_record(filing) == {"uuid": UUID, "rows": []}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda page: page.replace(b"Page 2 of 3", b"Page 2 of 4"), PageChanged),
        (lambda page: page.replace(b'class="filingImage"', b'class="image"', 1), PageChanged),
        (lambda page: page.replace(IMAGES[1].encode(), b""), PageChanged),
        (lambda page: page.replace(UUID.encode(), UUID.replace("0", "1").encode()), OtherDocument),
        (lambda page: pages.print_paper(UUID, []), PageChanged),
    ],
)
def test_a_paper_page_with_other_images_fails_by_name(
    change: Callable[[bytes], bytes], error: type[ReadError]
) -> None:
    with pytest.raises(error):
        read(change(pages.print_paper(UUID, IMAGES)))


def test_an_extension_notice_has_no_trades_and_a_new_date() -> None:
    days = date(2026, 5, 15), date(2026, 8, 13)
    filing = read(pages.print_extension("Jane Q Public", "Annual Report for 2025", *days), LISTING)
    assert (filing.kind, filing.filer, filing.filed) == (Kind.EXTENSION, "Jane Q Public", date(2026, 6, 16))
    assert (filing.printed["was_due"], filing.printed["due"]) == ("2026-05-15", "2026-08-13")


def test_an_extension_notice_that_names_no_filer_fails_by_name() -> None:
    page = pages.print_extension("Jane Q Public", "Annual Report", date(2026, 5, 15), date(2026, 8, 13))
    with pytest.raises(PageChanged):
        read(page.replace(b"requested", b"wants"))


@pytest.mark.parametrize(
    ("page", "kind", "error"),
    [
        (pages.agreement_page("t" * 64), PageKind.HOME, SessionLost),
        (pages.search_page(), PageKind.SEARCH, SessionLost),
        (pages.maintenance_page(), PageKind.MAINTENANCE, Maintenance),
        (pages.denied_page(), PageKind.DENIED, Refused),
        (b"<title>eFD: Annual Report for 2024 - Public, Jane</title>", PageKind.ANNUAL, WrongKind),
        (b"<title>Welcome</title>", PageKind.UNKNOWN, WrongKind),
        (b"", PageKind.UNKNOWN, WrongKind),
        (b"\xff\xfe<title>", PageKind.UNKNOWN, WrongKind),
    ],
)
def test_a_page_in_place_of_a_report_is_told_by_its_title(
    page: bytes, kind: PageKind, error: type[FetchError]
) -> None:
    assert page_kind(page) is kind
    with pytest.raises(error):
        check_kind(page, PageKind.REPORT, PageKind.PAPER)
    with pytest.raises(PageChanged if page else Unreadable):
        read(page)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (pages.agreement_page("t" * 64), "it is the site's page that asks to accept its terms"),
        (pages.search_page(), "it is the site's search form"),
        (b"<html><title>Sign in</title></html>", "it is a page titled 'Sign in'"),
        (b"<!DOCTYPE html><html></html>", "it is a page without a title"),
        (b"%PDF-1.4\n%%EOF", "it is no web page"),
    ],
)
def test_what_is_no_report_is_told_in_words(page: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        read(page)


def test_an_expected_page_passes() -> None:
    page = pages.print_report(report({}))
    assert check_kind(page, PageKind.REPORT, PageKind.PAPER) is PageKind.REPORT


@pytest.mark.parametrize("name", ["Jane ` Public", "J4ne Public", "Jane Public;"])
def test_a_name_with_signs_that_no_name_has_is_doubted(name: str) -> None:
    assert (
        "the name has signs that no name has" in read(pages.print_report(report({}, full_name=name))).doubts
    )
