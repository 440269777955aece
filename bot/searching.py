"""Answers a query in the terminal: a line a row, as a chat would say it or as JSON."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.app import Store, open_store
from bot.config import Settings
from bot.errors import UserError
from bot.figures import listed, whole_day
from bot.meant import with_tickers
from bot.wording_filings import contents, official, who
from bot.wording_trades import row
from storage import search
from storage.database import Transaction
from storage.directory import directory
from storage.query import QueryError, UnknownName, parse, resolve
from storage.search import Found

CENTS = 100


def lines(settings: Settings, text: str, limit: int, now: datetime, *, as_json: bool) -> Iterator[str]:
    """The newest rows that match. Raises UserError, StorageError, ReferenceUnusable."""
    with open_store(settings) as store, store.database.read() as transaction:
        store.people.learn(transaction, now.date())
        try:
            query = resolve(parse(text), directory(transaction, store.people), now.date())
        except QueryError as error:
            raise UserError(_said(error, store, transaction, now.date())) from error
        for found in search.page(transaction, query, limit).rows:
            yield json.dumps(record(found)) if as_json else line(found, now.date())


def line(found: Found, today: date) -> str:
    """`23 Jun 2026 · Nancy Pelosi (D, CA-11) · 🟢 INTC · 200 calls · $1 M – $5 M · 29 May · 20034836`."""
    held = found.held
    filed = whole_day(held.filing.filed) if held.filing.filed else "day of filing unknown"
    what = row(found.trade, today, whose=True) if found.trade else contents(held)
    return " · ".join((filed, who(held), what, held.filing.document_id))


def record(found: Found) -> dict[str, Any]:
    """A row for programs: dates in ISO form, sums in dollars, null for what is not known."""
    held, filing, trade = found.held, found.held.filing, found.trade
    whole = {
        "source": filing.source,
        "document_id": filing.document_id,
        "url": held.url,
        "filed": filing.filed and filing.filed.isoformat(),
        "official": held.official.name if held.official else filing.filer,
        "official_id": held.official and held.official.id,
        "party": held.standing.party or None,
        "state": filing.state or held.standing.state or None,
    }
    if trade is None:
        return whole
    return whole | {
        "ordinal": trade.ordinal,
        "side": trade.side.value,
        "asset": trade.asset,
        "ticker": trade.ticker,
        "owner": trade.owner.value,
        "traded": trade.traded and trade.traded.isoformat(),
        "low": _dollars(trade.amount.low),
        "high": _dollars(trade.amount.high),
    }


def _dollars(cents: int | None) -> float | int | None:
    if cents is None:
        return None
    return cents / CENTS if cents % CENTS else cents // CENTS


def _said(error: QueryError, store: Store, transaction: Transaction, today: date) -> str:
    """Why, and what to type instead: in a terminal there are no buttons."""
    said = [str(error)]
    if isinstance(error, UnknownName):
        symbols = with_tickers(transaction, store.people, error.words, today, store.securities.company)
        near = [*([symbols] if symbols else []), *(person.name for person in error.nearest)]
        said += [f"Did you mean {listed(near, 'or')}?"] if near else []
    candidates = [f"{official(one, today)}: {one.id}" for one in getattr(error, "candidates", ())]
    candidates += [company] if (company := getattr(error, "company", "")) else []
    if candidates:
        said.append(f"Type one of these: {', '.join(candidates)}.")
    return " ".join([*said, *([f"Try: {error.instead}"] if error.instead else [])])
