"""Turns the pieces of a House report's table into its transactions, and each transaction into a trade."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from ingest.errors import LimitExceeded, RowsDiffer, UnknownValue
from ingest.fields import parse_amount, parse_date, parse_owner, ticker_at_end
from ingest.sources.house_labels import in_one_line, label, labelled
from ingest.sources.house_table import Piece
from storage.model import RowStatus, Side, Spot, Trade

Value = TypeVar("Value")

SIDES = {"P": Side.BUY, "S": Side.SELL, "S (partial)": Side.PARTIAL_SALE, "E": Side.EXCHANGE}
STATUSES = {"New": RowStatus.NEW, "Amended": RowStatus.AMENDED, "Deleted": RowStatus.DELETED}

ID, OWNER, ASSET, TYPE, DATE, NOTIFIED, AMOUNT = range(7)
"""The columns, in the order every layout keeps."""

_ASSET_CODE = re.compile(r"\s*\[([A-Za-z0-9]{2})\]$")  # Apple Inc. (AAPL) [ST]


LABELS = {
    "filing_status": label("Filing Status"),
    "subholding_of": label("Subholding Of"),
    "location": label("Location"),
    "description": label("Description"),
    "comments": label("Comments"),
}
"""The sub-lines of a transaction, in the order they always have."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One row of the report with all that page breaks cut off it."""

    pieces: tuple[Piece, ...]

    def cell(self, column: int) -> str:
        return in_one_line(piece.cells[column] for piece in self.pieces)

    @property
    def sublines(self) -> list[str]:
        return [line for piece in self.pieces for line in piece.sublines]

    @property
    def spot(self) -> Spot:
        """On the row's first page: main row and sub-lines."""
        first = self.pieces[0].spot
        return replace(first, bottom=max(p.spot.bottom for p in self.pieces if p.spot.page == first.page))

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
        **_sublines(row.sublines),
    }


def trade(printed: Mapping[str, Any], spot: Spot) -> Trade:
    """The trade that a row printed there states. Raises UnknownValue."""
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
            spot=spot,
        )
    except UnknownValue as error:
        raise UnknownValue(f"row {printed['ordinal']}, {error.detail}") from None


def _asset(cell: str) -> tuple[str, str]:
    """The asset's name and its two-letter code, `""` where the form has none."""
    match = _ASSET_CODE.search(cell)
    return (cell[: match.start()], match[1].upper()) if match else (cell, "")


def _sublines(lines: Sequence[str]) -> dict[str, str]:
    if lines and not any(each.match(lines[0]) for each in LABELS.values()):
        raise UnknownValue(f"a sub-line without a label: {lines[0]!r}")
    values = labelled(lines, LABELS, unlabelled="")
    del values[""]
    return values


def _iso(text: str) -> str:
    day = parse_date(text)
    return day.isoformat() if day else ""


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _one_of(allowed: Mapping[str, Value], what: str, text: str) -> Value:
    if text not in allowed:
        raise UnknownValue(f"{what} {text!r}")
    return allowed[text]
