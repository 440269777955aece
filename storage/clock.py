"""The time as a part saw it last: how it knows that the clock was set back, also while nothing ran."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, select, update

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


def bring_forward(
    transaction: Transaction, moment: Column[datetime], where: ColumnElement[bool], step: timedelta
) -> None:
    """Each of these moments is so much earlier."""
    table = moment.table
    key = list(table.primary_key)
    for *row, at in transaction.execute(select(*key, moment).where(where)).all():
        this = (column == value for column, value in zip(key, row, strict=True))
        transaction.execute(update(table).where(*this).values({moment: at - step}))


def _name(part: str) -> str:
    return f"clock:{part}"
