"""The SEC's list of companies and tickers: shipped small, refreshed whole or not at all."""

import json
from datetime import date
from typing import Any

import pytest

from ingest.errors import ReferenceUnusable
from ingest.references import tickers
from ingest.references.tickers import LIST, Company, load, load_former, parse, refresh, write_table

TODAY = date(2027, 1, 4)
FIELDS = ["cik", "name", "ticker", "exchange"]


def letters(number: int) -> str:
    return "".join(chr(65 + number // 26**place % 26) for place in range(4))


def published(*rows: list[Any], count: int = 9_000, fields: list[str] = FIELDS) -> dict[str, bytes]:
    """The SEC's file: the given rows, and as many others as it has."""
    others = [
        [900_000 + number, f"Number {number} Inc", f"Z{letters(number)}", "NYSE"] for number in range(count)
    ]
    return {LIST: json.dumps({"fields": fields, "data": [*rows, *others]}).encode()}


def refreshed(*rows: list[Any]) -> dict[str, Company]:
    table = parse(refresh(published(*rows).__getitem__, TODAY))
    return {symbol: company for company in table.companies for symbol in company.symbols}


def test_the_shipped_table_is_small_and_names_its_source_licence_and_date() -> None:
    table = load()
    assert tickers.shipped.stat().st_size < 600_000
    assert (table.as_of, "SEC" in table.source) == (date(2026, 6, 1), True)
    assert sum(len(company.symbols) for company in table.companies) == 13_287
    assert "Licence: US government data" in tickers.shipped.read_text(encoding="utf-8")


def test_reading_and_writing_the_shipped_table_changes_nothing() -> None:
    table = load()
    assert write_table(table.as_of, table.source, table.companies) == tickers.shipped.read_text(
        encoding="utf-8"
    )


def test_a_refresh_reads_each_companys_tickers_in_one_form() -> None:
    found = refreshed(
        [1067983, "BERKSHIRE  HATHAWAY INC", "BRK-B", "NYSE"], [19617, "JPM CO", "JPM-PJ", None]
    )
    assert found["BRK.B"] == Company(1067983, "BERKSHIRE HATHAWAY INC", ("BRK.B",), None)
    assert found["JPM$J"].name == "JPM CO"


def test_a_refresh_keeps_what_left_the_list_with_the_day_it_was_last_on_it() -> None:
    found = refreshed([320193, "Apple Inc.", "AAPL", "Nasdaq"])
    assert (found["AAPL"].last, found["NVDA"].last) == (None, load().as_of)
    assert found["PARA"].last == date(2024, 5, 14)


def test_a_ticker_that_another_company_took_is_that_companys() -> None:
    assert refreshed([7, "Another Corp", "NVDA", "NYSE"])["NVDA"] == Company(
        7, "Another Corp", ("NVDA",), None
    )


@pytest.mark.parametrize("content", [b"", b"<html>Denied</html>", b"{}", b"[]", b"[1, 2]", b"\xff", b"null"])
def test_a_refresh_refuses_what_is_not_the_list(content: bytes) -> None:
    with pytest.raises(ReferenceUnusable, match="companies' tickers"):
        refresh({LIST: content}.__getitem__, TODAY)


@pytest.mark.parametrize(
    "row", [[None, "A", "A", ""], ["x", "A", "A", ""], [1, None, "A", ""], [1, "A", 5, ""], []]
)
def test_a_refresh_refuses_a_row_that_lacks_a_field(row: list[Any]) -> None:
    with pytest.raises(ReferenceUnusable, match="companies' tickers"):
        refresh(published(row).__getitem__, TODAY)


def test_a_refresh_refuses_a_list_cut_short_or_of_other_fields() -> None:
    with pytest.raises(ReferenceUnusable, match="only 100"):
        refresh(published(count=100).__getitem__, TODAY)
    with pytest.raises(ReferenceUnusable):
        refresh(published(fields=["cik", "title", "symbol", "exchange"]).__getitem__, TODAY)


@pytest.mark.parametrize("cut", [0, 100, 300, 5_000, 200_000])
def test_a_table_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(ReferenceUnusable):
        parse(tickers.shipped.read_text(encoding="utf-8")[:cut])


def test_every_former_symbol_leads_to_one_on_the_list_and_says_when() -> None:
    listed = {symbol for company in load().companies for symbol in company.symbols}
    former = load_former()
    assert len(former) > 50
    assert [change for change in former if change.now and change.now not in listed] == []
    assert all(change.company and change.until.year >= 2013 for change in former)
    assert {change.symbol: change.now for change in former}["FB"] == "META"
