"""Reads stored documents again with a newer reader: what would change, and what does when we are told to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest import match, poll
from ingest.difference import difference
from ingest.errors import ReadError
from ingest.parts import Ingest
from ingest.relink import relink
from storage import documents, fanouts, filings, images, replays
from storage.database import Transaction
from storage.documents import Entry
from storage.filings import Reading
from storage.model import CORRECTION, Change, Difference, Document, Filing, Stored


@dataclass(frozen=True, slots=True)
class Replayed:
    """One document read again. `changes` is what became of the rows of the reading before, None if none was.

    `is_same` says that nothing at all has changed; `problem` is why it could not be read.
    """

    document_id: str
    changes: Difference | None = None
    is_same: bool = False
    problem: str = ""


def waiting(parts: Ingest) -> list[str]:
    """The documents that may read differently now, as they were filed (see `replays.outdated`)."""
    with parts.database.read() as transaction:
        return replays.outdated(transaction, parts.source.name, parts.source.reader)


def replay(parts: Ingest, document_ids: Iterable[str], *, apply: bool) -> Iterator[Replayed]:
    """Reads each again, until we stop. With `apply` a reading that differs is stored at once.

    A document that reads as before gets the newer reader's number, so that the next replay begins where this
    one was stopped. One that the newer reader cannot read keeps its reading.
    """
    for document_id in document_ids:
        if parts.stopping():
            return
        yield _again(parts, document_id, apply=apply)


def _again(parts: Ingest, document_id: str, *, apply: bool) -> Replayed:
    source = parts.source.name
    with parts.database.read() as transaction:
        entry = documents.get(transaction, source, document_id)
        document = documents.content(transaction, source, document_id)
        before = filings.newest(transaction, source, document_id)
    if entry is None or document is None:
        return Replayed(document_id, problem="its bytes are no longer kept whole")
    try:
        filing = parts.reader.read(document, entry.listing)
    except ReadError as error:
        return Replayed(document_id, problem=str(error))
    if before:
        return _compared(parts, entry, document, before, filing, apply=apply)
    if apply:
        poll.store(parts, entry, document, filing)
        match.fan_out(parts)
    return Replayed(document_id)


def _compared(
    parts: Ingest, entry: Entry, document: Document, before: Stored, filing: Filing, *, apply: bool
) -> Replayed:
    found = poll.with_securities(parts, entry, filing)
    with parts.database.trial() as transaction:
        changes = _changes(before, poll.reading(transaction, parts, entry, document.digest, found))
    if apply:
        first_page = poll.picture(parts, document, filing) if changes else b""
        with parts.database.write() as transaction:
            reading = poll.reading(transaction, parts, entry, document.digest, found)
            changes = _changes(before, reading)  # others may have stored what it amends meanwhile
            if replays.hold(transaction, before.id):
                kept = first_page or images.of_filings(transaction, [before.id]).get(before.id, b"")
                _keep(transaction, before, replace(reading, corrects=changes, picture=kept))
        match.fan_out(parts)
    return Replayed(entry.listing.document_id, changes, is_same=changes is None)


def _changes(before: Stored, reading: Reading) -> Difference | None:
    """None where both say the same. A filing that has another filer now is news as a whole."""
    was, filing = before.official.id if before.official else None, reading.filing
    if was != reading.official_id:
        added = tuple(Change(None, trade) for trade in filing.trades)
        return Difference(added, instead_of=was or "")
    if (before.filing, before.amends) == (filing, reading.amends):
        return None
    return difference(before.filing.trades, filing.trades, before.id)


def _keep(transaction: Transaction, before: Stored, reading: Reading) -> None:
    """The new reading, and a correction for those who stood to be told when the first was.

    Those are the follows of that time that still stand and want a row that has changed, as it was or as it
    is: who heard of it hears that it was wrong, who should have heard of it does now, and nobody else is
    bothered. With another filer that is the whole report, on paper too, for the followers of either. What was
    never told (a first run, a backfill) is not corrected either.
    """
    if reading.corrects is None:
        replays.raise_reader(transaction, before.id, reading.reader)
        return
    filing_id = filings.add(transaction, reading)
    relink(transaction, reading.filing, reading.official_id)
    if reading.corrects.instead_of:
        relink(transaction, reading.filing, reading.corrects.instead_of)
    told = fanouts.first(transaction, reading.filing.source, reading.filing.document_id)
    if told and _is_news(reading.corrects):
        fanouts.start(transaction, filing_id, CORRECTION, told.last_follow)


def _is_news(corrects: Difference) -> bool:
    return corrects.instead_of is not None or not all(change.is_none for change in corrects.changes)
