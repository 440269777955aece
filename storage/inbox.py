"""Which updates and interactions have been acted on, so that one delivered twice changes nothing twice."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from storage.database import Transaction, insert_or_ignore
from storage.tables_chats import inbox

KEEP = timedelta(days=2)  # platforms repeat an update within a day


def first_time(transaction: Transaction, channel: str, event: str, now: datetime) -> bool:
    """Notes the event in the transaction of the change it asks for; False when it was noted before."""
    transaction.execute(delete(inbox).where(inbox.c.received < now - KEEP))
    done = transaction.execute(
        insert_or_ignore(transaction, inbox).values(channel=channel, event=event, received=now)
    )
    return done.rowcount == 1
