"""What people are told unasked: an alert for one filing, or one grouped message for several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from bot.figures import counted, listed, moment
from bot.message import Button, Message, Tone
from bot.wording_assets import asset
from bot.wording_changes import change, counts
from bot.wording_filings import (
    clocks,
    contents,
    dates,
    details,
    details_by_name,
    document,
    name,
    report,
    scan,
    surname,
    uncertain,
    who,
)
from bot.wording_follows import reasons
from bot.wording_late import briefly, reported_late
from bot.wording_trades import (
    HEADLINE_ROOM,
    MARKS,
    headline,
    largest_first,
    row,
    sides,
    size,
    standing,
    sum_of,
    tone,
)
from storage.hours import Held
from storage.model import ALERT, CORRECTION, Change, Difference, Filing, Kind, RowStatus, Side, Stored, Trade
from storage.outbox import Owed
from storage.people import People
from storage.query import stored, ticker

ROWS = 12
ROWS_ROOM = 2400  # characters of all rows together, of the 4,096 that either platform takes
NAMED_ROWS = 5  # with so few there is room for the companies' names
ASSETS = 3
TICKER_BUTTONS = 1
DIGEST_BUTTONS = 5
BULLETS = {Tone.BUY: MARKS[Side.BUY], Tone.SELL: MARKS[Side.SELL]}
EVERYTHING = "*"
SNOOZE = Button("Snooze 8 h", "/snooze 8h")
WAITED = {
    Held.QUIET: "While you slept: ",
    Held.SNOOZED: "While snoozed: ",
    Held.DAILY: "Today: ",
    Held.WEEKLY: "This week: ",
    Held.AWAY: "While you were away: ",
}
READ_AGAIN = "We had read it wrongly; the report itself is the same."


def told(owed: Sequence[Owed], people: People) -> Message:
    """What is owed to one place at once, in one message; it mentions the role that a follow mentions."""
    message = alert(owed[0], people) if len(owed) == 1 else digest(owed, people)
    return replace(message, mention=next((one.role for one in owed if one.role), ""))


def alert(owed: Owed, people: People) -> Message:
    """One filing: the rows followed, largest first, what the rest is, the three clocks, and why it came."""
    held, filing = owed.stored, owed.stored.filing
    if is_of_another(owed):
        return _of_another(owed, people)
    if difference := changing(owed):
        return _changes(owed, difference, people)
    if filing.kind is Kind.PAPER:
        return _paper(owed, people)
    wanted = largest_first(followed(owed))
    says = {"whose": len({trade.owner for trade in filing.trades}) > 1, "named": len(wanted) <= NAMED_ROWS}
    rows = _fitting(row(trade, held.seen.date(), **says) for trade in wanted[:ROWS])
    rest = [trade for trade in filing.trades if trade not in wanted[: len(rows)]]
    return Message(
        title=f"{who(held)} {_did(held)}: {headline(wanted, filing.trades)}",
        lines=(
            _size(wanted, filing),
            *reported_late(filing, held.seen.date()),
            *uncertain(held),
            "",
            *rows,
            *([f"+{len(rest)} more: {sides(rest)}"] if rest else []),
            "",
            clocks(held, held.seen),
        ),
        note=_why(report(filing), owed.why, people),
        link=document(held.url),
        buttons=(
            details(held, f"All {len(filing.trades)} rows" if rest else "Details"),
            *_follow_buttons(owed, wanted),
            *_less(held),
        ),
        tone=tone(filing.trades),
    )


def digest(owed: Sequence[Owed], people: People) -> Message:
    """Several filings that fell due together, and why they did, a line each; every one is named."""
    trades = [trade for one in owed if not changing(one) for trade in standing(followed(one))]
    papers = sum(one.stored.filing.kind is Kind.PAPER for one in owed)
    counts = [counted(len(owed), "report") + (f" ({papers} on paper)" if papers else "")]
    counts += [counted(len(trades), "trade")] if trades else []
    times = [one.stored.seen for one in owed]
    first, last = min(times), max(times)
    until = f" – {moment(last, last)}" if last > first else ""
    return Message(
        title=f"{_waited(owed)}{', '.join(counts)} that you follow",
        lines=tuple(_item(one) for one in owed),
        note=_why(f"Seen {moment(first, last)}{until}", [query for one in owed for query in one.why], people),
        buttons=(*(details_by_name(one.stored) for one in owed[:DIGEST_BUTTONS]), SNOOZE),
        tone=tone(trades),
    )


def _waited(owed: Sequence[Owed]) -> str:
    """What held them back, said once; nothing for a burst."""
    return next((WAITED[one.held] for one in owed if one.held), "")


def is_of_another(owed: Owed) -> bool:
    """Whether it says that a report is another's than we had told: then the whole report is news."""
    corrects = owed.stored.corrects
    return owed.kind == CORRECTION and corrects is not None and corrects.instead_of is not None


