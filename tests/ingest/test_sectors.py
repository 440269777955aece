"""Sectors of listed companies: the S&P 500 by the publisher's list, whole or not at all."""

from datetime import date

import pytest

from ingest.errors import ReferenceUnusable
from ingest.references import sectors
from ingest.references.sectors import load, parse, refresh
from storage.vocabulary import SECTORS

TODAY = date(2027, 1, 4)


def published(*, sector: str = "Energy") -> bytes:
    """Six hundred made-up companies, some in each sector, one in the given one."""
    letters = [chr(65 + number) for number in range(26)]
    symbols = [f"{one}{other}" for one in letters[:24] for other in letters[:25]]
    names = list(SECTORS.values())
    rows = [f"{symbol},Name,{names[number % 11]}" for number, symbol in enumerate(symbols)]
    return "\n".join(["Symbol,Security,GICS Sector", *rows, f"BRK.B,Berkshire,{sector}"]).encode()


def test_the_shipped_table_is_small_and_names_its_source_licence_and_date() -> None:
    table, text = load(), sectors.shipped.read_text(encoding="utf-8")
    assert len(text) < 5_000
    assert "# Licence: ODC-PDDL 1.0" in text
    assert (table.as_of, len(table.by_symbol)) == (date(2026, 8, 8), 503)
    assert {table.by_symbol[symbol] for symbol in ("NVDA", "AAPL")} == {"technology"}
    assert table.by_symbol["BRK.B"] == "financials"


def test_a_refresh_reads_the_publishers_list() -> None:
    table = parse(refresh(lambda _: published(), TODAY))
    assert (table.as_of, len(table.by_symbol), table.by_symbol["BRK.B"]) == (TODAY, 601, "energy")


@pytest.mark.parametrize(
    "content", [b"", b"Symbol\nA", published(sector="Magic"), published()[:900], b"\xff"]
)
def test_a_damaged_list_is_an_error(content: bytes) -> None:
    with pytest.raises(ReferenceUnusable):
        refresh(lambda _: content, TODAY)


def test_a_damaged_table_is_an_error() -> None:
    with pytest.raises(ReferenceUnusable):
        parse(sectors.shipped.read_text(encoding="utf-8")[:1_000])
