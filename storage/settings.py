"""When each chat wants its messages; whoever sets nothing has them at once, in UTC."""

import re
from collections.abc import Collection
from datetime import time
from typing import Any

from sqlalchemy import Row, select

from storage.database import Transaction, among, insert_or_replace
from storage.hours import NO_SETTINGS, WEEKDAYS, Digest, Quiet, Settings
from storage.tables_chats import places, settings

CLOCK = re.compile(r"(\d{1,2})(?::([0-5]\d))?(?: ?([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)
TO = re.compile(r"\s*(?:-|–|\bto\b)\s*", re.IGNORECASE)
DIGEST = re.compile(rf"(?:daily|weekly (?P<day>{'|'.join(WEEKDAYS)})\w*) (?P<at>.+)")


def of(transaction: Transaction, chat_id: int) -> Settings:
    row = transaction.execute(select(settings).where(settings.c.chat_id == chat_id)).one_or_none()
    return _settings(row) if row else NO_SETTINGS


def of_places(transaction: Transaction, place_ids: Collection[int]) -> dict[int, Settings]:
    """The settings of those of these places whose chats have any.

    They hold until the transaction ends: whoever changes them waits, and then finds what was owed meanwhile.
    """
    wanted = (
        select(places.c.id, settings)
        .join(places, places.c.chat_id == settings.c.chat_id)
        .where(among(transaction, places.c.id, place_ids))
        .order_by(settings.c.chat_id)
        .with_for_update(read=True, of=settings)
    )
    return {row.id: _settings(row) for row in transaction.execute(wanted)}


def put(transaction: Transaction, chat_id: int, held: Settings) -> None:
    """Keeps the settings; what waits already is moved by `outbox.reschedule`."""
    values = {
        "zone": held.zone,
        "quiet": str(held.quiet or ""),
        "digest": str(held.digest or ""),
        "snoozed": held.snoozed,
    }
    transaction.execute(insert_or_replace(transaction, settings).values(chat_id=chat_id, **values))


def quiet(text: str) -> Quiet | None:
    """`22:00-07:00`, `22-7`, `10pm to 7am`; None for what are no quiet hours."""
    begin, end, *_ = [*TO.split(text, 1), ""]
    first, last = clock(begin), clock(end)
    return Quiet(first, last) if first and last and first != last else None


def digest(text: str) -> Digest | None:
    """`daily 18:00`, `weekly mon 08:00`; None for what is no digest."""
    found = DIGEST.fullmatch(text.lower())
    at = clock(found["at"]) if found else None
    if found is None or at is None:
        return None
    return Digest(at, WEEKDAYS.index(found["day"]) if found["day"] else None)


def clock(text: str) -> time | None:
    """`7:00`, `22:00`, `22` or `10pm`; None for what no clock shows."""
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, half = int(found[1]), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return time(hour, int(found[2] or "0")) if hour < 24 else None


def _settings(row: Row[Any]) -> Settings:
    return Settings(
        zone=row.zone,
        quiet=quiet(row.quiet),
        digest=digest(row.digest),
        snoozed=row.snoozed,
    )
