"""Something was published: what a source newly lists is fetched, read, stored and fanned out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import structlog

from ingest import match
from ingest.amendments import amended
from ingest.errors import IngestError, ReadError, Stopped
from ingest.identify import Identified, identify
from ingest.listing import list_new, turned_back
from ingest.outage import site_is_down, told_to_wait
from ingest.parts import Ingest
from ingest.relink import relink
from ingest.securities import resolved
from storage import clock, documents, fanouts, filings, health, officials
from storage.database import Transaction
from storage.documents import Entry
from storage.filings import Reading
from storage.model import ALERT, UNKNOWN, Chamber, Document, Filing, Kind, Listing

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a poll did: documents newly listed, read, and failed."""

    listed: int = 0
    read: int = 0
    failed: int = 0


def poll(parts: Ingest) -> PollReport:
    """One poll. It ends early when the next is due or the service stops; the ledger knows what is left.

    What nobody foresaw is noted as the source's failure, and the next poll comes all the same.
    """
    try:
        return _poll(parts)
    except Exception as error:  # one poll
        log.exception("poll failed", source=parts.source.name)
        with parts.database.write() as transaction:
            health.failing(
                transaction, f"source:{parts.source.name}", parts.clock(), "Unexpected", repr(error)
            )
        return PollReport()


def _poll(parts: Ingest) -> PollReport:
    """What the first index newly lists is told before the others, which change rarely, are asked."""
    _in_time(parts)
    until = parts.clock() + parts.every
    indexes = parts.source.indexes(parts.clock().date())
    new: list[Listing] = []
    taken: list[Exception | None] = []
    done: list[Exception | None] = []  # how the poll's requests ended, those for indexes too
    for asked in (indexes[:1], indexes[1:]):
        new += list_new(parts, asked, done)
        match.fan_out(parts)
        _take_due(parts, until, taken, done)
    return report(new, taken)


def _in_time(parts: Ingest) -> None:
    """What waits for a time that a clock set back has not reached again is brought back with it."""
    now, source = parts.clock(), parts.source.name
    with parts.database.write() as transaction:
        if step := clock.set_back(clock.seen(transaction, source), now):
            log.warning("the clock was set back", source=source, by=str(step))
            documents.turned_back(transaction, source, now, step)
            turned_back(transaction, parts, now, step)
        clock.note(transaction, source, now)


def report(new: Sequence[Listing], done: Sequence[Exception | None]) -> PollReport:
    """What was done; a document cut short by our own stop has neither been read nor failed."""
    ended = [problem for problem in done if not isinstance(problem, Stopped)]
    return PollReport(len(new), ended.count(None), len(ended) - ended.count(None))


def _take_due(
    parts: Ingest, until: datetime, taken: list[Exception | None], done: list[Exception | None]
) -> None:
    with parts.database.read() as transaction:
        due = documents.due(transaction, parts.source.name, parts.clock())
    for entry in due:
        if parts.stopping() or site_is_down(done) or (taken and parts.clock() >= until):
            break
        taken.append(take(parts, entry))
        done.append(taken[-1])


def take(parts: Ingest, entry: Entry) -> Exception | None:
    """Brings one document as far as it goes; returns what went wrong, which the ledger keeps too."""
    try:
        document = _bytes(parts, entry)
        filing = parts.reader.read(document, entry.listing)
        store(parts, entry, document, filing)
    except IngestError as error:
        _note_failure(parts, entry, error.name, str(error), told_to_wait(error))
        return error
    except Exception as error:  # one document: whatever is wrong with it stops no other
        log.exception("document failed", source=entry.listing.source, document=entry.listing.document_id)
        _note_failure(parts, entry, "Unexpected", f"{type(error).__name__}: {error}")
        return error
    match.fan_out(parts)
    return None


def _bytes(parts: Ingest, entry: Entry) -> Document:
    """The document's bytes: kept ones if the service stopped before reading them, else from the site."""
    listing = entry.listing
    if entry.state == "fetched":
        with parts.database.read() as transaction:
            kept = documents.content(transaction, listing.source, listing.document_id)
        if kept:
            return kept
    document = parts.source.fetch_document(parts.fetch, listing)
    with parts.database.write() as transaction:
        documents.fetched(transaction, document, parts.clock())
    return document


