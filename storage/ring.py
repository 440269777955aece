"""Tells every sender, in whatever process, that something is owed: with the commit, and not without it."""

from sqlalchemy import text

from storage.database import Transaction

RING = "hilltape_outbox"


def ring(transaction: Transaction) -> None:
    """However often in one transaction, it rings once. On SQLite the one process that sends wakes itself."""
    if transaction.dialect.name == "postgresql":
        transaction.execute(text(f"NOTIFY {RING}"))
