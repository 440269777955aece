"""Who wants a filing: everybody who follows it, once, wherever a fan-out was cut short."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from ingest import match
from ingest.match import fan_out
from storage import chats, fanouts, mutes
from storage import follows as follow_storage
from storage.facts import of
from storage.model import (
    Official,
    Stored,
)
from storage.query import Everything, Person, Query, Ticker, stored
from storage.tables_chats import fanouts as fanout_table
from storage.tables_chats import follow_keys, follows
from tests.support.matched import filing, set_chamber


class KilledError(BaseException):
    """The process is gone: nothing of ours may catch it."""


def killed_at_call(number: int) -> Callable[..., None]:
    calls = count(1)

    def call(*_: object) -> None:
        if next(calls) == number:
            raise KilledError

    return call


def test_five_follows_of_one_place_make_one_delivery_with_every_reason(world, read) -> None:
    queries = ["P000197", "$NVDA", "*", "P000197 $NVDA", "P000197,$AMD"]
    world.follow(*queries, "K000389", "$TSLA", "K000389 $NVDA", "P000197 $TSLA")
    read("1", "NVDA", "NVDA")
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [queries]
    assert world.state("1") == "matched"


def test_a_filing_nobody_wants_is_matched_all_the_same(world, read) -> None:
    world.follow("K000389")
    read("1", "NVDA")
    fan_out(world.parts)
    assert world.owed() == []
    assert world.state("1") == "matched"


def test_a_paper_filing_reaches_who_follows_its_filer_or_everything(world, read) -> None:
    for address, query in (("1", "P000197"), ("2", "*"), ("3", "$NVDA"), ("4", "P000197 $NVDA")):
        world.follow(query, address=address)
    read("1")
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["P000197"], ["*"]]


def test_an_unidentified_filing_reaches_who_follows_its_tickers_or_everything(world, read) -> None:
    world.follow("P000197", "$NVDA", "*")
    read("1", "NVDA", official_id=None)
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["$NVDA", "*"]]


@pytest.mark.parametrize(("chunks", "told"), [(1, 2), (2, 4), (3, 6), (4, 7)])
def test_a_fan_out_killed_after_any_chunk_goes_on_without_loss_or_repeat(
    world, read, monkeypatch: pytest.MonkeyPatch, chunks: int, told: int
) -> None:
    monkeypatch.setattr(match, "CHUNK", 2)
    for address in range(7):
        world.follow("$NVDA", "P000197", address=str(address))
    read("1", "NVDA")
    with pytest.raises(KilledError):
        fan_out(replace(world.parts, wake=killed_at_call(chunks)))
    assert len(world.owed()) == told
    assert world.state("1") == ("matched" if told == 7 else "read")
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["$NVDA", "P000197"]] * 7
    assert world.state("1") == "matched"


def test_stopping_leaves_the_rest_for_the_next_start(world, read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "CHUNK", 2)
    for address in range(5):
        world.follow("*", address=str(address))
    read("1", "NVDA")
    fan_out(replace(world.parts, wake=world.stopping.set))
    assert len(world.owed()) == 2
    world.stopping.clear()
    fan_out(world.parts)
    assert len(world.owed()) == 5


def test_a_huge_fan_out_holds_up_no_other(world, read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "CHUNK", 1)
    for address in range(5):
        world.follow("$NVDA", address=str(address))
    world.follow("$AMD", address="other")
    read("huge", "NVDA")
    read("small", "AMD")
    states = []
    fan_out(replace(world.parts, wake=lambda: states.append((world.state("huge"), world.state("small")))))
    assert states.index(("read", "matched")) == 1  # one chunk of the huge one, then all of the small one


def test_no_place_hears_of_a_later_filing_first(world, read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "CHUNK", 2)
    for address in range(6):
        world.follow("$NVDA", address=str(address))
    world.follow("$AMD", address="5")
    read("huge", "NVDA")
    read("small", "AMD")
    owed = []
    fan_out(replace(world.parts, wake=lambda: owed.append(len(world.owed()))))
    assert owed == [2, 4, 6, 7]


@pytest.mark.parametrize("thread", ["", "7"])
def test_a_chat_that_moves_amid_a_fan_out_is_told_whichever_place_its_follows_come_to(
    world, read, monkeypatch: pytest.MonkeyPatch, thread: str
) -> None:
    """To one that was passed already, or to one made only now, beyond all others."""
    monkeypatch.setattr(match, "CHUNK", 2)
    whole = world.follow("$AMD", address="-5").place_id
    others = [world.follow("$NVDA", address=address).place_id for address in ("1", "2", "3")]
    with world.parts.database.write() as transaction:
        early = chats.place(transaction, "telegram", "-1005", thread).id
        follow_storage.add(transaction, early, stored("$NVDA"), world.clock())
    read("1", "NVDA")

    def move() -> None:
        with world.parts.database.write() as transaction:
            if (chat := chats.known(transaction, "telegram", "-5")) is not None:
                chats.move(transaction, chat, "-1005")

    fan_out(replace(world.parts, wake=move))
    with world.parts.database.read() as transaction:
        moved = chats.find(transaction, "telegram", "-1005", thread)
    assert moved
    assert moved.id == whole if thread == "" else moved.id > early
    assert [place for place, _ in world.owed()] == sorted([*others, moved.id])
    assert world.state("1") == "matched"


def test_what_fails_is_waited_for_by_nobody(world, read) -> None:
    world.follow("*", address="1")
    broken = read("1", "NVDA")
    read("2", "NVDA")
    set_chamber(world, broken, "another")
    fan_out(world.parts)
    assert len(world.owed()) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite lets no two processes write
def test_what_another_process_tells_is_waited_for(world, read) -> None:
    world.follow("*", address="1")
    read("1", "NVDA")
    read("2", "NVDA")
    with world.parts.database.write() as transaction:
        assert fanouts.take(transaction, 1)
        fan_out(world.parts)
        assert world.owed() == []
    fan_out(world.parts)
    assert len(world.owed()) == 2


def test_follows_made_after_the_start_take_no_part(world, read) -> None:
    world.follow("$NVDA", address="1")
    read("1", "NVDA")
    world.follow("*", address="1")
    world.follow("$NVDA", address="2")
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["$NVDA"]]


def test_fanning_out_twice_sends_nothing_twice(world, read) -> None:
    world.follow("$NVDA", address="1")
    world.follow("*", address="2")
    read("1", "NVDA")
    fan_out(world.parts)
    before = world.owed()
    with world.parts.database.write() as transaction:
        transaction.execute(update(fanout_table).values(done=False, position=0))
    fan_out(world.parts)
    assert world.owed() == before
    assert len(before) == 2


def test_a_follow_that_cannot_be_read_stops_no_other(world, read) -> None:
    world.follow("*", address="1")
    with world.parts.database.write() as transaction:
        place = chats.place(transaction, "telegram", "2")
        facts = {"number": 1, "role": "", "paused": False, "created": world.clock()}
        values = {"id": 99, "place_id": place.id, "query": "party:D", **facts}
        transaction.execute(insert(follows).values(values))
        key = {"kind": "rest", "value": "", "follow_id": 99, "place_id": place.id}
        transaction.execute(insert(follow_keys).values(key))
    read("1", "NVDA")
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["*"]]


def test_a_report_of_thousands_of_securities_is_fanned_out(world, read) -> None:
    world.follow("$NVDA")
    read("1", *(f"T{number}" for number in range(2_000)), "NVDA")
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["$NVDA"]]


def test_a_place_that_mutes_an_official_hears_nothing_of_them_whatever_it_follows(world, read) -> None:
    for address in ("1", "2"):
        world.follow("*", "$NVDA", address=address)
    with world.parts.database.write() as transaction:
        place = chats.find(transaction, "telegram", "1")
        mutes.add(transaction, place.id, "P000197", world.clock())
    read("1", "NVDA")
    read("2", "NVDA", official_id="K000389")
    fan_out(world.parts)
    assert len(world.owed()) == 3
    assert world.state("1") == "matched"


def test_a_paused_follow_wants_nothing(world, read) -> None:
    held = world.follow("$NVDA", "*")
    with world.parts.database.write() as transaction:
        follow_storage.pause(transaction, held, paused=True)
    read("1", "NVDA")
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["$NVDA"]]


people = st.sampled_from(["P000197", "K000389"])
symbols = st.sampled_from(["NVDA", "AMD", "BRK.B", "COF$I", "META", "FB"])
terms = st.one_of(people.map(Person), symbols.map(Ticker), st.just(Everything()))
queries = st.lists(st.lists(terms, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(
    lambda clauses: Query(tuple(clauses))
)


@given(query=queries, official_id=st.none() | people, tickers=st.lists(st.none() | symbols, max_size=4))
def test_a_follows_key_finds_every_filing_it_wants(
    query: Query, official_id: str | None, tickers: list[str | None]
) -> None:
    read = filing("1", *tickers)
    person = Official(official_id, "", (), ()) if official_id else None
    held = Stored(1, 1, False, read, person, "", "", None, None, False)
    if any(query.matches(of(held, trade)) for trade in read.trades or (None,)):
        assert {(query.key.kind, value) for value in query.key.values} & set(match.keys(held))
