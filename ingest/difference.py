"""What became of each row: compares two sequences of trades. Equal rows are real, and no row has a key."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from storage.model import Change, Difference, Trade

Likeness = Callable[[Trade], Hashable]
"""What two rows must share to be one row before and after."""

Numbered = Mapping[int, Trade]
"""Rows by their position."""


def name(trade: Trade) -> str:
    """The asset's name, however it is spaced and capitalised."""
    return "".join(trade.asset.casefold().split())


def security(trade: Trade) -> str:
    """What is traded: by its ticker, failing that by its name."""
    return trade.ticker or name(trade)


LIKENESSES: Sequence[Likeness] = (
    lambda row: row.facts,
    lambda row: (row.asset, row.asset_type, row.ticker, row.owner, row.side, row.traded, row.amount),
    lambda row: (security(row), row.asset_type, row.owner, row.side, row.traded),
    lambda row: (security(row), row.asset_type, row.owner, row.side, row.amount),
    lambda row: (security(row), row.asset_type, row.owner, row.traded, row.amount),
    lambda row: (security(row), row.asset_type, row.side, row.traded, row.amount),
    lambda row: (security(row), row.owner, row.side, row.traded, row.amount),
    lambda row: (security(row), row.owner, row.side),
    lambda row: (security(row), row.side, row.amount),
    lambda row: (security(row), row.traded),
    lambda row: (name(row), row.side, row.traded),
)
"""From equal down to what a correction may leave of a row; the most alike are paired first."""


def anything_else(row: Trade) -> Hashable:
    """All but what is traded: an asset named anew, if no other row could be meant."""
    return (row.owner, row.side, row.traded, row.amount)


def difference(old: Sequence[Trade], new: Sequence[Trade], earlier: int | None = None) -> Difference:
    """Each row of either once: paired with what it was or became, or alone. Takes linear time.

    `earlier` is the id of the filing that the old rows stand in.
    """
    became: dict[int, int] = {}
    for likeness in LIKENESSES:
        became |= _pairs(*_left(old, new, became), likeness)
    became |= _pairs(*_left(old, new, became), anything_else, alone=True)
    gone, _ = _left(old, new, became)
    kept = [
        Change(old[became[number]], row, earlier) if number in became else Change(None, row)
        for number, row in enumerate(new)
    ]
    return Difference((*kept, *(Change(row, None, earlier) for row in gone.values())))


def _left(old: Sequence[Trade], new: Sequence[Trade], became: Mapping[int, int]) -> tuple[Numbered, Numbered]:
    """The rows not paired yet, by their position."""
    paired = set(became.values())
    old_left = {number: row for number, row in enumerate(old) if number not in paired}
    return old_left, {number: row for number, row in enumerate(new) if number not in became}


def _pairs(old: Numbered, new: Numbered, likeness: Likeness, *, alone: bool = False) -> dict[int, int]:
    """The position of a new row → that of the old one it is like: alike ones in their order, each once.

    With `alone` only where no second row on either side is like them.
    """
    alike = _grouped(old, likeness)
    found: dict[int, int] = {}
    for key, numbers in _grouped(new, likeness).items():
        if not alone or (len(numbers), len(alike.get(key, ()))) == (1, 1):
            found |= zip(numbers, alike.get(key, ()), strict=False)
    return found


def _grouped(rows: Numbered, likeness: Likeness) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number, row in rows.items():
        groups[likeness(row)].append(number)
    return groups
