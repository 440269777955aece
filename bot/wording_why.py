"""Why something came or did not, in words: the ledger's line of a report, and the rule that kept it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.figures import counted, day, listed, moment, since
from bot.message import Button, Message
from bot.wording_filings import details, official, report, seen, source
from bot.wording_follows import named_official, reasons
from bot.wording_status import SOURCE, part_title, reason, state, worth_telling
from storage.documents import Entry
from storage.health import Health
from storage.hours import Settings
from storage.model import Follow, Kind, Official, Stored
from storage.people import People
from storage.tracing import Matching, Owed, Told

UNREAD = 3  # named, of an official's
HELD = {
    "quiet": "quiet hours",
    "snoozed": "snoozed",
    "daily": "the daily digest",
    "weekly": "the weekly digest",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """A report's line of the ledger, its newest reading, and what this place was owed of it.

    `matching` is its fan-out, None where nobody was to be told; `wanting` are the follows here that want it,
    paused ones too; `muted` says that its filer is muted here.
    """

    entry: Entry
    stored: Stored | None
    told: Sequence[Told]
    matching: Matching | None
    follows: Sequence[Follow]
    muted: bool
    wanting: Sequence[Follow]


@dataclass(frozen=True, slots=True)
class About:
    """An official: the source that has the reports, what is unread, and the newest report's trace."""

    official: Official
    source: str
    watched: bool
    failing: bool
    unread: Sequence[Entry]
    trace: Trace | None


@dataclass(frozen=True, slots=True)
class Here:
    """A place: what it follows and how, what it is owed (None for one never heard of), what fails."""

    follows: Sequence[Follow]
    settings: Settings
    muted: Sequence[str]
    owed: Owed | None
    failing: Sequence[Health]


def of_report(held: Trace, people: People, now: datetime) -> Message:
    entry, arrived = held.entry, [one for one in held.told if one.state == "sent"]
    did = "was sent here" if arrived else "was not sent here"
    name = report(entry.listing)
    return Message(
        title=f"{name} {did}",
        lines=(*_outcome(held, people, now), _ledger(entry, held.stored, now)),
        buttons=(details(held.stored),) if held.stored else (),
    )


def of_official(held: About, people: People, now: datetime) -> Message:
    person, trace = held.official, held.trace
    name = official(person, now.date())
    return Message(
        title=f"{name}: {_last(trace, now)}",
        lines=(
            *_watching(held),
            *_unread(held.unread, now),
            *(_outcome(trace, people, now) if trace else ()),
            *([_ledger(trace.entry, trace.stored, now)] if trace else []),
        ),
        buttons=(
            Button("Recent", f"/recent {person.id}"),
            *((details(trace.stored),) if trace and trace.stored else ()),
        ),
    )


def how_it_is(held: Here, people: People, now: datetime) -> Message:
    """What is followed here, what came and what is still to come, and what fails."""
    told = worth_telling(held.failing)
    wrong = [_failing(one, now) for one in told if not one.part.startswith(SOURCE)]  # sources are said first
    owed = held.owed
    if owed and owed.failed:
        wrong.append(
            f"{counted(owed.failed, 'message')} could not be sent here; the last: {owed.last_error}."
        )
    if not held.follows:
        follows = "Nothing is followed here: /follow pelosi, /follow $NVDA or /follow * begins."
    else:
        follows = f"Followed here: {reasons([one.query for one in held.follows], people)}."
    return Message(
        title="Something keeps messages from you"
        if wrong or told
        else "Nothing is wrong here that we know of",
        lines=(*wrong, follows, *_held_back(held, people, now), *_owed(owed, now)),
        buttons=(Button("Follows", "/follows"), Button("Status", "/status")),
    )


def _held_back(held: Here, people: People, now: datetime) -> Iterator[str]:
    """What was chosen here and keeps messages back."""
    paused, chosen = [one.query for one in held.follows if one.paused], held.settings
    if paused:
        yield f"Paused: {reasons(paused, people)}."
    if held.muted:
        yield f"Muted: {listed([named_official(one, people) for one in held.muted])}."
    if chosen.snoozed and chosen.snoozed > now:
        yield f"Snoozed until {moment(chosen.snoozed, now)}."
    if chosen.quiet:
        yield f"Quiet hours {chosen.quiet}, {chosen.zone}."
    if chosen.digest:
        yield f"Together once: {chosen.digest}, {chosen.zone}."


