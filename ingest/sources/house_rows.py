"""Turns the pieces of a House report's table into its transactions, and each transaction into a trade."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from ingest.errors import LimitExceeded, RowsDiffer, UnknownValue
from ingest.fields import parse_amount, parse_date, parse_owner, ticker_at_end
from ingest.pdf import UNMAPPED
from ingest.sources.house_table import Piece
from storage.model import RowStatus, Side, Trade

Value = TypeVar("Value")

SIDES = {"P": Side.BUY, "S": Side.SELL, "S (partial)": Side.PARTIAL_SALE, "E": Side.EXCHANGE}
STATUSES = {"New": RowStatus.NEW, "Amended": RowStatus.AMENDED, "Deleted": RowStatus.DELETED}

ID, OWNER, ASSET, TYPE, DATE, NOTIFIED, AMOUNT = range(7)
"""The columns, in the order every layout keeps."""

_ASSET_CODE = re.compile(r"\s*\[([A-Za-z0-9]{2})\]$")  # Apple Inc. (AAPL) [ST]


def _label(words: str) -> re.Pattern[str]:
    """A sub-line's label: its words in any case (`FIlIng STaTuS:`), or each word's first letter alone."""
    shapes = [rf"{word[0]}(?:{word[1:]}|{UNMAPPED}{{{len(word) - 1}}})" for word in words.split()]
    return re.compile(r"\s*".join(shapes) + r"\s*:\s*", re.IGNORECASE)


LABELS = {
    "filing_status": _label("Filing Status"),
    "subholding_of": _label("Subholding Of"),
    "location": _label("Location"),
    "description": _label("Description"),
    "comments": _label("Comments"),
}
"""The sub-lines of a transaction, in the order they always have."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One row of the report with all that page breaks cut off it."""

    pieces: tuple[Piece, ...]

    def cell(self, column: int) -> str:
        joined = " ".join(piece.cells[column] for piece in self.pieces)
        return " ".join(joined.replace(UNMAPPED, "").split())

    @property
    def sublines(self) -> list[str]:
        return [line for piece in self.pieces for line in piece.sublines]

    @property
    def ticked(self) -> bool | None:
        known = [piece.ticked for piece in self.pieces if piece.ticked is not None]
        return any(known) if known else None


def transactions(pieces: Iterable[Piece], maximum: int) -> list[Transaction]:
    """The rows that the pieces make: one with neither type nor date goes on the row before it.

    Raises RowsDiffer, LimitExceeded.
    """
    rows: list[list[Piece]] = []
    for piece in pieces:
        if piece.cells[TYPE] or piece.cells[DATE]:
            rows.append([piece])
        elif rows:
            rows[-1].append(piece)
        elif any(piece.cells) or piece.sublines:
            raise RowsDiffer("the table begins in the middle of a row")
        if len(rows) > maximum:
            raise LimitExceeded(f"more than {maximum} rows")
    return [Transaction(tuple(row)) for row in rows]


def printed_row(ordinal: int, row: Transaction) -> dict[str, Any]:
    """The row's fields by their names in `hilltape read`."""
    asset, code = _asset(row.cell(ASSET))
    return {
        "ordinal": ordinal,
        "id": row.cell(ID),
        "owner": row.cell(OWNER).upper(),
        "asset": asset,
        "asset_type": code,
        "ticker": ticker_at_end(asset),
        "type": row.cell(TYPE),
        "date": _iso(row.cell(DATE)),
        "notified": _iso(row.cell(NOTIFIED)),
        "amount": row.cell(AMOUNT),
        "cap_gains": row.ticked,
        **_labelled(row.sublines),
    }


def trade(printed: Mapping[str, Any]) -> Trade:
    """The trade a printed row states. Raises UnknownValue."""
    try:
        return Trade(
            ordinal=printed["ordinal"],
            side=_one_of(SIDES, "type", printed["type"]),
            asset=printed["asset"],
            asset_type=printed["asset_type"],
            ticker=printed["ticker"],
            owner=parse_owner(printed["owner"]),
            traded=_day(printed["date"]),
            notified=_day(printed["notified"]),
            amount=parse_amount(printed["amount"]),
            status=_one_of(STATUSES, "filing status", printed["filing_status"]),
            note=printed["description"],
            printed=printed,
        )
    except UnknownValue as error:
        raise UnknownValue(f"row {printed['ordinal']}, {error.detail}") from None


def _asset(cell: str) -> tuple[str, str]:
    """The asset's name and its two-letter code, `""` where the form has none."""
    match = _ASSET_CODE.search(cell)
    return (cell[: match.start()], match[1].upper()) if match else (cell, "")


def _labelled(lines: Sequence[str]) -> dict[str, str]:
    """Each label's value; a line without a label, or with one out of order, goes on the value before it."""
    values: dict[str, list[str]] = {name: [] for name in LABELS}
    names = list(LABELS)
    current = ""
    for line in lines:
        for position, name in enumerate(names):
            if match := LABELS[name].match(line):
                current, line, names = name, line[match.end() :], names[position + 1 :]
                break
        if not current:
            raise UnknownValue(f"a sub-line without a label: {line!r}")
        values[current].append(line)
    return {name: " ".join(" ".join(parts).replace(UNMAPPED, "").split()) for name, parts in values.items()}


def _iso(text: str) -> str:
    day = parse_date(text)
    return day.isoformat() if day else ""


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _one_of(allowed: Mapping[str, Value], what: str, text: str) -> Value:
    if text not in allowed:
        raise UnknownValue(f"{what} {text!r}")
    return allowed[text]
