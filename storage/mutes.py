"""Officials whose reports a place does not want to hear of, whatever else it follows."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.database import Transaction, among, insert_or_ignore
from storage.tables import filings
from storage.tables_chats import deliveries, mutes

MUTED = "muted here"


def add(transaction: Transaction, place_id: int, official_id: str, now: datetime) -> bool:
    """Mutes an official; says whether that is new. What waits for the place already is not sent either."""
    values = {"place_id": place_id, "official_id": official_id, "created": now}
    new = transaction.execute(insert_or_ignore(transaction, mutes).values(values)).rowcount == 1
    theirs = select(filings.c.id).where(filings.c.official_id == official_id)
    waiting = (deliveries.c.place_id == place_id) & (deliveries.c.state == "waiting")
    transaction.execute(
        update(deliveries)
        .where(waiting, deliveries.c.filing_id.in_(theirs))
        .values(state="muted", error=MUTED)
    )
    return new


def remove(transaction: Transaction, place_id: int, official_id: str) -> bool:
    here = (mutes.c.place_id == place_id) & (mutes.c.official_id == official_id)
    return transaction.execute(delete(mutes).where(here)).rowcount == 1


def of(transaction: Transaction, place_id: int) -> dict[str, datetime]:
    """The officials muted in a place, and since when."""
    rows = transaction.execute(select(mutes).where(mutes.c.place_id == place_id).order_by(mutes.c.created))
    return {row.official_id: row.created for row in rows}


def places(transaction: Transaction, official_id: str, place_ids: Collection[int]) -> set[int]:
    """Those of these places that do not want to hear of an official."""
    theirs = (mutes.c.official_id == official_id) & among(transaction, mutes.c.place_id, place_ids)
    return set(transaction.scalars(select(mutes.c.place_id).where(theirs)))