def changing(owed: Owed) -> Difference | None:
    """What to tell as changes: another reading, or an amendment that is proven to amend something."""
    held = owed.stored
    if owed.kind == CORRECTION and not is_of_another(owed):
        return held.corrects
    return held.amends if held.amends and held.amends.earlier else None


def wanted(owed: Owed) -> list[Change]:
    """The changes that the follows want, changed rows first, then added and removed ones.

    All of them when it is the report as a whole that is wanted.
    """
    queries = [stored(text) for text in owed.why]
    news = sorted(owed.stored.news(owed.kind), key=_order)
    return [each for each in news if any(query.wants(owed.stored, each) for query in queries)] or news


def _order(each: Change) -> int:
    return 2 if each.is_removal else 1 if each.old is None else 0


def followed(owed: Owed) -> list[Trade]:
    """The rows of these changes, as they are now where they still are."""
    rows = [each.new or each.old for each in wanted(owed)]
    return [row for row in rows if row]


def _of_another(owed: Owed, people: People) -> Message:
    """The report under its filer's name, and whom we had named before: who heard of it then should know."""
    whole = alert(replace(owed, kind=ALERT), people)
    corrects = owed.stored.corrects
    before = people.get(corrects.instead_of) if corrects and corrects.instead_of else None
    said = f"We had named {name(before)} as its filer" if before else "We had not known who filed it"
    lines = (f"{said}; the report itself is the same.", *whole.lines)
    return replace(whole, title=f"Corrected: {whole.title}", lines=lines)


def _changes(owed: Owed, found: Difference, people: People) -> Message:
    """Only what has changed, as it was and as it is, and how much has not."""
    held = owed.stored
    shown = wanted(owed)
    news, same = held.news(owed.kind), len(found.unchanged)
    unproven = len(news) - (len(found.changes) - same)
    whose = len({trade.owner for trade in held.filing.trades}) > 1
    rows = _fitting(change(each, held.seen.date(), whose=whose) for each in shown[:ROWS])
    others = len(news) - len(rows)
    return Message(
        title=f"{_what_changed(owed)}: {counts(found, unproven)}",
        lines=(
            *([READ_AGAIN] if owed.kind == CORRECTION else uncertain(held, counted_above=True)),
            "",
            *rows,
            *([f"+{counted(others, 'other change')}"] if others else []),
            *([f"+{counted(same, 'unchanged row')}"] if same else []),
            "",
            clocks(held, held.seen),
        ),
        note=_why(report(held.filing), owed.why, people),
        link=document(held.url),
        buttons=(details(held), *_follow_buttons(owed, followed(owed)), *_less(held)),
        tone=tone(held.filing.trades),
    )


def _fitting(rows: Iterable[str]) -> list[str]:
    """As many as leave room for the rest in one message: rows can be long where filers describe them."""
    held = list(rows)
    ends = list(accumulate(map(len, held)))
    return [line for line, end in zip(held, ends, strict=True) if end <= ROWS_ROOM] or held[:1]


def _what_changed(owed: Owed) -> str:
    if owed.kind == CORRECTION:
        return f"Our reading of a report by {who(owed.stored)} is corrected"
    return f"{who(owed.stored)} amended a report"


