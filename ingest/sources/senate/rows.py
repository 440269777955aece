"""The trade that a printed row of a Senate report states."""

from collections.abc import Mapping
from typing import Any, TypeVar

from ingest.errors import UnknownValue
from ingest.fields import parse_amount
from ingest.sources.senate.cells import day_of
from ingest.sources.senate.tickers import ticker
from storage.model import AmountRange, Owner, Side, Trade

SIDES = {
    "Purchase": Side.BUY,
    "Sale (Full)": Side.SELL,
    "Sale (Partial)": Side.PARTIAL_SALE,
    "Exchange": Side.EXCHANGE,
}
OWNERS = {"Self": Owner.SELF, "Joint": Owner.JOINT, "Spouse": Owner.SPOUSE, "Child": Owner.CHILD}

LONGEST_TYPE = 40  # characters that the database has room for; `printed` keeps all

Value = TypeVar("Value")


def trade(position: int, row: Mapping[str, Any]) -> Trade:
    """The trade that a printed row states, the `position`th of the page. Raises UnknownValue.

    Its ordinal is the position: the page's own numbers mostly run down, and can repeat.
    """
    try:
        return Trade(
            ordinal=position,
            side=_one_of(SIDES, "type", row["type"]),
            asset=_filled("asset", row["asset"]),
            asset_type=row["asset_type"][:LONGEST_TYPE].rstrip(),
            ticker=ticker(row),
            owner=_one_of(OWNERS, "owner", row["owner"]),
            traded=day_of(row["date"]),
            notified=None,
            amount=_amount(row["amount"]),
            note=note(row),
            printed=row,
        )
    except UnknownValue as error:
        raise UnknownValue(f"row {position}, {error.detail}") from None


def note(row: Mapping[str, Any]) -> str:
    """What is said beside the asset, as `Put option, strike $40.00, expires 07/17/2020; rolled over`."""
    details: Mapping[str, str] = row.get("details", {})
    said = [_option(details), _bond(details), details.get("company", ""), details.get("description", "")]
    return "; ".join(filter(None, [*said, _received(row.get("exchange", {})), row["comment"]]))


def _option(details: Mapping[str, str]) -> str:
    """`Option` alone where the filer chose Neither."""
    if "option_type" not in details:
        return ""
    kind = details["option_type"]
    terms = [f"{kind} option" if kind in ("Call", "Put") else "Option"]
    terms += [f"{name} {details[name]}" for name in ("strike",) if details.get(name)]
    return ", ".join([*terms, *_dated("expires", details)])


def _bond(details: Mapping[str, str]) -> str:
    coupon = [f"coupon {details['coupon']}"] if details.get("coupon") else []
    return ", ".join([*coupon, *_dated("matures", details)])


def _dated(name: str, details: Mapping[str, str]) -> list[str]:
    """`expires 07/17/2020`, in this one form of a date that has two on the pages, or else as printed."""
    if iso := details.get(f"{name}_date"):
        year, month, day = iso.split("-")
        return [f"{name} {month}/{day}/{year}"]
    return [f"{name} {details[name]}"] if details.get(name) else []


def _received(exchange: Mapping[str, str]) -> str:
    """`for Linde plc (LIN)`: the trade's ticker names only one of the two assets."""
    if not exchange:
        return ""
    symbol = exchange.get("received_ticker", "")
    return f"for {exchange['received']}" + (f" ({symbol})" if symbol else "")


def _amount(printed: str) -> AmountRange:
    """A band, closed or open: unlike the House's, the form has no field for an exact sum."""
    amount = parse_amount(printed)
    if amount.low == amount.high:
        raise UnknownValue(f"amount {printed!r}")
    return amount


def _filled(what: str, printed: str) -> str:
    if not printed:
        raise UnknownValue(f"no {what}")
    return printed


def _one_of(allowed: Mapping[str, Value], what: str, printed: str) -> Value:
    if printed not in allowed:
        raise UnknownValue(f"{what} {printed!r}")
    return allowed[printed]
