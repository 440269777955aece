"""The tables of facts, made newer from their publishers' files."""

import json
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.refresh import hosts, newest, refresh, refusal
from ingest.errors import Missing, ReferenceUnusable
from ingest.references import legislators, tickers

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
    file = refresh(legislators, tmp_path / "hilltape.data", published, LATER)
    table = newest(legislators, tmp_path / "hilltape.data")
    assert file.parent == tmp_path / "hilltape.data"
    assert (table.as_of, len(table.officials)) == (LATER, 1200)


def test_without_one_the_shipped_table_is_used(tmp_path: Path) -> None:
    assert newest(legislators, tmp_path / "nowhere").as_of == SHIPPED.as_of


def test_a_newer_hilltape_ships_a_newer_table(tmp_path: Path) -> None:
    refresh(legislators, tmp_path, published, date(2020, 1, 1))
    assert newest(legislators, tmp_path).as_of == SHIPPED.as_of


@pytest.mark.parametrize("problem", [Missing("legislators"), ReferenceUnusable("not JSON")])
def test_a_refresh_that_fails_leaves_the_table_as_it_was(tmp_path: Path, problem: Exception) -> None:
    refresh(legislators, tmp_path, published, LATER)

    def fail(_url: str) -> bytes:
        raise problem

    with pytest.raises(type(problem)):
        refresh(legislators, tmp_path, fail, LATER + timedelta(days=1))
    assert newest(legislators, tmp_path).as_of == LATER


def test_only_the_publishers_hosts_are_asked() -> None:
    assert hosts(legislators) == {"unitedstates.github.io"}
    assert hosts(tickers) == {"www.sec.gov"}


def test_the_sec_is_asked_only_with_a_contact() -> None:
    assert "Set contact in config.yaml" in refusal(tickers, None)
    assert refusal(tickers, "ann@example.org") == refusal(legislators, None) == ""


def test_each_table_is_kept_in_a_file_of_its_own(tmp_path: Path) -> None:
    symbols = map("".join, product("ABCDEFGHIJKLMNOPQRSTUV", repeat=3))
    rows = [[number, f"Number {number}", symbol, ""] for number, symbol in enumerate(symbols, 1)]
    listed = json.dumps({"fields": ["cik", "name", "ticker", "exchange"], "data": rows}).encode()
    refresh(legislators, tmp_path, published, LATER)
    refresh(tickers, tmp_path, lambda _url: listed, LATER + timedelta(days=1))
    assert newest(legislators, tmp_path).as_of == LATER
    assert newest(tickers, tmp_path).as_of == LATER + timedelta(days=1)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["legislators.csv", "tickers.csv"]
