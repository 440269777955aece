"""What is followed, in words: queries by name, and the answers about follows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import add

from bot.figures import counted, day, listed, short
from bot.message import Button, Message
from bot.wording_filings import NAME_ROOM, name, official
from storage.model import Follow, Stored
from storage.people import People
from storage.query import Everything, Person, Query, Term, Ticker, stored

BUTTONS = 10
NAMED = 5
DRY_RUN_DAYS = 90


def named(query: Query, people: People) -> str:
    """`Nancy Pelosi or Ro Khanna`, `$NVDA`, `everything`; several clauses must all hold: `… with $NVDA`."""
    return " with ".join(" or ".join(_term(term, people) for term in clause) for clause in query.clauses)


def reasons(queries: Iterable[str], people: People) -> str:
    """The follows behind a message by name, the first few: `Nancy Pelosi, $NVDA and 3 more`."""
    names = [named(stored(query), people) for query in dict.fromkeys(queries)]
    more = len(names) - NAMED
    return listed([*names[:NAMED], *([f"{more} more"] if more > 0 else [])])


def wanted(query: Query, people: People, now: datetime) -> str:
    """What will be sent, as the answer to /follow says it: `$NVDA trades by Nancy Pelosi or Ro Khanna`."""
    if query.clauses == ((Everything(),),):
        return "every report, by anyone"
    symbols = Query(tuple(clause for clause in query.clauses if _all(clause, Ticker)))
    persons = Query(tuple(clause for clause in query.clauses if _all(clause, Person)))
    if symbols == query:
        return f"{named(query, people)} trades, by anyone"
    if persons == query:
        return _officials(query, people, now)
    if len(symbols.clauses) + len(persons.clauses) == len(query.clauses):
        return f"{named(symbols, people)} trades by {named(persons, people)}"
    return f"{named(query, people)} trades"


def following(query: Query, people: People, alerts: int, newest: Sequence[Stored], now: datetime) -> Message:
    """The answer to a new follow, with what it would have brought lately."""
    return Message(
        title=f"You will hear about: {wanted(query, people, now)}",
        lines=(_dry_run(alerts, newest, now.date()),),
        buttons=(_unfollow(query, people), *_look_up(query)),
    )


def followed_already(query: Query, people: People) -> Message:
    return Message(f"You follow {named(query, people)} already.", buttons=(_unfollow(query, people),))


def unfollowed(query: Query, people: People, left: Sequence[Follow]) -> Message:
    remaining = reasons((follow.query for follow in left), people)
    return Message(
        title=f"You will no longer hear about: {named(query, people)}",
        lines=(f"Still followed here: {remaining}." if left else "Nothing is followed here any more.",),
        buttons=(Button("Follow again", f"/follow {query}"),),
    )


def not_followed(query: Query, people: People, held: Sequence[Follow], today: date) -> Message:
    """What is followed instead, to choose from."""
    instead = follows(held, people, today)
    return replace(
        instead,
        title=f"You do not follow {named(query, people)}.",
        lines=(f"{instead.title.rstrip('.')}.", *instead.lines),
    )


def follows(held: Sequence[Follow], people: People, today: date) -> Message:
    """Everything followed here, and a button to end each of the newest."""
    if not held:
        return Message("You follow nothing yet.", ("/follow pelosi, /follow $NVDA or /follow * begins.",))
    queries = [stored(follow.query) for follow in held]
    lines = [
        f"{named(query, people)} · since {day(follow.created.date(), today)}"
        for query, follow in zip(queries, held, strict=True)
    ]
    buttons = [_unfollow(query, people) for query in reversed(queries)][:BUTTONS]
    note = "Buttons for the newest; /unfollow NAME ends any other." if len(held) > BUTTONS else ""
    return Message(f"You follow {counted(len(held), 'thing')}", tuple(lines), note, buttons=tuple(buttons))


def _all(clause: Iterable[Term], kind: type[Term]) -> bool:
    return all(isinstance(term, kind) for term in clause)


def _officials(query: Query, people: People, now: datetime) -> str:
    """By name, one alone with party and seat."""
    terms = [term for clause in query.clauses for term in clause if isinstance(term, Person)]
    alone = people.get(terms[0].official_id) if len(terms) == 1 else None
    return official(alone, now.date()) if alone else named(query, people)


def _term(term: Term, people: People) -> str:
    if isinstance(term, Person):
        person = people.get(term.official_id)
        return name(person) if person else term.official_id
    return "everything" if isinstance(term, Everything) else str(term)


def _dry_run(alerts: int, newest: Sequence[Stored], today: date) -> str:
    if not alerts:
        return f"We have no such report of the last {DRY_RUN_DAYS} days."
    alone = len({_filer(held) for held in newest}) == 1
    days = [day(held.filing.filed or held.seen.date(), today) for held in newest]
    names = ["" if alone else f"{_filer(held)} " for held in newest]
    said = f"In the last {DRY_RUN_DAYS} days that would have been {counted(alerts, 'alert')}."
    return f"{said} The newest: {', '.join(map(add, names, days))}."


def _filer(held: Stored) -> str:
    return name(held.official) if held.official else short(held.filing.filer, NAME_ROOM)


def _unfollow(query: Query, people: People) -> Button:
    return Button(f"Unfollow {named(query, people)}", f"/unfollow {query}")


def _look_up(query: Query) -> list[Button]:
    """A button that shows more of the one official or ticker a query names."""
    terms = [term for clause in query.clauses for term in clause]
    if len(terms) > 1 or isinstance(terms[0], Everything):
        return []
    command = "ticker" if isinstance(terms[0], Ticker) else "official"
    return [Button("Recent trades", f"/{command} {terms[0]}")]
