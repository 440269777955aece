"""What was traded, in words: a ticker or name, both sides of an exchange, the terms of options and bonds."""

import re
from datetime import datetime

from bot.figures import short, whole_day
from bot.wording_options import option_kind, option_terms
from storage.model import Trade

ASSET_ROOM = 70  # characters of a name where there is no ticker: a bond's ends with its rate and its day
BESIDE_ROOM = 40  # of a name in brackets behind its ticker
COMPANY_ROOM = 28  # of a company behind its ticker, which is enough to know it by

# What offices and filers add to a company's name: Apple Inc. - Common Stock, Alphabet Inc. - Class A …
SHARES = re.compile(
    r"\s(?:-\s|(?:New )?Common\b|Class [A-Z]\b|Ordinary Shares|(?:American )?Depositary|Capital Stock|ADR\b)",
    re.IGNORECASE,
)
INCORPORATED = re.compile(r",? Inc\.?$", re.IGNORECASE)

BONDS = ("Corporate Bond", "Municipal Security")  # the Senate's asset types
BOND_TERMS = ("coupon ", "matures ")  # how the note of one begins that has terms


def asset(trade: Trade, room: int = ASSET_ROOM) -> str:
    """`INTC`; `META (then FB)`; `SE (Spectra Energy Corp.)` where the SEC lists another company's name.

    Of an exchange that names both assets, `PX for LIN`.
    """
    if trade.printed.get("exchange"):
        return f"{_exchanged(trade, 'given', room)} for {_exchanged(trade, 'received', room)}"
    if not trade.ticker:
        return short(trade.asset, room)
    if trade.former_ticker:
        return f"{trade.ticker} (then {trade.former_ticker})"
    beside = _beside(trade, room) if disputed(trade) else ""
    return f"{trade.ticker} ({beside})" if beside else trade.ticker


def name(trade: Trade, room: int) -> str:
    """The asset as printed; of an exchange both, as `Praxair, Inc. for Linde plc`."""
    both = trade.printed.get("exchange")
    return short(f"{both['given']} for {both['received']}" if both else trade.asset, room)


def company(trade: Trade) -> str:
    """`Intel Corporation` for `Intel Corporation - Common Stock (INTC)`, to stand behind the ticker.

    `""` where the asset says it already: without a ticker, or where more than that is said of it.
    """
    if not trade.ticker or trade.former_ticker or disputed(trade) or trade.printed.get("exchange"):
        return ""
    whole = trade.asset.removesuffix(f"({trade.ticker})").strip()
    named = short(INCORPORATED.sub("", SHARES.split(whole, maxsplit=1)[0]), COMPANY_ROOM)
    return "" if named.upper() == trade.ticker else named


def disputed(trade: Trade) -> bool:
    """Whether the SEC lists the ticker for a company of another name than the asset's."""
    return bool(trade.listed_as) and not trade.confirmed


def kind(trade: Trade) -> str:
    """`calls`, `puts`, `options`, or `bonds` where a ticker alone would be taken for shares; else `""`."""
    return option_kind(trade) or ("bonds" if trade.ticker and trade.asset_type in BONDS else "")


def terms(trade: Trade) -> str:
    """`200 calls, strike $50, to 19 Mar 2027`; `bond, coupon 5.5%, matures 15 Mar 2018`; or `""`."""
    if trade.asset_type not in BONDS:
        return option_terms(trade)
    said = _bond_terms(trade)
    before, found, day = said.partition("matures ")
    bond = ["bond"] if trade.ticker else []
    return ", ".join([*bond, *([f"{before}{found}{_readable(day)}"] if said else [])])


def remark(trade: Trade) -> str:
    """The note without what asset and terms say already."""
    if option_kind(trade):
        return ""
    said = trade.note.removeprefix(_bond_terms(trade)).split("; ")
    both = trade.printed.get("exchange")
    received = f"for {both['received']}" if both else None
    return "; ".join(part for part in said if part and not (received and part.startswith(received)))


def _exchanged(trade: Trade, side: str, room: int) -> str:
    both = trade.printed["exchange"]
    return both.get(f"{side}_ticker") or short(both[side], room)


def _beside(trade: Trade, room: int) -> str:
    """`Meta Financial Group, Inc.` for `Meta Financial Group, Inc. (META)`, behind the ticker."""
    return short(trade.asset.removesuffix(f"({trade.ticker})"), min(room, BESIDE_ROOM))


def _bond_terms(trade: Trade) -> str:
    """`coupon 5.5%, matures 03/15/2018`, as ingest puts it at the beginning of a note; or `""`."""
    first = trade.note.partition("; ")[0]
    return first if trade.asset_type in BONDS and first.startswith(BOND_TERMS) else ""


def _readable(day: str) -> str:
    """`15 Mar 2018` for `03/15/2018`; any other spelling stays."""
    try:
        return whole_day(datetime.strptime(day, "%m/%d/%Y").date())
    except ValueError:
        return day
