"""The ledger: what became of each published document, from listed to matched; nothing is dropped.

listed → fetched → read → matched        failed: with the reason and the next try
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, UnaryExpression, case, func, select, true, update

from storage.clock import bring_forward
from storage.database import Transaction, insert_or_ignore, insert_or_replace, storable
from storage.model import Document, Listing
from storage.tables import contents, documents, pictures

# The first failures mostly pass, maybe by the next poll; after a day's worth of them, once a day for ever.
RETRY_AFTER = [timedelta(seconds=5), *(timedelta(minutes=m) for m in (1, 5, 15, 60, 360)), timedelta(days=1)]

UNREAD = ("listed", "fetched", "failed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. A listed document without a `next_try` waits for a backfill (see Arrival)."""

    listing: Listing
    state: str
    silent: bool
    seen: datetime
    not_listed: datetime | None
    reason: str
    detail: str
    attempts: int
    next_try: datetime | None
    fetched_at: datetime | None
    read_at: datetime | None
    matched_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """How newly listed documents enter the ledger.

    `silent` ones never alert (a first run or a backfill). `not_listed` is the last poll that did not list
    them. Silent ones filed before `read_since` are recorded and wait for a backfill.
    """

    at: datetime
    silent: bool
    not_listed: datetime | None
    read_since: date | None = None

    def next_try(self, listing: Listing) -> datetime | None:
        old = self.silent and self.read_since is not None and (listing.filed or date.min) < self.read_since
        return None if old else self.at


def record(transaction: Transaction, listings: Iterable[Listing], arrival: Arrival) -> list[Listing]:
    """Enters what the ledger does not hold yet; returns just those."""
    fresh = []
    for listing in _unknown(transaction, list(listings)):
        done = transaction.execute(
            insert_or_ignore(transaction, documents).values(
                source=listing.source,
                id=listing.document_id,
                url=listing.url,
                filer=listing.filer,
                filed=listing.filed,
                facts=dict(listing.facts),
                silent=arrival.silent or listing.quiet,
                seen=arrival.at,
                not_listed=arrival.not_listed,
                state="listed",
                next_try=arrival.next_try(listing),
            )
        )
        if done.rowcount:
            fresh.append(listing)
    return fresh


def due(transaction: Transaction, source: str, now: datetime) -> list[Entry]:
    """Documents whose next step is due, alerting ones first, those not tried yet before others.

    Alerting ones come as they were filed, so that a report is told before its amendment; of the rest the
    newest filed comes first.
    """
    alerting = case((documents.c.silent, None), else_=documents.c.filed)
    rows = transaction.execute(
        select(documents)
        .where(
            documents.c.source == source,
            documents.c.state.in_(UNREAD),
            documents.c.next_try <= now,
        )
        .order_by(
            documents.c.silent,
            documents.c.attempts > 0,
            alerting.asc().nulls_last(),
            _newest_filed(),
            documents.c.seen,
            documents.c.id,
        )
    )
    return [_entry(row) for row in rows]


def fetched(transaction: Transaction, document: Document, now: datetime) -> None:
    """Keeps the bytes, in place of damaged ones; what another process has read meanwhile stays read."""
    digest = document.digest
    transaction.execute(
        insert_or_replace(transaction, contents).values(
            sha256=digest, media_type=document.media_type, content=document.content
        )
    )
    for number, picture in enumerate(document.pictures, 1):
        transaction.execute(
            insert_or_replace(transaction, pictures).values(sha256=digest, number=number, content=picture)
        )
    _change_unread(transaction, document.source, document.id, state="fetched", sha256=digest, fetched_at=now)


def read(transaction: Transaction, source: str, document_id: str, now: datetime) -> bool:
    """Marks a document as read. False when another process has done so: then nothing may be stored."""
    values = {"state": "read", "read_at": now, "reason": "", "detail": "", "next_try": None}
    return _change_unread(transaction, source, document_id, **values)


def matched(transaction: Transaction, source: str, document_id: str, now: datetime) -> None:
    transaction.execute(
        update(documents)
        .where(documents.c.source == source, documents.c.id == document_id)
        .values(state="matched", matched_at=now)
    )


def failed(
    transaction: Transaction,
    entry: Entry,
    reason: str,
    detail: str,
    now: datetime,
    at_least: timedelta = timedelta(0),
) -> datetime:
    """Notes why an unread document could not be had or read; returns when it is tried again."""
    again = now + max(RETRY_AFTER[min(entry.attempts, len(RETRY_AFTER) - 1)], at_least)
    _change_unread(
        transaction,
        entry.listing.source,
        entry.listing.document_id,
        state="failed",
        reason=reason,
        detail=storable(detail),
        attempts=entry.attempts + 1,
        next_try=again,
    )
    return again


