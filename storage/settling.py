"""What a change of one reading means for others: which count, which rows stand, and what they add up to."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage import counted, lateness, standing, tallies
from storage.database import Transaction
from storage.model import Difference, Filing


@contextmanager
def settled(
    transaction: Transaction, filing: Filing, amends: Difference | None, replaces: str | None
) -> Iterator[None]:
    """Settles it all after what is done within: a reading stored, or linked anew to what it amends.

    `amends` and `replaces` are what the reading will have; what it had before is affected as well.
    """
    source, document_id = filing.source, filing.document_id
    replaced = counted.touched(transaction, source, document_id) | ({replaces} if replaces else set())
    affected = replaced | standing.touched(transaction, source, document_id, amends)
    with tallies.kept(transaction, source, affected):
        yield
        counted.settle(transaction, source, replaced)
        standing.settle(transaction, source, affected)
        lateness.settle(transaction, source, affected)
