"""Whether a database can be used: found out on both kinds, without changing it."""

from pathlib import Path

import pytest

from storage.condition import check_writing, upgraded
from storage.database import Database, StorageError


def test_an_upgraded_database_can_be_written(database: Database) -> None:
    assert upgraded(database)
    check_writing(database)


def test_an_empty_database_is_not_upgraded(tmp_path: Path) -> None:
    assert not upgraded(Database(f"sqlite:///{tmp_path}/empty.db"))


def test_a_file_of_another_kind_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Buy milk. " * 100, encoding="utf-8")
    database = Database(f"sqlite:///{tmp_path}/notes.db")
    for examine in (database.check, database.upgrade, lambda: upgraded(database)):
        with pytest.raises(StorageError, match="not a database"):
            examine()


def test_a_database_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path}/hilltape.db")
    made.upgrade()
    made.close()
    readable = Database(f"sqlite:///file:{tmp_path}/hilltape.db?mode=ro&uri=true")
    with pytest.raises(StorageError, match="readonly"):
        check_writing(readable)


def test_a_server_that_does_not_answer_is_told() -> None:
    with pytest.raises(StorageError, match="refused"):
        upgraded(Database("postgresql://nobody@127.0.0.1:1/nothing"))
