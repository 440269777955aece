"""The command line, as people type it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from ingest.sources import SOURCES
from storage.condition import upgraded
from storage.database import Database
from storage.lock import only_service
from tests.support.command_line import HILLTAPE, Run

COMMANDS = (
    "run",
    "demo",
    "read",
    "poll",
    "backfill",
    "search",
    "replay",
    "refresh",
    "doctor",
    "export",
    "import",
    "backup",
)

pytestmark = pytest.mark.usefixtures("logs_restored")


def test_help_lists_every_command_at_once() -> None:
    began = time.monotonic()
    said = subprocess.run([*HILLTAPE, "--help"], capture_output=True, text=True).stdout
    assert [name for name in COMMANDS if name not in said] == []
    assert time.monotonic() - began < 3


def test_help_imports_none_of_the_heavy_libraries() -> None:
    heavy = "{'discord', 'telegram', 'pypdfium2', 'sqlalchemy', 'requests', 'replica'}"
    code = f"import sys, bot.cli; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("command", ["read", "poll", "backfill"])
def test_help_names_every_source(command: str) -> None:
    said = " ".join(CliRunner().invoke(app, [command, "--help"]).stdout.split())
    names = [source.name for source in SOURCES]
    assert f"The site: {', '.join(names[:-1])} or {names[-1]}." in said


def test_a_configuration_error_is_told_without_a_traceback(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("datbase: x\nlog: {level: loud}\n", encoding="utf-8")
    result = hilltape("run")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "hilltape: The configuration (config.yaml) cannot be used:\n- log.level: "
    )
    assert "did you mean database?" in result.stderr
    assert "Traceback" not in result.output


def test_a_database_that_is_none_is_told_without_a_traceback(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "hilltape.db").write_text("Buy milk. " * 100, encoding="utf-8")
    result = hilltape("run")
    assert (result.exit_code, result.stderr) == (
        2,
        "hilltape: The database hilltape.db cannot be used: file is not a database\n",
    )


def test_a_second_service_refuses(hilltape: Run, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/hilltape.db")
    with only_service(database):
        result = hilltape("run")
    assert result.exit_code == 2
    assert "Another Hilltape is running on" in result.stderr
    assert not upgraded(database)
    database.close()


@pytest.mark.parametrize("role", ["ingest", "deliver", "web"])
def test_on_sqlite_one_process_does_everything(hilltape: Run, tmp_path: Path, role: str) -> None:
    result = hilltape("run", "--role", role)
    assert (result.exit_code, result.stderr) == (
        2,
        f"hilltape: --role {role} needs PostgreSQL: on SQLite one process does everything. Set `database` to "
        "postgresql://user@host/hilltape, or run without --role.\n",
    )
    assert not (tmp_path / "hilltape.db").exists()


def test_an_unknown_role_names_those_there_are(hilltape: Run) -> None:
    result = hilltape("run", "--role", "both")
    assert result.exit_code == 2
    assert all(role in result.stderr for role in ("all", "ingest", "deliver", "web"))


def test_no_command_changes_the_tables_under_a_running_service(hilltape: Run, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/hilltape.db")
    with only_service(database):
        result = hilltape("poll", "house")
    assert (result.exit_code, result.stderr) == (
        2,
        "hilltape: The tables of hilltape.db are not those of this version of Hilltape, and another Hilltape "
        "is running on it. Stop that one, start it again with this version, and then run this command "
        "again.\n",
    )
    assert not upgraded(database)
    database.close()
