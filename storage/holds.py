"""How long a platform takes nothing from the whole bot: kept, so that a restart keeps to it too."""

from datetime import datetime, timedelta

from storage import checkpoints
from storage.database import Transaction


def keep(transaction: Transaction, channel: str, until: datetime) -> None:
    checkpoints.put(transaction, _name(channel), {"until": until.isoformat()})


def left(transaction: Transaction, channel: str, now: datetime) -> timedelta:
    """Zero where the platform takes messages."""
    held = checkpoints.get(transaction, _name(channel))
    return max(datetime.fromisoformat(held["until"]) - now, timedelta()) if held else timedelta()


def turned_back(transaction: Transaction, channel: str, now: datetime, step: timedelta) -> None:
    """The clock was set back by so much: the platform waits as much shorter."""
    if rest := left(transaction, channel, now):
        keep(transaction, channel, now + rest - step)


def _name(channel: str) -> str:
    return f"hold:{channel}"
