"""Small facts that outlive a restart, by name: an index's validators, a part's health, the epoch."""

from typing import Any

from sqlalchemy import delete, select

from storage.database import Transaction, insert_or_ignore, insert_or_replace
from storage.tables import checkpoints


def get(transaction: Transaction, name: str, *, share: bool = False) -> dict[str, Any]:
    """The facts under that name, `{}` when there are none; `share`: nobody changes them until the end."""
    wanted = select(checkpoints.c.value).where(checkpoints.c.name == name)
    found = transaction.scalar(wanted.with_for_update(read=True) if share else wanted)
    return dict(found) if found else {}


def hold(transaction: Transaction, name: str) -> None:
    """Nobody else reads those facts to change them, or relies on them, until the transaction ends."""
    transaction.execute(insert_or_ignore(transaction, checkpoints).values(name=name, value={}))
    transaction.execute(select(checkpoints.c.name).where(checkpoints.c.name == name).with_for_update())


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
