"""A filing in words: who filed, which report it is, its three clocks, and what is not sure about it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.figures import counted, day, days_between, listed, moment, short
from bot.message import Button, Link
from bot.wording_changes import counts
from bot.wording_trades import headline, largest_first, standing, sum_of
from storage.model import Chamber, Difference, Filing, Kind, Listing, Official, Stored, Term

NAME_ROOM = 60
OFFICE_ROOM = 60
ID_ROOM = 8  # characters on a button, which a phone gives a third of a line; the Clerk's ids have no more
REASON_ROOM = 200
DOUBTS_ROOM = 300

NOT_COMPARED = "; one of the two is a scan, so that we cannot say what it changes"

SOURCES = {"house": "House", "senate": "Senate", "oge": "OGE"}
AGENCIES = {  # as they call themselves, where a lock screen has no room for more
    "Central Intelligence Agency": "CIA",
    "Environmental Protection Agency": "EPA",
    "National Aeronautics & Space Administration": "NASA",
    "Office of Management and Budget": "OMB",
    "Securities and Exchange Commission": "SEC",
    "Small Business Administration": "SBA",
}
OFFICES = {
    Chamber.HOUSE: "House",
    Chamber.SENATE: "Senate",
    Chamber.EXECUTIVE: "Executive branch",
}


def who(held: Stored) -> str:
    """`Nancy Pelosi (D, CA-11)` as of the filing; or name and seat as printed, marked as not identified.

    Of the executive branch `Doug Burgum (Secretary, Department of the Interior)`, as the report says.
    """
    filing = held.filing
    if held.official:
        day_of = filing.filed or filing.signed or held.seen.date()
        in_office = held.official.on(day_of) or not filing.office
        return official(held.official, day_of) if in_office else f"{name(held.official)} ({office(filing)})"
    printed = seat(filing)
    filer = short(filing.filer, NAME_ROOM) or "Somebody"
    return f"{filer} ({printed}, not identified)" if printed else f"{filer} (not identified)"


def official(person: Official, day_of: date) -> str:
    """`Nancy Pelosi (D, CA-11)`: party and seat of the office held, or last held, on that day.

    Who never sat in Congress is `Doug Burgum (executive branch)`: a senator may have the same name.
    """
    if not person.terms:
        return f"{name(person)} (executive branch)"
    term = person.on(day_of)
    return f"{name(person)} ({', '.join(filter(None, (term.party, seat(term))))})" if term else name(person)


def told_apart(people: Sequence[Official], day_of: date) -> list[tuple[Official, str]]:
    """Each as `official` says; those of the executive branch who have one name by their agencies."""
    labels = [(person, official(person, day_of)) for person in people]
    several = Counter(label for _, label in labels)
    return [
        (person, f"{name(person)} ({short(person.agency, OFFICE_ROOM)})")
        if several[label] > 1 and person.agency
        else (person, label)
        for person, label in labels
    ]


def name(person: Official) -> str:
    """The name as people know it; of the executive branch it is foreign text, as OGE lists it."""
    return short(person.name, NAME_ROOM)


def surname(person: Official) -> str:
    """`Pelosi`, `Wasserman Schultz`: what fits on a button, as the shortest spelling known tells it apart."""
    whole = name(person)
    if not person.terms:
        return whole.rpartition(" ")[2]
    ends = [spelling.partition(" ")[2] for spelling in (whole, *person.names)]
    return min((end for end in ends if end and whole.endswith(f" {end}")), key=len, default=whole)


def office(held: Filing) -> str:
    """`Secretary of the Treasury` for `Secretary, Department of the Treasury -- DO`.

    What follows the dashes is the form's own mark; an office that stands twice is said once.
    """
    parts = dict.fromkeys(held.office.partition(" -- ")[0].split(", "))
    said = ", ".join(AGENCIES.get(part, part) for part in parts)
    return short(said.replace("Secretary, Department of ", "Secretary of "), OFFICE_ROOM)


def seat(held: Term | Filing) -> str:
    """`CA-11`, `AK at large`, or the state alone where there is no district."""
    if held.district is None:
        return held.state
    return f"{held.state}-{held.district}" if held.district else f"{held.state} at large"


def source(name: str) -> str:
    return SOURCES.get(name, name)


def report(held: Filing | Listing) -> str:
    return f"{source(held.source)} report {held.document_id}"


def details(held: Stored, label: str = "Details") -> Button:
    return Button(label, f"/filing {held.filing.document_id}")


def details_by_name(held: Stored) -> Button:
    """For a message about several reports."""
    return details(held, f"{surname(held.official) if held.official else 'Report'} {short_id(held.filing)}")


def short_id(held: Filing) -> str:
    """Enough of an id for a line, a button and /filing: the Clerk's whole, of others the beginning."""
    return held.document_id[:ID_ROOM]


def document(url: str) -> Link:
    return Link("Document", url)


