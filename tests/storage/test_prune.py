"""What has been kept for its time goes, in small steps, and never what is owed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from storage import answers, filings, outbox, prune, tokens
from storage.database import Database
from storage.outbox import Holder
from storage.prune import BUTTONS, SENT, TEXTS
from storage.tables_chats import deliveries, sendings
from storage.tables_chats import tokens as token_table
from storage.tokens import Bound

DAY = timedelta(days=1)
HOLDER = Holder("telegram", 1)


def never() -> bool:
    return False


def render(_place, owed):
    return [{"payload": {"text": "words " * 50}, "plain": "", "nonce": "", "reply_to": "", "picture": ""}]


def count(database: Database, table) -> int:
    with database.read() as transaction:
        return transaction.scalar(select(func.count()).select_from(table)) or 0


def sent(database: Database, place: Callable, store: Callable, now: datetime) -> int:
    """One alert is sent, and another is owed; the first filing's id."""
    with database.write() as transaction:
        here, there = place(transaction, "1"), place(transaction, "2")
        first = store(transaction, "1", "NVDA")
        outbox.enqueue(transaction, first, "alert", {here.id: ["*"]}, now)
        sending = outbox.lease(transaction, HOLDER, now, render)
        outbox.accepted(transaction, sending, 0, "message 7", now)
        outbox.enqueue(transaction, first, "alert", {there.id: ["*"]}, now)
    return first


def test_texts_go_after_ninety_days_and_what_answers_them_still_finds_the_message(
    database: Database, place: Callable, store: Callable, now: datetime
) -> None:
    first = sent(database, place, store, now)
    assert prune.prune(database, now + TEXTS - DAY, never) == 0
    assert prune.prune(database, now + TEXTS + DAY, never) == 1
    assert prune.prune(database, now + TEXTS + DAY, never) == 0
    with database.write() as transaction:
        assert transaction.scalar(select(sendings.c.parts)) == [{"message": "message 7"}]
        second = store(transaction, "1", "AMD")
        found = filings.get(transaction, second)
        assert answers.message(transaction, found, "correction", place(transaction, "1").id) == "message 7"
    assert first


def test_what_was_sent_goes_after_two_years_and_what_is_owed_never(
    database: Database, place: Callable, store: Callable, now: datetime
) -> None:
    sent(database, place, store, now)
    prune.prune(database, now + SENT + DAY, never)
    assert count(database, sendings) == 0
    with database.read() as transaction:
        assert transaction.scalars(select(deliveries.c.state)).all() == ["waiting"]


def test_what_was_begun_and_not_taken_stays(
    database: Database, place: Callable, store: Callable, now: datetime
) -> None:
    with database.write() as transaction:
        outbox.enqueue(
            transaction, store(transaction, "1", "NVDA"), "alert", {place(transaction).id: ["*"]}, now
        )
        outbox.lease(transaction, HOLDER, now, render)
        transaction.execute(update(sendings).values(created=now))
    assert prune.prune(database, now + SENT + DAY, never) == 0
    with database.read() as transaction:
        assert transaction.scalar(select(sendings.c.parts))[0]["payload"]


def test_many_rows_go_in_small_steps_and_a_stop_ends_it_between_two(
    database: Database, place: Callable, store: Callable, now: datetime, monkeypatch
) -> None:
    monkeypatch.setattr(prune, "BATCH", 2)
    with database.write() as transaction:
        places = [place(transaction, str(number)) for number in range(5)]
        first = store(transaction, "1", "NVDA")
        outbox.enqueue(transaction, first, "alert", {one.id: ["*"] for one in places}, now)
        transaction.execute(update(deliveries).values(state="failed"))
    looks = iter([False, False, False, True, True, True, True])
    assert prune.prune(database, now + SENT + DAY, lambda: next(looks)) == 4
    assert count(database, deliveries) == 1
    assert prune.prune(database, now + SENT + DAY, never) == 1


def test_old_buttons_go_and_shared_links_stay(database: Database, now: datetime) -> None:
    with database.write() as transaction:
        tokens.keep(transaction, "/follow " + "x" * 80, Bound("telegram", "1"), now)
        tokens.keep(transaction, "/follow " + "y" * 80, None, now)
    assert prune.prune(database, now + BUTTONS + DAY, never) == 1
    assert count(database, token_table) == 1
