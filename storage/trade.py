"""One row of a filing, and what became of it in a later one; pure. Others have it from `storage.model`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Printed = Mapping[str, Any]
"""What a document says, in its own field names and spelling (the shape of `hilltape read`)."""


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"
    PARTIAL_SALE = "partial sale"
    EXCHANGE = "exchange"
    UNSTATED = "unstated"  # OGE leaves it blank for swaps


class Owner(StrEnum):
    SELF = "self"
    SPOUSE = "spouse"
    JOINT = "joint"
    CHILD = "child"
    UNSTATED = "unstated"  # OGE names no owner


class RowStatus(StrEnum):
    """What a filer says a row does to an earlier report."""

    NEW = "new"
    AMENDED = "amended"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class AmountRange:
    """A range of US cents; `high` is None for "over", both are None for a blank.

    The lower bound of a band is its printed one ($50,001 is 5_000_100); "over $1,000,000" starts
    at $1,000,001, so that it compares like the bands.
    """

    low: int | None
    high: int | None


UNSETTLED = -1
"""Days past due of a row that is not stored yet."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row stands in its PDF: the page, from 1, and from its top in points where the row's strip is.

    Of a row that a page break cuts it is the first part, which has the type and the dates.
    """

    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Trade:
    """One row of a filing, known by its ordinal (from 1); equal rows are real.

    `ticker` is the symbol of today, `former_ticker` the one printed if it has changed since. `listed_as` is
    the company that the SEC's list has under the ticker, `confirmed` whether the asset's name agrees with it,
    `sector` the company's (`technology`), `""` where it is not known. `spot` is where a PDF has the row, None
    elsewhere; a row that only stands elsewhere now is the same row. `late` is how many days past due it was
    first reported, as the database has settled it: None where that is not known.
    """

    ordinal: int
    side: Side
    asset: str
    asset_type: str
    ticker: str | None
    owner: Owner
    traded: date | None
    notified: date | None
    amount: AmountRange
    status: RowStatus = RowStatus.NEW
    note: str = ""
    printed: Printed = field(default_factory=dict)
    former_ticker: str | None = None
    listed_as: str = ""
    confirmed: bool = False
    sector: str = ""
    spot: Spot | None = field(default=None, compare=False)
    late: int | None = field(default=UNSETTLED, compare=False)

    @property
    def facts(self) -> tuple[Any, ...]:
        """All that the row states, in our terms: neither its place in the report nor its spelling.

        The ticker is the printed one: that it was renamed later is nothing the row states.
        """
        security = (self.asset, self.asset_type, self.former_ticker or self.ticker)
        when = (self.traded, self.notified)
        return (self.side, *security, self.owner, *when, self.amount, self.status, self.note)


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it was and as it is now: `old` is None for an added row, `new` for a removed one.

    `earlier` is the id of the filing that `old` stands in. A row that withdraws another is its `new`.
    """

    old: Trade | None
    new: Trade | None
    earlier: int | None = None

    @property
    def is_removal(self) -> bool:
        withdrawn = self.new is None or self.new.status is RowStatus.DELETED
        return withdrawn and self.old is not None and self.old.status is not RowStatus.DELETED

    @property
    def is_none(self) -> bool:
        """Whether the row stands as it did."""
        return self.old is not None and self.new is not None and self.old.facts == self.new.facts


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of earlier rows: by an amendment, or by another reading of the same document.

    `documents` are the ids of the documents amended. `unproven` says why it cannot be proven what those rows
    amend that no change names; it is `""` when every row is accounted for. `instead_of` is the id of the
    official whose report it was taken for, `""` where that was nobody's; None where its filer is the same.
    """

    changes: tuple[Change, ...] = ()
    documents: tuple[str, ...] = ()
    unproven: str = ""
    instead_of: str | None = None

    @property
    def added(self) -> tuple[Trade, ...]:
        return tuple(change.new for change in self.changes if change.new and change.old is None)

    @property
    def removed(self) -> tuple[Trade, ...]:
        return tuple(change.old for change in self.changes if change.old and change.is_removal)

    @property
    def changed(self) -> tuple[tuple[Trade, Trade], ...]:
        return tuple(
            (change.old, change.new)
            for change in self.changes
            if change.old and change.new and not change.is_removal and not change.is_none
        )

    @property
    def unchanged(self) -> tuple[Trade, ...]:
        return tuple(change.new for change in self.changes if change.new and change.is_none)

    @property
    def earlier(self) -> frozenset[int]:
        """The ids of the filings whose rows are accounted for."""
        return frozenset(change.earlier for change in self.changes if change.earlier is not None)
