"""Reads stored documents again with a newer reader: what would change, and, when told to, what then changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest import match, poll
from ingest.difference import difference
from ingest.errors import ReadError
from ingest.parts import Ingest
from storage import documents, fanouts, filings
from storage.database import Transaction
from storage.documents import Entry
from storage.filings import Reading
from storage.model import CORRECTION, Change, Difference, Document, Stored


@dataclass(frozen=True, slots=True)
class Replayed:
    """One document read again. `changes` is what became of the rows of the reading before, None if none was.

    `is_same` says that nothing at all has changed; `problem` is why it could not be read.
    """

    document_id: str
    changes: Difference | None = None
    is_same: bool = False
    problem: str = ""


def waiting(parts: Ingest) -> list[Entry]:
    """What an older reader read, and what none could read but whose bytes we have; newest filed first."""
    with parts.database.read() as transaction:
        return documents.outdated(transaction, parts.source.name, parts.source.reader)


def replay(parts: Ingest, entries: list[Entry], *, apply: bool) -> Iterator[Replayed]:
    """Reads each again, until we stop. With `apply` a reading that differs is stored at once.

    A document that reads as before gets the newer reader's number, so that the next replay begins where this
    one was stopped. One that the newer reader cannot read keeps its reading.
    """
    for entry in entries:
        if parts.stopping():
            return
        yield _again(parts, entry, apply=apply)


def _again(parts: Ingest, entry: Entry, *, apply: bool) -> Replayed:
    source, document_id = entry.listing.source, entry.listing.document_id
    with parts.database.read() as transaction:
        document = documents.content(transaction, source, document_id)
        before = filings.newest(transaction, source, document_id)
    if document is None:
        return Replayed(document_id, problem="its bytes are not kept")
    try:
        filing = parts.reader.read(document, entry.listing)
    except ReadError as error:
        return Replayed(document_id, problem=str(error))
    if before is None:
        if apply:
            poll.store(parts, entry, document, filing)
            match.fan_out(parts)
        return Replayed(document_id)
    with parts.database.read() as transaction:
        reading = poll.reading(transaction, parts, entry, document.digest, filing)
    found = _compare(before, reading)
    if apply:
        _apply(parts, before, found)
    return Replayed(document_id, found.corrects, is_same=found.corrects is None)
