"""Rows and headings of the Senate's pages, printed for what no real one shows."""

from datetime import date
from typing import Any

import pytest

from ingest.errors import (
    NoRows,
    PageChanged,
    ReadError,
    RowsDiffer,
    UnknownValue,
)
from ingest.sources.senate.page import read_page
from replica import senate_pages as pages
from storage.model import AmountRange, Chamber, Kind, Owner, Side
from tests.support.senate import LISTING, UUID, document, read, report


def read_row(**row: Any) -> Any:
    [trade] = read(pages.print_report(report(row))).trades
    return trade


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
