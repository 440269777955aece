"""Dates, amounts, owners and tickers as US disclosure forms print them."""

import re
from datetime import date

from ingest.errors import UnknownValue
from storage.model import AmountRange, Owner

OWNERS = {"": Owner.SELF, "SP": Owner.SPOUSE, "JT": Owner.JOINT, "DC": Owner.CHILD}
"""The codes of the forms; a blank is the filer."""

# 5 U.S.C. 13104(d)(1), with the lowest band that 13105(l) asks for
BANDS = (
    (1_001, 15_000),
    (15_001, 50_000),
    (50_001, 100_000),
    (100_001, 250_000),
    (250_001, 500_000),
    (500_001, 1_000_000),
    (1_000_001, 5_000_000),
    (5_000_001, 25_000_000),
    (25_000_001, 50_000_000),
)
"""The statutory bands, in dollars."""

OPEN_BANDS = (1_000_000, 50_000_000)
"""What a form may say an amount is over, in dollars; the lower one for a spouse or child only."""

_BOUNDS = {bound for band in BANDS for bound in band}

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")  # 06/8/2016
_DATE_PAIR = re.compile(r"\d{1,2}/\d{1,2}/\d{4}\s+\d{1,2}/\d{1,2}/\d{4}(?!\d)")
_BAND = re.compile(r"\$([\d,]+) - \$([\d,]+)")  # $1,001 - $15,000
_OVER = re.compile(r"(?:Spouse/DC )?Over \$([\d,]+)")  # Spouse/DC Over $1,000,000
_SUM = re.compile(r"\$(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d\d))?")  # $2,761.57
_LAST_BRACKETS = re.compile(r"\(([^()]*)\)$")  # Apple Inc. (AAPL)
_SYMBOL_WORD = re.compile(r"^(?:Symbol|Ticker):\s*")  # (Symbol: CWGIX)
_TICKER = re.compile(r"[A-Z]{1,5}(?:[.$][A-Z]{1,2})?")  # BRK.B, COF$I
_NO_TICKERS = {"LLC", "LP", "ETF", "IRA", "INC", "ADR", "LTD", "REIT"}


def parse_date(text: str) -> date | None:
    """The day an American date names, padded or not; None where it is no date."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    month, day, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_pairs(text: str) -> int:
    """How many dates are followed at once by another: one pair for each row of a report."""
    return len(_DATE_PAIR.findall(text))


def parse_amount(text: str) -> AmountRange:
    """The range of a statutory band, an open band or an exact sum. Raises UnknownValue.

    A sum that is the bound of a band is refused: it is a band whose other half was lost.
    """
    if match := _BAND.fullmatch(text):
        low, high = map(_dollars, match.groups())
        if (low, high) in BANDS:
            return AmountRange(low * 100, high * 100)
    if (match := _OVER.fullmatch(text)) and (over := _dollars(match[1])) in OPEN_BANDS:
        return AmountRange((over + 1) * 100, None)
    if match := _SUM.fullmatch(text):
        dollars, cents = _dollars(match[1]), match[2]
        if cents or dollars not in _BOUNDS:
            return AmountRange(*[dollars * 100 + int(cents or 0)] * 2)
    raise UnknownValue(f"amount {text!r}")


def parse_owner(code: str) -> Owner:
    """Whose the asset is, by the form's code. Raises UnknownValue."""
    if code not in OWNERS:
        raise UnknownValue(f"owner {code!r}")
    return OWNERS[code]


def ticker_at_end(asset: str) -> str | None:
    """The plain US symbol in the brackets that end an asset's name, else None.

    A reading of the text only: CUSIPs, coins and phrases stand in the same place.
    """
    match = _LAST_BRACKETS.search(asset)
    if not match:
        return None
    symbol = _SYMBOL_WORD.sub("", match[1].strip()).strip()
    return symbol if _TICKER.fullmatch(symbol) and symbol not in _NO_TICKERS else None


def _dollars(digits: str) -> int:
    return int(digits.replace(",", "") or 0)
