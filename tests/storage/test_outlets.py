"""Outlets: what a chat is owed, its e-mail address is owed too, once and when the chat is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import chats, outbox, outlets, settings
from storage.database import Transaction
from storage.forget import forget
from storage.model import ChatState, Place
from storage.settings import Settings
from storage.tables_chats import deliveries

Store = Callable[..., int]


@pytest.fixture
def here(transaction: Transaction) -> Place:
    return chats.place(transaction, "telegram", "1000")


@pytest.fixture
def mail(transaction: Transaction) -> Place:
    return chats.place(transaction, "email", "ann@example.org")


def owed(transaction: Transaction, outlet: Place) -> list[tuple[list[str], datetime]]:
    chosen = select(deliveries).where(deliveries.c.place_id == outlet.id).order_by(deliveries.c.id)
    return [(row.why, row.due_at) for row in transaction.execute(chosen)]


def test_an_outlet_is_owed_what_its_chat_is_owed(
    transaction: Transaction, here: Place, mail: Place, store: Store, now: datetime
) -> None:
    assert outlets.add(transaction, here.chat.id, mail, now)
    assert not outlets.add(transaction, here.chat.id, mail, now)
    assert outlets.of(transaction, here.chat.id) == [mail]
    assert outbox.enqueue(transaction, store(transaction), "alert", {here.id: ["*"]}, now) == 2
    assert owed(transaction, mail) == [(["*"], now)]


def test_an_outlet_of_two_chats_hears_it_once_and_first(
    transaction: Transaction, here: Place, mail: Place, store: Store, now: datetime
) -> None:
    later = chats.place(transaction, "telegram", "1001")
    settings.put(transaction, later.chat.id, Settings(snoozed=now + timedelta(hours=8)))
    for place in (here, later):
        outlets.add(transaction, place.chat.id, mail, now)
    wanted = {later.id: ["*"], here.id: ["$NVDA"]}
    assert outbox.enqueue(transaction, store(transaction), "alert", wanted, now) == 3
    assert owed(transaction, mail) == [(["$NVDA"], now)]
    assert outlets.owners(transaction, mail) == [here, later]


def test_two_topics_of_one_chat_give_the_outlet_both_reasons(
    transaction: Transaction, here: Place, mail: Place, store: Store, now: datetime
) -> None:
    topic = chats.place(transaction, "telegram", "1000", "7")
    outlets.add(transaction, here.chat.id, mail, now)
    wanted = {here.id: ["*", "$NVDA"], topic.id: ["$NVDA", "buy"]}
    outbox.enqueue(transaction, store(transaction), "alert", wanted, now)
    assert owed(transaction, mail) == [(["*", "$NVDA", "buy"], now)]
    assert outlets.owners(transaction, mail) == [here]


def test_an_outlet_waits_as_long_as_its_chat_wants_and_no_longer(
    transaction: Transaction, here: Place, mail: Place, store: Store, now: datetime
) -> None:
    outlets.add(transaction, here.chat.id, mail, now)
    settings.put(transaction, here.chat.id, Settings(snoozed=now + timedelta(hours=8)))
    outbox.enqueue(transaction, store(transaction), "alert", {here.id: ["*"]}, now)
    assert owed(transaction, mail) == [(["*"], now + timedelta(hours=8))]
    settings.put(transaction, here.chat.id, Settings())
    outbox.reschedule(transaction, here.chat.id, now)
    assert owed(transaction, mail) == [(["*"], now)]


def test_a_chat_that_blocked_the_bot_is_still_heard_of_by_its_outlet(
    transaction: Transaction, here: Place, mail: Place, store: Store, now: datetime
) -> None:
    outlets.add(transaction, here.chat.id, mail, now)
    chats.pause(transaction, here.chat.id, ChatState.PAUSED, "blocked")
    outbox.enqueue(transaction, store(transaction), "alert", {here.id: ["*"]}, now)
    assert [row.state for row in transaction.execute(select(deliveries).order_by(deliveries.c.id))] == [
        "failed",
        "waiting",
    ]


def test_an_outlet_taken_away_is_owed_nothing_more(
    transaction: Transaction, here: Place, mail: Place, store: Store, now: datetime
) -> None:
    outlets.add(transaction, here.chat.id, mail, now)
    outlets.remove(transaction, here.chat.id, mail)
    assert outbox.enqueue(transaction, store(transaction), "alert", {here.id: ["*"]}, now) == 1
    assert owed(transaction, mail) == []


@pytest.mark.parametrize("whose", ["chat", "outlet"])
def test_forgetting_either_leaves_no_outlet(
    transaction: Transaction, here: Place, mail: Place, now: datetime, whose: str
) -> None:
    outlets.add(transaction, here.chat.id, mail, now)
    forget(transaction, here.chat.id if whose == "chat" else mail.chat.id)
    assert outlets.of(transaction, here.chat.id) == []


def test_a_chat_that_moves_keeps_its_outlets_and_gets_those_of_the_other(
    transaction: Transaction, here: Place, mail: Place, now: datetime
) -> None:
    hook = chats.place(transaction, "webhook", "https://example.org/")
    other = chats.place(transaction, "telegram", "-1009")
    outlets.add(transaction, here.chat.id, mail, now)
    for one in (mail, hook):
        outlets.add(transaction, other.chat.id, one, now)
    chats.move(transaction, here.chat.id, "-1009")
    assert {one.chat.channel for one in outlets.of(transaction, here.chat.id)} == {"email", "webhook"}
    assert outlets.of(transaction, other.chat.id) == []
