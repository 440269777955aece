"""Pictures that messages show, each kept once under its SHA-256: what is sent again is exactly the same."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select

from storage.database import Transaction, insert_or_ignore
from storage.tables import filings, images


def put(transaction: Transaction, content: bytes) -> str:
    """Keeps a picture; returns the SHA-256 to ask for it by."""
    digest = sha256(content).hexdigest()
    transaction.execute(insert_or_ignore(transaction, images).values(sha256=digest, content=content))
    return digest


def get(transaction: Transaction, digest: str) -> bytes:
    """The picture. Raises sqlalchemy's NoResultFound when there is none."""
    asked = select(images.c.content).where(images.c.sha256 == digest)
    content: bytes = transaction.execute(asked).scalar_one()
    return content


def of_filings(transaction: Transaction, filing_ids: Sequence[int]) -> dict[int, bytes]:
    """The first page of each that is a scan, by the filing's id; those without a picture are left out."""
    rows = transaction.execute(
        select(filings.c.id, images.c.content)
        .join(images, images.c.sha256 == filings.c.picture)
        .where(filings.c.id.in_(filing_ids))
    )
    return {row.id: row.content for row in rows}
