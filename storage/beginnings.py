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
    """The ids, a few at most, that begin so; none for less than eight hex digits. Looks at a few of an index."""
    if not BEGINNING.fullmatch(typed):
        return []
    begun = documents.c.id.between(typed, f"{typed}{PAST}") & documents.c.id.startswith(
        typed, autoescape=True
    )
    return [
        name
        for source in sources(transaction)
        for name in transaction.scalars(
            select(documents.c.id)
            .where(documents.c.source == source, begun)
            .order_by(documents.c.id)
            .limit(MOST)
        )
    ]
