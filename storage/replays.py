"""Which stored documents may read differently now, and what becomes of their readings."""

from sqlalchemy import or_, select, update

from storage.database import Transaction
from storage.tables import documents, filings


def outdated(transaction: Transaction, source: str, reader: int) -> list[str]:
    """The ids of documents whose bytes we have and that may read differently now, as they were filed.

    An older reader read them, or none could; or they amend something that was not to be found.
    """
    newest = (filings.c.source == documents.c.source) & (filings.c.document_id == documents.c.id)
    unproven = filings.c.amends["unproven"].as_string() != ""
    return list(
        transaction.scalars(
            select(documents.c.id)
            .outerjoin(filings, newest & ~filings.c.superseded)
            .where(
                documents.c.source == source,
                documents.c.sha256.is_not(None),
                or_(filings.c.reader < reader, unproven, documents.c.state == "failed"),
            )
            .order_by(documents.c.filed.asc().nulls_last(), documents.c.id)
        )
    )


def hold(transaction: Transaction, filing_id: int) -> bool:
    """Keeps others from superseding a filing until the transaction ends; False when one has been quicker."""
    current = select(filings.c.id).where(filings.c.id == filing_id, ~filings.c.superseded)
    return transaction.scalar(current.with_for_update()) is not None


def raise_reader(transaction: Transaction, filing_id: int, reader: int) -> None:
    """Notes that a newer reader reads the same."""
    transaction.execute(update(filings).where(filings.c.id == filing_id).values(reader=reader))
