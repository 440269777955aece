"""Who hears of an amendment or a correction, and in which order."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ingest import match
from ingest.difference import difference
from ingest.match import MATCHING, fan_out
from storage import fanouts, filings, health
from storage.model import (
    CORRECTION,
    AmountRange,
    Difference,
    Official,
    Standing,
    Stored,
)
from tests.support.matched import NOW, filing, set_chamber


@pytest.fixture
def amended(world, read) -> Callable[..., int]:
    """Stores a filing that leaves, changes, adds and removes rows of an earlier one; gives its id."""

    def make(earlier: int) -> int:
        with world.parts.database.read() as transaction:
            was = filings.get(transaction, earlier).filing
        now = [was.trades[0], replace(was.trades[1], amount=AmountRange(1, 2)), *filing("0", "NEW").trades]
        numbered = tuple(replace(row, ordinal=number) for number, row in enumerate(now, 1))
        changes = replace(difference(was.trades, numbered, earlier), documents=(was.document_id,))
        return read("2", "-", trades=numbered, amends=changes)

    return make


def test_an_amendment_reaches_only_who_follows_what_it_changes(world, read, amended) -> None:
    first = read("1", "SAME", "OTHER", "GONE")
    fan_out(world.parts)
    for address, query in enumerate(["$SAME", "$OTHER", "$NEW", "$GONE", "P000197", "K000389"], 1):
        world.follow(query, address=str(address))
    amended(first)
    fan_out(world.parts)
    assert [why for _, why in world.owed()] == [["$OTHER"], ["$NEW"], ["$GONE"], ["P000197"]]
    assert world.state("2") == "matched"


def test_nobody_is_told_of_an_amendment_before_the_report_it_amends(
    world, read, amended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match, "CHUNK", 2)
    for address in range(7):
        world.follow("P000197", address=str(address))
    amended(read("1", "SAME", "OTHER", "GONE"))
    seen = []
    fan_out(replace(world.parts, wake=lambda: seen.append((world.state("1"), len(world.owed())))))
    assert [owed for state, owed in seen if state == "read"] == [2, 4, 6]
    assert len(world.owed()) == 14
    assert (world.state("1"), world.state("2")) == ("matched", "matched")


def test_what_another_process_finishes_meanwhile_holds_up_no_other(world, read) -> None:
    world.follow("*")
    for document_id in ("1", "2", "3"):
        read(document_id, "NVDA")

    def finish_second() -> None:
        with world.parts.database.write() as transaction:
            if second := fanouts.take(transaction, 2):
                fanouts.finish(transaction, second)

    fan_out(replace(world.parts, wake=finish_second))
    assert (world.state("1"), world.state("3"), len(world.owed())) == ("matched", "matched", 2)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite lets no two processes write
def test_an_amendment_is_left_to_who_holds_the_report_it_amends(world, read, amended) -> None:
    world.follow("P000197")
    amended(read("1", "SAME", "OTHER", "GONE"))
    with world.parts.database.write() as transaction:
        assert fanouts.take(transaction, 1)
        fan_out(world.parts)
    assert world.owed() == []
    fan_out(world.parts)
    assert len(world.owed()) == 2


def test_a_fan_out_that_fails_stops_no_other_and_is_seen_until_it_works(world, read) -> None:
    world.follow("*")
    broken = read("1", "NVDA")
    read("2", "NVDA")
    set_chamber(world, broken, "another")
    fan_out(world.parts)
    assert (world.state("1"), world.state("2")) == ("read", "matched")
    with world.parts.database.read() as transaction:
        assert health.get(transaction, MATCHING).reason == "Unexpected"
    set_chamber(world, broken, "house")
    fan_out(world.parts)
    assert world.state("1") == "matched"
    with world.parts.database.read() as transaction:
        assert health.get(transaction, MATCHING).failing_since is None


def test_a_correction_of_whose_report_it_is_reaches_who_heard_of_it_by_party() -> None:
    corrects = Difference(instead_of="K000389")
    person = Official("F000459", "Chuck Fleischmann", (), ())
    held = Stored(
        1, 2, False, filing("1", "NVDA"), person, "", "", NOW, None, False, None, corrects, Standing("R")
    )
    asked = ["party:D", "party:R", "K000389", "party:I"]
    before = Standing("D")
    assert match.wanting(match.told(held, CORRECTION, before), asked) == ["party:D", "party:R", "K000389"]
    assert match.wanting(match.told(held), asked) == ["party:R"]
