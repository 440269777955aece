"""Whether a database can be used as it is; asked by `doctor`, which leaves it as it was."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from storage import checkpoints
from storage.database import UPGRADES, Database, StorageError


def upgraded(database: Database) -> bool:
    """Whether the schema is the newest. Raises StorageError."""
    newest = ScriptDirectory(str(UPGRADES)).get_heads()
    try:
        with database.read() as transaction:
            return MigrationContext.configure(transaction).get_current_heads() == tuple(newest)
    except DBAPIError as error:
        raise StorageError(str(error.orig).strip()) from error


def check_writing(database: Database) -> None:
    """Writes and removes a checkpoint; the schema must be the newest. Raises StorageError."""
    try:
        with database.write() as transaction:
            checkpoints.put(transaction, "doctor", {})
            checkpoints.forget(transaction, "doctor")
    except DBAPIError as error:
        raise StorageError(str(error.orig).strip()) from error
