"""Officials as the database keeps them, from the newest reference table."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from storage import checkpoints
from storage.database import Transaction, insert_or_replace
from storage.model import Chamber, Official, Term
from storage.tables import officials

LOADED = "officials"


def load(transaction: Transaction, as_of: date, people: Iterable[Official]) -> bool:
    """Stores a reference table unless a newer one is there; says whether it did. Nobody is ever removed.

    One of the same day is stored again: a newer Hilltape may know more spellings.
    """
    held = checkpoints.get(transaction, LOADED).get("as_of", "")
    if as_of.isoformat() < held:
        return False
    if values := [_values(official) for official in people]:
        transaction.execute(insert_or_replace(transaction, officials), values)
    checkpoints.put(transaction, LOADED, {"as_of": as_of.isoformat()})
    return True


def as_of(transaction: Transaction) -> date | None:
    """The date of the reference table in use."""
    held = checkpoints.get(transaction, LOADED).get("as_of")
    return date.fromisoformat(held) if held else None


def everyone(transaction: Transaction) -> tuple[Official, ...]:
    return tuple(map(from_row, transaction.execute(select(officials).order_by(officials.c.id))))


def get(transaction: Transaction, official_id: str) -> Official | None:
    row = transaction.execute(select(officials).where(officials.c.id == official_id)).one_or_none()
    return from_row(row) if row else None


def from_row(row: Row[Any]) -> Official:
    return Official(row.id, row.name, tuple(row.names), tuple(_term(term) for term in row.terms))


def _values(official: Official) -> dict[str, Any]:
    return {
        "id": official.id,
        "name": official.name,
        "names": list(official.names),
        "terms": [
            [t.chamber, t.state, t.district, t.party, t.start.isoformat(), t.end.isoformat()]
            for t in official.terms
        ],
    }


def _term(held: list[Any]) -> Term:
    chamber, state, district, party, start, end = held
    return Term(Chamber(chamber), state, district, party, date.fromisoformat(start), date.fromisoformat(end))
