"""A chat's settings move when it is told, never what it is told, nor in which order."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import pytest

from storage import answers, chats, outbox, settings, status
from storage.database import Database, Transaction
from storage.hours import Held, Settings
from storage.model import Place
from storage.outbox import Holder, Owed
from storage.settings import digest, quiet

HOLDER = Holder("telegram", 1)
HOUR = timedelta(hours=1)
MakePlace = Callable[..., Place]
Owe = Callable[..., int]


def told(transaction: Transaction, now: datetime) -> tuple[list[str], set[Held]]:
    """Sends what is due as one message; the documents, and why they waited."""
    seen: list[Owed] = []

    def render(_place: Place, owed: list[Owed]) -> list[dict[str, str]]:
        seen.extend(owed)
        return [{"payload": ""}]

    sending = outbox.lease(transaction, HOLDER, now, render)
    if sending:
        outbox.accepted(transaction, sending, 0, "message 1", now)
    return [one.stored.filing.document_id for one in seen], {one.held for one in seen}


def test_settings_are_kept_as_they_were_put(
    transaction: Transaction, place: MakePlace, now: datetime
) -> None:
    chat = place(transaction).chat.id
    assert settings.of(transaction, chat) == Settings()
    chosen = Settings("Europe/Berlin", quiet("22:00-07:00"), digest("weekly mon 08:00"), now)
    settings.put(transaction, chat, chosen)
    assert settings.of(transaction, chat) == chosen


def test_what_is_owed_in_quiet_hours_comes_at_once_in_the_morning(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here, other = place(transaction), place(transaction, "2000")
    settings.put(transaction, here.chat.id, Settings(quiet=quiet("14:00-16:00")))  # it is 14:02
    for document_id in ("1", "2"):
        owe(transaction, document_id, here, other)
    assert told(transaction, now) == (["1", "2"], {Held.NO})  # the other chat
    assert told(transaction, now + HOUR) == ([], set())
    assert told(transaction, now + 2 * HOUR) == (["1", "2"], {Held.QUIET})


def test_ending_a_snooze_brings_forward_what_waits(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    settings.put(transaction, here.chat.id, Settings(snoozed=now + 8 * HOUR))
    owe(transaction, "1", here)
    owe(transaction, "2", here)
    assert told(transaction, now + HOUR) == ([], set())
    settings.put(transaction, here.chat.id, Settings())
    assert outbox.reschedule(transaction, here.chat.id, now + HOUR) == 2
    assert told(transaction, now + HOUR) == (["1", "2"], {Held.SNOOZED})


def test_a_snooze_holds_back_what_is_due_already_in_every_topic(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here, topic = place(transaction), place(transaction, "1000", "7")
    owe(transaction, "1", here, topic)
    settings.put(transaction, here.chat.id, Settings(snoozed=now + HOUR))
    assert outbox.reschedule(transaction, here.chat.id, now) == 2
    assert told(transaction, now) == ([], set())
    assert told(transaction, now + HOUR) == (["1"], {Held.SNOOZED})


def test_settings_that_hold_nothing_back_leave_what_is_due_as_urgent_as_it_is(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    owe(transaction, "1", here, at=now - HOUR)
    assert outbox.reschedule(transaction, here.chat.id, now) == 0
    assert outbox.next_due(transaction, "telegram") == now - HOUR


@pytest.mark.parametrize("hours", ["", "14:00-16:00"])
def test_a_correction_never_comes_before_the_alert_it_answers(
    transaction: Transaction, place: MakePlace, store: Callable[..., int], now: datetime, hours: str
) -> None:
    here = place(transaction)
    settings.put(transaction, here.chat.id, Settings(snoozed=now + 8 * HOUR))
    first = store(transaction, "1", "NVDA")
    outbox.enqueue(transaction, first, "alert", {here.id: ["*"]}, now)
    settings.put(transaction, here.chat.id, Settings(quiet=quiet(hours) if hours else None))
    second = store(transaction, "2", "NVDA")
    outbox.enqueue(transaction, second, "alert", {here.id: ["*"]}, now, [first])
    assert answers.waiting(transaction, [second], [here.id]) == {here.id: now + 8 * HOUR}
    outbox.reschedule(transaction, here.chat.id, now)
    assert told(transaction, now + 2 * HOUR)[0] == ["1", "2"]


def test_what_is_tried_again_keeps_quiet_hours(
    transaction: Transaction, place: MakePlace, owe: Owe, now: datetime
) -> None:
    here = place(transaction)
    owe(transaction, "1", here)
    sending = outbox.lease(transaction, HOLDER, now, lambda *_: [{"payload": ""}])
    assert sending
    settings.put(transaction, here.chat.id, Settings(quiet=quiet("14:00-16:00")))
    outbox.postpone(transaction, sending, now + timedelta(minutes=5), "busy", None)
    assert outbox.next_due(transaction, "telegram") == now.replace(hour=16, minute=0)


def test_what_was_held_back_says_nothing_of_how_fast_we_are(
    transaction: Transaction, place: MakePlace, store: Callable[..., int], now: datetime
) -> None:
    quick, slow = place(transaction), place(transaction, "2000")
    settings.put(transaction, slow.chat.id, Settings(digest=digest("daily 18:00")))
    filing_id = store(transaction, "1", "NVDA", not_listed=now)
    outbox.enqueue(transaction, filing_id, "alert", {quick.id: ["*"], slow.id: ["*"]}, now)
    assert told(transaction, now + timedelta(seconds=2))[0] == ["1"]
    assert told(transaction, now + 4 * HOUR) == (["1"], {Held.DAILY})
    found = status.latency(transaction, now - HOUR)
    assert found
    assert (found.alerts, found.p95) == (1, timedelta(seconds=2))


def test_a_chat_that_another_turns_out_to_be_keeps_its_settings_or_takes_theirs(
    transaction: Transaction, place: MakePlace
) -> None:
    group, early = place(transaction, "-5"), place(transaction, "-1005")
    settings.put(transaction, early.chat.id, Settings("Europe/Berlin"))
    chats.move(transaction, group.chat.id, "-1005")
    assert settings.of(transaction, group.chat.id).zone == "Europe/Berlin"
    late = place(transaction, "-2005")
    settings.put(transaction, late.chat.id, Settings("Asia/Tokyo"))
    chats.move(transaction, group.chat.id, "-2005")
    assert settings.of(transaction, group.chat.id).zone == "Europe/Berlin"
    assert settings.of(transaction, late.chat.id) == Settings()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite lets no two processes write
def test_settings_changed_while_something_is_being_owed_move_that_too(
    database: Database, place: MakePlace, store: Callable[..., int], now: datetime
) -> None:
    with database.write() as transaction:
        here, filing_id = place(transaction), store(transaction, "1", "NVDA")
        settings.put(transaction, here.chat.id, Settings(snoozed=now + 8 * HOUR))

    def end_the_snooze() -> None:
        with database.write() as transaction:
            settings.put(transaction, here.chat.id, Settings())
            outbox.reschedule(transaction, here.chat.id, now)

    other = Thread(target=end_the_snooze)
    with database.write() as transaction:
        outbox.enqueue(transaction, filing_id, "alert", {here.id: ["*"]}, now)
        other.start()
        other.join(0.3)
    other.join()
    with database.read() as transaction:
        assert outbox.next_due(transaction, "telegram") == now
