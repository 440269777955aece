"""Queries answered in the terminal: `hilltape search QUERY`."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from storage.database import Database
from storage.model import AmountRange, Kind, Side

pytestmark = pytest.mark.usefixtures("logs_restored")
Make = Callable[..., Any]
Run = Callable[..., Result]


@pytest.fixture
def search(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    url = database.url.render_as_string(hide_password=False)
    return lambda *words: CliRunner().invoke(app, ("search", *words), env={"HILLTAPE_DATABASE": url})


@pytest.fixture
def held(published: Make, filing: Make, trade: Make) -> None:
    big = replace(trade(), ordinal=2, side=Side.SELL, amount=AmountRange(100_000_100, 500_000_000))
    published(filing(trades=(trade(), big)))
    published(filing(document_id="8220001", kind=Kind.PAPER, trades=(), filed=date(2026, 6, 24)))


def test_rows_are_printed_newest_first_as_a_chat_says_them(search: Run, held: None) -> None:
    lines = search("pelosi").stdout.splitlines()
    assert [line.split(" · ")[:2] for line in lines] == [
        ["24 Jun 2026", "Nancy Pelosi (D, CA-11)"],
        ["23 Jun 2026", "Nancy Pelosi (D, CA-11)"],
        ["23 Jun 2026", "Nancy Pelosi (D, CA-11)"],
    ]
    assert "INTC" in lines[1]
    assert lines[1].endswith("20034836")
    assert search("pelosi", "--limit", "1").stdout.splitlines() == lines[:1]


def test_with_json_each_row_is_a_line(search: Run, held: None) -> None:
    rows = [json.loads(line) for line in search("pelosi >50k", "--json").stdout.splitlines()]
    assert [(row["ordinal"], row["side"], row["low"], row["high"]) for row in rows] == [
        (2, "sell", 1_000_001, 5_000_000)
    ]
    assert rows[0]["official_id"] == "P000197"
    [paper] = [json.loads(line) for line in search("is:paper", "--json").stdout.splitlines()]
    assert (paper["document_id"], "side" in paper) == ("8220001", False)


def test_nothing_that_matches_is_no_line(search: Run, held: None) -> None:
    result = search("$NVDA")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == "hilltape: nothing that is stored matches\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("comittee:finance", "Did you mean committee:finance? Try: committee:finance"),
        ("rogers", "Hal Rogers (R, KY-5): R000395, Mike Rogers (R, AL-3): R000575"),
        ("intc", "I do not know “intc”. Did you mean $INTC?"),
        ("amd", "I do not know “amd”. Did you mean $AMD"),
        ("peloci", "Did you mean Nancy Pelosi?"),
    ],
)
def test_what_is_not_understood_is_one_line_and_exit_code_2(
    search: Run, held: None, typed: str, said: str
) -> None:
    result = search(typed)
    assert result.exit_code == 2
    assert said in result.stderr
