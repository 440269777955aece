"""An official's profile: office, a year of trades, what they file on paper, and their newest reports."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from bot.figures import counted, day
from bot.message import Button, Message
from bot.wording_filings import OFFICES, contents, details, office, official, short_id
from bot.wording_trades import sides, sum_of
from storage.documents import Entry
from storage.model import Kind, Official, RowStatus, Stored, Trade

MOST_TRADED = 5
TICKER_BUTTONS = 2
BREAK = timedelta(days=100)  # longer out of office is another stretch; Congress itself rests for two months


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an official: the filings of twelve months, the newest ones, what is not read yet."""

    official: Official
    serving: bool
    year: Sequence[Stored]
    newest: Sequence[Stored]
    unread: Sequence[Entry]
    followed: bool


def profile(held: Profile, now: datetime) -> Message:
    trades = new_trades(held.year)
    symbols = _most_traded(trades)
    person = held.official
    follow = "Unfollow" if held.followed else "Follow"
    return Message(
        title=f"{official(person, now.date())}{_office(held)}",
        lines=tuple(
            filter(
                None,
                (_activity(held, trades), _most(symbols), _corrections(held.year), _paper(held.year)),
            )
        )
        + _unread(held.unread)
        + (("", *_newest(held.newest, now.date())) if held.newest else ()),
        buttons=(
            Button(f"{follow} {person.name}", f"/{follow.lower()} {person.id}"),
            *(details(one, f"Report {short_id(one.filing)}") for one in held.newest[:1]),
            *(Button(symbol, f"/ticker ${symbol}") for symbol, _ in symbols[:TICKER_BUTTONS]),
        ),
    )


def new_trades(filings: Sequence[Stored]) -> list[Trade]:
    """Every trade these report once: a row that an amendment states again or removes counts no more.

    What amends a report that is not among them was reported before, and a row of which nobody can prove what
    it amends may have been.
    """
    among = {held.id for held in filings}
    changes = [change for held in filings if held.amends for change in held.amends.changes if change.old]
    gone = {(change.earlier, change.old.ordinal) for change in changes if change.old}
    return [
        trade
        for held in filings
        for trade in held.filing.trades
        if (held.id, trade.ordinal) not in gone and _counts(trade, _earlier(held), among)
    ]


def delays(filings: Sequence[Stored]) -> list[int]:
    """Days from each trade to its first filing, where both are dated and in order."""
    return [
        (held.filing.filed - trade.traded).days
        for held in filings
        for trade in held.filing.trades
        if trade.status is RowStatus.NEW
        and trade.ordinal not in _earlier(held)
        and held.filing.filed
        and trade.traded
        and trade.traded <= held.filing.filed
    ]


def _earlier(held: Stored) -> Mapping[int, int | None]:
    """The rows, by ordinal, that an earlier filing states too, and the id of that filing."""
    changes = held.amends.changes if held.amends else ()
    return {change.new.ordinal: change.earlier for change in changes if change.new and change.old}


def _counts(trade: Trade, earlier: Mapping[int, int | None], among: Collection[int]) -> bool:
    if trade.ordinal in earlier:
        return earlier[trade.ordinal] in among and trade.status is not RowStatus.DELETED
    return trade.status is RowStatus.NEW


def _office(held: Profile) -> str:
    """` · House since 2017`, ` · House 2011 – 2019`, or the office an executive's newest report names."""
    terms = list(reversed(held.official.terms))
    if not terms:
        offices = [office(one.filing) for one in held.newest if one.filing.office]
        return f" · {offices[0]}" if offices else ""
    began = terms[0]
    for term in terms[1:]:
        if term.chamber is not began.chamber or began.start - term.end > BREAK:
            break
        began = term
    last = f"since {began.start.year}" if held.serving else f"{began.start.year} – {terms[0].end.year}"
    return f" · {OFFICES[began.chamber]} {last}"


def _activity(held: Profile, trades: Sequence[Trade]) -> str:
    """What we have read; that a person on paper traded nothing is not known."""
    if not trades:
        unknown = held.unread or any(one.filing.kind is Kind.PAPER for one in held.year)
        return f"No trade {'that we can read' if unknown else 'reported'} in the last 12 months."
    said = (
        f"{counted(len(trades), 'trade')} reported in the last 12 months · {sum_of(trades)} · {sides(trades)}"
    )
    waited = delays(held.year)
    return f"{said} · median {counted(round(median(waited)), 'day')} from trade to filing" if waited else said


def _most(symbols: Sequence[tuple[str, int]]) -> str:
    return "Most traded: " + ", ".join(f"{symbol} {count}" for symbol, count in symbols) if symbols else ""


def _most_traded(trades: Sequence[Trade]) -> list[tuple[str, int]]:
    return Counter(trade.ticker for trade in trades if trade.ticker).most_common(MOST_TRADED)


def _corrections(filings: Sequence[Stored]) -> str:
    rows = [
        trade
        for held in filings
        for trade in held.filing.trades
        if trade.status is not RowStatus.NEW and trade.ordinal not in _earlier(held)
    ]
    if not rows:
        return ""
    verb = "correct earlier reports and are" if len(rows) > 1 else "corrects an earlier report and is"
    return f"{counted(len(rows), 'row')} {verb} not counted."


def _paper(filings: Sequence[Stored]) -> str:
    papers = sum(held.filing.kind is Kind.PAPER for held in filings)
    if not papers:
        return ""
    mostly = "Files mostly on paper" if papers * 2 > len(filings) else "On paper"
    return f"{mostly}: {papers} of {counted(len(filings), 'report')}; the trades on it are not counted."


def _unread(entries: Sequence[Entry]) -> tuple[str, ...]:
    failed = sum(entry.state == "failed" for entry in entries)
    parked = sum(entry.state != "failed" and entry.next_try is None for entry in entries)
    waiting = len(entries) - failed - parked
    said = [
        f"{counted(failed, 'report')} could not be read yet" if failed else "",
        f"{waiting:,} about to be read" if waiting else "",
        f"{parked:,} older waiting for a backfill" if parked else "",
    ]
    known = ", ".join(filter(None, said))
    return (f"Not counted: {known}.",) if known else ()


def _newest(filings: Sequence[Stored], today: date) -> list[str]:
    return [
        f"{day(filing.filed, today) if (filing := held.filing).filed else 'No date'}"
        f" · {contents(held)} · {filing.document_id}"
        for held in filings
    ]
