"""Trades in words: one row, the sides and sums of several, and the headline they make together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from bot.figures import amount, counted, day, listed, short, total
from bot.message import Tone
from bot.wording_assets import asset, company, kind, remark, terms
from storage.model import AmountRange, Owner, RowStatus, Side, Trade

NAMED = 3  # assets in a headline: what a lock screen shows
HEADLINE_ROOM = 30  # characters of an asset's name where there is no ticker
NOTE_ROOM = 80

MARKS = {
    Side.BUY: "🟢",
    Side.SELL: "🔴",
    Side.PARTIAL_SALE: "🟠",
    Side.EXCHANGE: "🔁",
    Side.UNSTATED: "⚪",
}
NOUNS = {
    Side.BUY: "buy",
    Side.SELL: "sale",
    Side.PARTIAL_SALE: "partial sale",
    Side.EXCHANGE: "exchange",
    Side.UNSTATED: "unspecified trade",
}
VERBS = {
    Side.BUY: "bought",
    Side.SELL: "sold",
    Side.PARTIAL_SALE: "sold",
    Side.EXCHANGE: "exchanged",
    Side.UNSTATED: "traded",
}
NEEDS_NOTE = (Side.EXCHANGE, Side.UNSTATED)
WHOSE = {
    Owner.SELF: "",
    Owner.SPOUSE: "spouse ",
    Owner.JOINT: "jointly ",
    Owner.CHILD: "child ",
    Owner.UNSTATED: "",
}
UNSAID = (Owner.SELF, Owner.UNSTATED)

Label = tuple[str, str]
"""How an asset is called: its ticker or name, and `calls`, `puts`, `options`, `bonds` or nothing."""


def standing(trades: Iterable[Trade]) -> list[Trade]:
    """Without the rows that only withdraw an earlier one."""
    return [trade for trade in trades if trade.status is not RowStatus.DELETED]


def mark(trade: Trade) -> str:
    withdrawn = trade.status is RowStatus.DELETED
    return f"Withdrawn {NOUNS[trade.side]}:" if withdrawn else MARKS[trade.side]


def row(trade: Trade, today: date, *, whose: bool = False, named: bool = False) -> str:
    """`🟢 INTC · 200 calls, strike $50, to 19 Mar 2027 · $1 M – $5 M · 29 May`; `named` adds the company.

    What was exchanged for what, or which way a swap goes, often stands in the filer's note only.
    """
    what = f"{asset(trade)} {company(trade) if named else ''}".rstrip()
    said = [f"{mark(trade)} {what}", *details(trade, today, whose=whose)]
    if trade.side in NEEDS_NOTE and (note := remark(trade)):
        said.append(f"“{short(note, NOTE_ROOM)}”")
    return " · ".join(said)


def details(trade: Trade, today: date, *, whose: bool = False) -> list[str]:
    """What a row says beside its side and asset."""
    said = [
        terms(trade),
        trade.owner.value if whose and trade.owner not in UNSAID else "",
        amount(trade.amount),
        day(trade.traded, today) if trade.traded else "no readable date",
        "amends an earlier row" if trade.status is RowStatus.AMENDED else "",
    ]
    return [words for words in said if words]


def largest_first(trades: Iterable[Trade]) -> list[Trade]:
    """By the lower bound, equal ones as they stand in the report; withdrawn rows last."""
    return sorted(
        trades, key=lambda trade: (trade.status is RowStatus.DELETED, -(trade.amount.low or 0), trade.ordinal)
    )


def sides(trades: Iterable[Trade], *, sums: bool = False) -> str:
    """`60 buys, 34 sales, 1 withdrawn`, the most frequent first; with sums `2 buys $750 K – $1.5 M, …`."""
    held = list(trades)
    counts = Counter(trade.side for trade in standing(held)).most_common()
    said = [
        f"{counted(count, NOUNS[side])} {_sum(held, side) if sums else ''}".rstrip() for side, count in counts
    ]
    withdrawn = len(held) - len(standing(held))
    return ", ".join([*said, *([f"{withdrawn} withdrawn"] if withdrawn else [])])


def _sum(trades: Sequence[Trade], side: Side) -> str:
    """What one side makes; `""` where no row of it has an amount."""
    known = [trade for trade in trades if trade.side is side and trade.amount != AmountRange(None, None)]
    return sum_of(known) if known else ""


def sum_of(trades: Iterable[Trade]) -> str:
    return amount(total(trade.amount for trade in standing(trades)))


def size(trades: Sequence[Trade]) -> str:
    """`2 trades · $1.5 M – $6 M`, and what each side makes of it where there are several."""
    held = standing(trades)
    said = f"{counted(len(held), 'trade')} · {sum_of(held)}"
    blank = sum(trade.amount.low is None and trade.amount.high is None for trade in held)
    if 0 < blank < len(held):
        said += f" ({blank} without an amount)"
    return f"{said}: {sides(held, sums=True)}" if len({trade.side for trade in held}) > 1 else said


def headline(named: Sequence[Trade], trades: Sequence[Trade]) -> str:
    """`spouse bought INTC, UBER calls`: whose, what and which, from the rows to name of all these."""
    held = standing(trades)
    if not held:
        return f"withdrew {counted(len(trades), 'earlier row')}"
    owners = {trade.owner for trade in held}
    whose = WHOSE[owners.pop()] if len(owners) == 1 else ""
    return whose + _deeds(standing(named) or held, len(held))


def tone(trades: Iterable[Trade]) -> Tone:
    verbs = {VERBS[trade.side] for trade in standing(trades)}
    if not verbs:
        return Tone.PLAIN
    return Tone.BUY if verbs == {"bought"} else Tone.SELL if verbs == {"sold"} else Tone.MIXED


def _deeds(named: Sequence[Trade], of: int) -> str:
    done: dict[Label, list[Side]] = {}
    for trade in named:
        done.setdefault((asset(trade, HEADLINE_ROOM), kind(trade)), []).append(trade.side)
    labels = list(done)[:NAMED]
    deeds: dict[str, list[Label]] = {}
    for label in labels:
        deeds.setdefault(_verb(done[label]), []).append(label)
    said = ", ".join(f"{verb} {_together(together)}" for verb, together in deeds.items())
    others = of - sum(len(done[label]) for label in labels)
    return f"{said}, and {counted(others, 'other trade')}" if others else said


def _verb(done: Sequence[Side]) -> str:
    if set(done) == {Side.PARTIAL_SALE}:
        return "sold part of"
    return listed([verb for verb in dict.fromkeys(VERBS.values()) if verb in {VERBS[side] for side in done}])


def _together(labels: Sequence[Label]) -> str:
    """`INTC, UBER calls and AAPL`: what has a kind goes first, so that the kind is not read into the rest."""
    kinds = sorted(dict.fromkeys(what for _, what in labels), key=lambda what: not what)
    named = {kind: ", ".join(name for name, what in labels if what == kind) for kind in kinds}
    return listed([f"{names} {kind}".strip() for kind, names in named.items()])
