"""The nine cells of one row, each as printed; whatever has lost or gained an element is refused."""

from collections.abc import Mapping, Sequence
from datetime import date
from re import compile as pattern
from typing import Any
from urllib.parse import unquote

from ingest.errors import PageChanged, UnknownValue
from ingest.fields import parse_date
from ingest.html import Element, all_of, check_made_of, clean, lines, text

HEAD = ("#", "Transaction Date", "Owner", "Ticker", "Asset Name", "Asset Type", "Type", "Amount", "Comment")
NOTHING = "--"  # an empty ticker or comment

LABELS = {
    "coupon": "Rate/Coupon:",
    "matures": "Matures:",
    "option_type": "Option Type:",  # alone without a tag of its own
    "strike": "Strike price:",
    "expires": "Expires:",
    "company": "Company:",
    "description": "Description:",
}
"""The sub-lines of an asset, by their names in `hilltape read`."""

DATED = ("matures", "expires")  # free text; typing errors such as 07/30/219 stay

_NUMBER = pattern(r"[0-9]{1,5}")
_ISO = pattern(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")  # 2031-05-15, as pages of 2026 write a bond's date
_EXCHANGE = pattern(  # Praxair, Inc. (Exchanged) Linde plc (Received)
    r"(?P<given>.+) \(Exchanged\) (?P<received>.+) \(Received\)"
)


def printed_row(cells: Sequence[Element]) -> dict[str, Any]:
    """The row's fields by their names in `hilltape read`. Raises UnknownValue, PageChanged."""
    number, day, owner, symbol, asset, asset_type, kind, amount, comment = cells
    tickers = _tickers(symbol)
    name_lines = _name_lines(asset)
    name = " ".join(name_lines)
    exchange = _exchange(name, tickers)
    if len(name_lines) > 1 and not exchange:
        raise UnknownValue(f"asset {name!r} of {len(name_lines)} lines")
    details = _details(all_of(asset, "div", "text-muted"))
    return {
        "ordinal": _number(_plain(number)),
        "date": iso_date(_plain(day)) or _plain(day),
        "owner": _plain(owner),
        "tickers": [line for line in tickers if line != NOTHING],
        "asset": name,
        **({"details": details} if details else {}),
        **({"exchange": exchange} if exchange else {}),
        "asset_type": _plain(asset_type),
        "type": _plain(kind),
        "amount": _plain(amount),
        "comment": "" if _plain(comment) == NOTHING else _plain(comment),
    }


def links_agree(cells: Sequence[Element]) -> bool:
    """Whether each link of the ticker cell leads to the symbol it shows: to `…/q?s=IBM` or `…/quote/IBM`."""
    links = all_of(cells[HEAD.index("Ticker")], "a")
    return all(unquote(link.get("href", "")).endswith((f"={text(link)}", f"/{text(link)}")) for link in links)


def iso_date(printed: str) -> str:
    """The day of `05/03/2017` or `2017-05-03`, `""` of anything else."""
    if match := _ISO.fullmatch(printed):
        year, month, day = match.groups()
        printed = f"{month}/{day}/{year}"
    found = parse_date(printed)
    return found.isoformat() if found else ""


def day_of(printed: str) -> date | None:
    """The day of a printed row's date, None where it is none."""
    return date.fromisoformat(printed) if _ISO.fullmatch(printed) and iso_date(printed) else None


def _plain(cell: Element) -> str:
    check_made_of(cell, ("br",))
    return text(cell)


def _number(printed: str) -> int:
    if not _NUMBER.fullmatch(printed):
        raise UnknownValue(f"row number {printed!r}")
    return int(printed)


def _tickers(cell: Element) -> list[str]:
    """One line, or those of both assets of an exchange: each one link, or `--`."""
    check_made_of(cell, ("a", "br"))
    found = lines(cell)
    links = [text(link) for link in all_of(cell, "a")]
    if len(found) > 2 or "" in found or [line for line in found if line != NOTHING] != links:
        raise UnknownValue(f"ticker {' / '.join(found)!r}")
    return found


def _name_lines(cell: Element) -> list[str]:
    """The asset's name, two lines for an exchange; the sub-lines follow in boxes of their own."""
    check_made_of(cell, ("br", "div", "em"))
    boxes = all_of(cell, "div", "text-muted")
    inner = [str(child.tag) for child in cell]
    if inner != sorted(inner) or inner.count("div") != len(boxes) or "em" in inner:
        raise PageChanged(f"{', '.join(inner)} inside an asset's name")
    if any(clean(box.tail or "") for box in boxes):
        raise PageChanged("text below an asset's sub-lines")
    return lines(cell, without="div")


def _exchange(name: str, tickers: Sequence[str]) -> dict[str, str]:
    """Both assets of an exchange, `{}` where the name is of one; split at the marks, never at white space."""
    match = _EXCHANGE.fullmatch(name)
    if not match:
        if len(tickers) > 1:
            raise UnknownValue(f"tickers {' / '.join(tickers)!r} of one asset")
        return {}
    found = match.groupdict()
    if len(tickers) == 2:
        given, received = ("" if line == NOTHING else line for line in tickers)
        found |= {"given_ticker": given, "received_ticker": received}
    return found


def _details(boxes: Sequence[Element]) -> dict[str, str]:
    """What the sub-lines say, as written; `matures_date` and `expires_date` where that is a date.

    A line without a label goes on the one before it.
    """
    found: dict[str, str] = {}
    current = ""
    for line in filter(None, (line for box in boxes for line in lines(box))):
        current, value = _labelled(line, current)
        found[current] = f"{found[current]} {value}" if current in found else value
    _check_labels(boxes, found)
    for name in DATED:
        if day := iso_date(found.get(name, "")):
            found[f"{name}_date"] = day
    return found


def _labelled(line: str, current: str) -> tuple[str, str]:
    for name, label in LABELS.items():
        if line.startswith(label):
            return name, line.removeprefix(label).strip()
    if not current:
        raise UnknownValue(f"sub-line {line!r}")
    return current, line


def _check_labels(boxes: Sequence[Element], found: Mapping[str, str]) -> None:
    """Every tagged label begins a line, once: one that does not has lost the line break before it."""
    tagged = [text(label) for box in boxes for label in all_of(box, "em")]
    if tagged != [LABELS[name] for name in found if name != "option_type"]:
        raise PageChanged(f"sub-lines {', '.join(tagged)!r}")
