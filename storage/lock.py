"""No other schema under a running service, and on SQLite no other service beside it.

A lock file beside SQLite, which one service holds; advisory locks on PostgreSQL, where there may be many.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from storage.condition import upgraded
from storage.database import Database, StorageError, unusable

SERVICE_LOCK = 0x48494C4C  # "HILL"; shared by services, whoever changes the schema has it alone
START_LOCK = 0x48494C53  # "HILS"; those that start at the same time queue for it

Held = Callable[[Database], AbstractContextManager[None]]
"""How a database is held while it is used: as a service, or beside one."""


class AlreadyRunning(StorageError):
    """Another Hilltape runs on this database, and stands in the way."""


@contextmanager
def as_service(database: Database) -> Iterator[None]:
    """Holds the database for a service, with the newest schema: nothing is changed under another one.

    Raises AlreadyRunning at once when another one stands in the way, StorageError.
    """
    if not database.path:
        with _among_services(database):
            yield
        return
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
            with as_service(database):
                pass
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
    """Holds a SQLite file for one service. Raises StorageError, AlreadyRunning when another holds it."""
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
def _among_services(database: Database) -> Iterator[None]:
    """Notes that a service runs, for as long as the connection lasts."""
    try:
        connection = database.connect()
        connection.detach()  # closing it must let go of the locks, not hand them to the pool
    except DBAPIError as error:
        raise unusable(database, str(error.orig).strip()) from error
    with connection:
        _join(connection, database)
        yield


def _join(connection: Connection, database: Database) -> None:
    """The first of those that start at the same time upgrades the schema, the others find it done."""
    connection.execute(select(func.pg_advisory_lock(START_LOCK)))
    if not _is_upgraded(database):
        if not connection.scalar(select(func.pg_try_advisory_lock(SERVICE_LOCK))):
            raise AlreadyRunning(_OLDER.format(database.name))
        database.upgrade()
        connection.execute(select(func.pg_advisory_unlock(SERVICE_LOCK)))
    connection.execute(select(func.pg_advisory_lock_shared(SERVICE_LOCK)))
    connection.execute(select(func.pg_advisory_unlock(START_LOCK)))