def turned_back(transaction: Transaction, source: str, now: datetime, step: timedelta) -> None:
    """The clock was set back by so much: what is to be tried later is tried as much earlier."""
    ahead = (documents.c.source == source) & documents.c.state.in_(UNREAD) & (documents.c.next_try > now)
    bring_forward(transaction, documents.c.next_try, ahead, step)


def waiting(transaction: Transaction, source: str, since: date) -> list[Entry]:
    """What a first run recorded without reading, filed since then, newest first.

    Also what a backfill was reading when it was stopped.
    """
    rows = transaction.execute(
        select(documents)
        .where(
            documents.c.source == source,
            documents.c.state.in_(("listed", "fetched")),
            documents.c.next_try.is_(None),
            (documents.c.filed >= since) | documents.c.filed.is_(None),
        )
        .order_by(_newest_filed(), documents.c.id)
    )
    return [_entry(row) for row in rows]


def get(transaction: Transaction, source: str, document_id: str) -> Entry | None:
    row = transaction.execute(
        select(documents).where(documents.c.source == source, documents.c.id == document_id)
    ).one_or_none()
    return _entry(row) if row else None


def named(transaction: Transaction, document_id: str) -> Entry | None:
    """The ledger's line on the document that people call by this id, whatever its source."""
    found = (get(transaction, source, document_id) for source in sources(transaction))
    return next(filter(None, found), None)


def unread(transaction: Transaction, words: str) -> list[Entry]:
    """Documents not read yet whose filer, as the site prints it, has these words; newest filed first."""
    rows = transaction.execute(
        select(documents)
        .where(
            documents.c.source.in_(sources(transaction)),
            documents.c.state.in_(UNREAD),
            documents.c.filer.icontains(words, autoescape=True),
        )
        .order_by(_newest_filed(), documents.c.id)
    )
    return [_entry(row) for row in rows]


def content(transaction: Transaction, source: str, document_id: str) -> Document | None:
    """The bytes as they were published, None before they were fetched or when they are damaged since."""
    row = transaction.execute(
        select(contents)
        .join(documents, documents.c.sha256 == contents.c.sha256)
        .where(documents.c.source == source, documents.c.id == document_id)
    ).one_or_none()
    if row is None:
        return None
    held = transaction.scalars(
        select(pictures.c.content).where(pictures.c.sha256 == row.sha256).order_by(pictures.c.number)
    )
    kept = Document(source, document_id, row.content, row.media_type, tuple(held))
    return kept if kept.digest == row.sha256 else None


def sources(transaction: Transaction) -> list[str]:
    """Every source that has listed a document; costs by the sources, not by what they listed."""
    found, after = list[str](), ""
    while name := transaction.scalar(select(func.min(documents.c.source)).where(documents.c.source > after)):
        found.append(name)
        after = name
    return found


def counts(transaction: Transaction, source: str, *, unread: bool = False) -> dict[str, int]:
    """Documents by state, `waiting for backfill` apart from `listed`; the unread alone cost by them only."""
    wanted = documents.c.state.in_(UNREAD) if unread else true()
    rows = transaction.execute(
        select(documents.c.state, documents.c.next_try.is_(None).label("parked"), func.count())
        .where(documents.c.source == source, wanted)
        .group_by(documents.c.state, documents.c.next_try.is_(None))
    )
    found: dict[str, int] = {}
    for state, parked, count in rows:
        name = "waiting for backfill" if state in ("listed", "fetched") and parked else state
        found[name] = found.get(name, 0) + count
    return found


def failures(transaction: Transaction, source: str, limit: int) -> list[Entry]:
    """The documents that failed last, newest filed first."""
    rows = transaction.execute(
        select(documents)
        .where(documents.c.source == source, documents.c.state == "failed")
        .order_by(_newest_filed(), documents.c.id)
        .limit(limit)
    )
    return [_entry(row) for row in rows]


def _unknown(transaction: Transaction, listings: Sequence[Listing]) -> list[Listing]:
    if not listings:
        return []
    held = set(transaction.scalars(select(documents.c.id).where(documents.c.source == listings[0].source)))
    return [listing for listing in listings if listing.document_id not in held]


def _change_unread(transaction: Transaction, source: str, document_id: str, **values: Any) -> bool:
    """False when another process has read the document meanwhile: its state is not taken back."""
    done = transaction.execute(
        update(documents)
        .where(documents.c.source == source, documents.c.id == document_id, documents.c.state.in_(UNREAD))
        .values(values)
    )
    return done.rowcount == 1


def _newest_filed() -> UnaryExpression[Any]:
    """The undated last, on both databases."""
    return documents.c.filed.desc().nulls_last()


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        listing=Listing(row.source, row.id, row.url, row.filer, row.filed, row.facts),
        state=row.state,
        silent=row.silent,
        seen=row.seen,
        not_listed=row.not_listed,
        reason=row.reason,
        detail=row.detail,
        attempts=row.attempts,
        next_try=row.next_try,
        fetched_at=row.fetched_at,
        read_at=row.read_at,
        matched_at=row.matched_at,
    )
