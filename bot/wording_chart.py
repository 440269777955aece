"""Twelve months of trades in words, for the channels and the people who see no picture."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.figures import counted
from bot.message import Button, Message
from bot.wording_sums import said
from storage.aggregates import Of
from storage.tallies import Tally

MONTHS_NOTE = "By month of trade; the newest months are still being reported, up to 45 days after a trade"


def chart(name: str, of: Of, months: Sequence[tuple[date, Tally, Tally]], picture: bytes) -> Message:
    """The months that have trades, newest first, and the picture of all."""
    held = [month for month in reversed(months) if month[1].number + month[2].number]
    period = f"{months[0][0]:%b %Y} – {months[-1][0]:%b %Y}"
    return Message(
        title=f"{name}: bought and sold by month, {period}" if held else f"{name}: no trade in {period}",
        lines=tuple(f"{first:%b %Y} · {_sides(bought, sold)}" for first, bought, sold in held),
        note=MONTHS_NOTE,
        buttons=tuple(_look_ups(name, of)),
        picture=picture,
    )


def _sides(bought: Tally, sold: Tally) -> str:
    """`3 buys $1 M – $3 M · 1 sale $15 K – $50 K`."""
    known = ((bought, "buy"), (sold, "sale"))
    return " · ".join(f"{counted(sums.number, word)} {said(sums)}" for sums, word in known if sums.number)


def _look_ups(name: str, of: Of) -> Iterator[Button]:
    if of.official_id:
        yield Button(name.partition(" with ")[0], f"/official {of.official_id}")
    if of.symbol:
        yield Button(of.symbol, f"/ticker ${of.symbol}")
