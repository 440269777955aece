"""How long a platform takes nothing from the whole bot: kept, so that a restart keeps to it too."""

from datetime import datetime, timedelta

from storage import checkpoints
from storage.database import Transaction

PREFIX = "hold:"


def keep(transaction: Transaction, channel: str, until: datetime) -> None:
    checkpoints.put(transaction, _name(channel), {"until": until.isoformat()})


def left(transaction: Transaction, channel: str, now: datetime) -> timedelta:
    """Zero where the platform takes messages."""
    held = checkpoints.get(transaction, _name(channel))
    return max(datetime.fromisoformat(held["until"]) - now, timedelta()) if held else timedelta()


def everywhere(transaction: Transaction, now: datetime) -> dict[str, datetime]:
    """By channel, until when its platform takes nothing."""
    held = {
        channel: datetime.fromisoformat(value["until"])
        for channel, value in checkpoints.under(transaction, PREFIX).items()
    }
    return {channel: until for channel, until in held.items() if until > now}


def turned_back(transaction: Transaction, channel: str, now: datetime, step: timedelta) -> None:
    """The clock was set back by so much: the platform waits as much shorter."""
    if rest := left(transaction, channel, now):
        keep(transaction, channel, now + rest - step)


def _name(channel: str) -> str:
    return f"{PREFIX}{channel}"
