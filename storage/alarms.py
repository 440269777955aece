"""What the operator has been told of, so that neither a restart nor another process tells it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage import checkpoints
from storage.database import Transaction, insert_or_ignore
from storage.tables import checkpoints as table

NAME = "alarms"
MALFORMED = "malformed:"
TURN = timedelta(minutes=5)  # in which one process tells; then it is held to have failed


@dataclass(frozen=True, slots=True)
class Told:
    """`open` is what was told and has not ended, and since when; `reading_at` when failures were last."""

    open: Mapping[str, datetime]
    reading_at: datetime | None = None


def told(transaction: Transaction) -> Told:
    return _told(checkpoints.get(transaction, NAME))


def take_turn(transaction: Transaction, now: datetime) -> Told | None:
    """What was told, for the one process that may tell now; None while another does."""
    transaction.execute(insert_or_ignore(transaction, table).values(name=NAME, value={}))
    held = transaction.scalars(select(table.c.value).where(table.c.name == NAME).with_for_update()).one()
    until = held.get("turn_until")
    if until and datetime.fromisoformat(until) > now:
        return None
    checkpoints.put(transaction, NAME, {**held, "turn_until": (now + TURN).isoformat()})
    return _told(held)


def end_turn(transaction: Transaction, told: Told) -> None:
    """Keeps what has been told by now; the next may tell."""
    reading_at = told.reading_at and told.reading_at.isoformat()
    opened = {key: at.isoformat() for key, at in told.open.items()}
    checkpoints.put(transaction, NAME, {"open": opened, "reading_at": reading_at})


def note_malformed(transaction: Transaction, channel: str, now: datetime) -> None:
    """A platform found a message of ours wrong."""
    checkpoints.put(transaction, MALFORMED + channel, {"at": now.isoformat()})


def malformed(transaction: Transaction) -> dict[str, datetime]:
    """By channel, when a platform last found a message of ours wrong."""
    found = checkpoints.under(transaction, MALFORMED)
    return {channel: datetime.fromisoformat(value["at"]) for channel, value in found.items()}


def _told(value: Mapping[str, Any]) -> Told:
    opened = {key: datetime.fromisoformat(at) for key, at in value.get("open", {}).items()}
    reading_at = value.get("reading_at")
    return Told(opened, datetime.fromisoformat(reading_at) if reading_at else None)
