"""The table of who serves in Congress, made newer from the publisher's files."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.refresh import HOSTS, newest, refresh
from ingest.errors import Missing, ReferenceUnusable
from ingest.references import legislators

SHIPPED = legislators.load()
LATER = SHIPPED.as_of + timedelta(days=30)


def published(url: str) -> bytes:
    """Six hundred members, serving or former, in the publisher's form."""
    start, end = ("2025-01-03", "2027-01-03") if "current" in url else ("2011-01-05", "2013-01-03")
    term = {"type": "rep", "state": "OH", "district": 1, "party": "Democrat", "start": start, "end": end}
    letter = "C" if "current" in url else "H"
    return json.dumps(
        [
            {
                "id": {"bioguide": f"{letter}{number:06}"},
                "name": {"first": "Ann", "last": f"Number{number}"},
                "terms": [term],
            }
            for number in range(600)
        ]
    ).encode()


def test_a_refreshed_table_is_used_from_then_on(tmp_path: Path) -> None:
    file = refresh(tmp_path / "hilltape.data", published, LATER)
    table = newest(tmp_path / "hilltape.data")
    assert file.parent == tmp_path / "hilltape.data"
    assert (table.as_of, len(table.officials)) == (LATER, 1200)


def test_without_one_the_shipped_table_is_used(tmp_path: Path) -> None:
    assert newest(tmp_path / "nowhere").as_of == SHIPPED.as_of


def test_a_newer_hilltape_ships_a_newer_table(tmp_path: Path) -> None:
    refresh(tmp_path, published, date(2020, 1, 1))
    assert newest(tmp_path).as_of == SHIPPED.as_of


@pytest.mark.parametrize("problem", [Missing("legislators"), ReferenceUnusable("not JSON")])
def test_a_refresh_that_fails_leaves_the_table_as_it_was(tmp_path: Path, problem: Exception) -> None:
    refresh(tmp_path, published, LATER)

    def fail(_url: str) -> bytes:
        raise problem

    with pytest.raises(type(problem)):
        refresh(tmp_path, fail, LATER + timedelta(days=1))
    assert newest(tmp_path).as_of == LATER


def test_only_the_publishers_hosts_are_asked() -> None:
    assert {"unitedstates.github.io"} == HOSTS
