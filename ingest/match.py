"""Which follows want a filing: fans it out to their places, chunk by chunk, wherever a crash left it."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

import structlog

from ingest.parts import Ingest
from storage import answers, documents, fanouts, filings, follows, health, mutes, officials, outbox
from storage.database import Transaction
from storage.facts import Facts, facts
from storage.fanouts import FanOut
from storage.model import ALERT, CORRECTION, UNKNOWN, Standing, Stored
from storage.query import QueryError, stored

MATCHING = "part:matching"  # as /status knows it while a fan-out fails
BEYOND_ALL = 2**63 - 1  # no place has a higher number
CHUNK = 1000  # places a transaction: one huge fan-out holds up neither the database nor another fan-out

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Telling:
    """What a fan-out tells, and the places it may matter to, in their order; the same for every chunk."""

    found: Stored
    seen: Sequence[Facts]
    keys: Sequence[tuple[str, str]]
    before: Sequence[int]
    places: Sequence[int]

    def beyond(self, position: int) -> int:
        """Where in `places` those begin that come after that one."""
        return bisect_right(self.places, position)


@dataclass(frozen=True, slots=True)
class Turns:
    """What this process knows of the open fan-outs, by id: what each tells, and which of them fail."""

    tellings: dict[int, Telling] = field(default_factory=dict)
    failing: set[int] = field(default_factory=set)


def fan_out(parts: Ingest) -> None:
    """Brings every open fan-out forward in turn, a chunk at a time, until all are done or we stop.

    What other processes hold they bring forward themselves, and then what waits for it.
    """
    turns = Turns()
    while not parts.stopping():
        with parts.database.read() as transaction:
            open_ones = [one for one in fanouts.open_ones(transaction) if one not in turns.failing]
        advanced = [_advance(parts, fanout_id, turns) for fanout_id in open_ones]
        if not any(advanced):
            return


def _advance(parts: Ingest, fanout_id: int, turns: Turns) -> bool:
    """The next chunk of one fan-out; False where nothing of it is ours to do now."""
    try:
        with parts.database.write() as transaction:
            fanout = fanouts.take(transaction, fanout_id)
            advanced = fanout is not None and _tell_chunk(transaction, fanout, turns, parts.clock())
    except Exception as error:  # one fan-out: whatever is wrong with it stops no other, and no poll
        log.exception("fan-out failed", fanout=fanout_id)
        turns.failing.add(fanout_id)
        with parts.database.write() as transaction:
            health.failing(transaction, MATCHING, parts.clock(), "Unexpected", repr(error))
        return False
    if advanced:
        parts.wake()
    return advanced


def _tell_chunk(transaction: Transaction, fanout: FanOut, turns: Turns, now: datetime) -> bool:
    """False where its turn comes after others: nothing is told before what it answers."""
    if fanout.id not in turns.tellings:
        turns.tellings[fanout.id] = telling(transaction, fanout)
    news = turns.tellings[fanout.id]
    if news.before and answers.is_being_told(transaction, news.before):
        return False
    left = news.places[news.beyond(fanout.position) :]
    chunk = _in_order(transaction, fanout, turns, left[:CHUNK])
    if left and not chunk:
        return False
    more = len(left) > len(chunk)
    _owe(transaction, fanout, news, chunk[-1] if more else BEYOND_ALL, now)
    if more:
        fanouts.advance(transaction, fanout, chunk[-1])
    else:
        _finish(transaction, fanout, news.found, turns, now)
    return True


def _in_order(transaction: Transaction, fanout: FanOut, turns: Turns, places: Sequence[int]) -> Sequence[int]:
    """These places, up to the first that has yet to hear of an earlier filing: no place hears of it later."""
    earlier = fanouts.earlier(transaction, fanout)
    coming = [
        (position, turns.tellings.get(one)) for one, position in earlier.items() if one not in turns.failing
    ]
    return list(takewhile(lambda place: not any(_is_coming(place, *one) for one in coming), places))


def _is_coming(place: int, position: int, telling: Telling | None) -> bool:
    """What another process tells, and this one does not know, may come to any place beyond its position."""
    if place <= position or telling is None:
        return place > position
    at = telling.beyond(place) - 1
    return at >= 0 and telling.places[at] == place


def telling(transaction: Transaction, fanout: FanOut) -> Telling:
    found = filings.get(transaction, fanout.filing_id)
    symbols = keys(found, fanout.kind)
    return Telling(
        found=found,
        seen=told(found, fanout.kind, _standing_before(transaction, found, fanout.kind)),
        keys=symbols,
        before=answers.answered(transaction, found, fanout.kind),
        places=follows.places(transaction, symbols, fanout.position, fanout.last_follow),
    )


def _owe(transaction: Transaction, fanout: FanOut, telling: Telling, until: int, now: datetime) -> None:
    """Owes the filing to the places up to that one which want it and do not mute whose it is.

    Also to those that had no follow of it when the telling began: chats.move may have brought one there.
    """
    official = telling.found.official
    why = wanted(transaction, telling, (fanout.position + 1, until), fanout.last_follow)
    muted = mutes.places(transaction, official.id, why) if official else set()
    unmuted = {place: queries for place, queries in why.items() if place not in muted}
    outbox.enqueue(transaction, fanout.filing_id, fanout.kind, unmuted, now, telling.before)


def wanted(
    transaction: Transaction, telling: Telling, between: tuple[int, int], last_follow: int
) -> dict[int, list[str]]:
    """The queries that want it, by place, of those between two. Many follow the same; each is asked once."""
    candidates = follows.candidates(transaction, telling.keys, between, last_follow)
    wants = set(wanting(telling.seen, {query for queries in candidates.values() for query in queries}))
    why = {place: [one for one in queries if one in wants] for place, queries in candidates.items()}
    return {place: queries for place, queries in why.items() if queries}


def _finish(transaction: Transaction, fanout: FanOut, found: Stored, turns: Turns, now: datetime) -> None:
    del turns.tellings[fanout.id]
    fanouts.finish(transaction, fanout)
    if not turns.failing and health.get(transaction, MATCHING).failing_since:
        health.ok(transaction, MATCHING, now)
    if fanout.kind == ALERT:
        documents.matched(transaction, found.filing.source, found.filing.document_id, now)


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


def wanting(seen: Sequence[Facts], queries: Iterable[str]) -> list[str]:
    """Those of these stored queries that want something of it."""
    return [query for query in queries if _wants(query, seen)]


def _wants(text: str, seen: Sequence[Facts]) -> bool:
    try:
        query = stored(text)
    except QueryError as error:
        log.error("a stored follow cannot be read", query=text, why=str(error))
        return False
    return any(map(query.matches, seen))
