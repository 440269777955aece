"""Dates, amounts, owners and tickers as the forms print them."""

from datetime import date

import pytest

from ingest.errors import UnknownValue
from ingest.fields import date_pairs, parse_amount, parse_date, parse_owner, ticker_at_end
from storage.model import AmountRange, Owner


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("02/06/2025", date(2025, 2, 6)),
        ("11/5/2014", date(2014, 11, 5)),
        ("06/8/2016", date(2016, 6, 8)),
        (" 1/2/2026 ", date(2026, 1, 2)),
        ("02/30/2025", None),
        ("2/6/25", None),
        ("2025-02-06", None),
        ("", None),
    ],
)
def test_a_date_is_month_day_and_a_year_of_four_digits(text: str, day: date | None) -> None:
    assert parse_date(text) == day


def test_pairs_of_dates_stand_side_by_side() -> None:
    text = "P 07/30/2018 07/31/2018 $1\r\nS 1/2/2019\r\n1/3/2019 Signed: X , 08/01/2018"
    assert date_pairs(text) == 2


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$1,001 - $15,000", 100_100, 1_500_000),
        ("$25,000,001 - $50,000,000", 2_500_000_100, 5_000_000_000),
        ("Spouse/DC Over $1,000,000", 100_000_100, None),
        ("Over $50,000,000", 5_000_000_100, None),
        ("$2,761.57", 276_157, 276_157),
        ("$770.32", 77_032, 77_032),
        ("$2,000.00", 200_000, 200_000),
        ("$800", 80_000, 80_000),
    ],
)
def test_an_amount_is_a_band_an_open_band_or_a_sum(text: str, low: int, high: int | None) -> None:
    assert parse_amount(text) == AmountRange(low, high)


@pytest.mark.parametrize(
    "text",
    ["$50,001-$200", "$50,001 - $200", "$15,001 -", "$50,000", "$1,001", "Over $7", "$,", "$1,0", "None", ""],
)
def test_any_other_amount_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnknownValue, match="amount"):
        parse_amount(text)


def test_a_blank_owner_is_the_filer() -> None:
    owners = [parse_owner(code) for code in ("", "SP", "JT", "DC")]
    assert owners == [Owner.SELF, Owner.SPOUSE, Owner.JOINT, Owner.CHILD]


def test_an_unknown_owner_is_refused_by_name() -> None:
    with pytest.raises(UnknownValue, match="owner 'XX'"):
        parse_owner("XX")


@pytest.mark.parametrize(
    ("asset", "ticker"),
    [
        ("Apple Inc. (AAPL)", "AAPL"),
        ("Berkshire Hathaway Inc. New Common Stock (BRK.B)", "BRK.B"),
        ("AT&T Inc. Preferred (T$A)", "T$A"),
        ("A fund (Symbol: CWGIX)", "CWGIX"),
        ("A fund (old) ( Ticker: CCLFX )", "CCLFX"),
        ("Bitcoin (CRYPTO:BTC)", None),
        ("A bill (91282CJP7)", None),
        ("A fund (GLAS Funds, LP)", None),
        ("A partnership (LP)", None),
        ("Apple Inc. (AAPL) shares", None),
        ("A house", None),
    ],
)
def test_a_ticker_is_a_plain_symbol_in_the_last_brackets(asset: str, ticker: str | None) -> None:
    assert ticker_at_end(asset) == ticker
