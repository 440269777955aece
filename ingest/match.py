"""Which follows want a filing: fans it out to their places, chunk by chunk, wherever a crash left it."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from ingest.parts import Ingest
from storage import answers, documents, fanouts, filings, follows, health, mutes, officials, outbox
from storage.database import Transaction
from storage.facts import Facts, facts
from storage.fanouts import FanOut
from storage.model import ALERT, CORRECTION, UNKNOWN, Follow, Standing, Stored
from storage.query import QueryError, stored

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
    seen = told(found, fanout.kind, _standing_before(transaction, found, fanout.kind))
    wanted = {
        place: why
        for place, held in candidates.items()
        if place not in muted and (why := wanting(seen, held))
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
    people = [("official", filer) for filer, _ in _filers(found, kind) if filer]
    return [*people, *(("ticker", symbol) for symbol in symbols), ("rest", "")]


def _filers(found: Stored, kind: str, standing: Standing = UNKNOWN) -> list[tuple[str | None, Standing]]:
    """Whose report it is, and of a correction whose it was told to be, if another's, of that standing."""
    now = (found.official.id if found.official else None, found.standing)
    before = _instead_of(found, kind)
    return [now] if before is None else [now, (before or None, standing)]


def _instead_of(found: Stored, kind: str) -> str | None:
    return found.corrects.instead_of if kind == CORRECTION and found.corrects else None


def _standing_before(transaction: Transaction, found: Stored, kind: str) -> Standing:
    """What somebody was whose report this was told to be."""
    before = officials.get(transaction, _instead_of(found, kind) or "")
    return before.standing(found.filing.filed or found.seen.date()) if before else UNKNOWN


def told(found: Stored, kind: str = ALERT, before: Standing = UNKNOWN) -> Sequence[Facts]:
    """What queries see of what a delivery of this kind tells.

    `before` is the standing of whom a correction says that it is not.
    """
    rows = [row for change in found.news(kind) for row in (change.old, change.new) if row]
    filers = _filers(found, kind, before)
    # A paper filing has no trades yet; it is held against the query as a whole.
    as_a_whole = not found.filing.trades and (kind == ALERT or len(filers) > 1)
    held = [None] if as_a_whole else rows
    return [facts(found.filing, row, filer, standing) for row in held for filer, standing in filers]


def wanting(seen: Sequence[Facts], held: Sequence[Follow]) -> list[str]:
    """The queries among these follows that want something of it."""
    return [follow.query for follow in held if _wants(follow, seen)]


def _wants(follow: Follow, seen: Sequence[Facts]) -> bool:
    try:
        query = stored(follow.query)
    except QueryError as error:
        log.error("a stored follow cannot be read", follow=follow.id, query=follow.query, why=str(error))
        return False
    return any(map(query.matches, seen))
