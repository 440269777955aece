"""What is owed to a webhook, as data: every row with its report, for programs (docs/webhooks.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.message import Message
from bot.wording import told
from storage.model import Official, Standing, Stored, Trade
from storage.outbox import Owed
from storage.people import People

FILINGS = "filings"
MOST_ROWS, FEWEST_ROWS = 1000, 50  # of all reports in one event together; of each of many


def as_event(owed: Sequence[Owed], people: People) -> Message:
    """The words that people get, and beside them all of it as data."""
    most = max(FEWEST_ROWS, MOST_ROWS // len(owed))
    data = {"filings": [_filing(one, most) for one in owed]}
    return replace(told(owed, people), event=(FILINGS, data))


def _filing(owed: Owed, most: int) -> Mapping[str, Any]:
    held, filing = owed.stored, owed.stored.filing
    rows = filing.trades[:most]
    return {
        "told_as": owed.kind,
        "why": list(owed.why),
        "source": filing.source,
        "id": filing.document_id,
        "revision": held.revision,
        "url": held.url,
        "kind": filing.kind,
        "amendment": filing.amendment,
        "doubts": list(filing.doubts),
        **_whose(held),
        "filed": _day(filing.filed),
        "first_seen": _moment(held.seen),
        "not_listed_at": _moment(held.not_listed),
        "trades": [dict(_trade(one)) for one in rows],
        "more_trades": len(filing.trades) - len(rows),
    }


def _whose(held: Stored) -> Mapping[str, Any]:
    return {
        "filer": held.filing.filer,
        "chamber": held.filing.chamber,
        "official": _official(held.official, held.standing) if held.official else None,
    }


def _official(one: Official, then: Standing) -> Mapping[str, Any]:
    return {"id": one.id, "name": one.name, "party": then.party, "state": then.state}


def _trade(row: Trade) -> Iterator[tuple[str, Any]]:
    yield "row", row.ordinal
    yield "side", row.side
    yield "ticker", row.ticker
    yield "asset", row.asset
    yield "asset_type", row.asset_type
    yield "owner", row.owner
    yield "traded", _day(row.traded)
    yield "notified", _day(row.notified)
    yield "low", _dollars(row.amount.low)
    yield "high", _dollars(row.amount.high)
    yield "status", row.status
    yield "note", row.note


def _dollars(cents: int | None) -> int | float | None:
    return None if cents is None else cents // 100 if cents % 100 == 0 else cents / 100


def _day(found: date | None) -> str | None:
    return found.isoformat() if found else None


def _moment(found: datetime | None) -> str | None:
    return found.isoformat() if found else None
