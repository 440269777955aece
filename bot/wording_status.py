"""How Hilltape does, in words: how fresh the data is, what fails and why, how fast alerts are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot import errors as bot_errors
from bot.figures import counted, listed, moment, short, since, span, whole_day
from bot.message import Message
from bot.wording_filings import NAME_ROOM, report, source
from ingest import errors as ingest_errors
from storage.documents import Entry
from storage.health import Health
from storage.status import Latency

AGREE = timedelta(minutes=5)  # polls as near as that are said once, with the oldest
SOURCE, INDEX, SENDER = "source:", "index:", " sender"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is stored of a source: reports, their trades, since which month, and what is not read."""

    reports: int
    trades: int
    since: str | None
    pending: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Status:
    """What /status tells: `coverage` by source, `deliveries` by state, the newest `failures`.

    `waits` are the channels whose platform takes nothing from us, each with until when.
    """

    health: Sequence[Health]
    waits: Mapping[str, datetime]
    latency: Latency | None
    latency_days: int
    coverage: Mapping[str, Coverage]
    failures: Sequence[Entry]
    deliveries: Mapping[str, int]
    repeats: int
    officials: date | None


def fresh(message: Message, health: Iterable[Health], now: datetime) -> Message:
    """The message with how fresh its data is: in the note, or in the first line when a source is behind."""
    sources = [one for one in health if one.part.startswith(SOURCE)]
    late = [_behind(one, now) for one in sources if one.failing_since]
    well = [one for one in sources if one.ok_at and not one.failing_since]
    notes = [message.note, *_as_of(well, now), *([] if well or late else ["No source has been read yet"])]
    return replace(message, lines=(*late, *message.lines), note=" · ".join(filter(None, notes)))


def _as_of(held: Iterable[Health], now: datetime) -> Iterator[str]:
    """`House and Senate data as of 23 Jun 14:01 UTC`, `OGE data as of …`: once where they agree."""
    left = [(one.ok_at, part_title(one.part)) for one in held if one.ok_at]
    while left:
        newest = max(at for at, _ in left)
        agreeing = [(at, name) for at, name in left if newest - at <= AGREE]
        left = [one for one in left if one not in agreeing]
        names = listed([name for _, name in agreeing])
        yield f"{names} data as of {moment(min(at for at, _ in agreeing), now)}"


def only_the_terminal() -> Message:
    """What a service without any token says first."""
    return Message(
        title="Hilltape runs, and this terminal is its only chat.",
        lines=(
            "For Telegram: /newbot at @BotFather gives a token; put it into HILLTAPE_TELEGRAM_TOKEN.",
            "For Discord: https://discord.com/developers/applications gives one, for HILLTAPE_DISCORD_TOKEN.",
            "./hilltape doctor checks both. Here, /help lists what you can type, and Ctrl-C ends it all.",
        ),
    )


def status(held: Status, now: datetime) -> Message:
    told = worth_telling(held.health)
    ill = [one.part for one in told if one.failing_since] + [f"channel:{name}" for name in held.waits]
    failing = ", ".join(part_title(part) for part in ill)
    return Message(
        title=f"Not well: {failing}" if failing else "All is well" if told else "Nothing has run yet",
        lines=(
            *(_health(one, now) for one in told),
            *(_wait(name, until, now) for name, until in held.waits.items()),
            _latency(held),
            *(_coverage(name, stored) for name, stored in held.coverage.items()),
            *_failures(held.failures, now),
            _deliveries(held),
        ),
        note=f"Officials as of {whole_day(held.officials)}"
        if held.officials
        else "No table of officials yet",
    )


def worth_telling(health: Sequence[Health]) -> list[Health]:
    """Sources first, then channels; of their inner parts only what fails, and not for its source's reason."""
    reasons = {one.part.removeprefix(SOURCE): one.reason for one in health if one.failing_since}

    def tells(one: Health) -> bool:
        inner = one.part.startswith(INDEX) or one.part.endswith(SENDER)
        from_source = one.part.startswith(INDEX) and reasons.get(one.part.split(":")[1]) == one.reason
        return not inner or (one.failing_since is not None and not from_source)

    return sorted(filter(tells, health), key=lambda one: (not one.part.startswith(SOURCE), one.part))


