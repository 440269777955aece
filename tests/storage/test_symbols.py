"""One form for a symbol, however it is printed or typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.symbols import canonical


@pytest.mark.parametrize(
    ("printed", "symbol"),
    [
        ("NVDA", "NVDA"),
        (" nvda ", "NVDA"),
        ("BRK.B", "BRK.B"),
        ("BRK-B", "BRK.B"),
        ("brk/b", "BRK.B"),
        ("JPM$J", "JPM$J"),
        ("NEE-PC", "NEE$C"),
        ("O-P", "O.P"),
        ("XLS-WI", "XLS.WI"),
        ("AAM-WTA", "AAM.WTA"),
        ("RDSA.AS", "RDSA.AS"),
        ("AIR.PA", "AIR.PA"),  # Paris; a preferred series has a hyphen
        ("LM09.SG", "LM09.SG"),
        ("0700.HK", "0700.HK"),
    ],
)
def test_each_known_form_has_one_spelling(printed: str, symbol: str) -> None:
    assert canonical(printed) == symbol


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "^MWE", "SPY160219P00180000", "91282CJP7", "37045XEF9", "GLAS Funds, LP", "Bitcoin"),
        *("CRYPTO:BTC", "NYSE", "OTC", "BRK..B", "BRK.", ".B", "A1", "NVDA AMD", "ABCDEFG", "$NVDA", "É"),
    ],
)
def test_what_has_no_symbols_form_is_none(text: str) -> None:
    assert canonical(text) is None


@given(
    st.one_of(st.text(max_size=12), st.from_regex(r"[A-Za-z0-9]{1,6}([./$-][A-Za-z]{1,3})?", fullmatch=True))
)
def test_the_one_form_stays_as_it_is(text: str) -> None:
    symbol = canonical(text)
    assert symbol is None or canonical(symbol) == symbol
