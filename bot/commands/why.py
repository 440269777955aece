"""/why: what became of a report, why nothing comes of an official, and how this chat does."""

from bot.asking import chosen, clock, followed, here, muted, whole_id, with_freshness
from bot.command import Call, Command
from bot.commands.official import unread
from bot.errors import UserError
from bot.message import Message
from bot.wording_lookups import no_report
from bot.wording_why import About, Here, Trace, how_it_is, of_official, of_report
from ingest import match
from storage import documents, filings, health, tracing
from storage.documents import Entry
from storage.model import Chamber, Official, Stored

WATCHED_BY = {Chamber.HOUSE: "house", Chamber.SENATE: "senate", Chamber.EXECUTIVE: "oge"}


def run(call: Call) -> Message:
    if not call.arguments:
        return with_freshness(call, how_it_is(_here(call), call.people, clock(call)))
    entry = documents.named(call.transaction, whole_id(call, call.arguments))
    if entry:
        return with_freshness(call, of_report(_trace(call, entry), call.people, clock(call)))
    if any(sign.isdecimal() for sign in call.arguments) and not call.people.get(call.arguments):
        raise UserError(no_report(call.arguments))
    return with_freshness(call, of_official(_about(call), call.people, clock(call)))


def _here(call: Call) -> Here:
    place = here(call)
    return Here(
        follows=followed(call),
        settings=chosen(call),
        muted=muted(call),
        owed=tracing.owed(call.transaction, place.id) if place else None,
        failing=[one for one in health.everything(call.transaction) if one.failing_since],
    )


def _trace(call: Call, entry: Entry, stored: Stored | None = None) -> Trace:
    source, document_id = entry.listing.source, entry.listing.document_id
    held = stored or filings.newest(call.transaction, source, document_id)
    place, follows = here(call), followed(call)
    wanting = match.wanting(match.told(held), follows) if held else []
    return Trace(
        entry=entry,
        stored=held,
        told=tracing.told(call.transaction, place.id, source, document_id) if place else (),
        matching=tracing.matching(call.transaction, source, document_id),
        follows=follows,
        muted=held is not None and held.official is not None and held.official.id in muted(call),
        wanting=[follow for follow in follows if follow.query in wanting],
    )


def _about(call: Call) -> About:
    """An official's newest report and what became of it here."""
    person = call.people.find(call.arguments)
    newest = next(iter(filings.recent(call.transaction, 1, person.id)), None)
    found = newest.filing if newest else None
    entry = documents.get(call.transaction, found.source, found.document_id) if found else None
    source = _source(person)
    known = {one.part for one in health.everything(call.transaction)}
    return About(
        official=person,
        source=source,
        watched=f"source:{source}" in known,
        unread=unread(call, person),
        trace=_trace(call, entry, newest) if entry else None,
        failing=health.get(call.transaction, f"source:{source}").failing_since is not None,
    )


def _source(person: Official) -> str:
    return WATCHED_BY[person.terms[-1].chamber if person.terms else Chamber.EXECUTIVE]


COMMAND = Command(
    name="why",
    help="Why something came or did not: an official, a report's id, or this chat",
    run=run,
    argument="what",
    example="/why or /why pelosi",
)