def _paper(owed: Owed, people: People) -> Message:
    held, filing = owed.stored, owed.stored.filing
    return Message(
        title=f"{who(held)} {'amended a report' if filing.amendment else 'filed'} on paper",
        lines=(
            f"{scan(filing)} The whole document is one tap away.",
            *uncertain(held),
            "",
            clocks(held, held.seen),
        ),
        note=_why(report(filing), owed.why, people),
        link=document(held.url),
        buttons=(details(held), *_follow_buttons(owed, ()), *_less(held)),
        picture=owed.picture,
    )


def _did(held: Stored) -> str:
    corrects = all(trade.status is not RowStatus.NEW for trade in held.filing.trades)
    return "amended a report" if corrects or held.filing.amendment else "reported"


def _size(wanted: Sequence[Trade], filing: Filing) -> str:
    if not standing(filing.trades):
        return sides(filing.trades)
    if len(wanted) == len(filing.trades):
        return size(filing.trades)
    return (
        f"{_assets(wanted)}: {sides(wanted, sums=True)}; {counted(len(filing.trades), 'row')} in the report"
    )


def _assets(trades: Sequence[Trade]) -> str:
    names = list(dict.fromkeys(asset(trade, HEADLINE_ROOM) for trade in trades))
    return listed([*names[:ASSETS], *([f"{len(names) - ASSETS} more"] if len(names) > ASSETS else [])])


def _item(owed: Owed) -> str:
    """`• Ro Khanna (D, CA-17): 13 sales, 9 buys · $480 K – $1.9 M · MSFT, AAPL and 5 more · … · 20034836`.

    The mark tells reports apart, and those of buys or of sales alone.
    """
    held, wanted = owed.stored, largest_first(followed(owed))
    said = [
        f"{BULLETS.get(tone(wanted), '•')} {who(held)}: {_counts(owed, wanted)}",
        _assets(standing(wanted)),
        briefly(held.filing),
        dates(held, held.seen.date()),
    ]
    said += ["check the report" if held.filing.doubts else "", held.filing.document_id]
    return " · ".join(filter(None, said))


def _counts(owed: Owed, wanted: Sequence[Trade]) -> str:
    filing = owed.stored.filing
    if is_of_another(owed):
        return f"filer corrected, {_counts(replace(owed, kind=ALERT), wanted)}"
    if difference := changing(owed):
        what = "our reading corrected" if owed.kind == CORRECTION else "amended"
        return f"{what}, {counts(difference)}"
    if filing.kind is Kind.PAPER:
        return contents(owed.stored)
    of = "" if len(wanted) == len(filing.trades) else f", of {len(filing.trades)} rows"
    return f"{sides(wanted)}{of}" + (f" · {sum_of(wanted)}" if standing(wanted) else "")


def _why(first: str, queries: Sequence[str], people: People) -> str:
    return f"{first} · sent because you follow {reasons(queries, people)}"


def _follow_buttons(owed: Owed, wanted: Sequence[Trade]) -> Iterator[Button]:
    """To follow more of what is shown, where it is not followed yet; who follows everything cannot."""
    if EVERYTHING in owed.why:
        return
    symbols = dict.fromkeys(trade.ticker for trade in wanted[:ROWS] if trade.ticker)
    named = [found.symbol for symbol in symbols if (found := ticker(f"${symbol}"))]
    fresh = [symbol for symbol in named if f"${symbol}" not in owed.why]
    yield from (Button(f"Follow {symbol}", f"/follow ${symbol}") for symbol in fresh[:TICKER_BUTTONS])
    official = owed.stored.official
    if official and official.id not in owed.why:
        yield Button(f"Follow {surname(official)}", f"/follow {official.id}")


def _less(held: Stored) -> Iterator[Button]:
    """To hear less, or nothing for a while."""
    if held.official:
        yield Button(f"Mute {surname(held.official)}", f"/mute {held.official.id}")
    yield SNOOZE
