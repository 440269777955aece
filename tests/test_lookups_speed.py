"""No look-up walks through a table that grows, and every one answers within five times its figure."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from benchmarks import lookups, million
from benchmarks.lookups import Outcome
from benchmarks.questions import COMPLETE, INLINE
from bot.commands import COMMANDS
from storage.database import Database

ROOM = 5  # times the figure
FEW, MANY = 500, 3_000
GROWING = ("trades", "filings", "documents", "deliveries", "sendings", "fanouts", "contents", "asset_words")
BY_DESIGN = "ix_filings_search"  # searches walk the filings by it, the newest first, as far as they need

Asked = dict[str, Any]
"""What is asked of the larger database, with the values of the first time."""
Measured = tuple[Database, list[Outcome], Asked]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    folder = tmp_path_factory.mktemp("lookups")
    small, large = (Database(f"sqlite:///{folder}/{name}.db") for name in ("few", "many"))
    for database, trades in ((small, FEW), (large, MANY)):
        database.upgrade()
        million.make(database, trades)
    asked: Asked = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked.setdefault(statement, values)

    prepared = lookups.prepared(small, large)
    event.listen(Engine, "before_cursor_execute", note)
    taken = asyncio.run(lookups.measure(small, large, prepared, rounds=1))
    event.remove(Engine, "before_cursor_execute", note)
    yield large, list(lookups.outcomes("sqlite", taken)), asked
    small.close()
    large.close()


def test_every_command_inline_mode_and_autocomplete_are_measured(measured: Measured) -> None:
    _, outcomes, _ = measured
    assert {one.what for one in outcomes} == {f"/{command.name}" for command in COMMANDS} | {INLINE, COMPLETE}


def test_every_look_up_answers_within_five_times_its_figure(measured: Measured) -> None:
    _, outcomes, _ = measured
    assert [one for one in outcomes if one.many.cpu_p95 > ROOM * one.limit] == []
    assert [one for one in outcomes if one.cpu_ratio > ROOM * lookups.TIMES_AS_LONG] == []


def test_no_look_up_walks_through_a_table_that_grows(measured: Measured) -> None:
    database, _, asked = measured
    walked = [
        (step, statement)
        for statement, values in asked.items()
        for step in plan(database, statement, values)
        if step.startswith("SCAN") and step.split()[1] in GROWING and BY_DESIGN not in step
    ]
    assert walked == []


def plan(database: Database, statement: str, values: Any) -> list[str]:
    """How SQLite goes about it: `SCAN trades`, `SEARCH trades USING INDEX …`."""
    with database.read() as transaction:
        rows = transaction.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [str(row[3]) for row in rows]
