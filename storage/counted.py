"""Which rows count in sums and searches: those of the newest reading of a report that nothing replaced."""

from collections.abc import Iterable

from sqlalchemy import exists, select, update

from storage.database import Transaction
from storage.model import Difference, Filing, Kind
from storage.tables import filings, trades


def replaces(filing: Filing, amends: Difference | None) -> str | None:
    """The id of the report in whose place this one stands: a numbered amendment has all rows.

    One on paper has none that we can read, and stands in no place.
    """
    has_rows = filing.amendment and filing.kind is Kind.ELECTRONIC
    return amends.documents[0] if has_rows and amends and amends.documents else None


def settle(transaction: Transaction, source: str, document_ids: Iterable[str]) -> None:
    """Marks the readings of these documents, and their rows, as counted or not.

    An older reading does not count, nor what a later report replaces, nor a notice of more time, which is no
    report.
    """
    wanted = (filings.c.source == source) & filings.c.document_id.in_(sorted(set(document_ids)))
    later = filings.alias()
    replaced = exists().where(
        later.c.source == source, later.c.replaces == filings.c.document_id, ~later.c.superseded
    )
    counts = ~filings.c.superseded & (filings.c.kind != Kind.EXTENSION) & ~replaced
    transaction.execute(update(filings).where(wanted).values(counted=counts))
    counted = select(filings.c.counted).where(filings.c.id == trades.c.filing_id).scalar_subquery()
    rows = trades.c.filing_id.in_(select(filings.c.id).where(wanted))
    transaction.execute(update(trades).where(rows).values(counted=counted))


def touched(transaction: Transaction, source: str, document_id: str) -> set[str]:
    """The document and those that any reading of it replaces or has replaced."""
    held = transaction.scalars(
        select(filings.c.replaces).where(
            filings.c.source == source, filings.c.document_id == document_id, filings.c.replaces.is_not(None)
        )
    )
    return {document_id, *(str(replaced) for replaced in held)}
