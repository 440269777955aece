from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, func, select, text

from storage import checkpoints
from storage.condition import upgraded
from storage.database import Database, StorageError
from storage.lock import SERVICE_LOCK, AlreadyRunning, as_service, beside_service, only_service
from storage.tables_chats import metadata

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def test_the_upgrades_make_exactly_the_tables(database: Database):
    with database.write() as transaction:
        assert compare_metadata(MigrationContext.configure(transaction), metadata) == []


def test_upgrading_twice_changes_nothing(database: Database):
    database.upgrade()
    assert database.check()


@contextmanager
def older_service(database: Database) -> Iterator[None]:
    """A service holds the database as it is: of another version, which knows other tables."""
    if database.path:
        with only_service(database):
            yield
        return
    with database.connect() as connection:
        connection.detach()
        connection.execute(select(func.pg_advisory_lock_shared(SERVICE_LOCK)))
        yield


@ON_SQLITE
def test_on_sqlite_a_second_service_is_refused_and_may_start_after_the_first(database: Database):
    other = Database(database.url.render_as_string(hide_password=False))
    with as_service(database), pytest.raises(AlreadyRunning, match="Another Hilltape"), as_service(other):
        pass
    with as_service(other):
        other.close()


@ON_POSTGRESQL
def test_on_postgresql_services_run_beside_each_other(database: Database):
    other = Database(database.url.render_as_string(hide_password=False))
    with as_service(database), as_service(other), beside_service(other):
        assert upgraded(other)
    other.close()


def test_services_that_start_at_the_same_time_upgrade_the_schema_once(postgres_url: str):
    started, upgrades = Barrier(6), list[str]()

    def start() -> None:
        database = Database(postgres_url)
        event.listen(database._engine, "before_cursor_execute", lambda *said: upgrades.append(said[2]))
        started.wait()
        with as_service(database):
            assert upgraded(database)
        database.close()

    with ThreadPoolExecutor(6) as threads:
        for one in [threads.submit(start) for _ in range(6)]:
            one.result()
    assert sum("CREATE TABLE chats" in one for one in upgrades) == 1


def test_an_older_schema_stays_while_a_service_runs_and_is_upgraded_after_it(postgres_url, tmp_path):
    for url in (postgres_url, f"sqlite:///{tmp_path}/hilltape.db"):
        service, command = Database(url), Database(url)
        with older_service(service):
            with pytest.raises(AlreadyRunning, match="start it again"), beside_service(command):
                pass
            with pytest.raises(AlreadyRunning, match=r"Stop (it first|that one)"), as_service(command):
                pass
        assert not upgraded(command)
        with beside_service(command):
            assert upgraded(command)
        with older_service(service), beside_service(command):
            service.close()
            command.close()


def test_a_newer_schema_is_left_alone(database: Database):
    with database.write() as transaction:
        transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="a newer Hilltape has made its tables"), as_service(database):
        pass


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "refused"),
        ("sqlite:////nowhere/hilltape.db", "there is no folder /nowhere"),
    ],
)
def test_a_database_that_cannot_be_held_is_named(url: str, why: str):
    database = Database(url)
    for held in (as_service, beside_service):
        with pytest.raises(StorageError, match=r"The database .*cannot be used: .*"), held(database):
            pass
    with pytest.raises(StorageError, match=why), as_service(database):
        pass
    database.close()


def test_a_database_that_does_not_answer_is_a_plain_error():
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StorageError, match="refused"):
        database.check()
    database.close()


def test_a_transaction_that_fails_leaves_nothing(database: Database):
    def fail_after_writing() -> None:
        with database.write() as transaction:
            checkpoints.put(transaction, "half", {"done": 1})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_after_writing()
    with database.read() as transaction:
        assert checkpoints.get(transaction, "half") == {}


def test_nothing_is_kept_of_a_trial(database: Database) -> None:
    with database.trial() as transaction:
        checkpoints.put(transaction, "tried", {"a": 1})
        assert checkpoints.get(transaction, "tried") == {"a": 1}
    with database.read() as transaction:
        assert checkpoints.get(transaction, "tried") == {}


def test_a_trial_reads_and_writes_whatever_others_write_meanwhile(database: Database) -> None:
    def write() -> None:
        with database.write() as transaction:
            checkpoints.put(transaction, "theirs", {"a": 1})

    other = Thread(target=write)
    with database.trial() as transaction:
        assert checkpoints.get(transaction, "theirs") == {}
        other.start()
        other.join(0.5)
        checkpoints.put(transaction, "ours", {"a": 1})
    other.join()
    with database.read() as transaction:
        assert (checkpoints.get(transaction, "ours"), checkpoints.get(transaction, "theirs")) == (
            {},
            {"a": 1},
        )


def test_a_database_that_cannot_be_used_is_named(tmp_path):
    file = tmp_path / "nowhere" / "hilltape.db"
    with pytest.raises(StorageError) as caught:
        Database(f"sqlite:///{file}").upgrade()
    assert str(caught.value) == f"The database {file} cannot be used: unable to open database file"
