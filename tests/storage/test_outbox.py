"""What is owed is frozen, sent in order by one holder at a time, and settled by what the platform said."""

from collections.abc import Callable
from datetime import datetime

import pytest

from storage import chats, filings, outbox
from storage.database import Database, Transaction
from storage.leases import FRESH, GROUP, LEASE, First
from storage.model import ChatState, Place
from storage.outbox import Holder, LeaseLost, Owed
from tests.support.outbox import FIRST, SECOND, documents_in, lease, render, send, states

Owe = Callable[..., int]
MakePlace = Callable[..., Place]


def test_what_is_due_for_a_place_is_frozen_and_settled_as_one(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    owe(transaction, "1", here)
    owe(transaction, "2", here)
    sending = lease(transaction, now)
    assert documents_in(sending) == ["1", "2"]
    assert (sending.place.id, sending.attempts, sending.unknown_since) == (here.id, 1, None)
    assert states(transaction) == {"sending": 2}
    outbox.accepted(transaction, sending, 0, "message 1", now)
    assert states(transaction) == {"sent": 2}
    assert outbox.lease(transaction, FIRST, now + 9 * LEASE, render) is None


def test_a_delivery_tells_its_filing_and_why(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    filing_id = owe(transaction, "1", place(transaction), why="P000197")
    told: list[Owed] = []
    lease(transaction, now, render=lambda place, owed: told.extend(owed) or render(place, owed))
    assert [(one.kind, one.why, one.stored) for one in told] == [
        ("alert", ("P000197",), filings.get(transaction, filing_id))
    ]


def test_owing_the_same_twice_owes_it_once(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here, there = place(transaction), place(transaction, "2000")
    filing_id = owe(transaction, "1", here)
    again = {here.id: ["$NVDA"], there.id: ["$NVDA"]}
    assert outbox.enqueue(transaction, filing_id, "alert", again, now) == 1
    assert outbox.enqueue(transaction, filing_id, "alert", again, now) == 0
    assert outbox.enqueue(transaction, filing_id, "alert", {}, now) == 0
    assert states(transaction) == {"waiting": 2}


def test_a_retry_sends_exactly_what_was_frozen_and_what_came_later_after_it(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    owe(transaction, "1", here)
    outbox.postpone(transaction, lease(transaction, now), now + 5 * SECOND, "busy", None)
    owe(transaction, "2", here, at=now + SECOND)
    assert outbox.lease(transaction, FIRST, now + 4 * SECOND, render) is None
    again = lease(transaction, now + 5 * SECOND, render=lambda *_: pytest.fail("rendered again"))
    assert (documents_in(again), again.attempts) == (["1"], 2)
    outbox.accepted(transaction, again, 0, "message 1", now)
    assert send(transaction, now + 5 * SECOND) == ["2"]


def test_a_place_is_told_in_the_order_filings_were_seen(
    transaction: Transaction, place: MakePlace, store: Callable[..., int], now: datetime
) -> None:
    here = place(transaction)
    first, second = store(transaction, "1", "NVDA"), store(transaction, "2", "NVDA")
    for filing_id in (second, first):
        outbox.enqueue(transaction, filing_id, "alert", {here.id: ["*"]}, now)
    assert send(transaction, now) == ["1", "2"]


def test_nothing_goes_out_before_it_is_due(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    owe(transaction, "1", here)
    owe(transaction, "2", here, at=now + SECOND)
    assert send(transaction, now) == ["1"]
    assert outbox.lease(transaction, FIRST, now, render) is None
    assert outbox.next_due(transaction, "telegram") == now + SECOND
    assert send(transaction, now + SECOND) == ["2"]
    assert outbox.next_due(transaction, "telegram") is None


def test_a_chat_gets_one_sending_at_a_time_whatever_its_threads(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    threads = [place(transaction, "1000", thread) for thread in ("", "7")]
    other = place(transaction, "2000")
    owe(transaction, "1", *threads, other)
    first = lease(transaction, now)
    assert lease(transaction, now).place.chat.id != first.place.chat.id
    assert outbox.lease(transaction, FIRST, now, render) is None
    outbox.accepted(transaction, first, 0, "message 1", now)
    assert lease(transaction, now).place.id == threads[1].id


def test_a_burst_is_grouped_up_to_a_limit(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    for number in range(GROUP + 3):
        owe(transaction, f"{number:02}", here)
    assert len(send(transaction, now)) == GROUP
    assert send(transaction, now) == [f"{number:02}" for number in range(GROUP, GROUP + 3)]


def test_fresh_alerts_go_before_old_ones_unless_the_oldest_have_their_turn(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    oldest, old, fresh = (place(transaction, address) for address in ("1000", "2000", "3000"))
    owe(transaction, "1", oldest, at=now - 3 * FRESH)
    owe(transaction, "2", old, at=now - 2 * FRESH)
    owe(transaction, "3", fresh, at=now - SECOND)
    assert send(transaction, now) == ["3"]
    owe(transaction, "4", fresh, at=now)
    assert send(transaction, now, first=First.OLDEST) == ["1"]
    assert [send(transaction, now) for _ in range(2)] == [["4"], ["2"]]


def test_what_is_newest_is_not_stuck_behind_many(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    many = [place(transaction, str(number)) for number in range(9)]
    owe(transaction, "1", *many, at=now - 2 * SECOND)
    owe(transaction, "2", place(transaction, "2000"), at=now - SECOND)
    assert send(transaction, now, first=First.FRESH) == ["1"]
    assert send(transaction, now, first=First.NEWEST) == ["2"]


def test_what_was_begun_goes_before_what_is_new(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction, "1000"))
    outbox.postpone(transaction, lease(transaction, now), now + SECOND, "busy", None)
    owe(transaction, "2", place(transaction, "2000"), at=now)
    assert [send(transaction, now + SECOND) for _ in range(2)] == [["1"], ["2"]]


def test_resting_chats_are_passed_over(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction, "1000"))
    owe(transaction, "2", place(transaction, "2000"))
    assert send(transaction, now, resting=["1000"]) == ["2"]
    assert outbox.lease(transaction, FIRST, now, render, ["1000"]) is None
    outbox.postpone(transaction, lease(transaction, now), now, "busy", None)
    assert outbox.lease(transaction, FIRST, now, render, ["1000"]) is None


def test_each_channel_sends_its_own(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction, "1000", channel="discord"))
    assert outbox.next_due(transaction, "telegram") is None
    assert outbox.lease(transaction, FIRST, now, render) is None
    assert send(transaction, now, holder=Holder("discord", 1)) == ["1"]


def test_a_platforms_pause_for_one_chat_outlives_a_restart(
    database: Database, place: MakePlace, owe: Owe, now: datetime
) -> None:
    with database.write() as transaction:
        here = place(transaction)
        owe(transaction, "1", here, place(transaction, "2000"))
        chats.wait(transaction, here.chat.id, now + 30 * SECOND)
    database.close()
    with database.write() as transaction:
        outbox.take_over(transaction, "telegram")
        assert lease(transaction, now).place.chat.address == "2000"
        assert outbox.lease(transaction, FIRST, now + 29 * SECOND, render) is None
        assert lease(transaction, now + 30 * SECOND).place.id == here.id


def test_what_the_platform_finds_malformed_goes_out_plain(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction))
    outbox.send_plain(transaction, lease(transaction, now), "can't parse entities", now)
    assert lease(transaction, now).plain


def test_what_the_platform_refuses_for_good_fails_with_its_words(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction))
    sending = lease(transaction, now)
    outbox.give_up(transaction, sending, "message is too long")
    assert states(transaction) == {"failed": 1}
    assert outbox.lease(transaction, FIRST, now + 9 * LEASE, render) is None
    with pytest.raises(LeaseLost):
        outbox.accepted(transaction, sending, 0, "message 1", now)


@pytest.mark.parametrize("begun", [False, True])
def test_a_paused_chat_is_owed_nothing_any_more(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime, begun: bool
) -> None:
    here = place(transaction)
    owe(transaction, "1", here)
    if begun:
        outbox.postpone(transaction, lease(transaction, now), now + SECOND, "busy", None)
    chats.pause(transaction, here.chat.id, ChatState.PAUSED, "bot was blocked by the user")
    owe(transaction, "2", here)
    assert states(transaction) == {"failed": 2}
    assert outbox.next_due(transaction, "telegram") is None
    place(transaction)  # the person is back
    owe(transaction, "3", here)
    assert send(transaction, now + SECOND) == ["3"]


def test_a_chat_paused_without_words_is_paused_all_the_same(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    chats.pause(transaction, here.chat.id, ChatState.GONE, "")
    owe(transaction, "1", here)
    assert states(transaction) == {"failed": 1}


def test_a_paused_thread_stops_no_other(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    main, topic = place(transaction, "1000"), place(transaction, "1000", "7")
    owe(transaction, "1", main, topic)
    chats.pause_thread(transaction, topic.id, "message thread not found")
    owe(transaction, "2", main, topic)
    assert send(transaction, now) == ["1", "2"]
    assert states(transaction) == {"sent": 2, "failed": 2}
    assert outbox.lease(transaction, FIRST, now, render) is None
