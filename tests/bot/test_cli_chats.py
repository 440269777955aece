"""A chat's follows and settings as a file, as people type it."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from storage import chats, follows
from storage.database import Database
from storage.query import stored

Run = Callable[..., Result]


@pytest.fixture
def hilltape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Run:
    """Runs a command beside a database in which one chat follows Nancy Pelosi and another nothing."""
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/hilltape.db"
    database = Database(url)
    database.upgrade()
    with database.write() as transaction:
        follows.add(transaction, chats.place(transaction, "telegram", "7").id, stored("P000197"), now)
        chats.place(transaction, "discord", "8", "9")
    database.close()
    return lambda *words: CliRunner().invoke(app, words, env={"HILLTAPE_DATABASE": url})


def test_what_one_chat_follows_is_written_and_taken_by_another(hilltape: Run, tmp_path: Path) -> None:
    assert (
        hilltape("export", "telegram", "7", "mine.json").stdout
        == "1 follow of telegram 7 written to mine.json.\n"
    )
    written = json.loads((tmp_path / "mine.json").read_text())
    assert written == {"hilltape": 1, "follows": ["P000197"], "zone": "UTC"}
    taken = hilltape("import", "discord", "8/9", "mine.json")
    assert (taken.exit_code, taken.stdout) == (0, "New here: 1 follow, 0 mutes.\n")
    hilltape("export", "discord", "8/9", "theirs.json")
    assert json.loads((tmp_path / "theirs.json").read_text()) == written


def test_what_is_not_known_here_is_named(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text('{"hilltape": 1, "follows": ["Z999999"]}')
    taken = hilltape("import", "telegram", "7", "mine.json")
    assert taken.exit_code == 1
    assert "Not taken: Z999999: I do not know" in taken.stdout


def test_a_chat_or_file_that_is_none_of_ours_is_an_error_in_one_line(hilltape: Run, tmp_path: Path) -> None:
    unknown = hilltape("export", "telegram", "99", "mine.json")
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (2, 1)
    assert "somebody has to write to the bot there first" in unknown.stderr
    (tmp_path / "other.json").write_text("[]")
    missing = hilltape("import", "telegram", "7", "missing.json")
    assert missing.stderr == "hilltape: missing.json cannot be used: No such file or directory\n"
    assert "That is not what /export gives" in hilltape("import", "telegram", "7", "other.json").stderr
