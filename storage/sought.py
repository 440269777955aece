"""What searches look at, kept with each row in the form an index can use: the facts of storage/facts.py."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy import Row

from storage import assets
from storage.facts import Facts
from storage.kinds import KINDS
from storage.model import Kind, Owner, Side, Standing
from storage.vocabulary import SECTORS

TRAIT_VALUES: Mapping[str, Sequence[str]] = {
    "side": tuple(Side),
    "owner": tuple(Owner),
    "type": (*KINDS, ""),
    "sector": (*SECTORS, ""),
    "amended": ("yes", "no"),
}
TRAITS = {pair: place for place, pair in enumerate((k, v) for k, held in TRAIT_VALUES.items() for v in held)}
"""The bit of each value that a row can have; one row sets one bit for each key."""

ORDINALS = 1 << 15
FILINGS = 1 << 28
LAST_DAY = (1 << 20) - 1
"""In the year 2871; days after it are in no order, and so the number stays within 64 bits."""


def of_filing(found: Facts, rows: Sequence[Facts]) -> dict[str, Any]:
    """The columns of a filing about to be stored, with the bounds of its rows."""
    return {
        "party": found.party,
        "home_state": found.state,
        "committees": listed(found.committees),
        "newness": 0,  # its id, which is part of it, is known only afterwards
        "rows": len(rows),
        "traits": reduce(or_, map(traits, rows), 0),
        **_bounds("low", (row.trade.amount.low for row in rows if row.trade)),
        **_bounds("high", (row.trade.amount.high for row in rows if row.trade)),
        **_bounds("traded", (row.trade.traded for row in rows if row.trade)),
        **_bounds("delay", (row.delay for row in rows)),
        **_bounds("late", (row.late for row in rows)),
    }


def traits(found: Facts) -> int:
    """The bits of what a row has: its side, owner, kind and sector, and whether it amends."""
    trade = found.trade
    if trade is None:
        return 0
    amended = "yes" if found.amended else "no"
    held = (
        *(("side", trade.side), ("owner", trade.owner), ("type", found.kind)),
        *(("sector", found.sector), ("amended", amended)),
    )
    return reduce(or_, (bit(key, [value]) for key, value in held))


def bit(key: str, values: Iterable[str]) -> int:
    """The bits of these values of one key."""
    return reduce(or_, (1 << TRAITS[key, value] for value in values), 0)


def _bounds(name: str, values: Iterable[Any]) -> dict[str, Any]:
    known = [value for value in values if value is not None]
    return {f"min_{name}": min(known, default=None), f"max_{name}": max(known, default=None)}


def of_trade(found: Facts, filing_id: int) -> dict[str, Any]:
    """The columns of a row about to be stored; whether it counts is settled afterwards."""
    if found.trade is None:
        raise ValueError("a paper filing has no rows")
    return {
        "official_id": found.official_id,
        "filed": found.filing.filed,
        "counted": False,
        "newness": newness(found.filing.filed, filing_id, found.trade.ordinal),
        "asset_id": assets.id_of(found.names),
        "chamber": found.filing.chamber,
        "party": found.party,
        "state": found.state,
        "committees": listed(found.committees),
        "kind": found.kind,
        "delay": found.delay,
        "late": found.late,
        "amended": found.amended,
        "paper": found.filing.kind is Kind.PAPER,
    }


def newness(filed: date | None, filing_id: int, ordinal: int = 0) -> int:
    """The place in a search, all different: by day of filing, then when it was stored, then as rows stand.

    What has no day of filing is the oldest.
    """
    if not (0 < filing_id < FILINGS and 0 <= ordinal < ORDINALS):
        raise ValueError(f"row {ordinal} of filing {filing_id} is more than can be ordered")
    day = min(filed.toordinal(), LAST_DAY) if filed else 0
    return (day * FILINGS + filing_id) * ORDINALS + ORDINALS - 1 - ordinal


def place_of(place: int) -> tuple[int, int]:
    """The filing's id and the ordinal (0 for a filing itself) that such a number stands for."""
    return filing_of(place), ORDINALS - 1 - place % ORDINALS


def filing_of(place: int) -> int:
    return place // ORDINALS % FILINGS


def from_day(day: date) -> int:
    """The lowest number of what was filed on that day or later."""
    return min(day.toordinal(), LAST_DAY) * FILINGS * ORDINALS


def listed(ids: Iterable[str]) -> str:
    """Committees as one text, in which each is found between commas: `,HSAS,HSIF,`."""
    return f",{','.join(sorted(ids))},"


def standing(row: Row[Any]) -> Standing:
    """The standing that a filing's row keeps."""
    return Standing(row.party, row.home_state, frozenset(filter(None, row.committees.split(","))))
