"""What the operator must hear of; deciding is pure, `alert.py` does the telling.

Each trouble is told once when it begins and once when it has ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest import errors
from storage.alarms import Told
from storage.health import Health
from storage.measures import Ledger, Queue

SOURCE_DOWN = timedelta(hours=1)
CHANNEL_FAILING = timedelta(minutes=5)  # clients that lose their connection are back in seconds
MALFORMED = timedelta(hours=1)  # after the last one it counts as over
OUTBOX_LATE = timedelta(minutes=15)
READING_PAUSE = timedelta(hours=1)  # between two messages on documents that cannot be read
FREE_BYTES, FREE_SHARE = 2**30, 0.05
ENDS_ABOVE = 1.2  # times that: a disk at the edge is told once
READING = "reading:"
BAD_TOKEN = "BadToken"  # noqa: S105
UNEXPECTED = "Unexpected"


@dataclass(frozen=True, slots=True)
class Disk:
    """In bytes, where the database lies."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Observed:
    """All that is looked at. `malformed` is by channel; `disk` None where the database is elsewhere."""

    now: datetime
    health: Sequence[Health]
    ledgers: Sequence[Ledger]
    queues: Sequence[Queue]
    malformed: Mapping[str, datetime]
    disk: Disk | None


@dataclass(frozen=True, slots=True, order=True)
class Trouble:
    """Known by what it is, of what, and why: `source`, `house`, `Unreachable`. `since` is when it began."""

    what: str
    of: str = ""
    reason: str = ""
    since: datetime | None = None
    number: int = 0

    @property
    def key(self) -> str:
        """The same while it lasts: a source that fails for another reason is still the same trouble."""
        return f"{READING}{self.of}:{self.reason}" if self.what == "reading" else f"{self.what}:{self.of}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to tell now, and what will have been told then. `ended` are keys, with when each was told."""

    begun: Sequence[Trouble]
    ended: Mapping[str, datetime]
    told: Told


def decide(observed: Observed, told: Told) -> Decision:
    """What is new since the operator was told last.

    New reading failures wait until an hour after the last message on them, and are told together.
    """
    troubles = {one.key: one for one in troubles_of(observed, told)}
    quiet = told.reading_at is not None and observed.now < told.reading_at + READING_PAUSE
    begun = [one for key, one in sorted(troubles.items()) if key not in told.open]
    ended = {key: at for key, at in sorted(told.open.items()) if key not in troubles}
    if quiet:
        begun = [one for one in begun if not one.key.startswith(READING)]
        ended = {key: at for key, at in ended.items() if not key.startswith(READING)}
    still = {key: at for key, at in told.open.items() if key not in ended}
    of_reading = any(key.startswith(READING) for key in (*ended, *(one.key for one in begun)))
    reading_at = observed.now if of_reading else told.reading_at
    return Decision(begun, ended, Told(still | {one.key: observed.now for one in begun}, reading_at))


def troubles_of(observed: Observed, told: Told) -> Iterator[Trouble]:
    """All that is wrong now, told or not."""
    for one in observed.health:
        yield from _of_part(one, observed.now)
    for ledger in observed.ledgers:
        for reason, number in ledger.failed.items():
            if _is_reading(reason):
                yield Trouble("reading", ledger.source, reason, number=number)
    for channel, at in observed.malformed.items():
        if observed.now < at + MALFORMED:
            yield Trouble("malformed", channel, since=at)
    yield from _late(observed)
    if observed.disk and _is_full(observed.disk, already="disk:" in told.open):
        yield Trouble("disk", number=observed.disk.free)


def _of_part(one: Health, now: datetime) -> Iterator[Trouble]:
    if one.failing_since is None:
        return
    kind, _, name = one.part.partition(":")
    patience = timedelta(0) if one.reason == BAD_TOKEN else CHANNEL_FAILING
    if kind == "source" and now - one.failing_since >= SOURCE_DOWN:
        yield Trouble("source", name, one.reason, one.failing_since)
    elif kind == "channel" and now - one.failing_since >= patience:
        yield Trouble("channel", name, one.reason, one.failing_since)


def _is_reading(reason: str) -> bool:
    """Whether a document came and could not be read; what did not come is told of its site."""
    found = getattr(errors, reason, None)
    return reason == UNEXPECTED or (isinstance(found, type) and issubclass(found, errors.ReadError))


def _late(observed: Observed) -> Iterator[Trouble]:
    """By channel, the oldest that should have been sent; what waits for quiet hours is not due."""
    oldest: dict[str, datetime] = {}
    for queue in observed.queues:
        if queue.oldest and queue.state != "later":
            oldest[queue.channel] = min(queue.oldest, oldest.get(queue.channel, queue.oldest))
    for channel, at in oldest.items():
        if observed.now - at > OUTBOX_LATE:
            yield Trouble("outbox", channel, since=at)


def _is_full(disk: Disk, *, already: bool) -> bool:
    least = max(FREE_BYTES, disk.total * FREE_SHARE)
    return disk.free < least * (ENDS_ABOVE if already else 1)
