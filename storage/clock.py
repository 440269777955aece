"""The time as a part saw it last: how it knows that the clock was set back, also while nothing ran."""

from datetime import datetime, timedelta

from storage import checkpoints
from storage.database import Transaction

DIFFERS = timedelta(seconds=2)  # by so much a clock is set right without anybody's notice


def seen(transaction: Transaction, part: str) -> datetime | None:
    held = checkpoints.get(transaction, _name(part))
    return datetime.fromisoformat(held["at"]) if held else None


def note(transaction: Transaction, part: str, now: datetime) -> None:
    checkpoints.put(transaction, _name(part), {"at": now.isoformat()})


def set_back(last: datetime | None, now: datetime) -> timedelta:
    """By how much since it was seen last; zero where it was not."""
    step = last - now if last else timedelta()
    return step if step > DIFFERS else timedelta()


def _name(part: str) -> str:
    return f"clock:{part}"
