"""What is followed, in words: queries by name, and the answers about follows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import add

from bot.figures import counted, day, listed, short
from bot.message import Button, Message
from bot.wording_filings import NAME_ROOM, name
from bot.wording_queries import named, wanted
from storage.model import Follow, Stored
from storage.people import People
from storage.query import Person, Query, QueryError, Ticker, stored
from storage.search import MOST

BUTTONS = 10
_BEGINNINGS = (
    Button("Nancy Pelosi", "/follow P000197"),
    Button("NVDA", "/follow $NVDA"),
    Button("Everything", "/follow *"),
)
NAMED = 5
DRY_RUN_DAYS = 90


def named_official(official_id: str, people: People) -> str:
    """By name; one nobody knows any more by id."""
    person = people.get(official_id)
    return name(person) if person else official_id


def reasons(queries: Iterable[str], people: People) -> str:
    """The follows behind a message by name, the first few: `Nancy Pelosi, $NVDA and 3 more`."""
    names = [named(stored(query), people) for query in dict.fromkeys(queries)]
    more = len(names) - NAMED
    return listed([*names[:NAMED], *([f"{more} more"] if more > 0 else [])])


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a query would have brought; `may_confirm` says whether the person asking may follow it here."""

    query: Query
    alerts: int
    newest: Sequence[Stored]
    role: str
    may_confirm: bool


def how_to() -> Message:
    """The answer to /follow alone: how to say what one wants to hear of."""
    return Message(
        title="What do you want to hear of?",
        lines=(
            "Type /follow and an official, a ticker or both: /follow pelosi, /follow $NVDA.",
            "A comma is “or”, a space is “and”: /follow pelosi,khanna $NVDA.",
        ),
        buttons=_BEGINNINGS,
    )


def dry_run(found: DryRun, people: People, now: datetime) -> Message:
    """What will be sent, and what it would have been lately; followed only once that is confirmed."""
    typed = f"/follow {found.query}{f' <@&{found.role}>' if found.role else ''}"
    confirm = f"press Follow, or type {typed} yes."
    return Message(
        title=f"You will hear about: {wanted(found.query, people, now)}",
        lines=(
            _brought(found.alerts, found.newest, now.date()),
            *(["Each alert will mention the role."] if found.role else []),
            f"To begin, {confirm}" if found.may_confirm else "One of this chat's admins can confirm it.",
        ),
        buttons=(
            Button("Follow", f"{typed} yes"),
            *_narrower(found.query, typed),
            Button("Change", "/follow"),
            Button("Cancel", f"{typed} no"),
        ),
    )


def following(query: Query, role: str, number: int, people: People, now: datetime) -> Message:
    """The answer to a confirmed follow."""
    mention = " Its alerts mention the role." if role else ""
    return Message(
        title=f"Followed: {wanted(query, people, now)}",
        lines=(f"{counted(number, 'thing')} followed here; /follows lists them.{mention}",),
        buttons=(_unfollow(query, people), *_look_up(query)),
        in_place=True,
    )


def not_now(query: Query, people: People) -> Message:
    """The answer to a dry run that was not what somebody wanted."""
    return Message(f"Not followed: {named(query, people)}", ("Nothing has changed.",), in_place=True)


def followed_already(held: Follow, people: People) -> Message:
    query = stored(held.query)
    resume = [Button("Resume", f"/follows resume {held.number}")] if held.paused else []
    return Message(
        f"You follow {named(query, people)} already.",
        ("It is paused and sends nothing.",) if held.paused else (),
        buttons=(*resume, _unfollow(query, people)),
    )


def unfollowed(query: Query, people: People, left: Sequence[Follow], *, in_list: bool = False) -> Message:
    """`in_list` leads back to the list that it was ended in."""
    remaining = reasons((follow.query for follow in left), people)
    return Message(
        title=f"You will no longer hear about: {named(query, people)}",
        lines=(f"Still followed here: {remaining}." if left else "Nothing is followed here any more.",),
        buttons=(
            Button("Follow again", f"/follow {query} yes"),
            *([Button("All follows", "/follows")] if in_list and left else []),
        ),
        in_place=True,
    )


def not_followed(query: Query, people: People, held: Sequence[Follow], today: date) -> Message:
    """What is followed instead, to choose from."""
    instead = to_end(held, people, today)
    return replace(
        instead,
        title=f"You do not follow {named(query, people)}.",
        lines=(f"{instead.title.rstrip('.')}.", *instead.lines),
    )


def to_end(held: Sequence[Follow], people: People, today: date) -> Message:
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


def _brought(alerts: int, newest: Sequence[Stored], today: date) -> str:
    if not alerts:
        return f"We have no such report of the last {DRY_RUN_DAYS} days."
    alone = len({_filer(held) for held in newest}) == 1
    days = [day(held.filing.filed or held.seen.date(), today) for held in newest]
    names = ["" if alone else f"{_filer(held)} " for held in newest]
    number = counted(alerts, "alert") if alerts <= MOST else f"more than {MOST} alerts"
    said = f"In the last {DRY_RUN_DAYS} days that would have been {number}."
    return f"{said} The newest: {', '.join(map(add, names, days))}."


def _filer(held: Stored) -> str:
    return name(held.official) if held.official else short(held.filing.filer, NAME_ROOM)


def _narrower(query: Query, typed: str) -> list[Button]:
    """Only what is bought, where the language can say so and the query does not say a side itself."""
    try:
        only = stored(f"{query} buy")
    except QueryError:
        return []
    sides = {str(term) for clause in query.clauses for term in clause} & {"buy", "sell", "exchange"}
    return [] if sides or only == query else [Button("Only buys", typed.replace(str(query), str(only), 1))]


def _unfollow(query: Query, people: People) -> Button:
    return Button(f"Unfollow {named(query, people)}", f"/unfollow {query}")


def _look_up(query: Query) -> list[Button]:
    """A button that shows more of the one official or ticker a query names."""
    terms = [term for clause in query.clauses for term in clause]
    if len(terms) > 1 or not isinstance(terms[0], Ticker | Person):
        return []
    command = "ticker" if isinstance(terms[0], Ticker) else "official"
    return [Button("Recent trades", f"/{command} {terms[0]}")]
