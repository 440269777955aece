"""The only door to a database: SQLite on one machine, PostgreSQL when it is outgrown."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

import orjson
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    Table,
    any_,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from storage.alive import SOON, alive

Transaction = Connection
"""What every storage function takes first; it commits or rolls back as one."""

BUSY_SECONDS = 30
HALTED = 60_000  # milliseconds in which a process that has halted in a transaction holds up others
UPGRADES = Path(__file__).parent / "upgrades"


class StorageError(Exception):
    """The database cannot be used."""


class Database:
    """An engine whose transactions say beforehand whether they write.

    On SQLite a writing transaction takes the write lock at once (BEGIN IMMEDIATE): two of them queue
    instead of failing half-way. Those of one process queue before that, in their own lock, because who finds
    SQLite's taken sleeps and looks again.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        # a connection to SQLite is opened in a millisecond, and each keeps megabytes: few are kept
        kept, more = (2, 18) if self.sqlite else (10, 10)
        known = (
            {}
            if self.sqlite
            else alive(self.url, SOON, jit="off", idle_in_transaction_session_timeout=HALTED)
        )
        self._engine = create_engine(
            self.url,
            pool_size=kept,
            max_overflow=more,
            pool_pre_ping=not self.sqlite,
            connect_args=known,
            json_deserializer=orjson.loads,  # what a report's rows say is much of what a look-up reads
        )
        self._turn: AbstractContextManager[object] = Lock() if self.sqlite else nullcontext()
        if self.sqlite:
            event.listen(self._engine, "connect", _configure_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(self.url.database or "") if self.sqlite else None

    @property
    def name(self) -> str:
        """How people know it; without its password."""
        return str(self.path or self.url.render_as_string(hide_password=True))

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self._to_write() as connection, connection.begin():
            yield connection

    @contextmanager
    def trial(self) -> Iterator[Transaction]:
        """A transaction that writes and of which nothing is kept."""
        with self._to_write() as connection:
            connection.begin()
            yield connection

    @contextmanager
    def _to_write(self) -> Iterator[Connection]:
        with self._turn, self._engine.connect().execution_options(writes=True) as connection:
            yield connection

    def connect(self) -> Connection:
        """A connection of its own outside any transaction, for locks that live as long as it."""
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def upgrade(self) -> None:
        """Brings the schema to the newest revision.

        Raises StorageError when the database does not answer or a newer Hilltape has made it.
        """
        config = Config()
        config.set_main_option("script_location", str(UPGRADES))
        try:
            with self.write() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except DBAPIError as error:
            raise unusable(self, str(error.orig).strip()) from error
        except CommandError as error:
            raise unusable(self, f"a newer Hilltape has made its tables ({error})") from error

    def check(self) -> str:
        """The server's version, for `doctor`. Raises StorageError."""
        question = "SELECT sqlite_version()" if self.sqlite else "SHOW server_version"
        try:
            with self.read() as connection:
                return str(connection.scalar(text(question)))
        except DBAPIError as error:
            raise StorageError(str(error.orig).strip()) from error

    def copy(self, file: Path) -> None:
        """SQLite's file as it is at one moment. Raises StorageError, on PostgreSQL with the line to type."""
        if not self.sqlite:
            raise StorageError(f"PostgreSQL copies itself: pg_dump -Fc -d {self.name} -f {file}")
        if file.exists():
            raise StorageError(f"{file} is there already, and is not overwritten")
        if not self.path or not self.path.exists():
            raise unusable(self, "there is none")
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
                connection.execute("VACUUM INTO ?", (str(file),))
        except sqlite3.Error as error:
            raise unusable(self, str(error)) from error

    def close(self) -> None:
        self._engine.dispose()


def unusable(database: Database, why: str) -> StorageError:
    return StorageError(f"The database {database.name} cannot be used: {why}")


def among(transaction: Transaction, column: ColumnElement[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether the column is one of these, however many: they are one parameter, which is read much faster."""
    if transaction.dialect.name == "sqlite":
        given = func.json_each(json.dumps(list(ids))).table_valued("value")
        return column.in_(select(given.c.value))
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def insert_or_ignore(transaction: Transaction, table: Table) -> Any:
    """An INSERT that leaves a row already there as it is; its `rowcount` says whether one was made."""
    dialect: Any = sqlite if transaction.dialect.name == "sqlite" else postgresql
    # without the option psycopg's count is lost, and always -1
    return dialect.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def insert_or_replace(transaction: Transaction, table: Table) -> Any:
    """An INSERT that overwrites the row with the same primary key."""
    dialect: Any = sqlite if transaction.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def storable(text: str, length: int = 500) -> str:
    """The beginning of a foreign text, without what a database refuses: NUL and halves of surrogate pairs."""
    return text[:length].replace("\0", "").encode("utf-8", "replace").decode()


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is in _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit survives a power cut, as the promises ask
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
