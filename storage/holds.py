"""How long a platform takes nothing from the whole bot: kept, so that a restart keeps to it too."""

from datetime import datetime, timedelta

from storage import checkpoints
from storage.database import Transaction

PREFIX = "hold:"


def keep(transaction: Transaction, channel: str, until: datetime) -> None:
    """Of several waits the longest counts."""
    held = _everything(transaction).get(channel, until)
    _put(transaction, channel, max(held, until))


def everywhere(transaction: Transaction, now: datetime) -> dict[str, datetime]:
    """By channel, until when its platform takes nothing."""
    return {channel: until for channel, until in _everything(transaction).items() if until > now}


def left(transaction: Transaction, channel: str, now: datetime) -> timedelta:
    """Zero where the platform takes messages."""
    return everywhere(transaction, now).get(channel, now) - now


def turned_back(transaction: Transaction, channel: str, now: datetime, step: timedelta) -> None:
    """The clock was set back by so much: the platform's wait ends as much earlier by it."""
    if until := everywhere(transaction, now).get(channel):
        _put(transaction, channel, until - step)


def _put(transaction: Transaction, channel: str, until: datetime) -> None:
    checkpoints.put(transaction, PREFIX + channel, {"until": until.isoformat()})


def _everything(transaction: Transaction) -> dict[str, datetime]:
    found = checkpoints.under(transaction, PREFIX)
    return {channel: datetime.fromisoformat(value["until"]) for channel, value in found.items()}
