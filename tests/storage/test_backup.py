"""A copy of the database, made while somebody writes, has everything up to one moment."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from subprocess import run
from threading import Event, Thread

import pytest
from sqlalchemy import select

from benchmarks import postgresql
from storage import checkpoints, outbox
from storage.database import Database, StorageError
from storage.tables_chats import deliveries


@pytest.fixture
def sqlite(database: Database) -> Database:
    if not database.sqlite:
        pytest.skip("PostgreSQL copies itself")
    return database


def test_a_copy_made_while_the_service_writes_owes_what_was_owed(
    sqlite: Database, place: Callable, store: Callable, now: datetime, tmp_path: Path
) -> None:
    with sqlite.write() as transaction:
        wanted = {place(transaction).id: ["*"]}
        outbox.enqueue(transaction, store(transaction, "1", "NVDA"), "alert", wanted, now)
    enough = Event()

    def write() -> None:
        number = 0
        while not enough.is_set():
            number += 1
            with sqlite.write() as transaction:
                checkpoints.put(transaction, "busy", {"first": number})
                checkpoints.put(transaction, "busier", {"second": number})

    writer = Thread(target=write)
    writer.start()
    try:
        sqlite.copy(tmp_path / "copy.db")
    finally:
        enough.set()
        writer.join()
    copy = Database(f"sqlite:///{tmp_path}/copy.db")
    copy.upgrade()
    with copy.read() as transaction:
        assert transaction.scalars(select(deliveries.c.state)).all() == ["waiting"]
        first, second = (checkpoints.get(transaction, name) for name in ("busy", "busier"))
    assert list(first.values()) == list(second.values())
    copy.close()


def test_what_is_there_is_not_overwritten(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StorageError, match="is there already"):
        sqlite.copy(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is none"):
        Database(f"sqlite:///{tmp_path}/none.db").copy(tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_postgresqls_own_copy_goes_back_into_a_new_database(
    postgres: str, database: Database, place: Callable, store: Callable, now: datetime, tmp_path: Path
) -> None:
    """As docs/keeping.md says it."""
    if database.sqlite:
        pytest.skip("SQLite is copied by ./hilltape backup")
    with database.write() as transaction:
        wanted = {place(transaction).id: ["*"]}
        outbox.enqueue(transaction, store(transaction, "1", "NVDA"), "alert", wanted, now)
    dump = tmp_path / "copy.dump"
    here, there = database.url.render_as_string(hide_password=False), postgresql.create(postgres)
    run([program("pg_dump"), "-Fc", "-d", here, "-f", dump], check=True)
    run([program("pg_restore"), "-d", there, dump], check=True)
    again = Database(there)
    again.upgrade()
    with again.write() as transaction:
        assert transaction.scalars(select(deliveries.c.state)).all() == ["waiting"]
        new = store(transaction, "2", "NVDA")
        assert outbox.enqueue(transaction, new, "alert", wanted, now) == 1
    again.close()


def program(name: str) -> str:
    return shutil.which(name) or str(postgresql.installed() / name)


def test_on_postgresql_the_line_to_type_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump -Fc -d postgresql://somebody@nowhere/hilltape -f"):
        Database("postgresql://somebody@nowhere/hilltape").copy(tmp_path / "copy.dump")
