"""What comes after an alert answers it, is sent after it, and finds the message that it answers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from storage import answers, fanouts, filings, outbox
from storage.database import Transaction
from storage.filings import Reading
from storage.leases import Holder, Sending
from storage.model import Change, Difference, Document, Place, Stored

HOLDER = Holder("telegram", 1)
Make = Callable[..., Any]


def render(_place: Place, owed: Any) -> list[dict[str, str]]:
    return [{"payload": one.kind, "reply_to": one.reply_to} for one in owed]


def again(transaction: Transaction, filing_id: int, now: datetime) -> int:
    """Another reading of the same document."""
    held = filings.get(transaction, filing_id)
    digest = Document("house", "x", b"%PDF- " + held.filing.document_id.encode(), "").digest
    changes = Difference((Change(held.filing.trades[0], held.filing.trades[0], filing_id),))
    person = held.official.id if held.official else None
    return filings.add(transaction, Reading(held.filing, digest, 2, person, "", now, corrects=changes))


def amending(transaction: Transaction, store: Make, name: str, earlier: int, now: datetime) -> int:
    """Another report, which amends the first row of an earlier one."""
    held, own = filings.get(transaction, earlier), filings.get(transaction, store(transaction, name, "AMD"))
    changes = (Change(held.filing.trades[0], own.filing.trades[0], earlier),)
    amends = Difference(changes, (held.filing.document_id,))
    digest = Document("house", "x", b"%PDF- " + name.encode(), "").digest
    return filings.add(transaction, Reading(own.filing, digest, 1, None, "", now, amends))


def get(transaction: Transaction, filing_id: int) -> Stored:
    return filings.get(transaction, filing_id)


def send(transaction: Transaction, now: datetime, message: str) -> Sending:
    sending = outbox.lease(transaction, HOLDER, now, render)
    assert sending
    for index in range(len(sending.parts)):
        sending = outbox.accepted(transaction, sending, index, f"{message}-{index}", now)
    return sending


def test_an_alert_answers_nothing(transaction: Transaction, store: Make) -> None:
    assert answers.answered(transaction, get(transaction, store(transaction, "1", "NVDA")), "alert") == []


def test_a_correction_answers_earlier_readings_and_an_amendment_all_that_it_goes_back_to(
    transaction: Transaction, store: Make, now: datetime
) -> None:
    first = store(transaction, "1", "NVDA")
    second = again(transaction, first, now)
    amended = amending(transaction, store, "2", second, now)
    twice = amending(transaction, store, "3", amended, now)
    assert answers.answered(transaction, get(transaction, second), "correction") == [first]
    assert answers.answered(transaction, get(transaction, amended), "alert") == [first, second]
    found = answers.answered(transaction, get(transaction, twice), "alert")
    assert {get(transaction, one).filing.document_id for one in found} == {"1", "2"}


def test_two_that_are_found_to_amend_each_other_do_not_wait_for_each_other(
    transaction: Transaction, store: Make, now: datetime
) -> None:
    first = store(transaction, "1", "NVDA")
    second = amending(transaction, store, "2", first, now)
    amending(transaction, store, "1", second, now)
    found = answers.answered(transaction, get(transaction, second), "alert")
    assert (first in found, max(found) < second) == (True, True)


def test_the_first_message_in_that_place_is_answered(
    transaction: Transaction, store: Make, place: Make, now: datetime
) -> None:
    here, there = place(transaction, "1"), place(transaction, "2")
    first = store(transaction, "1", "NVDA")
    outbox.enqueue(transaction, first, "alert", {here.id: ["*"], there.id: ["*"]}, now)
    send(transaction, now, "a")
    send(transaction, now, "b")
    second = again(transaction, first, now)
    outbox.enqueue(transaction, second, "correction", {here.id: ["*"], there.id: ["*"]}, now, [first])
    assert send(transaction, now, "c").parts[0]["reply_to"] == "a-0"
    assert send(transaction, now, "d").parts[0]["reply_to"] == "b-0"
    third = again(transaction, second, now)
    outbox.enqueue(transaction, third, "correction", {here.id: ["*"]}, now, [first, second])
    assert send(transaction, now, "e").parts[0]["reply_to"] == "a-0"


def test_where_no_alert_came_there_is_nothing_to_answer(
    transaction: Transaction, store: Make, place: Make, now: datetime
) -> None:
    first = store(transaction, "1", "NVDA")
    second = again(transaction, first, now)
    outbox.enqueue(transaction, second, "correction", {place(transaction).id: ["*"]}, now, [first])
    assert send(transaction, now, "a").parts[0]["reply_to"] == ""


def test_it_falls_due_no_sooner_than_the_alert_that_the_place_still_waits_for(
    transaction: Transaction, store: Make, place: Make, now: datetime
) -> None:
    later = now + timedelta(hours=7)
    first = store(transaction, "1", "NVDA")
    outbox.enqueue(transaction, first, "alert", {place(transaction).id: ["*"]}, later)
    second = again(transaction, first, now)
    outbox.enqueue(transaction, second, "correction", {place(transaction).id: ["*"]}, now, [first])
    assert outbox.lease(transaction, HOLDER, now, render) is None
    assert [part["payload"] for part in send(transaction, later, "a").parts] == ["alert", "correction"]


def test_it_is_known_whether_a_filing_is_still_being_told(transaction: Transaction, store: Make) -> None:
    first = store(transaction, "1", "NVDA")
    fanouts.start(transaction, first, "alert")
    assert answers.is_being_told(transaction, [first])
    fanout = fanouts.first(transaction, "house", "1")
    assert fanout
    fanouts.finish(transaction, fanout)
    assert not answers.is_being_told(transaction, [first])


def test_a_correction_goes_to_the_follows_of_the_first_alert(
    transaction: Transaction, store: Make, place: Make, follow: Make, now: datetime
) -> None:
    then = follow(transaction, place(transaction), "*").id
    first = store(transaction, "1", "NVDA")
    assert fanouts.first(transaction, "house", "1") is None
    fanouts.start(transaction, first, "alert")
    follow(transaction, place(transaction), "$NVDA")
    fanouts.start(transaction, again(transaction, first, now), "correction", then)
    held = fanouts.first(transaction, "house", "1")
    assert held
    assert (held.filing_id, held.last_follow) == (first, then)
    assert [fanouts.take(transaction, one).last_follow for one in fanouts.open_ones(transaction)] == [
        then,
        then,
    ]


def test_a_sending_whose_answered_message_is_gone_answers_none(
    transaction: Transaction, store: Make, place: Make, now: datetime
) -> None:
    outbox.enqueue(transaction, store(transaction, "1", "NVDA"), "alert", {place(transaction).id: ["*"]}, now)
    sending = outbox.lease(
        transaction, HOLDER, now, lambda _place, _owed: [{"payload": "x", "reply_to": "7"}, {"payload": "y"}]
    )
    assert sending
    outbox.send_unanswered(transaction, sending, "gone", now)
    retried = outbox.lease(transaction, HOLDER, now, render)
    assert retried
    assert [(part["payload"], part["reply_to"]) for part in retried.parts] == [("x", ""), ("y", "")]
