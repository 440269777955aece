"""The command line in an empty folder, before and after a first poll."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from replica.clerk import blank_page
from replica.rig import Outside
from storage.database import Database
from storage.lock import as_service
from tests.support.command_line import HILLTAPE, Run, paper, process, variables


@pytest.fixture(scope="module")
def replicas() -> Iterator[Outside]:
    with Outside() as outside:
        outside.clerk.publish(paper(1), blank_page())
        yield outside


@pytest.fixture
def outside(replicas: Outside) -> Outside:
    replicas.clerk.faults.clear()
    return replicas


@pytest.fixture
def hilltape(outside: Outside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder with a database of its own, against the replicas."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, words, env=variables(outside))


@pytest.fixture(scope="module")
def first_poll(replicas: Outside, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The database after a poll, which asked for every year since 2012, and what the poll printed."""
    folder = tmp_path_factory.mktemp("polled")
    database = Database(f"sqlite:///{folder}/hilltape.db")
    with as_service(database):  # as a running service holds it
        done = subprocess.run([*HILLTAPE, "poll", "house"], **process(replicas, folder))
    database.close()
    assert done.returncode == 0, done.stderr
    return folder / "hilltape.db", done.stdout


@pytest.fixture
def polled(first_poll: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of that database, in the folder where `hilltape` runs."""
    return Path(shutil.copy(first_poll[0], tmp_path))
