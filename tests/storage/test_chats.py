"""Where messages go, and what happens to follows and alerts when a chat pauses, moves or returns."""

from collections.abc import Callable
from datetime import datetime

import pytest

from storage import chats, follows, outbox, status
from storage.database import Transaction
from storage.model import ChatState, Follow, Place
from storage.outbox import Holder, Sending

HOLDER = Holder("telegram", 1)
MakePlace = Callable[..., Place]
MakeFollow = Callable[..., Follow]


def send(transaction: Transaction, now: datetime) -> tuple[str, str, list[str]]:
    """Sends the next message; the address, thread and documents."""
    sending = outbox.lease(
        transaction, HOLDER, now, lambda _, owed: [{"told": [o.stored.filing.document_id for o in owed]}]
    )
    assert isinstance(sending, Sending)
    outbox.accepted(transaction, sending, 0, "message 1", now)
    return sending.place.chat.address, sending.place.thread, sending.parts[0]["told"]


def followed(transaction: Transaction, place: Place) -> list[str]:
    return [follow.query for follow in follows.of(transaction, place.id)]


def test_a_place_is_made_once_and_found_again(transaction: Transaction) -> None:
    made = chats.place(transaction, "discord", "1", "7", group=True, person="9", title="Newsroom")
    assert (made.chat.group, made.chat.person, made.chat.title, made.thread) == (True, "9", "Newsroom", "7")
    assert chats.place(transaction, "discord", "1", "7", group=True, person="9", title="Newsroom") == made
    assert chats.find(transaction, "discord", "1", "7") == made
    assert chats.find(transaction, "discord", "1") is None
    assert chats.find(transaction, "telegram", "1", "7") is None
    assert chats.get(transaction, made.id) == made


def test_who_speaks_from_a_paused_chat_brings_it_back(transaction: Transaction, place: MakePlace) -> None:
    here = place(transaction)
    chats.pause(transaction, here.chat.id, ChatState.PAUSED, "blocked")
    paused = chats.get(transaction, here.id).chat
    assert (paused.state, paused.reason) == (ChatState.PAUSED, "blocked")
    assert place(transaction) == here


def test_who_speaks_in_a_paused_thread_brings_just_that_back(
    transaction: Transaction, place: MakePlace, owe: Callable[..., int], now: datetime
) -> None:
    topics = [place(transaction, "1000", thread) for thread in ("7", "8")]
    for topic in topics:
        chats.pause_thread(transaction, topic.id, "message thread not found")
    place(transaction, "1000", "7")
    owe(transaction, "1", *topics)
    assert send(transaction, now) == ("1000", "7", ["1"])
    assert status.deliveries_by_state(transaction) == {"sent": 1, "failed": 1}


def test_a_chat_that_moves_keeps_its_follows_and_what_it_is_owed(
    transaction: Transaction,
    place: MakePlace,
    follow: MakeFollow,
    owe: Callable[..., int],
    now: datetime,
) -> None:
    group = place(transaction, "-5", "7")
    follow(transaction, group, "P000197")
    owe(transaction, "1", group)
    chats.move(transaction, group.chat.id, "-1005")
    moved = chats.find(transaction, "telegram", "-1005", "7")
    assert moved
    assert followed(transaction, moved) == ["P000197"]
    assert chats.find(transaction, "telegram", "-5", "7") is None
    assert send(transaction, now) == ("-1005", "7", ["1"])


@pytest.mark.parametrize("begun", [False, True])
def test_two_chats_that_turn_out_to_be_one_are_merged(
    transaction: Transaction,
    place: MakePlace,
    follow: MakeFollow,
    owe: Callable[..., int],
    now: datetime,
    begun: bool,
) -> None:
    """Somebody spoke in the supergroup before we learnt that it is the group of before."""
    group, early = place(transaction, "-5"), place(transaction, "-1005")
    topic = place(transaction, "-1005", "7")
    for where, query in ((group, "P000197"), (early, "P000197"), (early, "$NVDA"), (topic, "*")):
        follow(transaction, where, query)
    owe(transaction, "1", early)
    if begun:
        begun_there = outbox.lease(transaction, HOLDER, now, lambda *_: [{"told": ["1"]}])
        assert begun_there
        outbox.postpone(transaction, begun_there, now, "busy", None)
    owe(transaction, "2", topic)
    chats.move(transaction, group.chat.id, "-1005")
    merged = [chats.find(transaction, "telegram", "-1005", thread) for thread in ("", "7")]
    assert [followed(transaction, one) for one in merged if one] == [["P000197", "$NVDA"], ["*"]]
    assert send(transaction, now) == ("-1005", "", ["1"])
    assert send(transaction, now) == ("-1005", "7", ["2"])
    assert status.deliveries_by_state(transaction) == {"sent": 2}


def test_what_both_chats_were_owed_is_sent_once(
    transaction: Transaction, place: MakePlace, owe: Callable[..., int], now: datetime
) -> None:
    group, early = place(transaction, "-5"), place(transaction, "-1005")
    owe(transaction, "1", group, early)
    chats.move(transaction, group.chat.id, "-1005")
    assert send(transaction, now) == ("-1005", "", ["1"])
    assert status.deliveries_by_state(transaction) == {"sent": 1, "failed": 1}
    assert outbox.next_due(transaction, "telegram") is None


def test_a_merged_chat_is_told_of_what_either_followed(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    group, early = place(transaction, "-5"), place(transaction, "-1005")
    follow(transaction, early, "$NVDA")
    chats.move(transaction, group.chat.id, "-1005")
    keys, here = [("ticker", "NVDA")], (group.id, group.id)
    assert follows.candidates(transaction, keys, here, follows.last(transaction)) == {group.id: ["$NVDA"]}
