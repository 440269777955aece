"""What tests share: both databases, the clock of a test, and where the corpus lies."""

import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, text

from storage.database import Database

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "corpus: needs the real documents in ../shared/corpus")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CORPUS.exists():
        return
    for item in items:
        if item.get_closest_marker("corpus"):
            item.add_marker(pytest.mark.skip(reason="needs the real documents in ../shared/corpus"))


@pytest.fixture
def now() -> datetime:
    return NOW


def _postgres_programs() -> Path | None:
    found = shutil.which("initdb")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return Path(found).parent if found else next(iter(versions), None)


@contextmanager
def _server(programs: Path) -> Iterator[str]:
    """A PostgreSQL server of our own on loopback, thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hilltape-postgres-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300"
    control = [
        *as_user,
        str(programs / "pg_ctl"),
        "-D",
        str(folder / "data"),
        "-w",
        "-l",
        str(folder / "log"),
    ]
    make = [*as_user, str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder)
    subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True, cwd=folder)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server; skips with a notice where none is installed."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: apt install postgresql")
    with _server(programs) as url:
        yield url


def _create(postgres: str, template: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(f"{postgres}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        version: tuple[int, ...] = connection.dialect.server_version_info or ()
        # a quarter of the default's time; before 15 it was the only way
        quickly = "STRATEGY FILE_COPY" if version >= (15,) else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} {quickly}"))
    engine.dispose()
    return f"{postgres}/{name}"


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """A fresh, empty database on that server."""
    return _create(postgres, "template1")


def _upgraded(url: str) -> str:
    made = Database(url)
    made.upgrade()
    made.close()
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema; to copy it takes a tenth of the time of making one."""
    made = tmp_path_factory.mktemp("template") / "hilltape.db"
    _upgraded(f"sqlite:///{made}")
    return made


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a database with the newest schema."""
    return _upgraded(_create(postgres, "template1")).rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the newest schema: every test using it runs on both."""
    if request.param == "sqlite":
        copied = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "hilltape.db")
        url = f"sqlite:///{copied}"
    else:
        template = request.getfixturevalue("postgres_template")
        url = _create(request.getfixturevalue("postgres"), template)
    made = Database(url)
    yield made
    made.close()


@pytest.fixture
def logs_restored() -> Iterator[None]:
    """Undoes what `bot.logs.set_up` changes for the whole process."""
    root = logging.getLogger()
    kept = root.handlers[:], sys.excepthook, threading.excepthook
    level, known = root.level, root.manager.loggerDict
    levels = {name: logging.getLogger(name).level for name in list(known)}
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = kept
    root.setLevel(level)
    for name in list(known):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
