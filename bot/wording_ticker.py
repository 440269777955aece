"""Who trades a security, in words: a year's sums, the people, and the newest trades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.figures import counted, day, short
from bot.message import Button, Message
from bot.wording_assets import disputed, name
from bot.wording_filings import details_by_name, official, short_id, who
from bot.wording_sums import by_side, said, whole
from bot.wording_trades import details, mark
from storage.model import Official, Side, Stored, Trade
from storage.tallies import Tally

ASSET_ROOM = 80
OTHER_ROOM = 60  # for the name of a company that is not the one listed, or of both that were exchanged
REPORTS = 3  # buttons


@dataclass(frozen=True, slots=True)
class Security:
    """What twelve months come to, who traded most often, and the trades reported last."""

    symbol: str
    sides: Mapping[Side, Tally]
    traders: Sequence[tuple[Official, Tally]]
    newest: Sequence[tuple[Stored, Trade]]
    followed: bool
    picture: bytes

    @property
    def today(self) -> str:
        """The symbol that it has today."""
        return self.newest[0][1].ticker or self.symbol


def security(held: Security, now: datetime) -> Message:
    year = whole(held.sides)
    renamed = held.today != held.symbol
    called = f"{held.today} (then {held.symbol})" if renamed else held.symbol
    times = counted(year.number, "trade") if year.number else "no trade"
    return Message(
        title=f"{called}: {times} reported in the last 12 months",
        lines=(
            *([f"{said(year)} · {by_side(held.sides)}"] if year.number else []),
            _named(held.symbol, held.newest[0][1]),
            *_traders(held.traders, now.date()),
            "",
            *(_by_whom(filing, trade, now.date()) for filing, trade in held.newest),
        ),
        buttons=_buttons(held, renamed=renamed),
        picture=held.picture,
    )


def _buttons(held: Security, *, renamed: bool) -> tuple[Button, ...]:
    follow, symbol = "Unfollow" if held.followed else "Follow", held.symbol
    filings = {filing.id: filing for filing, _ in held.newest}
    return (
        *([Button(held.today, f"/ticker ${held.today}")] if renamed else []),
        Button(f"{follow} {symbol}", f"/{follow.lower()} ${symbol}"),
        *([Button("By month", f"/chart ${symbol}")] if held.sides else []),
        *(Button(person.name, f"/official {person.id}") for person, _ in held.traders[:1]),
        *(details_by_name(filing) for filing in list(filings.values())[:REPORTS]),
    )


def _traders(traders: Sequence[tuple[Official, Tally]], today: date) -> list[str]:
    """`Most trades: Ro Khanna (D, CA-17) 11, $300 K – $900 K; …`."""
    most = [f"{official(person, today)} {tally.number:,}, {said(tally)}" for person, tally in traders]
    return [f"Most trades: {'; '.join(most)}"] if most else []


def never_traded(symbol: str, nearest: Sequence[str], instead: Button | None, followed: bool) -> Message:
    """`instead` looks up what the word is besides: `apple` is a company's name."""
    follow = "Unfollow" if followed else "Follow"
    meant = [*([instead.label] if instead else []), *nearest]
    guess = f" Did you mean {' or '.join(meant)}?" if meant else ""
    return Message(
        title=f"No report we have names {symbol}.{guess}",
        lines=(f"You can follow {symbol} all the same, and will hear of the first.",) if not followed else (),
        buttons=(
            *([instead] if instead else []),
            *(Button(near, f"/ticker ${near}") for near in nearest),
            Button(f"{follow} {symbol}", f"/{follow.lower()} ${symbol}"),
        ),
    )


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
    said = [f"{mark(trade)} {who(held)}", *traded, *filed, short_id(held.filing)]
    return " · ".join(said)
