"""Which security a ticker means: confirmed by the SEC's list and the asset's name, or kept as printed."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.references import tickers
from ingest.securities import Securities, Security, resolve, resolved
from storage.model import AmountRange, Owner, Side, Trade
from tests.support.shared import CORPUS

KNOWN = Securities(tickers.load(), tickers.load_former())
DAY = date(2025, 6, 2)


def found(printed: str, asset: str, day: str = "2025-06-02") -> Security | None:
    return resolve(printed, asset, date.fromisoformat(day), KNOWN)


@pytest.mark.parametrize(
    ("printed", "asset", "symbol", "company"),
    [
        ("AAPL", "Apple Inc. - Common Stock (AAPL)", "AAPL", "Apple Inc."),
        ("BRK-B", "Berkshire Hathaway Inc. New", "BRK.B", "BERKSHIRE HATHAWAY INC"),
        (
            "JPM$J",
            "JP Morgan Chase & Co Depositary Shares (JPM$J)",
            "JPM$J",
            "JPMORGAN CHASE & CO",
        ),
        ("NEE-PU", "NextEra Energy, Inc.", "NEE$U", "NEXTERA ENERGY INC"),
        ("WMT", "Wal-Mart Stores Inc. (NYSE)", "WMT", "Walmart Inc."),
        ("SCHW", "The Charles Schwab Corporation (NYSE)", "SCHW", "SCHWAB CHARLES CORP"),
        ("CC", "CC - The Chemours Company", "CC", "Chemours Co"),
        ("GOOGL", "Google Inc. (NASDAQ)", "GOOGL", "Alphabet Inc."),
        ("MCD", "McDonald's Corporation Common Stock (MCD)", "MCD", "MCDONALDS CORP"),
        ("TM", "Toyota Motor Corporation Common Stock (TM)", "TM", "TOYOTA MOTOR CORP/"),
    ],
)
def test_a_listed_ticker_beside_its_companys_name_is_confirmed(
    printed: str, asset: str, symbol: str, company: str
) -> None:
    assert found(printed, asset) == Security(symbol, None, company, True)


@pytest.mark.parametrize(
    ("printed", "asset"),
    [
        ("TWTR", "Twitter, Inc. (NYSE)"),  # gone before the list's first day
        ("IVV", "iShares Core S&P 500 ETF (IVV)"),  # a fund
        ("NSRGY", "Nestle SA Sponsored ADR (NSRGY)"),  # a foreign share
        ("XLS.WI", "Exelis Inc. Common Stock Ex-Dis (NYSE)"),  # when issued
        ("RDSA.AS", "Royal Dutch Shell"),  # traded in Amsterdam
        ("LM09.SG", "Legg Mason"),  # and in Stuttgart
    ],
)
def test_what_the_sec_does_not_list_is_kept_by_its_symbol_alone(printed: str, asset: str) -> None:
    assert found(printed, asset) == Security(printed)


@pytest.mark.parametrize(
    ("printed", "asset", "day", "listed"),
    [
        ("SE", "Spectra Energy Corp. (NYSE)", "2015-02-03", "Sea Ltd"),
        ("TAL", "TAL International Group, Inc. (NYSE)", "2014-06-19", "TAL Education Group"),
        ("ARIS", "Aris Water Solutions, Inc. Class A Common Stock (ARIS)", "2025-02-03", "Aris Mining Corp"),
        ("FOXA", "Twenty-First Century Fox, Inc.", "2017-02-03", "Fox Corp"),
        ("CB", "The Chubb Corporation", "2015-02-03", "Chubb Ltd"),
        ("DD", "E. I. du Pont de Nemours and Company", "2015-02-03", "DuPont de Nemours, Inc."),
        ("LB", "L Brands, Inc.", "2022-02-03", "LandBridge Co LLC"),
    ],
)
def test_another_companys_symbol_of_today_is_not_claimed(
    printed: str, asset: str, day: str, listed: str
) -> None:
    assert found(printed, asset, day) == Security(printed, None, listed, False)


@pytest.mark.parametrize(
    ("printed", "asset", "day", "now"),
    [
        ("FB", "Facebook, Inc. - Class A (FB)", "2021-03-01", "META"),
        ("FB", "Meta Platforms, Inc. - Class A (FB)", "2025-11-18", "META"),  # typed long after the change
        ("RDS-B", "Royal Dutch Shell plc", "2019-03-11", "SHEL"),
        ("IR", "Ingersoll-Rand Plc", "2019-06-03", "TT"),
        ("DLPH", "Delphi Automotive PLC", "2017-06-15", "APTV"),
        ("ACE", "ACE Limited (NYSE)", "2015-01-23", "CB"),
        ("VIAC", "ViacomCBS Inc.", "2020-03-27", "PARA"),
    ],
)
def test_a_renamed_symbol_is_the_one_of_today(printed: str, asset: str, day: str, now: str) -> None:
    security = found(printed, asset, day)
    assert security
    assert (security.symbol, security.former, security.confirmed) == (now, printed.replace("-", "."), True)


@pytest.mark.parametrize(
    ("printed", "asset", "day"),
    [
        ("IR", "Ingersoll Rand Inc. Common Stock (IR)", "2025-01-13"),
        ("CB", "Chubb Limited", "2016-10-26"),
        ("DD", "DuPont de Nemours, Inc. (DD)", "2019-08-01"),
        ("FOX", "Fox Corporation", "2019-09-30"),
        ("DLPH", "Delphi Technologies PLC", "2018-06-01"),
    ],
)
def test_who_took_a_symbol_over_keeps_it(printed: str, asset: str, day: str) -> None:
    security = found(printed, asset, day)
    assert security
    assert (security.symbol, security.former) == (printed, None)
    assert security.confirmed is bool(security.listed_as)


def test_a_symbol_without_a_name_confirms_nobody() -> None:
    assert found("AAPL", "AAPL") == found("AAPL", "(AAPL)") == Security("AAPL")


@pytest.mark.parametrize(
    "printed", ["", "^MWE", "SPY160219P00180000", "91282CJP7", "NYSE", "Bitcoin", "GLAS Funds, LP"]
)
def test_what_is_no_ticker_stays_text(printed: str) -> None:
    assert found(printed, f"An asset ({printed})") is None


def test_a_trade_keeps_what_was_printed_and_takes_the_filings_day_without_a_date_of_its_own() -> None:
    printed = {"ticker": "CB"}
    trade = Trade(
        1, Side.BUY, "Chubb", "ST", "CB", Owner.SELF, None, None, AmountRange(1, 2), printed=printed
    )
    assert not resolved(trade, KNOWN, date(2015, 2, 3)).confirmed
    assert resolved(trade, KNOWN, DAY) == replace(trade, listed_as="Chubb Ltd", confirmed=True)
    assert resolved(replace(trade, ticker="^MWE"), KNOWN, DAY) == replace(trade, ticker=None)


@given(
    printed=st.sampled_from(["AAPL", "FB", "DD", "RDS-B", "TWTR", "JPM-PJ", "SE"]) | st.text(max_size=8),
    asset=st.sampled_from(["Facebook", "Apple Inc.", "du Pont"]) | st.text(max_size=30),
    day=st.dates(date(2012, 1, 1), date(2027, 1, 1)),
)
def test_whatever_is_printed_a_confirmed_security_has_a_company_and_resolving_again_changes_nothing(
    printed: str, asset: str, day: date
) -> None:
    security = resolve(printed, asset, day, KNOWN)
    if security:
        assert security.listed_as or not security.confirmed
        again = resolve(security.former or security.symbol, asset, day, KNOWN)
        assert again == security


def rows(source: str) -> Iterator[tuple[str, str, date]]:
    """Ticker, asset and day of each row of the corpus."""
    for line in (CORPUS / source / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        for row in report["rows"]:
            printed = row["ticker"] or "" if source == "house" else next(iter(row["tickers"]), "")
            yield printed, row["asset"], date.fromisoformat(row["date"] or "2020-01-01")


def standing(security: Security | None) -> str:
    if security is None:
        return "text"
    if security.confirmed:
        return "confirmed"
    return "another name" if security.listed_as else "unlisted"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("source", "confirmed", "unlisted", "another", "text"),
    [("house", 0.86, 0.04, 0.001, 0.10), ("senate", 0.64, 0.16, 0.03, 0.17)],
)
def test_most_tickers_of_the_corpus_are_confirmed(
    source: str, confirmed: float, unlisted: float, another: float, text: float
) -> None:
    counts = Counter(standing(resolve(*row, KNOWN)) for row in rows(source))
    share = {kind: count / counts.total() for kind, count in counts.items()}
    assert share["confirmed"] >= confirmed
    assert share["unlisted"] <= unlisted
    assert share["another name"] <= another
    assert share["text"] <= text
