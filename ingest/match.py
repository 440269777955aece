"""Which follows want a filing: fans it out to their places, chunk by chunk, wherever a crash left it."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from ingest.parts import Ingest
from storage import documents, fanouts, filings, follows, outbox
from storage.database import Transaction
from storage.model import Follow, Stored
from storage.query import Facts, QueryError, stored

CHUNK = 1000  # places a transaction: one huge fan-out holds up neither the database nor another fan-out

log = structlog.get_logger()


def fan_out(parts: Ingest) -> None:
    """Brings every open fan-out forward in turn, a chunk at a time, until all are done or we stop."""
    while not parts.stopping():
        with parts.database.read() as transaction:
            open_ones = fanouts.open_ones(transaction)
        if not open_ones:
            return
        for fanout_id in open_ones:
            with parts.database.write() as transaction:
                advanced = _advance(transaction, fanout_id, parts.clock())
            if not advanced:
                return  # another process holds it and goes on
            parts.wake()


def _advance(transaction: Transaction, fanout_id: int, now: datetime) -> bool:
    fanout = fanouts.take(transaction, fanout_id)
    if fanout is None:
        return False
    found = filings.get(transaction, fanout.filing_id)
    candidates = follows.candidates(transaction, keys(found), fanout.position, fanout.last_follow, CHUNK)
    wanted = {place: wanting(found, held) for place, held in candidates.items()}
    outbox.enqueue(
        transaction, fanout.filing_id, fanout.kind, {p: why for p, why in wanted.items() if why}, now
    )
    if len(candidates) == CHUNK:
        fanouts.advance(transaction, fanout, max(candidates))
    else:
        fanouts.finish(transaction, fanout)
        documents.matched(transaction, found.filing.source, found.filing.document_id, now)
    return True


def keys(found: Stored) -> list[tuple[str, str]]:
    """Every key a follow that wants this filing can be indexed by (see storage.query.Query.key)."""
    printed = (symbol for trade in found.filing.trades for symbol in (trade.ticker, trade.former_ticker))
    symbols = dict.fromkeys(symbol for symbol in printed if symbol)
    people = [("official", found.official.id)] if found.official else []
    return [*people, *(("ticker", symbol) for symbol in symbols), ("rest", "")]


def wanting(found: Stored, held: Sequence[Follow]) -> list[str]:
    """The queries among these follows that want the filing."""
    return [follow.query for follow in held if _wants(follow, found)]


def _wants(follow: Follow, found: Stored) -> bool:
    try:
        query = stored(follow.query)
    except QueryError as error:
        log.error("a stored follow cannot be read", follow=follow.id, query=follow.query, why=str(error))
        return False
    official_id = found.official.id if found.official else None
    # A paper filing has no trades yet; it is held against the query as a whole.
    return any(
        query.matches(Facts(found.filing, trade, official_id)) for trade in found.filing.trades or (None,)
    )
