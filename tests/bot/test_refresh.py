"""The tables of facts, made newer from their publishers' files."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.config import Settings
from bot.refresh import hosts, newest, refresh, refresh_each, refusal
from ingest.errors import Missing, ReferenceUnusable
from ingest.reference import Dated, Get
from ingest.references import legislators, tickers
from replica.clerk import Clerk, index_path

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


@dataclass
class Publisher:
    """A table in one file of a site of its own."""

    site: Clerk
    name: str
    broken: bool = False
    needs_contact: bool = False

    @property
    def title(self) -> str:
        return self.name

    @property
    def shipped(self) -> Path:
        return Path(f"{self.name}.csv")

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.site.url + index_path(2026),)

    def load(self, path: Path) -> Dated:
        raise NotImplementedError

    def refresh(self, get: Get, today: date) -> str:
        content = get(self.site.url + ("/nowhere" if self.broken else index_path(2020)))
        return f"{today} {len(content)}"


def test_a_table_that_fails_is_named_and_stops_no_other(tmp_path: Path) -> None:
    settings = Settings.model_validate({"database": f"sqlite:///{tmp_path}/hilltape.db"})
    with Clerk(lambda: datetime(2026, 6, 23, tzinfo=UTC)) as site:
        tables = [Publisher(site, "one", broken=True), Publisher(site, "two")]
        first, second = refresh_each(tables, settings, LATER)
    assert (first.failed, first.file, second.failed) == (True, None, False)
    assert first.said.startswith("Left one as they were. The site has no such page (404 or 410): 127.0.0.1")
    assert second.file == tmp_path / "hilltape.data" / "two.csv"
    assert second.file.read_text(encoding="utf-8").startswith(f"{LATER} ")


def test_a_table_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "hilltape.data").write_text("in the way", encoding="utf-8")
    settings = Settings.model_validate({"database": f"sqlite:///{tmp_path}/hilltape.db"})
    with Clerk(lambda: datetime(2026, 6, 23, tzinfo=UTC)) as site:
        [one] = refresh_each([Publisher(site, "one")], settings, LATER)
    assert (one.failed, "File exists" in one.said) == (True, True)


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
