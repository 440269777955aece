"""The symbol that a row of a Senate report names; whatever is none stays text."""

import re
from collections.abc import Mapping
from typing import Any

from ingest.fields import ticker_at_end

LISTED = ("Stock", "Stock Option")
"""Asset types of which the name may tell the symbol; elsewhere brackets hold other things, as `(MUNI)`."""

NO_SYMBOLS = frozenset(
    "ADR AMEX ARCA BATS CMN CORP DEL ETF INC IRA LLC LP LTD NASDAQ NEW NYSE OLD OTC PLC PUT REIT SPDR TRUST"
    " UK USA".split()
)
"""Exchanges and words that stand where a symbol may."""

# NVDA; BRK-B as the link has it; NEE-PC, a preferred share; XLS-WI, when issued; ZNGA.SW, traded in Zürich.
# Not ^MWE, an index or a dead symbol; not SPY160219P00180000, an option; not LM09.SG
_SYMBOL = re.compile(r"([A-Z]{1,5})(?:[-./]([A-Z]{1,2}))?")
_LEADING = re.compile(r"([A-Z]{2,5}) ?- ?(?=\S)")  # SPYM - Tradr 2X Long SPY, PG-The Procter & Gamble
_ALONE = re.compile(r"[A-Z]{1,5}")  # PPL


def ticker(row: Mapping[str, Any]) -> str | None:
    """The row's symbol; of an exchange the asset that was given, or else the received one.

    Where the ticker cell has none, what a stock's name begins with, has in brackets at its end, or is.
    """
    if row["tickers"]:
        return next(filter(None, map(symbol, row["tickers"])), None)
    return named(row["asset"]) if row["asset_type"] in LISTED else None


def symbol(printed: str) -> str | None:
    """`BRK.B` of `BRK-B`, in the form that a query's `$BRK-B` has; None for what no query can name."""
    match = _SYMBOL.fullmatch(printed.upper())
    return ".".join(filter(None, match.groups())) if match else None


def named(asset: str) -> str | None:
    """The symbol in a name such as `PG-The Procter & Gamble Company`, `Corning Inc (GLW)` or `PPL`."""
    leading = _LEADING.match(asset)
    alone = asset if _ALONE.fullmatch(asset) else None
    found = leading[1] if leading else alone or ticker_at_end(asset)
    return found if found not in NO_SYMBOLS else None
