"""Who does it: of many processes one holds a seat, and the others stand by for it.

On PostgreSQL a seat is an advisory lock, which ends with its connection. So that connection is the seat's
own, and both sides notice within seconds when the other is gone without a word.
"""

from hashlib import sha256

import psycopg

from storage.alive import AT_ONCE, alive
from storage.database import Database, StorageError
from storage.lock import SERVICE_LOCK
from storage.ring import RING

HALTED = 5000  # milliseconds without a look by whoever has the seat, or asks for it; then it has halted


class SeatLost(StorageError):
    """The connection that held the seat is gone: another process may have it."""


class Seat:
    """One thing that one process does at a time, for one thread at a time.

    On SQLite only one service runs, which holds every seat: nothing is asked, and nothing can be lost.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._key = int.from_bytes(sha256(f"hilltape {name}".encode()).digest()[:8], signed=True)
        self._connection: psycopg.Connection | None = None

    @property
    def can_be_lost(self) -> bool:
        return not self._database.sqlite

    def take(self) -> bool:
        """Whether it is ours now; whoever has it hears every ring. Raises SeatLost without a database."""
        if self._database.sqlite:
            return True
        try:
            if self._connection is None:
                self._connection = self._connect()
            row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [self._key]).fetchone()
            if won := row == (True,):
                self._connection.execute(f"LISTEN {RING}")
        except psycopg.Error as error:
            raise SeatLost(str(error).partition("\n")[0]) from error
        return won

    def rang(self, seconds: float) -> bool:
        """Waits so long for a ring; whether one came. Raises SeatLost at once when the connection is gone."""
        if self._connection is None:
            raise SeatLost("it is not held")
        try:
            rings = list(self._connection.notifies(timeout=seconds, stop_after=1))
            self._connection.execute("SELECT 1")  # a connection that only we think is open says so now
        except psycopg.Error as error:
            raise SeatLost(str(error).partition("\n")[0]) from error
        return bool(rings)

    def close(self) -> None:
        """Lets go of it, if it is ours."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> psycopg.Connection:
        words, settings = self._database.dialect.create_connect_args(self._database.url)
        known = alive(self._database.url, AT_ONCE, idle_session_timeout=HALTED)
        connection = psycopg.connect(*words, **{**settings, **known}, autocommit=True)
        # the note that a service runs has ended with the server, if that was restarted meanwhile
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [SERVICE_LOCK])
        return connection
