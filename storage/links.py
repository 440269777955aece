"""Which filings amend others, as far as that is proven, and another link in its place."""

from sqlalchemy import select, update

from storage import counted, differences, filings
from storage.database import Transaction
from storage.model import Difference, Stored
from storage.settling import settled
from storage.tables import filings as table


def amendments(transaction: Transaction, source: str, official_id: str) -> list[Stored]:
    """What somebody has filed with a source that amends something, linked or not, as filed."""
    ids = transaction.scalars(
        select(table.c.id)
        .where(
            table.c.source == source,
            table.c.official_id == official_id,
            ~table.c.superseded,
            table.c.amends.is_not(None),
        )
        .order_by(table.c.filed.nulls_last(), table.c.id)
    ).all()
    held = filings.many(transaction, ids)
    return [held[filing_id] for filing_id in ids]


def put(transaction: Transaction, held: Stored, link: Difference) -> None:
    """What a stored filing amends, in place of what was known before: its own reading stays as it is.

    What it replaces now counts no longer, what it was thought to replace counts again.
    """
    replaced = counted.replaces(held.filing, link)
    values = {"amends": differences.written(link), "replaces": replaced}
    with settled(transaction, held.filing, link, replaced):
        transaction.execute(update(table).where(table.c.id == held.id).values(values))
