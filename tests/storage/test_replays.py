"""Which stored documents are to be read again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from storage import documents, filings, replays
from storage.database import Transaction
from storage.filings import Reading
from storage.model import Difference, Document

Make = Callable[..., Any]


def test_what_an_older_reader_read_and_what_failed_is_outdated(
    transaction: Transaction, store: Make, enter: Make, now: datetime
) -> None:
    filing_id = store(transaction, "1", "NVDA")
    store(transaction, "2", "NVDA")
    failed, unfetched = enter(transaction, "3"), enter(transaction, "4")
    documents.fetched(transaction, Document("house", "3", b"%PDF-", ""), now)
    for entry in (failed, unfetched):
        documents.failed(transaction, entry, "Unreadable", "", now)
    replays.raise_reader(transaction, filing_id, 2)
    assert replays.outdated(transaction, "house", 2) == ["2", "3"]
    assert replays.outdated(transaction, "house", 1) == ["3"]


@pytest.mark.parametrize(("unproven", "found"), [("", []), ("no report is stored", ["1"])])
def test_an_amendment_is_outdated_while_nobody_knows_what_it_amends(
    transaction: Transaction, store: Make, now: datetime, unproven: str, found: list[str]
) -> None:
    again(transaction, store(transaction, "1", "NVDA"), now, Difference(unproven=unproven))
    assert replays.outdated(transaction, "house", 1) == found


def test_a_superseded_filing_cannot_be_held(transaction: Transaction, store: Make, now: datetime) -> None:
    first = store(transaction, "1", "NVDA")
    assert replays.hold(transaction, first)
    second = again(transaction, first, now)
    assert (replays.hold(transaction, first), replays.hold(transaction, second)) == (False, True)


def again(transaction: Transaction, filing_id: int, now: datetime, amends: Difference | None = None) -> int:
    """Another reading of the same document."""
    filing = filings.get(transaction, filing_id).filing
    digest = Document("house", filing.document_id, b"%PDF- " + filing.document_id.encode(), "").digest
    return filings.add(transaction, Reading(filing, digest, 1, None, "", now, amends))
