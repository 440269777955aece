"""The ledger: each document's way from listed to matched, through failure and restart."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from storage import documents
from storage.database import Database, Transaction
from storage.documents import RETRY_AFTER, Arrival, Entry
from storage.model import Document, Listing
from storage.tables import contents, pictures

REPORT = Document("house", "20034836", b"%PDF-1.4 a report", "application/pdf")
FIRST_RUN = {"silent": True, "read_since": date(2026, 3, 25)}


def state(transaction: Transaction, document_id: str = "20034836") -> str:
    found = documents.get(transaction, "house", document_id)
    assert found
    return found.state


def test_a_document_goes_from_listed_to_matched(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    enter(transaction)
    states = [state(transaction)]
    documents.fetched(transaction, REPORT, now)
    states.append(state(transaction))
    assert documents.read(transaction, "house", "20034836", now)
    states.append(state(transaction))
    documents.matched(transaction, "house", "20034836", now)
    assert [*states, state(transaction)] == ["listed", "fetched", "read", "matched"]
    assert documents.due(transaction, "house", now + timedelta(days=9)) == []


def test_the_bytes_are_kept_as_published(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    enter(transaction)
    assert documents.content(transaction, "house", "20034836") is None
    documents.fetched(transaction, REPORT, now)
    assert documents.content(transaction, "house", "20034836") == REPORT


def test_two_documents_of_the_same_bytes_share_them(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    for document_id in ("1", "2"):
        enter(transaction, document_id)
        documents.fetched(transaction, Document("house", document_id, b"%PDF-", "application/pdf"), now)
    assert documents.content(transaction, "house", "2") == Document("house", "2", b"%PDF-", "application/pdf")


def test_the_pictures_of_a_paper_filing_are_kept_with_its_page_in_their_order(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    pages = tuple(b"GIF89a %d" % number for number in range(12))
    for document_id in ("1", "2"):
        enter(transaction, document_id)
        documents.fetched(transaction, Document("house", document_id, b"<html>", "text/html", pages), now)
    held = documents.content(transaction, "house", "2")
    assert held == Document("house", "2", b"<html>", "text/html", pages)


def test_the_same_page_with_other_pictures_is_kept_beside_it(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    """A page that did not change may name an image that did."""
    published: list[tuple[bytes, ...]] = [(), (b"ab", b"c"), (b"a", b"bc"), (b"c", b"ab")]
    for number, pages in enumerate(published):
        enter(transaction, str(number))
        documents.fetched(transaction, Document("house", str(number), b"<html>", "text/html", pages), now)
    held = [documents.content(transaction, "house", str(number)) for number in range(len(published))]
    assert [one.pictures for one in held if one] == published
    assert len({one.digest for one in held if one}) == len(published)


def test_only_what_the_ledger_lacks_is_new(
    transaction: Transaction, listing: Callable[..., Listing], now: datetime
) -> None:
    arrival = Arrival(now, silent=False, not_listed=now - timedelta(minutes=1))
    first = documents.record(transaction, [listing("1"), listing("2"), listing("2")], arrival)
    assert [one.document_id for one in first] == ["1", "2"]
    later = Arrival(now + timedelta(days=1), silent=True, not_listed=None)
    assert documents.record(transaction, [listing("2"), listing("3")], later) == [listing("3")]
    assert documents.record(transaction, [], later) == []
    held = documents.get(transaction, "house", "2")
    assert held
    assert (held.seen, held.silent, held.not_listed) == (now, False, now - timedelta(minutes=1))


def test_a_listing_is_kept_whole(transaction: Transaction, enter: Callable[..., Entry]) -> None:
    held = enter(transaction)
    assert held.listing.facts == {"state_district": "CA11"}
    assert held.listing.filed == date(2026, 6, 22)


def test_failures_are_tried_again_ever_more_slowly_and_for_ever(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    entry, pauses = enter(transaction), []
    for _ in range(len(RETRY_AFTER) + 2):
        again = documents.failed(transaction, entry, "Missing", "status 404", now)
        assert documents.due(transaction, "house", again - timedelta(seconds=1)) == []
        entry = documents.due(transaction, "house", again)[0]
        pauses.append(again - now)
    assert pauses == [*RETRY_AFTER, timedelta(days=1), timedelta(days=1)]
    assert pauses == sorted(pauses)
    assert (entry.state, entry.reason, entry.attempts) == ("failed", "Missing", len(pauses))


def test_a_site_may_ask_for_a_longer_pause(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    hour = timedelta(hours=1)
    assert documents.failed(transaction, enter(transaction), "Unavailable", "", now, hour) == now + hour


def test_reading_after_failures_forgets_why(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    documents.failed(transaction, enter(transaction), "Unreadable", "truncated", now)
    assert [entry.listing.document_id for entry in documents.failures(transaction, "house", 5)] == [
        "20034836"
    ]
    documents.fetched(transaction, REPORT, now)
    assert documents.read(transaction, "house", "20034836", now)
    held = documents.get(transaction, "house", "20034836")
    assert held
    assert (held.reason, held.detail, held.next_try, held.attempts) == ("", "", None, 1)
    assert documents.failures(transaction, "house", 5) == []


def test_a_second_reader_is_refused_and_takes_nothing_back(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    """Two processes took the same document; the slower one may come at any later moment."""
    entry = enter(transaction)
    documents.fetched(transaction, REPORT, now)
    assert documents.read(transaction, "house", "20034836", now)
    assert not documents.read(transaction, "house", "20034836", now)
    documents.matched(transaction, "house", "20034836", now)
    documents.fetched(transaction, REPORT, now)
    assert not documents.read(transaction, "house", "20034836", now)
    documents.failed(transaction, entry, "ReaderDied", "", now)
    assert state(transaction) == "matched"


def test_what_alerts_is_due_first_as_it_was_filed_then_the_newest_filed_and_the_undated_last(
    transaction: Transaction, listing: Callable[..., Listing], now: datetime
) -> None:
    listed = [listing("1", date(2026, 6, 1)), listing("2", None), listing("3", date(2026, 6, 20))]
    documents.record(transaction, listed, Arrival(now, silent=True, not_listed=None))
    loud = [listing("4", None), listing("5", date(2026, 5, 2)), listing("6", date(2026, 5, 1))]
    documents.record(transaction, loud, Arrival(now, silent=False, not_listed=now))
    due = documents.due(transaction, "house", now)
    assert [entry.listing.document_id for entry in due] == ["6", "5", "4", "3", "1", "2"]


def test_what_failed_before_is_due_after_what_was_not_tried_yet(
    transaction: Transaction, listing: Callable[..., Listing], now: datetime
) -> None:
    listed = [listing("old", date(2026, 5, 1)), listing("new", date(2026, 5, 2))]
    documents.record(transaction, listed, Arrival(now, silent=False, not_listed=now))
    documents.failed(transaction, documents.due(transaction, "house", now)[0], "Unavailable", "", now)
    due = documents.due(transaction, "house", now + timedelta(days=1))
    assert [entry.listing.document_id for entry in due] == ["new", "old"]


def test_a_first_run_reads_the_newest_and_leaves_the_rest_to_a_backfill(
    transaction: Transaction, listing: Callable[..., Listing], now: datetime
) -> None:
    listed = [listing("old", date(2025, 1, 1)), listing("undated", None), listing("new", date(2026, 3, 25))]
    documents.record(transaction, listed, Arrival(now, not_listed=None, **FIRST_RUN))
    due = documents.due(transaction, "house", now + timedelta(days=99))
    assert [entry.listing.document_id for entry in due] == ["new"]
    waiting = documents.waiting(transaction, "house", date(2025, 1, 1))
    assert [entry.listing.document_id for entry in waiting] == ["old", "undated"]
    assert len(documents.waiting(transaction, "house", date(2025, 1, 2))) == 1
    assert documents.counts(transaction, "house") == {"listed": 1, "waiting for backfill": 2}


def test_what_alerts_never_waits_for_a_backfill(
    transaction: Transaction, listing: Callable[..., Listing], now: datetime
) -> None:
    arrival = Arrival(now, silent=False, not_listed=now, read_since=date(2026, 3, 25))
    documents.record(transaction, [listing("old", date(2013, 1, 1))], arrival)
    assert len(documents.due(transaction, "house", now)) == 1


def test_a_backfill_stopped_after_fetching_goes_on_with_that_document(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    enter(transaction, **{**FIRST_RUN, "read_since": date(2027, 1, 1)})
    documents.fetched(transaction, REPORT, now)
    assert [entry.state for entry in documents.waiting(transaction, "house", date(2026, 1, 1))] == ["fetched"]
    assert documents.counts(transaction, "house") == {"waiting for backfill": 1}


@pytest.mark.parametrize("detail", ["asset 'a\0b'", "half a pair \ud800", "x" * 9_999])
def test_no_failure_is_too_strange_to_be_noted(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime, detail: str
) -> None:
    documents.failed(transaction, enter(transaction), "UnknownValue", detail, now)
    assert documents.failures(transaction, "house", 1)[0].detail


def test_a_restart_finds_everything_as_it_was(
    database: Database, enter: Callable[..., Entry], now: datetime
) -> None:
    with database.write() as transaction:
        enter(transaction)
        documents.fetched(transaction, REPORT, now)
        documents.failed(transaction, enter(transaction, "2"), "Missing", "", now)
    database.close()
    again = Database(database.url.render_as_string(hide_password=False))
    with again.read() as transaction:
        states = [entry.state for entry in documents.due(transaction, "house", now + timedelta(minutes=1))]
        assert documents.content(transaction, "house", "20034836") == REPORT
    again.close()
    assert sorted(states) == ["failed", "fetched"]


def test_bytes_damaged_in_the_database_are_not_read_and_a_new_copy_takes_their_place(
    transaction: Transaction, enter: Callable[..., Entry], now: datetime
) -> None:
    """A page of HTML has no checksum of its own: only this one can tell."""
    enter(transaction)
    page = Document("house", "20034836", b"<html>Apple</html>", "text/html", (b"GIF89a",))
    documents.fetched(transaction, page, now)
    transaction.execute(update(contents).values(content=b"<html>Apply</html>"))
    assert documents.content(transaction, "house", "20034836") is None
    documents.fetched(transaction, page, now)
    assert documents.content(transaction, "house", "20034836") == page
    transaction.execute(update(pictures).values(content=b"GIF89b"))
    assert documents.content(transaction, "house", "20034836") is None