def state(entry: Entry, now: datetime) -> str:
    """Where a document that is not read yet stands."""
    if entry.state == "failed":
        again = f"; next try {since(entry.next_try, now)}" if entry.next_try else ""
        tried = "once" if entry.attempts == 1 else f"{entry.attempts} times"
        return f"{reason(entry.reason)} (tried {tried}{again})"
    if entry.next_try is None:
        return "recorded, waiting for a backfill"
    return "waiting to be fetched" if entry.state == "listed" else "fetched, waiting to be read"


def reason(name: str) -> str:
    """An error's name in words, `Unreachable` → `the site did not answer`; our own names only."""
    found = getattr(ingest_errors, name, None) or getattr(bot_errors, name, None)
    if not (isinstance(found, type) and issubclass(found, Exception) and found.__doc__):
        return name or "no reason noted"
    words = found.__doc__.strip().splitlines()[0].rstrip(".")
    return words[:1].lower() + words[1:]


def _behind(held: Health, now: datetime) -> str:
    """`House not reachable since 14:05 UTC (the site did not answer); data as of 14:04 UTC.`"""
    found = getattr(ingest_errors, held.reason, None)
    unreachable = isinstance(found, type) and issubclass(found, ingest_errors.FetchError)
    how = "not reachable" if unreachable else "behind"
    as_of = f"data as of {since(held.ok_at, now)}" if held.ok_at else "nothing read yet"
    began = since(held.failing_since or now, now)
    return f"{part_title(held.part)} {how} since {began} ({reason(held.reason)}); {as_of}."


def _health(held: Health, now: datetime) -> str:
    last = f"last success {since(held.ok_at, now)}" if held.ok_at else "no success yet"
    if held.failing_since is None:
        return f"{part_title(held.part)}: well, {last}."
    began = since(held.failing_since, now)
    return f"{part_title(held.part)}: failing since {began}, {reason(held.reason)}; {last}."


def _wait(channel: str, until: datetime, now: datetime) -> str:
    name = part_title(f"channel:{channel}")
    return f"{name} wants nothing from us until {since(until, now)}: too many messages."


def part_title(part: str) -> str:
    """`source:house` → House, `channel:telegram` → Telegram, `index:house:2026FD` → House index 2026FD."""
    kind, _, name = part.partition(":")
    if f"{kind}:" == SOURCE:
        return source(name)
    first, _, rest = name.partition(":")
    return f"{source(first)} index {rest}" if f"{kind}:" == INDEX else name[:1].upper() + name[1:] or part


def _latency(held: Status) -> str:
    period = f"in {held.latency_days} days"
    if held.latency is None:
        return f"Latency: no alert sent {period}."
    measured = held.latency
    return (
        f"Latency of {counted(measured.alerts, 'alert')} {period}: half within {span(measured.median)}, 95 % "
        f"within {span(measured.p95)}, from the last poll that did not list the report until the chat had "
        f"the alert; from the poll that did, {span(measured.seen_median)} and {span(measured.seen_p95)}."
    )


def _coverage(name: str, held: Coverage) -> str:
    """`House: 1,204 reports with 9,811 trades, filed since Mar 2012; 3 failed, 2 listed.`"""
    stored = f"{counted(held.reports, 'report')} with {counted(held.trades, 'trade')}"
    began = f", filed since {date.fromisoformat(f'{held.since}-01'):%b %Y}" if held.since else ""
    pending = f"; {_counts(held.pending)}" if held.pending else ""
    return f"{source(name)}: {stored}{began}{pending}."


def _counts(states: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {state}" for state, number in sorted(states.items(), key=lambda s: -s[1]))


def _failures(failures: Sequence[Entry], now: datetime) -> list[str]:
    lines = [
        f"{report(entry.listing)}, {short(entry.listing.filer, NAME_ROOM)}: {state(entry, now)}."
        for entry in failures
    ]
    return ["Not read, the newest:", *lines] if lines else []


def _deliveries(held: Status) -> str:
    lately = f"sent in {held.latency_days} days"
    states = {lately if state == "sent" else state: number for state, number in held.deliveries.items()}
    said = f"Deliveries: {_counts(states)}" if states else f"Deliveries: none in {held.latency_days} days"
    return f"{said}; {counted(held.repeats, 'part')} sent again in doubt." if held.repeats else f"{said}."
