"""A ranking in words: who or what was traded most in a period."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.command import Call
from bot.figures import counted
from bot.message import Button, Message
from bot.wording_filings import official
from bot.wording_sums import bought_and_sold, said
from storage.tallies import OFFICIAL, TICKER, Tally

ALL = "all"
OF: Mapping[str, str] = {"officials": OFFICIAL, "tickers": TICKER}
BY: Mapping[str, str] = {"volume": "low", "count": "number", "late": "late"}
PERIODS = ("week", "month", "quarter", "year", ALL)
LABELS = {"late": "lateness"}
MOST = {"volume": "Largest volume", "count": "Most trades", "late": "Most trades reported late"}
NOTES = {
    "volume": "By the day of the report; volume is the sum of the lower bounds",
    "count": "By the day of the report",
    "late": "By the day of the report; late is past the day it was due by 5 U.S.C. 13105(l)",
}
LOOK_UPS = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is ranked, by what and in which period, in the words that /top takes."""

    of: str
    by: str
    period: str

    @property
    def command(self) -> str:
        return f"/top {self.of} {self.by} {self.period}"


def top(asked: Ranking, period: str, held: Sequence[tuple[str, Tally]], late: str, call: Call) -> Message:
    """The ranking; `late` is the period asked for, where nothing was reported in it yet."""
    lines = [_line(number, value, tally, call) for number, (value, tally) in enumerate(held, 1)]
    instead = [f"Nothing is reported yet in {late}; this is {period}."] if late and held else []
    return Message(
        title=f"{MOST[asked.by]}, {asked.of}: {period}"
        if held
        else f"No trade reported in {late or period}.",
        lines=(*instead, *lines),
        note=NOTES[asked.by],
        buttons=tuple(_buttons(asked, held, call)),
        in_place=bool(call.arguments),
    )


def _line(number: int, value: str, tally: Tally, call: Call) -> str:
    """`1. Ro Khanna (D, CA-17) · 812 trades · $9 M – $32 M · 500 buys, 312 sales`."""
    trades = counted(tally.number, "trade")
    late = [f"{tally.late:,} late"] if tally.late else []
    known = (f"{number}. {_name(value, call)}", trades, *late, said(tally), bought_and_sold(tally))
    return " · ".join(known)


def _name(value: str, call: Call) -> str:
    person = call.people.get(value)
    return official(person, call.now.date()) if person else value


def _buttons(asked: Ranking, held: Sequence[tuple[str, Tally]], call: Call) -> Iterator[Button]:
    others = [replace(asked, period=period) for period in PERIODS if period != asked.period]
    yield from (Button(other.period.capitalize(), other.command) for other in others)
    for by in BY:
        if by != asked.by:
            yield Button(f"By {LABELS.get(by, by)}", replace(asked, by=by).command)
    of = next(other for other in OF if other != asked.of)
    yield Button(of.capitalize(), replace(asked, of=of).command)
    for value, _ in held[:LOOK_UPS]:
        person = call.people.get(value)
        yield Button(person.name, f"/official {value}") if person else Button(value, f"/ticker ${value}")
