"""An official's profile: office, a year of trades, what they file on paper, and their newest reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.figures import counted, day, listed
from bot.message import Button, Message
from bot.wording_filings import OFFICES, contents, details, office, official, short_id, told_apart
from bot.wording_sums import by_side, said, whole
from storage.documents import Entry
from storage.model import Kind, Official, Side, Stored
from storage.tallies import Tally
from storage.vocabulary import COMMITTEES

TICKER_BUTTONS = 2
SMALL_WORDS = ("and", "in", "of")
BREAK = timedelta(days=100)  # longer out of office is another stretch; Congress itself rests for two months


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an official: what twelve months come to, the newest reports, what is not read yet.

    `namesakes` may be the same person, which nothing proves. `delay` is the median of days from trade to
    report, `unproven` how many rows amend one nobody can name.
    """

    official: Official
    namesakes: Sequence[Official]
    serving: bool
    sides: Mapping[Side, Tally]
    delay: int | None
    tickers: Sequence[tuple[str, Tally]]
    unproven: int
    reports: Mapping[Kind, int]
    newest: Sequence[Stored]
    unread: Sequence[Entry]
    followed: bool
    picture: bytes


def profile(held: Profile, now: datetime) -> Message:
    person = held.official
    about = (_activity(held), _most(held.tickers), _corrections(held.unproven), _paper(held.reports))
    return Message(
        title=f"{official(person, now.date())}{_office(held)}{_committees(held, now.date())}",
        lines=(
            *filter(None, about),
            *_unread(held.unread),
            *_namesakes(held.namesakes, now.date()),
            *(("", *_newest(held.newest, now.date())) if held.newest else ()),
        ),
        buttons=_buttons(held, now.date()),
        picture=held.picture,
    )


def _buttons(held: Profile, today: date) -> tuple[Button, ...]:
    person = held.official
    follow = "Unfollow" if held.followed else "Follow"
    return (
        Button(f"{follow} {person.name}", f"/{follow.lower()} {person.id}"),
        *([Button("Recent", f"/recent {person.id}")] if held.newest else []),
        *([Button("By month", f"/chart {person.id}")] if held.sides else []),
        *([Button("Late ones", f"/search {person.id} is:late")] if whole(held.sides).late else []),
        *(Button(label, f"/official {one.id}") for one, label in told_apart(held.namesakes, today)),
        *(details(one, f"Report {short_id(one.filing)}") for one in held.newest[:1]),
        *(Button(symbol, f"/ticker ${symbol}") for symbol, _ in held.tickers[:TICKER_BUTTONS]),
    )


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


def _committees(held: Profile, today: date) -> str:
    """` · Armed Services, Ways and Means`, of whoever serves today, by what they are called for short."""
    seats = held.official.standing(today).committees if held.serving else frozenset[str]()
    names = sorted(name for name, ids in COMMITTEES.items() if ids & seats)
    return f" · {', '.join(map(_capital, names))}" if names else ""


def _capital(name: str) -> str:
    return " ".join(word if word in SMALL_WORDS else word.capitalize() for word in name.split())


def _activity(held: Profile) -> str:
    """What we have read; that a person on paper traded nothing is not known."""
    total = whole(held.sides)
    if not total.number:
        unknown = held.unread or held.reports.get(Kind.PAPER)
        return f"No trade {'that we can read' if unknown else 'reported'} in the last 12 months."
    told = (
        f"{counted(total.number, 'trade')} reported in the last 12 months · {said(total)}"
        f" · {by_side(held.sides)}"
    )
    if held.delay is not None:
        told += f" · median {counted(held.delay, 'day')} from trade to filing"
    return f"{told}, {total.late:,} late" if total.late else told


def _most(symbols: Sequence[tuple[str, Tally]]) -> str:
    most = ", ".join(f"{symbol} {tally.number:,}" for symbol, tally in symbols)
    return f"Most traded: {most}" if most else ""


def _corrections(rows: int) -> str:
    if not rows:
        return ""
    verb = "correct earlier reports and are" if rows > 1 else "corrects an earlier report and is"
    return f"{counted(rows, 'row')} {verb} not counted."


def _paper(reports: Mapping[Kind, int]) -> str:
    papers, every = reports.get(Kind.PAPER, 0), sum(reports.values())
    if not papers:
        return ""
    mostly = "Files mostly on paper" if papers * 2 > every else "On paper"
    return f"{mostly}: {papers} of {counted(every, 'report')}; the trades on it are not counted."


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


def _namesakes(people: Sequence[Official], today: date) -> tuple[str, ...]:
    """`Perhaps the same person as Lee Zeldin (R, NY-1). Nothing published proves it: …`"""
    if not people:
        return ()
    others = listed([label for _, label in told_apart(people, today)], "or")
    return (f"Perhaps the same person as {others}. Nothing published proves it: each is followed alone.",)


def _newest(filings: Sequence[Stored], today: date) -> list[str]:
    return [
        f"{day(filing.filed, today) if (filing := held.filing).filed else 'No date'}"
        f" · {contents(held)} · {short_id(filing)}"
        for held in filings
    ]
