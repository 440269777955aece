"""A PostgreSQL server of our own on loopback, thrown away afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text


class NotInstalled(Exception):
    """PostgreSQL is not installed: apt install postgresql"""


def installed() -> Path:
    """Where the server's programs are. Raises NotInstalled."""
    if found := programs():
        return found
    raise NotInstalled(NotInstalled.__doc__)


def programs() -> Path | None:
    """Where the server's programs are; None where none is installed."""
    found = shutil.which("initdb")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return Path(found).parent if found else next(iter(versions), None)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be taken away and brought back; `control` is how pg_ctl is called for it."""

    url: str
    folder: Path
    control: Sequence[str]
    options: str

    def start(self) -> None:
        self._run("-o", self.options, "start")

    def stop(self) -> None:
        """As it goes when its machine fails: nobody is told."""
        self._run("-m", "immediate", "stop")

    def _run(self, *words: str) -> None:
        subprocess.run([*self.control, *words], check=True, capture_output=True, cwd=self.folder)


def thrown_away_when_terminated() -> None:
    """A program that is asked to end takes its servers with it: they run on by themselves."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """The URL of one that is started, and thrown away afterwards."""
    with made(programs) as one:
        one.start()
        yield one.url


@contextmanager
def made(programs: Path) -> Iterator[Server]:
    """It keeps nothing through a power cut, which makes it quick."""
    folder = Path(tempfile.mkdtemp(prefix="hilltape-postgres-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300"
    data = ["-D", str(folder / "data")]
    control = [*as_user, str(programs / "pg_ctl"), *data, "-w", "-l", str(folder / "log")]
    make = [*as_user, str(programs / "initdb"), *data, "-U", "postgres", "-A", "trust"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder)
    one = Server(f"postgresql://postgres@127.0.0.1:{port}", folder, control, options)
    try:
        yield one
    finally:
        with suppress(subprocess.CalledProcessError):  # it does not run
            one.stop()
        shutil.rmtree(folder, ignore_errors=True)


def create(url: str, template: str = "template1") -> str:
    """A fresh database on that server."""
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        version = connection.dialect.server_version_info or ()
        # a quarter of the default's time; before 15 it was the only way
        quickly = "STRATEGY FILE_COPY" if version >= (15,) else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} {quickly}"))
    engine.dispose()
    return f"{url}/{name}"
