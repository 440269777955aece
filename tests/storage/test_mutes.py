"""Whom a place does not want to hear of."""

from collections.abc import Callable
from datetime import datetime

from storage import chats, mutes, outbox, status
from storage.database import Transaction
from storage.model import Place
from storage.outbox import Holder

PELOSI = "P000197"
MakePlace = Callable[..., Place]


def test_a_mute_is_a_places_own_until_it_is_ended(
    transaction: Transaction, place: MakePlace, owe: Callable[..., int], now: datetime
) -> None:
    here, there = place(transaction), place(transaction, "2000")
    owe(transaction, "1")
    assert mutes.add(transaction, here.id, PELOSI, now)
    assert not mutes.add(transaction, here.id, PELOSI, now)
    assert mutes.of(transaction, here.id) == {PELOSI: now}
    assert mutes.places(transaction, PELOSI, [here.id, there.id]) == {here.id}
    assert mutes.remove(transaction, here.id, PELOSI)
    assert not mutes.remove(transaction, here.id, PELOSI)
    assert mutes.of(transaction, here.id) == {}


def test_what_waits_already_is_not_sent_either(
    transaction: Transaction, place: MakePlace, owe: Callable[..., int], now: datetime
) -> None:
    here, there = place(transaction), place(transaction, "2000")
    owe(transaction, "1", here, there)
    mutes.add(transaction, here.id, PELOSI, now)
    assert status.deliveries_by_state(transaction) == {"muted": 1, "waiting": 1}
    sending = outbox.lease(transaction, Holder("telegram", 1), now, lambda *_: [{"payload": ""}])
    assert sending
    assert sending.place == there


def test_mutes_go_along_when_two_chats_turn_out_to_be_one(
    transaction: Transaction, place: MakePlace, owe: Callable[..., int], now: datetime
) -> None:
    group, early = place(transaction, "-5"), place(transaction, "-1005")
    owe(transaction, "1")
    for one in (group, early):
        mutes.add(transaction, one.id, PELOSI, now)
    chats.move(transaction, group.chat.id, "-1005")
    assert mutes.of(transaction, group.id) == {PELOSI: now}