def _owed(owed: Owed | None, now: datetime) -> Iterator[str]:
    if owed is None or owed.last_sent is None:
        yield "No report has been sent here yet."
    else:
        yield f"The last was sent {moment(owed.last_sent, now)}."
    if owed and owed.next_due:
        verb = "waits" if owed.waiting == 1 else "wait"
        first = moment(owed.next_due, now)
        yield f"{counted(owed.waiting, 'report')} {verb} to be sent, the first due {first}."


def _failing(held: Health, now: datetime) -> str:
    began = since(held.failing_since or now, now)
    return f"{part_title(held.part)} fails since {began}: {reason(held.reason)}."


def _last(trace: Trace | None, now: datetime) -> str:
    if trace is None:
        return "we have no report"
    filed = trace.entry.listing.filed
    return f"the last report we have was filed {day(filed, now.date())}" if filed else "we have a report"


def _watching(held: About) -> Iterator[str]:
    name = source(held.source)
    if not held.watched:
        yield f"{name} reports are not watched here; whoever runs this bot can turn that on."
    elif held.failing:
        yield f"Nothing is lost: what was filed since then will be sent when {name} can be read again."


def _unread(entries: Sequence[Entry], now: datetime) -> Iterator[str]:
    for entry in entries[:UNREAD]:
        yield f"Not read yet: {report(entry.listing)}, {state(entry, now)}."
    if len(entries) > UNREAD:
        yield f"And {counted(len(entries) - UNREAD, 'more report')} not read yet."


def _outcome(held: Trace, people: People, now: datetime) -> list[str]:
    """What this place had of it; where it had nothing, the rule that kept it."""
    if held.told:
        return [_told(one, people, now) for one in held.told]
    return [_kept(held, people, now)]


def _told(one: Told, people: People, now: datetime) -> str:
    what = "The correction" if one.kind == "correction" else "It"
    because = f"because you follow {reasons(one.queries, people)}"
    if one.state == "sent" and one.sent_at:
        return f"{what} was sent here {moment(one.sent_at, now)}, {because}."
    if one.state in ("waiting", "sending"):
        kept = f" ({HELD[one.held]})" if one.held else ""
        return f"{what} waits to be sent here, due {moment(one.due_at, now)}{kept}, {because}."
    return f"{what} was not sent here: {one.error or one.state}."


def _kept(held: Trace, people: People, now: datetime) -> str:
    if held.stored is None:
        return "It is not read yet, so nobody was told of it."
    if held.stored.filing.kind is Kind.EXTENSION:
        return "It asks for more time and reports no trade: nobody is told of such."
    if held.entry.silent or held.matching is None:
        return "It was there before we watched, or came with a backfill: such reports are told to nobody."
    if not held.matching.done:
        return "Those who follow it are being told right now."
    if not held.wanting:
        follows = [one.query for one in held.follows]
        known = f" You follow {reasons(follows, people)}." if follows else " Nothing is followed here."
        return f"Nothing followed here wants it.{known}"
    if held.muted:
        return "Whoever filed it is muted here; /unmute ends that."
    if all(one.paused for one in held.wanting):
        return (
            f"Paused here: {reasons([one.query for one in held.wanting], people)}. /follows goes on with it."
        )
    late = [one for one in held.wanting if one.id > held.matching.last_follow]
    if len(late) == len(held.wanting):
        began = moment(min(one.created for one in late), now)
        names = reasons([one.query for one in late], people)
        return f"It had gone out before you followed {names}, {began}."
    return "Nothing followed here wanted it when it was matched."


def _ledger(entry: Entry, stored: Stored | None, now: datetime) -> str:
    """`Listed 23 Jun 14:02 UTC (…) · fetched 14:02 UTC · read 14:02 UTC · matched 14:02 UTC`."""
    listed = seen(stored, now).removeprefix("seen ") if stored else moment(entry.seen, now)
    steps = (("fetched", entry.fetched_at), ("read", entry.read_at), ("matched", entry.matched_at))
    done = [f"{name} {moment(at, now)}" for name, at in steps if at]
    waits = [] if entry.read_at else [state(entry, now)]
    return " · ".join([f"Listed {listed}", *done, *waits])