def picture(parts: Ingest, document: Document, filing: Filing) -> bytes:
    """A scan's first page. Without one it is told all the same, unless we only stop."""
    if filing.kind is not Kind.PAPER:
        return b""
    try:
        return parts.reader.first_page(document)
    except ReadError as error:
        if parts.stopping():
            raise
        log.warning("no picture", source=document.source, document=document.id, reason=str(error))
        return b""


def store(parts: Ingest, entry: Entry, document: Document, filing: Filing) -> None:
    """The filing, its trades and its fan-out in one transaction; nothing when another process was first."""
    now, first_page = parts.clock(), picture(parts, document, filing)
    found = with_securities(parts, entry, filing)
    with parts.database.write() as transaction:
        if not documents.read(transaction, document.source, document.id, now):
            return
        read = reading(transaction, parts, entry, document.digest, found)
        filing_id = filings.add(transaction, replace(read, picture=first_page))
        relink(transaction, read.filing, read.official_id)
        if entry.silent:
            documents.matched(transaction, document.source, document.id, now)
        else:
            fanouts.start(transaction, filing_id, ALERT)


def with_securities(parts: Ingest, entry: Entry, filing: Filing) -> Filing:
    """The filing with its tickers resolved. It takes too long for a transaction: 0.1 s for 700 rows."""
    day = _day(filing, entry)
    return replace(filing, trades=tuple(resolved(trade, parts.securities, day) for trade in filing.trades))


def reading(transaction: Transaction, parts: Ingest, entry: Entry, digest: str, filing: Filing) -> Reading:
    """Whose filing it is, and what it amends of what is stored by now."""
    day = _day(filing, entry)
    identified = _identified(transaction, parts, filing, day)
    official_id = identified.official.id if identified.official else None
    if official_id:
        officials.hold(transaction, official_id)
    return Reading(
        filing=filing,
        sha256=digest,
        reader=parts.source.reader,
        official_id=official_id,
        unidentified=identified.reason,
        evidence=_evidence(parts, filing, identified),
        seen=entry.seen,
        amends=amended(transaction, filing, official_id),
        standing=identified.official.standing(day) if identified.official else UNKNOWN,
    )


def _day(filing: Filing, entry: Entry) -> date:
    return filing.filed or filing.signed or entry.seen.date()


def _identified(transaction: Transaction, parts: Ingest, filing: Filing, day: date) -> Identified:
    """By the table of members of Congress; the executive has none, there the name itself is the person."""
    if filing.chamber is Chamber.EXECUTIVE and filing.filer:
        return _of_executive(transaction, filing)
    return identify(filing, parts.directory, day)


def _of_executive(transaction: Transaction, filing: Filing) -> Identified:
    official = officials.executive(transaction, filing.filer, filing.office)
    if official is None:
        reason = "several in the executive branch file under that name, and it does not tell whose it is"
        return Identified(None, reason, "")
    where = " for that agency" if officials.agency_of(filing.office) else ""
    return Identified(official, "", f"nobody else of the executive branch files under that name{where}")


def _evidence(parts: Ingest, filing: Filing, identified: Identified) -> str:
    """`name, state and district: Nancy Pelosi held CA-11 on …; House Clerk report 20034836`."""
    if identified.official is None:
        return ""
    printed = ["name", *["state"] * bool(filing.state), *["district"] * (filing.district is not None)]
    by = " and ".join(filter(None, (", ".join(printed[:-1]), printed[-1])))
    return f"{by}: {identified.evidence}; {parts.source.title} report {filing.document_id}"


def _note_failure(
    parts: Ingest, entry: Entry, reason: str, detail: str, at_least: timedelta = timedelta(0)
) -> None:
    if parts.stopping():
        return  # cut short by us; the document stays due
    with parts.database.write() as transaction:
        again = documents.failed(transaction, entry, reason, detail, parts.clock(), at_least)
    log.warning(
        "document failed",
        document=entry.listing.document_id,
        reason=reason,
        detail=detail,
        next_try=again.isoformat(),
    )
