"""Turns the cells of a report's table into its rows as printed, and each row into a trade."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingest.errors import LimitExceeded, NoRows, RowsDiffer, UnknownValue
from ingest.fields import parse_amount, parse_date, ticker_at_end
from ingest.sources.oge.table import Cells, Part, Row
from storage.model import AmountRange, Owner, Printed, Side, Spot, Trade

MOST_ROWS = 20_000  # the longest report so far has 145

HEAD = ("#", "DESCRIPTION", "", "TYPE", "DATE", "NOTIFICATION RECEIVED OVER 30 DAYS AGO", "AMOUNT")
NOTES_HEAD = ("PART", "#", "ENDNOTE")
MARK = "See Endnote"
PART = "Transactions"

SIDES = {"Purchase": Side.BUY, "Sale": Side.SELL, "Exchange": Side.EXCHANGE, "": Side.UNSTATED}
NOTIFIED = {"Yes": True, "No": False}

_PHRASES = re.compile(r"(\s*\([^()]*[a-z][^()]*\))+$")  # (NEE) (option strike price $57.27)


def trades(table: Sequence[str | Part], notes: Sequence[str | Part]) -> tuple[Trade, ...]:
    """The trades that the rows state. Raises NoRows, RowsDiffer, UnknownValue, LimitExceeded."""
    endnotes = _endnotes(notes)
    rows = _rows(table, HEAD)
    if not rows:
        raise NoRows
    printed = [_printed_row(number, row.cells, endnotes) for number, row in enumerate(rows, start=1)]
    marked = [row["n"] for row in printed if "endnote" in row]
    if sorted(endnotes) != marked:
        raise RowsDiffer(f"endnotes for the rows {sorted(endnotes)}, marked are {marked}")
    return tuple(_trade(each, row.spot) for each, row in zip(printed, rows, strict=True))


def _rows(flow: Iterable[str | Part], head: Cells) -> list[Row]:
    """The rows of one table, the pieces that page breaks cut joined: such a piece has nothing in front."""
    rows: list[Row] = []
    for row in _pieces(flow, head):
        if row.cells[0]:
            rows.append(row)
        elif not rows:
            raise RowsDiffer("the table begins in the middle of a row")
        else:
            rows[-1] = _joined(rows[-1], row)
        if len(rows) > MOST_ROWS:
            raise LimitExceeded(f"more than {MOST_ROWS} rows")
    return rows


def _joined(row: Row, rest: Row) -> Row:
    pairs = zip(row.cells, rest.cells, strict=True)
    return Row(tuple(" ".join(filter(None, pair)) for pair in pairs), row.spot)


def _pieces(flow: Iterable[str | Part], head: Cells) -> Iterator[Row]:
    ended: bool | None = None
    for thing in flow:
        if isinstance(thing, str):
            raise RowsDiffer(f"text outside the table: {thing!r}")
        if thing.head != head:
            raise UnknownValue(f"a table's head {thing.head}")
        if ended:
            raise RowsDiffer("the table goes on behind its end")
        ended = thing.is_last
        yield from thing.rows
    if ended is False:
        raise RowsDiffer("the table has no end")


def _endnotes(flow: Sequence[str | Part]) -> dict[int, str]:
    """The endnotes by the row's number; more than one for a row are joined."""
    notes: dict[int, str] = {}
    for part, number, text in (row.cells for row in _rows(flow, NOTES_HEAD)):
        if part != PART or not number.isdecimal() or not text:
            raise UnknownValue(f"an endnote of part {part!r}, number {number!r}")
        row = int(number)
        notes[row] = f"{notes[row]} {text}" if row in notes else text
    return notes


def _printed_row(number: int, row: Cells, endnotes: Mapping[int, str]) -> dict[str, Any]:
    """A row by its names in `hilltape read`; `endnote` only where one is marked."""
    printed, description, mark, kind, day, notified, amount = row
    if printed != str(number):
        raise RowsDiffer(f"row {number} is numbered {printed!r}")
    if not description:
        raise UnknownValue(f"row {number}, no description")
    if mark not in ("", MARK):
        raise UnknownValue(f"row {number}, mark {mark!r}")
    if notified not in NOTIFIED:
        raise UnknownValue(f"row {number}, notified {notified!r}")
    endnote = {"endnote": endnotes.get(number, "")} if mark else {}
    return {
        "n": number,
        "description": description,
        "type": kind,
        "date": _iso(number, day),
        "notified_over_30_days": NOTIFIED[notified],
        "amount": amount,
        **endnote,
    }


def _iso(number: int, text: str) -> str:
    day = parse_date(text)
    if text and not day:
        raise UnknownValue(f"row {number}, date {text!r}")
    return day.isoformat() if day else ""


def _trade(printed: Printed, spot: Spot) -> Trade:
    """The trade that a row printed there states; whose it is, the form does not say. Raises UnknownValue."""
    number = printed["n"]
    if printed["type"] not in SIDES:
        raise UnknownValue(f"row {number}, type {printed['type']!r}")
    return Trade(
        ordinal=number,
        side=SIDES[printed["type"]],
        asset=printed["description"],
        asset_type="",
        ticker=ticker(printed["description"]),
        owner=Owner.UNSTATED,
        traded=date.fromisoformat(printed["date"]) if printed["date"] else None,
        notified=None,
        amount=_amount(number, printed["amount"]),
        note=printed.get("endnote", ""),
        printed=printed,
        spot=spot,
    )


def ticker(description: str) -> str | None:
    """The symbol in the brackets at the end, or before phrases in brackets that end the description."""
    return ticker_at_end(_PHRASES.sub("", description))


def _amount(number: int, text: str) -> AmountRange:
    """A band or a blank: this form knows no exact sums, one would be half of a band."""
    if not text:
        return AmountRange(None, None)
    try:
        amount = parse_amount(text)
    except UnknownValue as error:
        raise UnknownValue(f"row {number}, {error.detail}") from None
    if amount.low == amount.high:
        raise UnknownValue(f"row {number}, amount {text!r}")
    return amount
