"""What a poll and a replay learn of an official's name, and take back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Row, select

from ingest.identify import Directory
from ingest.poll import poll
from ingest.replay import replay, waiting
from ingest.sources.house import House
from storage import officials
from storage.tables import aliases

PELOSI = "20034836"


class NewerHouse(House):
    reader = 2


@pytest.fixture
def taught(world, publish) -> Any:
    """One report has been polled; gives what there is of aliases at any time."""
    publish(PELOSI)
    poll(world.parts)

    def held() -> Sequence[Row[Any]]:
        with world.parts.database.read() as transaction:
            return transaction.execute(select(aliases)).all()

    return held


def read_again(world, directory: Directory, *, apply: bool) -> None:
    newer = replace(world.parts, source=NewerHouse(world.clerk.url), directory=directory)
    list(replay(newer, waiting(newer), apply=apply))


def without_pelosi(world) -> Directory:
    """As if another table had her seat as somebody else's, who has her name."""
    [pelosi] = [one for one in world.parts.directory.officials if one.id == "P000197"]
    other = replace(pelosi, id="P000999", name="Nan Pelosi")
    with world.parts.database.write() as transaction:
        officials.load(transaction, officials.as_of(transaction), [other])
    return Directory((other,))


def test_the_name_printed_on_a_report_is_learnt_with_readable_evidence(world, taught) -> None:
    [alias] = taught()
    assert (alias.official_id, alias.spelling) == ("P000197", "Hon. Nancy Pelosi")
    assert alias.evidence.startswith("name, state and district: Nancy Pelosi held CA-11 on ")
    assert alias.evidence.endswith("; House Clerk report 20034836")
    assert (alias.source, alias.document_id, alias.seen) == ("house", PELOSI, world.clock())


def test_a_replay_that_finds_it_another_ones_withdraws_it(world, taught) -> None:
    read_again(world, without_pelosi(world), apply=True)
    assert [(alias.official_id, alias.spelling) for alias in taught()] == [("P000999", "Hon. Nancy Pelosi")]


def test_a_replay_that_finds_it_nobodys_withdraws_it(world, taught) -> None:
    read_again(world, Directory(()), apply=True)
    assert taught() == []


def test_a_replay_that_only_looks_teaches_nothing(world, taught) -> None:
    before = taught()
    read_again(world, without_pelosi(world), apply=False)
    assert taught() == before
