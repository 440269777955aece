"""Small facts that outlive a restart, by name: an index's validators, a part's health, the epoch."""

from typing import Any

from sqlalchemy import delete, select

from storage.database import Transaction, insert_or_replace
from storage.tables import checkpoints


def get(transaction: Transaction, name: str) -> dict[str, Any]:
    """The facts under that name, `{}` when there are none."""
    found = transaction.scalar(select(checkpoints.c.value).where(checkpoints.c.name == name))
    return dict(found) if found else {}


def put(transaction: Transaction, name: str, value: dict[str, Any]) -> None:
    transaction.execute(insert_or_replace(transaction, checkpoints).values(name=name, value=value))


def under(transaction: Transaction, prefix: str) -> dict[str, dict[str, Any]]:
    """Every checkpoint whose name starts with the prefix, by the rest of its name."""
    rows = transaction.execute(
        select(checkpoints).where(checkpoints.c.name.startswith(prefix, autoescape=True))
    )
    return {row.name.removeprefix(prefix): dict(row.value) for row in rows}


def forget(transaction: Transaction, name: str) -> None:
    transaction.execute(delete(checkpoints).where(checkpoints.c.name == name))
