"""Saved queries, found by what a filing has and not by going through all of them."""

from collections.abc import Callable
from datetime import datetime

from storage import follows
from storage.database import Transaction
from storage.model import Follow, Place
from storage.query import stored

MakePlace = Callable[..., Place]
MakeFollow = Callable[..., Follow]
NVDA = [("official", "P000197"), ("ticker", "NVDA"), ("rest", "")]


def found(transaction: Transaction, keys: list[tuple[str, str]]) -> dict[int, list[str]]:
    last = follows.last(transaction)
    places = follows.places(transaction, keys, 0, last)
    return follows.candidates(transaction, keys, (places[0], places[-1]), last) if places else {}


def test_a_place_follows_a_query_once(transaction: Transaction, place: MakePlace, now: datetime) -> None:
    here, there = place(transaction), place(transaction, "1000", "7")
    made = follows.add(transaction, here.id, stored("P000197"), now)
    assert follows.add(transaction, here.id, stored("P000197"), now) is None
    assert follows.add(transaction, there.id, stored("P000197"), now)
    assert follows.of(transaction, here.id) == [made]
    assert follows.count(transaction) == 2


def test_a_follow_ended_is_wanted_by_nothing(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    here = place(transaction)
    follow(transaction, here, "$NVDA")
    follow(transaction, here, "*")
    assert follows.remove(transaction, here.id, stored("$NVDA"))
    assert not follows.remove(transaction, here.id, stored("$NVDA"))
    assert found(transaction, NVDA) == {here.id: ["*"]}


def test_candidates_are_those_with_a_key_of_the_filing_by_place(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    here, there, elsewhere = (place(transaction, address) for address in ("1", "2", "3"))
    for where, query in (
        (here, "P000197 $AMD"),
        (here, "$NVDA,$AMD"),
        (there, "*"),
        (there, "P000197,$NVDA"),
        (elsewhere, "K000389"),
        (elsewhere, "$AMD"),
    ):
        follow(transaction, where, query)
    assert found(transaction, NVDA) == {
        here.id: ["P000197 $AMD", "$NVDA,$AMD"],
        there.id: ["*", "P000197,$NVDA"],
    }


def test_a_follow_with_several_of_the_keys_comes_once(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    here = place(transaction)
    follow(transaction, here, "$NVDA,$AMD,$TSLA")
    assert found(transaction, [("ticker", "NVDA"), ("ticker", "AMD")]) == {here.id: ["$NVDA,$AMD,$TSLA"]}


def test_candidates_come_place_by_place(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    places = [place(transaction, str(number)) for number in range(5)]
    for where in places:
        follow(transaction, where, "$NVDA")
        follow(transaction, where, "*")
    ids, last = [where.id for where in places], follows.last(transaction)
    assert follows.places(transaction, NVDA, 0, last) == ids
    assert follows.places(transaction, NVDA, ids[2], last) == ids[3:]
    held = follows.candidates(transaction, NVDA, (ids[1], ids[2]), last)
    assert held == {ids[1]: ["$NVDA", "*"], ids[2]: ["$NVDA", "*"]}


def test_later_follows_take_no_part(transaction: Transaction, place: MakePlace, follow: MakeFollow) -> None:
    assert follows.last(transaction) == 0
    here, there = place(transaction), place(transaction, "2000")
    last = follow(transaction, here, "$NVDA").id
    follow(transaction, here, "*")
    follow(transaction, there, "$NVDA")
    assert follows.places(transaction, NVDA, 0, last) == [here.id]
    assert follows.candidates(transaction, NVDA, (here.id, there.id), last) == {here.id: ["$NVDA"]}


def test_a_follow_made_after_the_last_one_ended_is_a_later_one(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    here = place(transaction)
    last = follow(transaction, here, "$NVDA").id
    follows.remove(transaction, here.id, stored("$NVDA"))
    assert follow(transaction, here, "*").id > last


def test_a_filing_may_have_thousands_of_securities(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    here = place(transaction)
    follow(transaction, here, "$NVDA")
    keys = [("ticker", f"A{number}") for number in range(5_000)]
    assert found(transaction, [*keys, *NVDA]) == {here.id: ["$NVDA"]}


def test_a_paused_follow_is_kept_and_wanted_by_nothing_until_it_goes_on(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    here = place(transaction)
    held = follow(transaction, here, "$NVDA")
    follows.pause(transaction, held, paused=True)
    assert found(transaction, NVDA) == {}
    assert [one.paused for one in follows.of(transaction, here.id)] == [True]
    follows.pause(transaction, held, paused=False)
    assert found(transaction, NVDA) == {here.id: ["$NVDA"]}
    assert follows.of(transaction, here.id) == [held]


def test_a_follow_keeps_its_number_whatever_ends_before_it(
    transaction: Transaction, place: MakePlace, follow: MakeFollow
) -> None:
    here = place(transaction)
    for query in ("$NVDA", "$AMD", "*"):
        follow(transaction, here, query)
    follows.remove(transaction, here.id, stored("$AMD"))
    follow(transaction, here, "$TSLA")
    numbered = [(one.number, one.query) for one in follows.of(transaction, here.id)]
    assert numbered == [(1, "$NVDA"), (3, "*"), (4, "$TSLA")]


def test_a_changed_follow_is_another_under_the_same_number(
    transaction: Transaction, place: MakePlace, follow: MakeFollow, now: datetime
) -> None:
    here = place(transaction)
    held = follow(transaction, here, "$NVDA")
    follows.set_role(transaction, held, "77")
    follows.pause(transaction, held, paused=True)
    held = follows.of(transaction, here.id)[0]
    assert follows.change(transaction, held, stored("$NVDA"), now) is None
    made = follows.change(transaction, held, stored("$AMD"), now)
    assert made
    assert made.id > held.id
    changed = follows.of(transaction, here.id)
    assert [(c.number, c.query, c.role, c.paused) for c in changed] == [(1, "$AMD", "77", True)]
    assert found(transaction, [("ticker", "AMD")]) == {}


def test_the_role_of_the_first_follow_that_has_one_is_mentioned(
    transaction: Transaction, place: MakePlace, now: datetime
) -> None:
    here = place(transaction)
    for query, role in (("$NVDA", ""), ("P000197", "8"), ("*", "7")):
        follows.add(transaction, here.id, stored(query), now, role=role)
    roles = [follows.role(transaction, here.id, why) for why in (["$NVDA"], ["*", "P000197"], [])]
    assert roles == ["", "8", ""]
