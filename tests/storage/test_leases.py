"""Leases: when they end, who holds them, and what is known of a message after each."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Thread

import pytest

from storage import checkpoints, outbox, status
from storage.database import Database, Transaction
from storage.leases import GROUP, LEASE
from storage.model import Place
from storage.outbox import Holder, LeaseLost, Sending
from tests.support.outbox import FIRST, SECOND, documents_in, in_two_parts, lease, render, send, states

Owe = Callable[..., int]
MakePlace = Callable[..., Place]


def test_a_lease_that_nobody_gave_back_expires_with_its_outcome_unknown(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction))
    lease(transaction, now)
    assert outbox.lease(transaction, FIRST, now + LEASE - SECOND, render) is None
    again = lease(transaction, now + LEASE)
    assert (documents_in(again), again.unknown_since) == (["1"], now)


def test_a_lease_from_a_clock_ahead_ends_as_soon_as_it_would_have(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    hour = timedelta(hours=1)
    owe(transaction, "1", place(transaction), at=now + hour)
    held = lease(transaction, now + hour)
    outbox.turned_back(transaction, "telegram", now, hour)
    assert outbox.lease(transaction, FIRST, now + LEASE - SECOND, render) is None
    again = lease(transaction, now + LEASE)
    assert (again.id, again.unknown_since) == (held.id, now)


def test_whoever_takes_over_gets_every_lease_at_once_and_the_earlier_holder_none(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    first = Holder("telegram", outbox.take_over(transaction, "telegram"))
    owe(transaction, "1", place(transaction))
    held = lease(transaction, now, first)
    second = Holder("telegram", outbox.take_over(transaction, "telegram"))
    with pytest.raises(LeaseLost):
        outbox.lease(transaction, first, now, render)
    taken = lease(transaction, now + SECOND, second)
    assert (taken.id, taken.unknown_since) == (held.id, now)
    for write in (
        lambda: outbox.accepted(transaction, held, 0, "message 1", now),
        lambda: outbox.postpone(transaction, held, now, "busy", None),
        lambda: outbox.give_up(transaction, held, "blocked"),
        lambda: outbox.send_plain(transaction, held, "malformed", now),
        lambda: outbox.repeating(transaction, held),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert states(transaction) == {"sending": 1}
    outbox.accepted(transaction, taken, 0, "message 1", now)
    assert states(transaction) == {"sent": 1}


def test_taking_over_one_channel_voids_no_other(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    telegram = Holder("telegram", outbox.take_over(transaction, "telegram"))
    outbox.take_over(transaction, "discord")
    owe(transaction, "1", place(transaction))
    assert send(transaction, now, holder=telegram) == ["1"]


def test_epochs_go_on_from_the_one_that_all_channels_had(transaction: Transaction) -> None:
    checkpoints.put(transaction, "epoch", {"epoch": 41})
    assert [outbox.take_over(transaction, one) for one in ("telegram", "telegram", "discord")] == [42, 43, 42]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_takes_over_sees_every_lease_of_the_one_before(
    database: Database, place: MakePlace, owe: Owe, now: datetime
) -> None:
    taken: list[int] = []

    def take_over() -> None:
        with database.write() as transaction:
            taken.append(outbox.take_over(transaction, "telegram"))

    with database.write() as transaction:
        first = Holder("telegram", outbox.take_over(transaction, "telegram"))
        owe(transaction, "1", place(transaction))
    second = Thread(target=take_over)
    with database.write() as transaction:
        held = lease(transaction, now, first)
        second.start()
        second.join(0.3)
        assert taken == []  # it waits for the lease that is being made
    second.join()
    with database.write() as transaction:
        assert lease(transaction, now, Holder("telegram", taken[0])).id == held.id


def test_a_message_in_parts_goes_on_after_the_last_one_accepted(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction))
    sending = lease(transaction, now, render=in_two_parts)
    half = outbox.accepted(transaction, sending, 0, "message 1", now + SECOND)
    assert [part.get("message") for part in half.parts] == ["message 1", None]
    assert states(transaction) == {"sending": 1}
    assert outbox.lease(transaction, FIRST, now + LEASE, render) is None  # each part has a lease of its own
    again = lease(transaction, now + SECOND + LEASE)
    assert [part.get("message") for part in again.parts] == ["message 1", None]
    assert again.unknown_since == now + SECOND
    outbox.accepted(transaction, again, 1, "message 2", now)
    assert states(transaction) == {"sent": 1}


def test_an_unknown_outcome_stays_unknown_until_the_part_is_accepted(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    owe(transaction, "1", place(transaction))
    sending = lease(transaction, now, render=in_two_parts)
    outbox.postpone(transaction, sending, now + SECOND, "no answer in time", now)
    sending = lease(transaction, now + SECOND)
    assert sending.unknown_since == now
    outbox.repeating(transaction, sending)
    outbox.postpone(transaction, sending, now + 2 * SECOND, "busy", None)
    sending = lease(transaction, now + 2 * SECOND)
    assert sending.unknown_since == now
    assert outbox.accepted(transaction, sending, 0, "message 1", now).unknown_since is None
    assert status.repeats(transaction) == 1


@pytest.mark.parametrize("places", [1, 3])
def test_holders_that_lease_at_the_same_time_never_get_the_same_chat(
    database: Database, place: MakePlace, owe: Owe, now: datetime, places: int
) -> None:
    """Each chat is owed more than one message holds, so that a second one could be made of the rest."""
    with database.write() as transaction:
        made = [place(transaction, str(number)) for number in range(places)]
        for number in range(GROUP + 1):
            owe(transaction, str(number), *made)
    leased: list[Sending | None] = []

    def take() -> None:
        with database.write() as transaction:
            leased.append(outbox.lease(transaction, FIRST, now, render))

    threads = [Thread(target=take) for _ in range(4)]
    leased.append(_hold_the_first_lease(database, now, FIRST, threads))
    for thread in threads:
        thread.join()
    chats_told = [sending.place.chat.id for sending in leased if sending]
    assert sorted(chats_told) == sorted(one.chat.id for one in made)
    assert all(len(documents_in(sending)) == GROUP for sending in leased if sending)


def _hold_the_first_lease(
    database: Database, now: datetime, holder: Holder, others: Sequence[Thread]
) -> Sending:
    with database.write() as transaction:
        sending = lease(transaction, now, holder)
        for other in others:
            other.start()
        others[0].join(0.2)  # long enough for the others to look, and to wait for us where they must
    return sending