def scan(filing: Filing) -> str:
    scanned = f"{counted(filing.pages, 'page')}, scanned" if filing.pages else "Scanned"
    return f"{scanned}; we cannot read the trades."


def clocks(held: Stored, now: datetime) -> str:
    """`Traded 29 May · filed 23 Jun (25 days later) · seen 23 Jun 14:02 UTC (not listed at 14:01)`."""
    return f"{_traded(held, now.date())} · {_filed(held, now.date())} · {seen(held, now)}"


def seen(held: Stored, now: datetime) -> str:
    if held.not_listed is None:
        return f"seen {moment(held.seen, now)} (listed before we looked)"
    clock = "%H:%M:%S" if held.seen - held.not_listed < timedelta(minutes=1) else "%H:%M"
    first, last = (at.astimezone(now.tzinfo) for at in (held.not_listed, held.seen))
    before = f"at {first:{clock}}" if first.date() == last.date() else f"on {moment(held.not_listed, now)}"
    return f"seen {moment(held.seen, now, clock)} (not listed {before})"


def traded_days(filing: Filing) -> list[date]:
    return [trade.traded for trade in standing(filing.trades) if trade.traded]


def dates(held: Stored, today: date) -> str:
    """`traded 2 – 29 May, filed 23 Jun`, for a line among others."""
    filed = held.filing.filed
    known = [
        f"traded {days_between(days, today)}" if (days := traded_days(held.filing)) else "",
        f"filed {day(filed, today)}" if filed else "filing date not listed",
    ]
    return ", ".join(filter(None, known))


def summary(held: Stored) -> str:
    """`Nancy Pelosi (D, CA-11): spouse bought INTC, UBER calls · $1.5 M – $6 M`, for a line among others."""
    return f"{who(held)}: {contents(held)}"


def contents(held: Stored) -> str:
    filing = held.filing
    if filing.kind is Kind.PAPER:
        return f"on paper, {counted(filing.pages, 'page')}" if filing.pages else "on paper"
    if filing.kind is Kind.EXTENSION:
        return "asked for more time"
    said = headline(largest_first(filing.trades), filing.trades)
    return f"{said} · {sum_of(filing.trades)}" if standing(filing.trades) else said


def uncertain(held: Stored, *, counted_above: bool = False) -> list[str]:
    """What a reader should know before trusting the filing, a line each; mostly nothing.

    How much an amendment changes is left out where it is `counted_above`.
    """
    filing = held.filing
    said = []
    if filing.doubts:
        said.append(f"Check the report: {short('; '.join(map(_doubt, filing.doubts)), DOUBTS_ROOM)}.")
    if held.official is None:
        reason = short(held.unidentified, REASON_ROOM).rstrip(".") or "no official fits"
        as_printed = "Name and seat are" if seat(filing) else "The name is"
        said.append(f"Not identified: {reason}. {as_printed} as printed.")
    if held.amends:
        said += _amends(held, held.amends, counted_above)
    if held.superseded:
        said.append("There is a newer reading of this report.")
    return said


def _amends(held: Stored, found: Difference, counted_above: bool) -> list[str]:
    """Which reports it amends and how, as far as that can be proven."""
    said = []
    if found.documents:
        documents = f"report{'s' if len(found.documents) > 1 else ''} {listed(found.documents)}"
        how = "" if counted_above else f": {counts(found)}" if found.changes else NOT_COMPARED
        said.append(f"Amends {source(held.filing.source)} {documents}{how}.")
    if found.unproven:
        what = "all that it amends" if found.documents else "which report it amends"
        shown = " Such rows are shown as they are now." if held.filing.trades else ""
        said.append(f"Cannot be proven {what}: {short(found.unproven, REASON_ROOM)}.{shown}")
    return said


def _doubt(doubt: str) -> str:
    """`notified before the trade: rows 3, 5` → `notified before the trade (rows 3, 5)`."""
    what, found, rows = doubt.rstrip(".").partition(": row")
    return f"{what} (row{rows})" if found else what


def _traded(held: Stored, today: date) -> str:
    if held.filing.kind is Kind.PAPER:
        return "Traded: in the scan"
    if held.filing.kind is Kind.EXTENSION:
        return "No trades in it"
    days = traded_days(held.filing)
    return f"Traded {days_between(days, today)}" if days else "No readable trade date"


def _filed(held: Stored, today: date) -> str:
    filed = held.filing.filed
    if filed is None:
        return "filing date not listed"
    later = _later(filed, traded_days(held.filing))
    return f"filed {day(filed, today)}" + (f" ({later})" if later else "")


def _later(filed: date, traded: list[date]) -> str:
    """How long after the newest and the oldest trade; nothing when the dates are out of order."""
    if not traded or max(traded) > filed:
        return ""
    least, most = (filed - max(traded)).days, (filed - min(traded)).days
    if least == most:
        return f"{counted(most, 'day')} later" if most else "the same day"
    return f"{least} to {counted(most, 'day')} later"
