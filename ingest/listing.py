"""What does the site list? Asks a source's indexes and enters what is new into the ledger."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from ingest.errors import IndexShrank, IngestError, Missing, Refused
from ingest.fetch import Validators
from ingest.outage import site_is_down, told_to_wait
from ingest.parts import Ingest
from ingest.source import Index, Listed
from storage import checkpoints, documents, health
from storage.database import Transaction
from storage.documents import Arrival
from storage.model import Listing

SHRUNK = 0.9  # of the largest copy: copies a few days apart differ by up to 4 % (2020, four days)
SLOWEST_RETRY = timedelta(minutes=15)
MOST_DOUBLINGS = 20  # a pause that is far beyond the slowest already, and no number a timedelta cannot hold
EARLY = 0.1  # of the time between polls: an index due just after this one is asked now, not at the next
READ_AT_FIRST_RUN = timedelta(days=90)  # filed since then is read at once, the rest waits for a backfill

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is remembered of an index. `count` is the most reports a copy ever had, None before the first.

    `refused` says that the last request was, by name (401 or 403).
    """

    etag: str | None = None
    last_modified: str | None = None
    ok_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    count: int | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class BackOff:
    """An index that failed and is left alone for a while; `why` is how its last request ended."""

    index: str
    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Copy:
    """What asking brought: what is listed (None: nothing came or need be there), or a problem, or both."""

    listed: Listed | None = None
    problem: IngestError | None = None


def list_new(
    parts: Ingest, indexes: Sequence[Index], done: list[Exception | None] | None = None
) -> list[Listing]:
    """Asks those indexes that are due; returns what was not in the ledger. One that fails stops no other.

    When the site itself is down, the rest waits for the next poll; when it has refused us, until the index is
    due again. How each request ends is added to `done`.
    """
    new: list[Listing] = []
    done = [] if done is None else done
    for index in indexes:
        if parts.stopping() or site_is_down(done):
            break
        with parts.database.read() as transaction:
            asked = _asked(transaction, parts, index)
        if _is_due(parts, asked):
            found, problem = _ask(parts, index, asked, leads=not index.every)
            new += found
            done.append(problem)
        elif asked.refused:
            done.append(Refused(f"{index.name} is left alone for now"))
    return new


def backing_off(parts: Ingest) -> list[BackOff]:
    """The indexes that a poll would not ask now because they have failed, each with until when and why."""
    found = []
    with parts.database.read() as transaction:
        for index in parts.source.indexes(parts.clock().date()):
            asked = _asked(transaction, parts, index)
            if asked.failures and asked.next_at and not _is_due(parts, asked):
                why = health.get(transaction, _part(parts, index)).detail
                found.append(BackOff(index.name, asked.next_at, why))
    return found


def turned_back(transaction: Transaction, parts: Ingest, now: datetime, step: timedelta) -> None:
    """The clock was set back by so much: an index is asked as much earlier, and was asked then too."""
    for index in parts.source.indexes(now.date()):
        asked = _asked(transaction, parts, index)
        ok_at, next_at = (at - step if at and at > now else at for at in (asked.ok_at, asked.next_at))
        _remember(transaction, parts, index, replace(asked, ok_at=ok_at, next_at=next_at))


def _is_due(parts: Ingest, asked: Asked) -> bool:
    return asked.next_at is None or asked.next_at <= parts.clock() + parts.every * EARLY


def _ask(
    parts: Ingest, index: Index, asked: Asked, *, leads: bool
) -> tuple[list[Listing], IngestError | None]:
    """One index, and in one transaction all that follows. `leads`: its health stands for its source's."""
    copy = _copy(parts, index, asked)
    if parts.stopping() and copy.problem:
        return [], None  # the request was cut short by us: no failure of the site
    now = parts.clock()
    with parts.database.write() as transaction:
        new = _record(transaction, parts, index, asked, copy, now)
        _remember(transaction, parts, index, after(asked, copy, now, index.every, parts.every))
        for part in [_part(parts, index), *([f"source:{parts.source.name}"] if leads else [])]:
            _note_health(transaction, part, copy.problem, now)
    if copy.problem:
        log.warning(
            "index failed", index=_part(parts, index), reason=copy.problem.name, detail=str(copy.problem)
        )
    return new, copy.problem


