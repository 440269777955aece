"""What stored reports answer: one report whole, the newest ones, and who traded a security."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.figures import counted, day, listed, short
from bot.message import Button, Message
from bot.wording_assets import disputed, name, remark
from bot.wording_changes import change
from bot.wording_filings import (
    NAME_ROOM,
    clocks,
    contents,
    details_by_name,
    document,
    report,
    scan,
    source,
    uncertain,
    who,
)
from bot.wording_status import state
from bot.wording_trades import (
    NOUNS,
    UNSAID,
    details,
    headline,
    largest_first,
    mark,
    size,
    standing,
    tone,
)
from storage.documents import Entry
from storage.model import Filing, Kind, Side, Stored, Trade, Vehicle

ROWS = 100  # some four messages; a person who wants more wants the document
ASSET_ROOM = 80
OTHER_ROOM = 60  # for the name of a company that is not the one listed, or of both that were exchanged
NOTE_ROOM = 100
HELD_ROOM = 400  # for all accounts of a report together
BUTTONS = 5


def filing(held: Stored, picture: bytes, now: datetime, amended_by: Sequence[str] = ()) -> Message:
    """Every row in the report's order, or the picture of a scan, the three clocks and the document.

    Rows that it amends stand as they were and as they are; those that it removes come last.
    """
    found = held.filing
    paper = found.kind is Kind.PAPER
    every_row = _every_row(held, now.date())
    rows, more = every_row[:ROWS], len(every_row) - ROWS
    return Message(
        title=_title(held),
        lines=(
            *([scan(found)] if paper else []),
            *([size(found.trades)] if standing(found.trades) else []),
            *uncertain(held),
            *([_vehicles(found.vehicles)] if found.vehicles else []),
            *([f"Amended by {source(found.source)} report {listed(amended_by)}."] if amended_by else []),
            *([_more_time(found)] if found.kind is Kind.EXTENSION else []),
            "",
            *rows,
            *([f"+{counted(more, 'more row')}, in the document"] if more > 0 else []),
            *([""] if rows else []),
            clocks(held, now),
        ),
        note=report(found),
        link=document(held.url),
        buttons=_look_ups(held),
        tone=tone(found.trades),
        picture=picture,
    )


def _title(held: Stored) -> str:
    found = held.filing
    if found.kind is Kind.ELECTRONIC:
        return f"{who(held)}: {headline(largest_first(found.trades), found.trades)}"
    return f"{who(held)} {'filed on paper' if found.kind is Kind.PAPER else contents(held)}"


def _more_time(found: Filing) -> str:
    """`Annual Report for 2025 Due Date Extension 1: due on 2026-08-13 instead of 2026-05-15.`"""
    was_due, due = (found.printed.get(name) or "a day it does not say" for name in ("was_due", "due"))
    return f"{found.printed.get('report', 'A report')}: due on {due} instead of {was_due}."


def _vehicles(held: Sequence[Vehicle]) -> str:
    """`Held in: Family Trust (50%), Family Trust ⇒ Brokerage (joint, US)`."""
    return short(f"Held in: {', '.join(map(_vehicle, held))}", HELD_ROOM)


def _vehicle(held: Vehicle) -> str:
    known = (held.owner.value if held.owner not in UNSAID else "", held.interest, held.location)
    said = ", ".join(filter(None, known))
    name = short(held.name, ASSET_ROOM)
    return f"{name} ({said})" if said else name


def unread(entry: Entry, now: datetime) -> Message:
    """A document that is listed but not read: what the ledger says of it."""
    listing = entry.listing
    filed = f", filed {day(listing.filed, now.date())}" if listing.filed else ""
    return Message(
        title=f"{report(listing)} is not read yet",
        lines=(f"{short(listing.filer, NAME_ROOM)}{filed}.", f"State: {state(entry, now)}."),
        link=document(listing.url),
    )


def recent(filings: Sequence[Stored], now: datetime) -> Message:
    if not filings:
        return Message("No report has been read yet.")
    return Message(
        title=f"The newest {counted(len(filings), 'report')}"
        if len(filings) > 1
        else "The only report so far",
        lines=tuple(_dated(held, now.date()) for held in filings),
        buttons=tuple(details_by_name(held) for held in filings[:BUTTONS]),
    )


def security(
    symbol: str,
    newest: Sequence[tuple[Stored, Trade]],
    counts: Mapping[Side, int],
    followed: bool,
    now: datetime,
) -> Message:
    """Who traded a security, newest first, and how often in twelve months."""
    year = sum(counts.values())
    times = counted(year, "trade") if year else "no trade"
    ordered = sorted(counts.items(), key=lambda count: -count[1])
    sides = ", ".join(counted(number, NOUNS[side]) for side, number in ordered)
    filings = {held.id: held for held, _ in newest}
    follow = "Unfollow" if followed else "Follow"
    return Message(
        title=f"{symbol}: {times} reported in the last 12 months",
        lines=(
            *([f"{sides[:1].upper()}{sides[1:]}."] if sides else []),
            _named(symbol, newest[0][1]),
            "",
            *(_by_whom(held, trade, now.date()) for held, trade in newest),
        ),
        buttons=(
            Button(f"{follow} {symbol}", f"/{follow.lower()} ${symbol}"),
            *(details_by_name(held) for held in list(filings.values())[: BUTTONS - 1]),
        ),
    )


def never_traded(symbol: str, nearest: Sequence[str], followed: bool) -> Message:
    follow = "Unfollow" if followed else "Follow"
    guess = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
    return Message(
        title=f"No report we have names {symbol}.{guess}",
        lines=(f"You can follow {symbol} all the same, and will hear of the first.",) if not followed else (),
        buttons=(
            *(Button(near, f"/ticker ${near}") for near in nearest),
            Button(f"{follow} {symbol}", f"/{follow.lower()} ${symbol}"),
        ),
    )


def _every_row(held: Stored, today: date) -> list[str]:
    changes = held.amends.changes if held.amends else ()
    amending = {each.new.ordinal: each for each in changes if each.new and each.old and not each.is_none}
    rows = [
        f"{trade.ordinal}. {change(amending[trade.ordinal], today, whose=True)}"
        if trade.ordinal in amending
        else _numbered(trade, today)
        for trade in held.filing.trades
    ]
    return [*rows, *(change(each, today, whose=True) for each in changes if each.new is None)]


def _numbered(trade: Trade, today: date) -> str:
    """`1. 🟢 Intel Corporation - Common Stock (INTC) · 200 calls, … · spouse · $1 M – $5 M · 29 May`."""
    said = [
        f"{trade.ordinal}. {mark(trade)} {name(trade, ASSET_ROOM)}",
        *details(trade, today, whose=True),
    ]
    if beside := remark(trade):
        said.append(f"“{short(beside, NOTE_ROOM)}”")
    return " · ".join(said)


def _dated(held: Stored, today: date) -> str:
    filed = day(held.filing.filed, today) if held.filing.filed else "No date"
    return f"{filed} · {who(held)}: {contents(held)} · {held.filing.document_id}"


def _named(symbol: str, trade: Trade) -> str:
    """What the ticker stands for: the asset's name as printed, and whether the SEC's list confirms it."""
    named = f"Named as {name(trade, ASSET_ROOM)}"
    listed = short(trade.listed_as, ASSET_ROOM)
    if trade.ticker != symbol:
        return f"{named}; the ticker is {trade.ticker} today."
    if disputed(trade):
        return f"{named}; the SEC lists {listed} under {symbol}, so this may be another company."
    if trade.confirmed:
        return f"{named}; the SEC lists {listed.removesuffix('.')}."
    return f"{named}; the SEC does not list {symbol}."


def _by_whom(held: Stored, trade: Trade, today: date) -> str:
    filed = [f"filed {day(held.filing.filed, today)}"] if held.filing.filed else []
    other = [name(trade, OTHER_ROOM)] if disputed(trade) or trade.printed.get("exchange") else []
    traded = [*other, *details(trade, today, whose=True)]
    said = [f"{mark(trade)} {who(held)}", *traded, *filed, held.filing.document_id]
    return " · ".join(said)


def _look_ups(held: Stored) -> tuple[Button, ...]:
    person = [Button(held.official.name, f"/official {held.official.id}")] if held.official else []
    symbols = dict.fromkeys(trade.ticker for trade in largest_first(held.filing.trades) if trade.ticker)
    tickers = [Button(symbol, f"/ticker ${symbol}") for symbol in list(symbols)[: BUTTONS - 2]]
    return (*person, *tickers)
