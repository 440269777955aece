"""How a difference is kept: as references to rows, so that each one leads to the document it came from."""

from collections.abc import Iterable, Mapping
from typing import Any

from storage.model import Change, Difference, Trade

Rows = Mapping[int, tuple[Trade, ...]]
"""The trades of filings, by the filing's id."""


def written(held: Difference | None) -> dict[str, Any] | None:
    """`rows` has [the earlier filing's id, the old row's ordinal, the new row's ordinal] for each change.

    `instead_of` is there only where it says something.
    """
    if held is None:
        return None
    rows = [[c.earlier, c.old and c.old.ordinal, c.new and c.new.ordinal] for c in held.changes]
    filer = {} if held.instead_of is None else {"instead_of": held.instead_of}
    return {"rows": rows, "documents": list(held.documents), "unproven": held.unproven, **filer}


def earlier(held: Mapping[str, Any] | None) -> set[int]:
    """The ids of the filings whose rows are needed to tell the difference."""
    return {filing_id for filing_id, _, _ in held["rows"] if filing_id is not None} if held else set()


def pairs(held: Mapping[str, Any] | None) -> Mapping[int, tuple[int, int]]:
    """By the ordinal of a row that is proven to amend another: that one's filing and ordinal."""
    rows = held["rows"] if held else ()
    return {now: (filing_id, was) for filing_id, was, now in rows if filing_id and was and now}


def told(held: Mapping[str, Any] | None, rows: Rows, now: Iterable[Trade]) -> Difference | None:
    """The difference again, from the rows of the earlier filings and those of the filing itself."""
    if held is None:
        return None
    old = {(filing_id, row.ordinal): row for filing_id, held_rows in rows.items() for row in held_rows}
    new = {row.ordinal: row for row in now}
    changes = tuple(
        Change(old.get((filing_id, was)), new.get(ordinal), filing_id)
        for filing_id, was, ordinal in held["rows"]
    )
    return Difference(changes, tuple(held["documents"]), held["unproven"], held.get("instead_of"))
