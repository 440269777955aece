"""Fan-outs are taken up where they were left, by one process at a time."""

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError

from storage import fanouts
from storage.database import Database, Transaction
from storage.fanouts import FanOut
from storage.model import Follow, Place


def only(transaction: Transaction) -> FanOut:
    found = fanouts.take(transaction, fanouts.open_ones(transaction)[0])
    assert found
    return found


def test_a_fan_out_remembers_how_far_it_came(
    transaction: Transaction,
    store: Callable[..., int],
    place: Callable[..., Place],
    follow: Callable[..., Follow],
) -> None:
    last = follow(transaction, place(transaction), "*").id
    filing_id = store(transaction, "1", "NVDA")
    fanouts.start(transaction, filing_id, "alert")
    started = only(transaction)
    assert (started.filing_id, started.kind, started.last_follow, started.position) == (
        filing_id,
        "alert",
        last,
        0,
    )
    fanouts.advance(transaction, started, 7)
    assert only(transaction).position == 7
    fanouts.finish(transaction, started)
    assert fanouts.open_ones(transaction) == []
    assert fanouts.take(transaction, started.id) is None


def test_open_ones_come_oldest_first(transaction: Transaction, store: Callable[..., int]) -> None:
    filing_ids = [store(transaction, document_id, "NVDA") for document_id in ("1", "2")]
    for filing_id in filing_ids:
        fanouts.start(transaction, filing_id, "alert")
    found = [fanouts.take(transaction, fanout_id) for fanout_id in fanouts.open_ones(transaction)]
    assert [one.filing_id for one in found if one] == filing_ids


def test_a_filing_is_fanned_out_once_for_each_kind(database: Database, store: Callable[..., int]) -> None:
    with database.write() as transaction:
        filing_id = store(transaction, "1", "NVDA")
        fanouts.start(transaction, filing_id, "alert")
        fanouts.start(transaction, filing_id, "correction")
    with pytest.raises(IntegrityError), database.write() as transaction:
        fanouts.start(transaction, filing_id, "alert")


def test_one_process_at_a_time_advances_a_fan_out(database: Database, store: Callable[..., int]) -> None:
    with database.write() as transaction:
        fanouts.start(transaction, store(transaction, "1", "NVDA"), "alert")
    positions: list[int | None] = []

    def advance() -> None:
        with database.write() as transaction:
            taken = fanouts.take(transaction, 1)
            positions.append(taken.position if taken else None)

    with database.write() as transaction:
        other = Thread(target=advance)
        held = only(transaction)
        other.start()
        other.join(0.2)
        fanouts.advance(transaction, held, 7)
    other.join()
    assert positions == [7 if database.sqlite else None]
