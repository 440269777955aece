"""What tests share: both databases, the clock of a test, and where the corpus lies."""

import logging
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from benchmarks import postgresql
from storage.database import Database
from tests.support.shared import CORPUS

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server; skips with a notice where none is installed."""
    programs = postgresql.programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: apt install postgresql")
    with postgresql.server(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """A fresh, empty database on that server."""
    return postgresql.create(postgres)


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
    return _upgraded(postgresql.create(postgres)).rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the newest schema: every test using it runs on both."""
    if request.param == "sqlite":
        copied = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "hilltape.db")
        url = f"sqlite:///{copied}"
    else:
        template = request.getfixturevalue("postgres_template")
        url = postgresql.create(request.getfixturevalue("postgres"), template)
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