def _copy(parts: Ingest, index: Index, asked: Asked) -> Copy:
    try:
        kept = Validators(asked.etag, asked.last_modified)
        listed = parts.source.list_index(parts.fetch, index, kept)
    except Missing as error:
        return Copy() if index.may_be_missing and asked.count is None else Copy(problem=error)
    except IngestError as error:
        return Copy(problem=error)
    return Copy(listed, _shrank(listed.count, asked.count))


def _shrank(count: int | None, before: int | None) -> IndexShrank | None:
    if count is None or before is None or count >= before * SHRUNK:
        return None
    return IndexShrank(f"{count} reports, there were {before}")


def after(asked: Asked, copy: Copy, now: datetime, every: timedelta, poll: timedelta) -> Asked:
    """What to remember once a copy is recorded. A shrunk one is asked for again in full.

    Pauses grow while an index fails, but not for a shrunk one of this year: it still brings news.
    """
    if copy.problem:
        brings_news = isinstance(copy.problem, IndexShrank) and not every
        doubled = poll * 2 ** min(0 if brings_news else asked.failures, MOST_DOUBLINGS)
        pause = max(min(doubled, SLOWEST_RETRY), told_to_wait(copy.problem))
        refused = isinstance(copy.problem, Refused)
        return replace(asked, failures=asked.failures + 1, next_at=now + pause, refused=refused)
    told = copy.listed.validators if copy.listed else Validators(asked.etag, asked.last_modified)
    counts = [asked.count, copy.listed.count if copy.listed else None]
    return Asked(
        etag=told.etag,
        last_modified=told.last_modified,
        ok_at=now,
        next_at=now + every if every else None,
        count=max((count for count in counts if count is not None), default=None),
    )


def arrival(index: Index, asked: Asked, started: date, now: datetime) -> Arrival:
    """How what this copy newly lists enters the ledger.

    The first copy of an index is recorded without alerting, unless its year began after the source's first
    run, or we have asked for it when there was none yet: a new year's index is news from its first row on.
    """
    first_run = asked.count is None and asked.ok_at is None and index.year <= started.year
    return Arrival(
        at=now,
        silent=first_run,
        not_listed=None if first_run else asked.ok_at,
        read_since=now.date() - READ_AT_FIRST_RUN,
    )


def _record(
    transaction: Transaction, parts: Ingest, index: Index, asked: Asked, copy: Copy, now: datetime
) -> list[Listing]:
    if copy.listed is None or copy.listed.listings is None:
        return []
    started = _started(transaction, parts, now)
    if asked.ok_at is None and index.within:
        asked = _asked(transaction, parts, replace(index, name=index.within))
    return documents.record(transaction, copy.listed.listings, arrival(index, asked, started, now))


def _started(transaction: Transaction, parts: Ingest, now: datetime) -> date:
    """The day of the source's first copy of anything."""
    name = f"started:{parts.source.name}"
    held = checkpoints.get(transaction, name)
    if not held:
        checkpoints.put(transaction, name, {"on": now.date().isoformat()})
    return date.fromisoformat(held["on"]) if held else now.date()


def _note_health(transaction: Transaction, part: str, problem: IngestError | None, now: datetime) -> None:
    if problem:
        health.failing(transaction, part, now, problem.name, str(problem))
    else:
        health.ok(transaction, part, now)


def _part(parts: Ingest, index: Index) -> str:
    return f"index:{parts.source.name}:{index.name}"


def _asked(transaction: Transaction, parts: Ingest, index: Index) -> Asked:
    held: dict[str, Any] = checkpoints.get(transaction, _part(parts, index))
    times = {name: datetime.fromisoformat(held[name]) for name in ("ok_at", "next_at") if held.get(name)}
    return Asked(**{**held, **times})


def _remember(transaction: Transaction, parts: Ingest, index: Index, asked: Asked) -> None:
    times = {"ok_at": asked.ok_at, "next_at": asked.next_at}
    written = {name: time and time.isoformat() for name, time in times.items()}
    checkpoints.put(transaction, _part(parts, index), {**asdict(asked), **written})
