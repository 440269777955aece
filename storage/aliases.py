"""Spellings that documents taught: whose they are, by what evidence, and which document it was."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, func, select

from storage.database import Transaction, insert_or_ignore
from storage.names import fold
from storage.tables import aliases, filings, officials

LONGEST = 200  # letters; what is longer is no name


def of(transaction: Transaction, official_id: str) -> tuple[str, ...]:
    """What documents taught of one official's name, in the order it came."""
    mine = select(aliases.c.spelling).where(aliases.c.official_id == official_id)
    return tuple(transaction.scalars(mine.order_by(aliases.c.id)))


def everyones(transaction: Transaction) -> Mapping[str, tuple[str, ...]]:
    """The same of all officials, by their ids."""
    found = defaultdict[str, list[str]](list)
    rows = select(aliases.c.official_id, aliases.c.spelling).order_by(aliases.c.id)
    for row in transaction.execute(rows):
        found[row.official_id].append(row.spelling)
    return {official_id: tuple(spellings) for official_id, spellings in found.items()}


def stamp(transaction: Transaction) -> tuple[int, int]:
    """Changes whenever a spelling is learnt or withdrawn: an id is never given twice."""
    count, newest = transaction.execute(select(func.count(), func.max(aliases.c.id))).one()
    return count, newest or 0


def note(transaction: Transaction, filing_id: int) -> None:
    """Keeps the name printed on a filing just stored as one of its official's, unless it is known.

    What an earlier reading of the document taught and this one does not is withdrawn; where another filing
    shows the same name of the same official, that one is the evidence from now on.
    """
    filing = transaction.execute(select(filings).where(filings.c.id == filing_id)).one()
    theirs = (aliases.c.official_id == filing.official_id) & (aliases.c.folded == fold(filing.filer))
    by_document = (aliases.c.source == filing.source) & (aliases.c.document_id == filing.document_id)
    still = theirs if filing.official_id else aliases.c.id.is_(None)
    lost = delete(aliases).where(by_document, ~still).returning(aliases.c.official_id, aliases.c.folded)
    withdrawn = transaction.execute(lost).all()
    _learn(transaction, filing)
    for one in withdrawn:
        _learn_elsewhere(transaction, one.official_id, one.folded)


def _learn(transaction: Transaction, filing: Row[Any]) -> None:
    folded = fold(filing.filer)
    if not filing.evidence or not folded or len(folded) > LONGEST:
        return
    known = transaction.scalar(select(officials.c.names).where(officials.c.id == filing.official_id)) or ()
    if folded in map(fold, known):
        return
    transaction.execute(
        insert_or_ignore(transaction, aliases).values(
            official_id=filing.official_id,
            folded=folded,
            spelling=filing.filer,
            evidence=filing.evidence,
            source=filing.source,
            document_id=filing.document_id,
            seen=filing.seen,
        )
    )


def _learn_elsewhere(transaction: Transaction, official_id: str, folded: str) -> None:
    of_official = select(filings).where(filings.c.official_id == official_id, ~filings.c.superseded)
    rows = transaction.execute(of_official.order_by(filings.c.id)).all()
    if showing := next((filing for filing in rows if fold(filing.filer) == folded), None):
        _learn(transaction, showing)
