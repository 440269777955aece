"""One running service per database, and no other schema under it.

A lock file beside SQLite, an advisory lock on PostgreSQL.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.condition import upgraded
from storage.database import Database, StorageError, unusable

SERVICE_LOCK = 0x48494C4C  # "HILL"

Held = Callable[[Database], AbstractContextManager[None]]
"""How a database is held while it is used: as the one service, or beside it."""


class AlreadyRunning(StorageError):
    """Another Hilltape runs on this database."""


@contextmanager
def as_service(database: Database) -> Iterator[None]:
    """Holds the database for one service, with the newest schema: nothing is changed under another one.

    Raises AlreadyRunning at once when another holds it, StorageError.
    """
    with only_service(database):
        database.upgrade()
        yield


@contextmanager
def beside_service(database: Database) -> Iterator[None]:
    """Uses the database beside a service or without one; an older schema is upgraded only without.

    Raises AlreadyRunning where that is needed and a service runs, StorageError.
    """
    if not _is_upgraded(database):
        try:
            with only_service(database):
                database.upgrade()
        except AlreadyRunning:
            raise AlreadyRunning(_OLDER.format(database.name)) from None
    yield


_OLDER = (
    "The tables of {} are not those of this version of Hilltape, and another Hilltape is running on it. "
    "Stop that one, start it again with this version, and then run this command again."
)


def _is_upgraded(database: Database) -> bool:
    try:
        return upgraded(database)
    except StorageError as error:
        raise unusable(database, str(error)) from error


@contextmanager
def only_service(database: Database) -> Iterator[None]:
    """Holds the database for one service. Raises StorageError, AlreadyRunning when another holds it."""
    with _file_lock(database) if database.path else _advisory_lock(database):
        yield


@contextmanager
def _file_lock(database: Database) -> Iterator[None]:
    folder = database.path and database.path.absolute().parent
    lock = FileLock(f"{database.path}.lock", timeout=0)
    try:
        if folder and not folder.is_dir():  # the lock would make it
            raise unusable(database, f"there is no folder {folder}")
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(f"Another Hilltape is running on {database.path}. Stop it first.") from error
    except OSError as error:
        raise unusable(database, f"its lock file cannot be made: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advisory_lock(database: Database) -> Iterator[None]:
    try:
        connection = database.connect()
    except DBAPIError as error:
        raise unusable(database, str(error.orig).strip()) from error
    with connection:
        connection.detach()  # closing it must let go of the lock, not hand it to the pool
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": SERVICE_LOCK}):
            raise AlreadyRunning("Another Hilltape is running on this PostgreSQL database. Stop it first.")
        yield
