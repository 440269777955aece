"""What searches look at, kept with each row in the form an index can use: the facts of storage/facts.py."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row

from storage import assets
from storage.facts import Facts, facts
from storage.model import Filing, Kind, Standing

ORDINALS = 1 << 15
FILINGS = 1 << 28


def of_filing(filing: Filing, standing: Standing) -> dict[str, Any]:
    """The columns of a filing about to be stored."""
    found = facts(filing, None, None, standing)
    return {
        "party": found.party,
        "home_state": found.state,
        "committees": listed(found.committees),
        "newness": 0,  # its id, which is part of it, is known only afterwards
    }


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
    day = filed.toordinal() if filed else 0
    return (day * FILINGS + filing_id) * ORDINALS + ORDINALS - 1 - ordinal


def place_of(place: int) -> tuple[int, int]:
    """The filing's id and the ordinal (0 for a filing itself) that such a number stands for."""
    return filing_of(place), ORDINALS - 1 - place % ORDINALS


def filing_of(place: int) -> int:
    return place // ORDINALS % FILINGS


def from_day(day: date) -> int:
    """The lowest number of what was filed on that day or later."""
    return day.toordinal() * FILINGS * ORDINALS


def listed(ids: Iterable[str]) -> str:
    """Committees as one text, in which each is found between commas: `,HSAS,HSIF,`."""
    return f",{','.join(sorted(ids))},"


def standing(row: Row[Any]) -> Standing:
    """The standing that a filing's row keeps."""
    return Standing(row.party, row.home_state, frozenset(filter(None, row.committees.split(","))))
