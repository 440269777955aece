"""Upgrades: a database of every released revision, with a row in each table, comes to the newest whole."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, MetaData, Table, insert, inspect, select, text
from sqlalchemy.types import Boolean, Date, DateTime, Float, Integer, LargeBinary, String

from storage import chats, notices
from storage.database import UPGRADES, Database
from storage.tables_chats import metadata

CONFIG = Config()
CONFIG.set_main_option("script_location", str(UPGRADES))
RELEASED = [one.revision for one in ScriptDirectory.from_config(CONFIG).walk_revisions()]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    file = f"sqlite:///{tmp_path}/hilltape.db"
    made = Database(file if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    yield made
    made.close()


def upgrade(database: Database, revision: str) -> None:
    with database.write() as connection:
        CONFIG.attributes["connection"] = connection
        command.upgrade(CONFIG, revision)


def tables(database: Database) -> list[Table]:
    """As they are in the database, those that others point to first."""
    found = MetaData()
    with database.read() as connection:
        found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def sample(column: Column[Any]) -> Any:
    """Some value of the column's type; a key points to the one row there is."""
    match column.type:
        case Boolean():
            return False
        case Integer() | Float():
            return 1
        case DateTime():
            return NOON.replace(tzinfo=None)
        case Date():
            return date(2026, 3, 2)
        case LargeBinary():
            return b"%PDF"
        case JSON():
            return {}
        case String():
            return "x"
    raise AssertionError(f"no sample for {column.table.name}.{column.name}: {column.type!r}")


def fill(database: Database) -> dict[str, Mapping[str, Any]]:
    """One row in every table, by the table's name."""
    with database.write() as transaction:
        for table in tables(database):
            transaction.execute(insert(table).values({one.name: sample(one) for one in table.columns}))
            if (
                transaction.dialect.name == "postgresql"
                and "id" in table.c
                and isinstance(table.c.id.type, Integer)
            ):
                transaction.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1)"))
    return rows(database)


def rows(database: Database) -> dict[str, Mapping[str, Any]]:
    with database.read() as transaction:
        return {table.name: transaction.execute(select(table)).mappings().one() for table in tables(database)}


@pytest.mark.parametrize("revision", RELEASED)
def test_every_row_of_every_released_revision_is_there_after_the_upgrade(
    empty: Database, revision: str
) -> None:
    upgrade(empty, revision)
    before = fill(empty)
    assert len(before) > 20
    empty.upgrade()
    with empty.read() as transaction:
        after = {table.name: table for table in tables(empty)}
        for name, row in before.items():
            now = transaction.execute(select(after[name])).mappings().one()
            assert {column: now[column] for column in row} == dict(row), name


@pytest.mark.parametrize("revision", RELEASED)
def test_the_upgraded_schema_is_the_one_the_code_knows(empty: Database, revision: str) -> None:
    upgrade(empty, revision)
    fill(empty)
    empty.upgrade()
    with empty.read() as transaction:
        assert compare_metadata(MigrationContext.configure(transaction), metadata) == []
        assert "outlets" in inspect(transaction).get_table_names()


def test_an_upgraded_chat_takes_what_came_with_the_newest(empty: Database) -> None:
    upgrade(empty, "0001")
    fill(empty)
    empty.upgrade()
    with empty.write() as transaction:
        kept = chats.place(transaction, "x", "x", "x")
        assert (kept.id, kept.chat.id, kept.chat.secret) == (1, 1, "")
        address = "https://example.org/" + "a" * 500
        place = chats.place(transaction, "webhook", address)
        notices.give(transaction, place, {}, NOON)
        assert chats.find(transaction, "webhook", address) == place
