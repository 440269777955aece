"""Which follows want a filing: fans it out to their places, chunk by chunk, wherever a crash left it."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from ingest.parts import Ingest
from storage import answers, documents, fanouts, filings, follows, health, mutes, outbox
from storage.database import Transaction
from storage.fanouts import FanOut
from storage.model import ALERT, CORRECTION, Follow, Stored
from storage.query import Facts, QueryError, stored

MATCHING = "part:matching"  # as /status knows it while a fan-out fails
CHUNK = 1000  # places a transaction: one huge fan-out holds up neither the database nor another fan-out

log = structlog.get_logger()


def fan_out(parts: Ingest) -> None:
    """Brings every open fan-out forward in turn, a chunk at a time, until all are done or we stop.

    What other processes hold they bring forward themselves, and then what waits for it.
    """
    while not parts.stopping():
        with parts.database.read() as transaction:
            open_ones = fanouts.open_ones(transaction)
        advanced = [_advance(parts, fanout_id) for fanout_id in open_ones]
        if not any(advanced):
            return


def _advance(parts: Ingest, fanout_id: int) -> bool:
    """The next chunk of one fan-out; False where nothing of it is ours to do now."""
    try:
        with parts.database.write() as transaction:
            fanout = fanouts.take(transaction, fanout_id)
            advanced = fanout is not None and _tell_chunk(transaction, fanout, parts.clock())
    except Exception as error:  # one fan-out: whatever is wrong with it stops no other, and no poll
        log.exception("fan-out failed", fanout=fanout_id)
        with parts.database.write() as transaction:
            health.failing(transaction, MATCHING, parts.clock(), "Unexpected", repr(error))
        return False
    if advanced:
        parts.wake()
    return advanced


def _tell_chunk(transaction: Transaction, fanout: FanOut, now: datetime) -> bool:
    """False where its turn comes after others: nothing is told before what it answers."""
    found = filings.get(transaction, fanout.filing_id)
    before = answers.answered(transaction, found, fanout.kind)
    if before and answers.is_being_told(transaction, before):
        return False
    symbols = keys(found, fanout.kind)
    candidates = follows.candidates(transaction, symbols, fanout.position, fanout.last_follow, CHUNK)
    muted = mutes.places(transaction, found.official.id, candidates) if found.official else set()
    wanted = {
        place: why
        for place, held in candidates.items()
        if place not in muted and (why := wanting(found, held, fanout.kind))
    }
    outbox.enqueue(transaction, fanout.filing_id, fanout.kind, wanted, now, before)
    if len(candidates) == CHUNK:
        fanouts.advance(transaction, fanout, max(candidates))
        return True
    fanouts.finish(transaction, fanout)
    if health.get(transaction, MATCHING).failing_since:
        health.ok(transaction, MATCHING, now)
    if fanout.kind == ALERT:
        documents.matched(transaction, found.filing.source, found.filing.document_id, now)
    return True


def keys(found: Stored, kind: str = ALERT) -> list[tuple[str, str]]:
    """Every key a follow that wants this filing can be indexed by (see storage.query.Query.key)."""
    rows = [row for change in found.news(kind) for row in (change.old, change.new) if row]
    symbols = dict.fromkeys(one for row in rows for one in (row.ticker, row.former_ticker) if one)
    people = [("official", filer) for filer in _filers(found, kind) if filer]
    return [*people, *(("ticker", symbol) for symbol in symbols), ("rest", "")]


def _filers(found: Stored, kind: str) -> list[str | None]:
    """Whose report it is, and whose it was told to be where a correction says that it is another's."""
    now = found.official.id if found.official else None
    before = found.corrects.instead_of if kind == CORRECTION and found.corrects else None
    return [now] if before is None else [now, before or None]


def wanting(found: Stored, held: Sequence[Follow], kind: str = ALERT) -> list[str]:
    """The queries among these follows that want what a delivery of this kind tells."""
    return [follow.query for follow in held if _wants(follow, found, kind)]


def _wants(follow: Follow, found: Stored, kind: str) -> bool:
    try:
        query = stored(follow.query)
    except QueryError as error:
        log.error("a stored follow cannot be read", follow=follow.id, query=follow.query, why=str(error))
        return False
    rows = [row for change in found.news(kind) for row in (change.old, change.new) if row]
    filers = _filers(found, kind)
    # A paper filing has no trades yet; it is held against the query as a whole.
    as_a_whole = not found.filing.trades and (kind == ALERT or len(filers) > 1)
    held = [None] if as_a_whole else rows
    return any(query.matches(Facts(found.filing, row, filer)) for row in held for filer in filers)
