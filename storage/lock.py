"""One running service per database: a lock file beside SQLite, an advisory lock on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import text

from storage.database import Database, StorageError

SERVICE_LOCK = 0x48494C4C  # "HILL"


class AlreadyRunning(StorageError):
    """Another Hilltape runs on this database."""


@contextmanager
def only_service(database: Database) -> Iterator[None]:
    """Holds the database for one service. Raises AlreadyRunning at once when another holds it."""
    with _file_lock(database) if database.path else _advisory_lock(database):
        yield


@contextmanager
def _file_lock(database: Database) -> Iterator[None]:
    try:
        with FileLock(f"{database.path}.lock", timeout=0):
            yield
    except Timeout as error:
        raise AlreadyRunning(f"Another Hilltape is running on {database.path}. Stop it first.") from error


@contextmanager
def _advisory_lock(database: Database) -> Iterator[None]:
    with database.connect() as connection:
        connection.detach()  # closing it must let go of the lock, not hand it to the pool
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": SERVICE_LOCK}):
            raise AlreadyRunning("Another Hilltape is running on this PostgreSQL database. Stop it first.")
        yield
