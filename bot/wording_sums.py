"""What trades come to, in words: sums that stay ranges, and counts by side."""

from collections.abc import Mapping

from bot.figures import amount, counted
from bot.wording_trades import NOUNS
from storage.model import AmountRange, Side
from storage.tallies import Tally


def whole(sides: Mapping[Side, Tally]) -> Tally:
    return sum(sides.values(), Tally())


def worth(held: Tally) -> AmountRange:
    """From the sum of the lower bounds to that of the upper ones; one open end leaves the sum open."""
    if held.number == held.blank:
        return AmountRange(None, None)
    return AmountRange(held.low, None if held.open else held.high)


def said(held: Tally) -> str:
    """`$9 M – $32 M`; with how many have no amount where some have."""
    blank = f" ({held.blank:,} without an amount)" if 0 < held.blank < held.number else ""
    return amount(worth(held)) + blank


def by_side(sides: Mapping[Side, Tally]) -> str:
    """`3 buys, 1 partial sale`, the most frequent first."""
    return ", ".join(counted(tally.number, NOUNS[side]) for side, tally in sides.items())


def bought_and_sold(held: Tally) -> str:
    """`3 buys, 1 sale`, and what is neither."""
    others = held.number - held.buys - held.sells
    known = ((held.buys, "buy"), (held.sells, "sale"), (others, "other trade"))
    return ", ".join(counted(number, word) for number, word in known if number)
