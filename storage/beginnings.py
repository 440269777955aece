"""Documents by how their id begins: lists show of the Senate's and OGE's long ids the first eight signs."""

import re

from sqlalchemy import select

from storage.database import Transaction
from storage.documents import sources
from storage.tables import documents

BEGINNING = re.compile(r"[0-9a-f]{8}[0-9a-f-]*")
MOST = 3
PAST = "g"  # after every sign that such an id has


def whole(transaction: Transaction, typed: str) -> list[str]:
    """The ids, a few at most, that begin so; none for less than eight hex digits."""
    if not BEGINNING.fullmatch(typed):
        return []
    number = documents.c.id
    begun = number.between(typed, f"{typed}{PAST}") & number.startswith(typed, autoescape=True)
    wanted = select(number).where(begun).order_by(number).limit(MOST)
    return [
        name
        for source in sources(transaction)
        for name in transaction.scalars(wanted.where(documents.c.source == source))
    ]
