"""What a search found, in words: how many, the newest rows, and what is next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.figures import counted, day
from bot.message import Button, Message
from bot.wording_assets import asset
from bot.wording_filings import contents, details_by_name, short_id, who
from bot.wording_queries import named
from bot.wording_trades import details, mark
from storage.people import People
from storage.query import Query, QueryError
from storage.search import Found, Page

REPORTS = 3  # buttons
ASSET_ROOM = 50


@dataclass(frozen=True, slots=True)
class Result:
    """A page of what matches; `rows` is how many, at most one more than `most`, on the first."""

    query: Query
    page: Page
    first: bool
    turned: bool
    rows: int | None
    most: int
    followed: bool


def result(held: Result, people: People, now: datetime) -> Message:
    return Message(
        title=_capital(f"{named(held.query, people)}: {_how_many(held)}"),
        lines=tuple(_row(found, now.date()) for found in held.page.rows),
        note="Newest reports first",
        buttons=tuple(_buttons(held)),
        in_place=held.turned,
    )


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _how_many(held: Result) -> str:
    if held.rows is None:
        return f"{len(held.page.rows)} older" if held.page.rows else "nothing older"
    if not held.rows:
        return "nothing that we have matches"
    return f"more than {held.most:,} trades" if held.rows > held.most else counted(held.rows, "trade")


def _row(found: Found, today: date) -> str:
    """`🟢 Ro Khanna (D, CA-17) · MSFT · $1 K – $15 K · 29 May · filed 23 Jun · 20034836`."""
    held, trade = found.held, found.trade
    filed = [f"filed {day(held.filing.filed, today)}"] if held.filing.filed else []
    if trade is None:
        said = [f"📄 {who(held)}", contents(held)]
    else:
        said = [f"{mark(trade)} {who(held)}", asset(trade, ASSET_ROOM), *details(trade, today, whose=True)]
    return " · ".join([*said, *filed, short_id(held.filing)])


def _buttons(held: Result) -> Iterator[Button]:
    asked = f"/search {held.query}"
    if not held.first:
        yield Button("Newest", f"{asked} after:0")
    if held.page.next is not None:
        yield Button("Older", f"{asked} after:{held.page.next}")
    if held.followed:
        yield Button("Unfollow this", f"/unfollow {held.query}")
    elif _can_be_followed(held.query):
        yield Button("Follow this", f"/follow {held.query}")
    filings = {found.held.id: found.held for found in held.page.rows}
    yield from (details_by_name(one) for one in list(filings.values())[:REPORTS])


def _can_be_followed(query: Query) -> bool:
    try:
        query.check_follow()
    except QueryError:
        return False
    return True
