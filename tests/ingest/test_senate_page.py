"""Pages of the Senate: all real ones of the corpus, and printed ones for what no real one shows."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import (
    FetchError,
    LimitExceeded,
    Maintenance,
    NoRows,
    OtherDocument,
    PageChanged,
    ReadError,
    Refused,
    RowsDiffer,
    SessionLost,
    UnknownValue,
    Unreadable,
    WrongKind,
)
from ingest.source import printed_record
from ingest.sources.senate.kinds import PageKind, check_kind, page_kind
from ingest.sources.senate.page import picture_urls, read_page
from replica import senate_pages as pages
from storage.model import AmountRange, Chamber, Document, Filing, Kind, Listing, Owner, Side

CORPUS = Path(__file__).parents[2].parent / "shared/corpus/senate"
UUID = "0abc0000-1111-2222-3333-444455556666"
IMAGES = [f"https://media.example/{number}.gif" for number in (112, 113, 114)]

ROW: dict[str, Any] = {
    "ordinal": 1,
    "date": "2026-05-27",
    "owner": "Joint",
    "tickers": ["IBM"],
    "asset": "International Business Machines Corporation",
    "asset_type": "Stock",
    "type": "Purchase",
    "amount": "$1,001 - $15,000",
    "comment": "",
}
REPORT: dict[str, Any] = {
    "uuid": UUID,
    "title_date": "2026-06-16",
    "amendment": 0,
    "salutation": "The Honorable",
    "full_name": "Jane Q Public",
    "name_last_first": "Public, Jane",
    "filed": "2026-06-16T09:46",
}
LISTING = Listing(
    source="senate",
    document_id=UUID,
    url="",
    filer="Jane Q Public",
    filed=date(2026, 6, 16),
    facts={"last": "Public, Jr.", "office": "Public, Jane (Senator)", "title": "… (Amendment 2)"},
)


def report(*rows: dict[str, Any], **header: Any) -> dict[str, Any]:
    full = [{**ROW, **row} for row in rows]
    held = Counter(row["owner"].lower() for row in full)
    summary = {"total": len(full), **{name: held[name] for name in ("self", "joint", "spouse", "child")}}
    return {**REPORT, "summary": summary, **header, "rows": full}


def document(content: bytes, name: str = UUID) -> Document:
    return Document("senate", name, content, "text/html")


def read(content: bytes, listing: Listing | None = None) -> Filing:
    return read_page(document(content), listing)


def read_row(**row: Any) -> Any:
    [trade] = read(pages.print_report(report(row))).trades
    return trade


@pytest.mark.corpus
def test_every_real_report_reads_as_expected() -> None:
    records = (CORPUS / "expected.jsonl").read_text("utf-8").splitlines()
    expected = {record["uuid"]: record for record in map(json.loads, records)}
    files = sorted((CORPUS / "ptr").glob("*.html"))
    assert [path.stem for path in files] == sorted(expected)
    for path in files:
        filing = read_page(document(path.read_bytes(), path.stem), None)
        assert printed_record(filing) == expected[path.stem]
        assert len(filing.trades) == filing.printed["summary"]["total"]


@pytest.mark.corpus
def test_only_the_known_slips_of_real_filers_are_doubted() -> None:
    cases = json.loads((CORPUS / "cases.json").read_text("utf-8"))
    doubted = {}
    for path in sorted((CORPUS / "ptr").glob("*.html")):
        if found := read_page(document(path.read_bytes(), path.stem), None).doubts:
            doubted[path.stem] = found
    assert sorted(doubted) == sorted(cases["date_after_filing"])
    assert all(found[0].startswith("dated after the filing: row ") for found in doubted.values())


@pytest.mark.corpus
def test_other_real_pages_are_what_they_are() -> None:
    kinds = {path.name[:6]: page_kind(path.read_bytes()) for path in (CORPUS / "site").glob("*.html")}
    assert kinds == {
        "agreem": PageKind.HOME,
        "search": PageKind.SEARCH,
        "sessio": PageKind.SEARCH,
        "paper-": PageKind.PAPER,
        "extens": PageKind.EXTENSION,
    }


@pytest.mark.corpus
def test_a_real_paper_filing_has_its_images_in_order() -> None:
    [path] = (CORPUS / "site").glob("paper-view-*.html")
    paper = document(path.read_bytes(), path.stem.removeprefix("paper-view-"))
    filing = read_page(paper, LISTING)
    assert (filing.kind, filing.pages, filing.trades) == (Kind.PAPER, 7, ())
    assert [url.rpartition("/")[2] for url in picture_urls(paper)] == [
        f"{number:09}.gif" for number in range(112, 119)
    ]


@pytest.mark.corpus
def test_a_real_extension_notice_tells_the_new_date() -> None:
    filing = read((CORPUS / "site/extension-notice.html").read_bytes(), LISTING)
    assert (filing.kind, filing.filer, filing.trades) == (Kind.EXTENSION, "Benjamin E Sasse", ())
    assert filing.printed == {
        "uuid": UUID,
        "report": "Annual Report for 2016 Due Date Extension 1",
        "full_name": "Benjamin E Sasse",
        "was_due": "2017-05-15",
        "due": "2017-08-13",
    }


def test_a_row_becomes_a_trade() -> None:
    filing = read(pages.print_report(report({"type": "Sale (Partial)", "comment": "in part"})), LISTING)
    [trade] = filing.trades
    assert (trade.side, trade.owner) == (Side.PARTIAL_SALE, Owner.JOINT)
    assert (trade.ticker, trade.asset_type, trade.note) == ("IBM", "Stock", "in part")
    assert (trade.traded, trade.notified) == (date(2026, 5, 27), None)
    assert trade.amount == AmountRange(100_100, 1_500_000)
    assert filing.doubts == ()


def test_the_heading_tells_who_filed_and_when() -> None:
    filing = read(pages.print_report(report({}, amendment=3)), LISTING)
    assert (filing.kind, filing.chamber, filing.pages) == (Kind.ELECTRONIC, Chamber.SENATE, 1)
    assert (filing.filer, filing.state, filing.district) == ("Jane Q Public", "", None)
    assert (filing.filed, filing.signed, filing.amendment) == (date(2026, 6, 16), None, 3)
    assert filing.office == "Senator"


def test_a_document_id_in_capitals_is_printed_lower() -> None:
    filing = read_page(document(pages.print_report(report({})), UUID.upper()), LISTING)
    assert (filing.printed["uuid"], filing.doubts) == (UUID, ())


def test_a_name_without_a_salutation_is_a_name() -> None:
    page = pages.print_report(report({}, salutation="", full_name="Mr. T"))
    assert read(page).printed["full_name"] == "T"
    page = pages.print_report(report({}, salutation="", full_name="A. Mitchell Public"))
    assert (read(page).filer, read(page).printed["salutation"]) == ("A. Mitchell Public", "")


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("9:04 AM", "09:04"),
        ("9 PM", "21:00"),
        ("12 PM", "12:00"),
        ("12:30 AM", "00:30"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("Noon", "12:00"),
        ("1:30 p.m.", "13:30"),
    ],
)
def test_every_form_of_the_time_is_read(printed: str, read_as: str) -> None:
    page = pages.print_report(report({})).replace(b"9:46 AM", printed.encode())
    assert read(page).printed["filed"] == f"2026-06-16T{read_as}"


@pytest.mark.parametrize("printed", ["13 PM", "0:30 AM", "9:60 AM", "9:4 AM", "9", "later"])
def test_what_is_no_time_fails_by_name(printed: str) -> None:
    with pytest.raises(PageChanged, match="time"):
        read(pages.print_report(report({})).replace(b"9:46 AM", printed.encode()))


def test_equal_rows_are_all_kept_and_numbered_by_their_place() -> None:
    trades = read(pages.print_report(report({}, {}, {}))).trades
    assert [(trade.ordinal, trade.printed["ordinal"]) for trade in trades] == [(1, 1), (2, 1), (3, 1)]


@pytest.mark.parametrize(
    ("printed", "ticker"),
    [
        ("IBM", "IBM"),
        ("BRK-B", "BRK.B"),
        ("BRK.B", "BRK.B"),
        ("NEE-PC", "NEE$C"),
        ("RDSA.AS", "RDSA.AS"),
        ("XLS-WI", "XLS.WI"),
        ("912828XA3", None),
        ("^MWE", None),
        ("LM09.SG", "LM09.SG"),
        ("SPY160219P00180000", None),
    ],
)
def test_a_printed_symbol_is_written_as_the_houses_are(printed: str, ticker: str | None) -> None:
    trade = read_row(tickers=[printed])
    assert (trade.ticker, trade.printed["tickers"]) == (ticker, [printed])


@pytest.mark.parametrize(
    ("asset", "asset_type", "ticker"),
    [
        ("SPYM - Tradr 2X Long SPY Monthly ETF", "Stock", "SPYM"),
        ("PG-The Procter & Gamble Company", "Stock", "PG"),
        ("Electronic Arts Inc. (EA)", "Stock", "EA"),
        ("PPL", "Stock", "PPL"),
        ("CMI - Cummins Inc. (NYSE)", "Stock", "CMI"),
        ("Harris Corp (DEL)", "Stock", None),
        ("IFF.SG - Intl Flavors & Fragr (Stuttgart)", "Stock", None),
        ("Apple Inc", "Stock", None),
        ("Maine Bond (MUNI)", "Municipal Security", None),
    ],
)
def test_without_a_ticker_a_stocks_name_may_tell_it(asset: str, asset_type: str, ticker: str | None) -> None:
    assert read_row(tickers=[], asset=asset, asset_type=asset_type).ticker == ticker


@pytest.mark.parametrize(
    ("given_ticker", "received_ticker", "ticker", "note"),
    [
        ("PX", "LIN", "PX", "for Linde plc (LIN)"),
        ("", "LIN", "LIN", "for Linde plc (LIN)"),
        ("^MWE", "MPLX", "MPLX", "for Linde plc (MPLX)"),
        ("", "", None, "for Linde plc"),
    ],
)
def test_an_exchange_names_both_assets(
    given_ticker: str, received_ticker: str, ticker: str | None, note: str
) -> None:
    both = {"given_ticker": given_ticker, "received_ticker": received_ticker}
    exchange = {"given": "Praxair, Inc.", "received": "Linde plc", **both}
    name = "Praxair, Inc. (Exchanged) Linde plc (Received)"
    trade = read_row(type="Exchange", asset=name, exchange=exchange, tickers=[])
    assert (trade.ticker, trade.note, trade.asset) == (ticker, note, name)


@pytest.mark.parametrize(
    ("details", "note"),
    [
        (
            {"option_type": "Put", "strike": "$40.00", "expires": "07/17/2020"},
            "Put option, strike $40.00, expires 07/17/2020",
        ),
        (
            {"option_type": "Neither", "strike": "$4", "expires": "2026-07-17"},
            "Option, strike $4, expires 07/17/2026",
        ),
        ({"coupon": "3.00 %", "matures": "2031-05-15"}, "coupon 3.00 %, matures 05/15/2031"),
        ({"coupon": "", "matures": "07/30/219"}, "matures 07/30/219"),
        ({"company": "X LLC (Fargo, ND)", "description": "A bank"}, "X LLC (Fargo, ND); A bank"),
    ],
)
def test_the_note_says_what_stands_below_the_asset(details: dict[str, str], note: str) -> None:
    assert read_row(details=details, comment="see file").note == f"{note}; see file"


def test_a_description_of_several_lines_is_one() -> None:
    described = {"details": {"description": "First"}}
    page = pages.print_report(report(described)).replace(b"First", b"First<br>Second")
    assert read(page).trades[0].printed["details"] == {"description": "First Second"}


def test_an_unknown_asset_type_is_kept_and_a_long_one_shortened() -> None:
    long = "Investment Fund Exchange Traded Fund/Note"
    trade = read_row(asset_type=long)
    assert (trade.asset_type, trade.printed["asset_type"]) == (long[:40], long)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        (report(), NoRows),
        (report({"owner": "Trust"}), UnknownValue),
        (report({"type": "Gift"}), UnknownValue),
        (report({"amount": "$1,001 - $15,001"}), UnknownValue),
        (report({"amount": "$2,761.57"}), UnknownValue),
        (report({"amount": ""}), UnknownValue),
        (report({"asset": ""}), UnknownValue),
        (report({"ordinal": "x"}), UnknownValue),
        (report({}, title_date="soon"), PageChanged),
        (report({}, name_last_first=""), PageChanged),
        (report({}, summary={"total": 2, "self": 0, "joint": 2, "spouse": 0, "child": 0}), RowsDiffer),
        (report({}, summary={"total": 1, "self": 1, "joint": 0, "spouse": 0, "child": 0}), RowsDiffer),
    ],
)
def test_what_the_form_does_not_allow_fails_by_name(changed: dict[str, Any], error: type[ReadError]) -> None:
    with pytest.raises(error):
        read(pages.print_report(changed))


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
