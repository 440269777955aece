"""What people are told unasked: an alert for one filing, or one grouped message for several."""

from collections.abc import Iterator, Sequence

from bot.figures import counted, listed, moment
from bot.message import Button, Message
from bot.wording_filings import (
    clocks,
    contents,
    dates,
    details,
    details_by_name,
    document,
    report,
    scan,
    uncertain,
    who,
)
from bot.wording_follows import reasons
from bot.wording_trades import asset, headline, largest_first, row, sides, size, standing, sum_of, tone
from storage.model import Filing, Kind, RowStatus, Trade
from storage.outbox import Owed
from storage.people import People
from storage.query import Facts, stored, ticker

ROWS = 12
ASSETS = 3
TICKER_BUTTONS = 2
DIGEST_BUTTONS = 5


def told(owed: Sequence[Owed], people: People) -> Message:
    """What is owed to one place at once, in one message."""
    return alert(owed[0], people) if len(owed) == 1 else digest(owed, people)


def alert(owed: Owed, people: People) -> Message:
    """One filing: the rows followed, largest first, what the rest is, the three clocks, and why it came."""
    held, filing = owed.stored, owed.stored.filing
    if filing.kind is Kind.PAPER:
        return _paper(owed, people)
    wanted = largest_first(followed(owed))
    rest = [trade for trade in filing.trades if trade not in wanted[:ROWS]]
    whose = len({trade.owner for trade in filing.trades}) > 1
    return Message(
        title=f"{who(held)} {_did(filing)}: {headline(wanted, filing.trades)}",
        lines=(
            _size(wanted, filing),
            *uncertain(held),
            "",
            *(row(trade, held.seen.date(), whose=whose) for trade in wanted[:ROWS]),
            *([f"+{len(rest)} more: {sides(rest)}"] if rest else []),
            "",
            clocks(held, held.seen),
        ),
        note=_why(report(filing), owed.why, people),
        link=document(held.url),
        buttons=(
            details(held, f"All {len(filing.trades)} rows" if rest else "Details"),
            *_follow_buttons(owed, wanted),
        ),
        tone=tone(filing.trades),
    )


def digest(owed: Sequence[Owed], people: People) -> Message:
    """Several filings that fell due together, a line each; every one is named."""
    trades = [trade for one in owed for trade in standing(followed(one))]
    papers = sum(one.stored.filing.kind is Kind.PAPER for one in owed)
    counts = [counted(len(owed), "report") + (f" ({papers} on paper)" if papers else "")]
    counts += [counted(len(trades), "trade")] if trades else []
    times = [one.stored.seen for one in owed]
    first, last = min(times), max(times)
    until = f" – {moment(last, last)}" if last > first else ""
    return Message(
        title=f"{', '.join(counts)} that you follow",
        lines=tuple(_item(one) for one in owed),
        note=_why(f"Seen {moment(first, last)}{until}", [query for one in owed for query in one.why], people),
        buttons=tuple(details_by_name(one.stored) for one in owed[:DIGEST_BUTTONS]),
        tone=tone(trades),
    )


def followed(owed: Owed) -> list[Trade]:
    """The rows that the follows want; all of them when it is the report as a whole that is wanted."""
    held = owed.stored
    official_id = held.official.id if held.official else None
    queries = [stored(text) for text in owed.why]
    wanted = [
        trade
        for trade in held.filing.trades
        if any(query.matches(Facts(held.filing, trade, official_id)) for query in queries)
    ]
    return wanted or list(held.filing.trades)


def _paper(owed: Owed, people: People) -> Message:
    held, filing = owed.stored, owed.stored.filing
    return Message(
        title=f"{who(held)} filed on paper",
        lines=(
            f"{scan(filing)} The whole document is one tap away.",
            *uncertain(held),
            "",
            clocks(held, held.seen),
        ),
        note=_why(report(filing), owed.why, people),
        link=document(held.url),
        buttons=(details(held), *_follow_buttons(owed, ())),
        picture=owed.picture,
    )


def _did(filing: Filing) -> str:
    corrects = all(trade.status is not RowStatus.NEW for trade in filing.trades)
    return "corrected a report" if corrects else "reported"


def _size(wanted: Sequence[Trade], filing: Filing) -> str:
    if not standing(filing.trades):
        return sides(filing.trades)
    if len(wanted) == len(filing.trades):
        return size(filing.trades)
    return (
        f"{_assets(wanted)}: {sides(wanted, sums=True)}; {counted(len(filing.trades), 'row')} in the report"
    )


def _assets(trades: Sequence[Trade]) -> str:
    names = list(dict.fromkeys(asset(trade) for trade in trades))
    return listed([*names[:ASSETS], *([f"{len(names) - ASSETS} more"] if len(names) > ASSETS else [])])


def _item(owed: Owed) -> str:
    """`Ro Khanna (D, CA-17): 13 sales, 9 buys · $480 K – $1.9 M · MSFT, AAPL and 5 more · … · 20034836`."""
    held, wanted = owed.stored, largest_first(followed(owed))
    said = [f"{who(held)}: {_counts(owed, wanted)}", _assets(standing(wanted)), dates(held, held.seen.date())]
    said += ["check the report" if held.filing.doubts else "", held.filing.document_id]
    return " · ".join(filter(None, said))


def _counts(owed: Owed, wanted: Sequence[Trade]) -> str:
    filing = owed.stored.filing
    if filing.kind is Kind.PAPER:
        return contents(owed.stored)
    of = "" if len(wanted) == len(filing.trades) else f", of {len(filing.trades)} rows"
    return f"{sides(wanted)}{of}" + (f" · {sum_of(wanted)}" if standing(wanted) else "")


def _why(first: str, queries: Sequence[str], people: People) -> str:
    return f"{first} · sent because you follow {reasons(queries, people)}"


def _follow_buttons(owed: Owed, wanted: Sequence[Trade]) -> Iterator[Button]:
    """To follow more of what is shown, where it is not followed yet."""
    symbols = dict.fromkeys(trade.ticker for trade in wanted[:ROWS] if trade.ticker)
    named = [found.symbol for symbol in symbols if (found := ticker(f"${symbol}"))]
    fresh = [symbol for symbol in named if f"${symbol}" not in owed.why]
    yield from (Button(f"Follow {symbol}", f"/follow ${symbol}") for symbol in fresh[:TICKER_BUTTONS])
    official = owed.stored.official
    if official and official.id not in owed.why:
        yield Button(f"Follow {official.name}", f"/follow {official.id}")
