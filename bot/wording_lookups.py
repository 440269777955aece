"""What stored reports answer: one report whole in pages, and the newest ones."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.figures import counted, day, listed, short
from bot.message import Button, Message
from bot.paging import Page
from bot.wording_assets import name, remark
from bot.wording_changes import change
from bot.wording_filings import (
    NAME_ROOM,
    clocks,
    contents,
    details_by_name,
    document,
    official,
    report,
    scan,
    short_id,
    source,
    uncertain,
    who,
)
from bot.wording_late import in_time, past_due, reported_late
from bot.wording_status import state
from bot.wording_trades import (
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
from storage.model import Change, Filing, Kind, Official, Stored, Trade, Vehicle

ROWS = 30  # one message
ASSET_ROOM = 80
NOTE_ROOM = 100
HELD_ROOM = 400  # for all accounts of a report together
BUTTONS = 5


def pages(held: Stored) -> int:
    """How many pages a report's rows make; one where it has none."""
    return max(-(-len(_lines_of(held)) // ROWS), 1)


def filing(
    held: Stored, picture: bytes, page: Page, now: datetime, amended_by: Sequence[str] = ()
) -> Message:
    """A page of rows in the report's order, or the picture of a scan, the three clocks and the document.

    Rows that it amends stand as they were and as they are; those that it removes come last.
    """
    found = held.filing
    paper = found.kind is Kind.PAPER
    every_row = _every_row(held, now.date())
    first = (page.number - 1) * ROWS
    rows = every_row[first : first + ROWS]
    return Message(
        title=_title(held),
        lines=(
            *([scan(found)] if paper else []),
            *([size(found.trades)] if standing(found.trades) else []),
            *(reported_late(found, now.date()) or in_time(found, now.date())),
            *uncertain(held),
            *([_vehicles(found.vehicles)] if found.vehicles else []),
            *([f"Amended by {source(found.source)} report {listed(amended_by)}."] if amended_by else []),
            *([_more_time(found)] if found.kind is Kind.EXTENSION else []),
            "",
            *rows,
            *([_which(first, rows, every_row)] if len(every_row) > ROWS else []),
            *([""] if rows else []),
            clocks(held, now),
        ),
        note=report(found),
        link=document(held.url),
        buttons=(*_turn(page, len(every_row)), *_as_printed(held, first), *_look_ups(held)),
        tone=tone(found.trades),
        picture=picture,
        in_place=page.turned,
    )


def row_of(held: Stored, trade: Trade, picture: bytes, now: datetime) -> Message:
    """One row in our words, and in the document's own as a picture."""
    found, place = held.filing, trade.ordinal
    where = "" if picture else "There is no picture of this row; the document has it."
    rows = [number for number in (place - 1, place + 1) if 0 < number <= len(found.trades)]
    return Message(
        title=f"Row {place} of {len(found.trades)} by {who(held)}",
        lines=(_numbered(found, trade, now.date()), *([where] if where else []), "", clocks(held, now)),
        note=report(found),
        link=document(held.url),
        buttons=(
            *(Button(f"Row {number}", f"/filing {found.document_id} row {number}") for number in rows),
            Button("All rows", f"/filing {found.document_id} {(place - 1) // ROWS + 1}"),
        ),
        picture=picture,
    )


def _as_printed(held: Stored, first: int) -> Iterator[Button]:
    """To the first row of the page as its PDF has it, where that is known."""
    for trade in held.filing.trades[first : first + 1]:
        if trade.spot:
            yield Button(
                f"Row {trade.ordinal} in the PDF", f"/filing {held.filing.document_id} row {trade.ordinal}"
            )


def _which(first: int, rows: Sequence[str], every_row: Sequence[str]) -> str:
    return f"Rows {first + 1} – {first + len(rows)} of {len(every_row):,}"


def _turn(page: Page, rows: int) -> Iterator[Button]:
    begin = (page.number - 1) * ROWS + 1
    earlier = f"Rows {begin - ROWS} – {begin - 1}"
    later = f"Rows {begin + ROWS} – {min(begin + 2 * ROWS - 1, rows)}"
    return page.neighbours(earlier, later)


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


def no_report(name: str) -> str:
    return f"I know no report “{short(name, HELD_ROOM)}”. Its id stands in its alert and its address."


def recent(filings: Sequence[Stored], person: Official | None, page: Page, now: datetime) -> Message:
    by = f" by {official(person, now.date())}" if person else ""
    if not filings and page.number == 1:
        return Message(f"No report{by} has been read yet.")
    if not filings:
        newest = Button("Newest", f"{page.asked} 1")
        return Message(f"No older report{by}.", buttons=(newest,), in_place=page.turned)
    new, paged = "newest" if page.number == 1 else "next older", page.more or page.number > 1
    alone = len(filings) == 1 and not paged
    return Message(
        title=f"The only report so far{by}" if alone else f"The {new} {counted(len(filings), 'report')}{by}",
        lines=tuple(_dated(held, now.date()) for held in filings),
        note=f"Page {page.number}" if paged else "",
        buttons=(
            *page.neighbours("Newer", "Older"),
            *(details_by_name(held) for held in filings[:BUTTONS]),
        ),
        in_place=page.turned,
    )


def _lines_of(held: Stored) -> list[Trade | Change]:
    """Its rows, and those that it removes from an earlier report."""
    removed = [each for each in held.amends.changes if each.new is None] if held.amends else []
    return [*held.filing.trades, *removed]


def _every_row(held: Stored, today: date) -> list[str]:
    changes = held.amends.changes if held.amends else ()
    amending = {each.new.ordinal: each for each in changes if each.new and each.old and not each.is_none}
    rows = [
        f"{trade.ordinal}. {change(amending[trade.ordinal], today, whose=True)}"
        if trade.ordinal in amending
        else _numbered(held.filing, trade, today)
        for trade in held.filing.trades
    ]
    return [*rows, *(change(each, today, whose=True) for each in changes if each.new is None)]


def _numbered(filing: Filing, trade: Trade, today: date) -> str:
    """`1. 🟢 Intel Corporation - Common Stock (INTC) · 200 calls, … · spouse · $1 M – $5 M · 29 May`.

    A late one also says when it was due.
    """
    said = [
        f"{trade.ordinal}. {mark(trade)} {name(trade, ASSET_ROOM)}",
        *details(trade, today, whose=True),
        *filter(None, [past_due(filing, trade, today)]),
    ]
    if beside := remark(trade):
        said.append(f"“{short(beside, NOTE_ROOM)}”")
    return " · ".join(said)


def _dated(held: Stored, today: date) -> str:
    filed = day(held.filing.filed, today) if held.filing.filed else "No date"
    return f"{filed} · {who(held)}: {contents(held)} · {short_id(held.filing)}"


def _look_ups(held: Stored) -> tuple[Button, ...]:
    person = [Button(held.official.name, f"/official {held.official.id}")] if held.official else []
    symbols = dict.fromkeys(trade.ticker for trade in largest_first(held.filing.trades) if trade.ticker)
    tickers = [Button(symbol, f"/ticker ${symbol}") for symbol in list(symbols)[: BUTTONS - 2]]
    return (*person, *tickers)
