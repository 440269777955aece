"""The command line, as people type it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from ingest.sources import SOURCES
from replica.clerk import Entry, blank_page
from replica.faults import answer, slow
from replica.printer import print_report
from replica.reports import demo_reports
from replica.rig import Outside, utc_now
from storage.condition import upgraded
from storage.database import Database
from storage.lock import as_service, only_service
from storage.tables import filings

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "house"
HILLTAPE = (sys.executable, "-m", "bot.cli")
YEAR = utc_now().year
READ = re.compile(r"[1-9]\d* read, 0 failed\.\n")
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
Run = Callable[..., Result]


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


def variables(outside: Outside) -> dict[str, str]:
    return outside.environment("sqlite:///hilltape.db") | {"HILLTAPE_SOURCES__HOUSE__EVERY": "60s"}


def process(outside: Outside, folder: Path) -> dict[str, Any]:
    """How to run the command line as a process of its own."""
    environment = {**os.environ, **variables(outside), "PYTHONPATH": str(ROOT)}
    return {"cwd": folder, "env": environment, "stdout": PIPE, "stderr": PIPE, "text": True}


def paper(number: int) -> Entry:
    return Entry(f"82{number:05}", "Placeholder", "Jane", "DE00", utc_now().date(), YEAR)


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


def test_an_unknown_source_names_those_there_are(hilltape: Run) -> None:
    result = hilltape("poll", "hose")
    assert result.exit_code == 2
    assert "hose is no source; known are: house" in result.stderr


def test_a_source_that_is_off_is_not_polled(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("sources: {house: {enabled: false}}", encoding="utf-8")
    result = hilltape("poll", "house")
    assert (
        result.exit_code,
        "The source house is off: set sources.house.enabled to true" in result.stderr,
    ) == (2, True)


def test_a_poll_beside_a_running_service_says_what_it_did(first_poll: tuple[Path, str]) -> None:
    assert re.fullmatch(r"[1-9]\d* newly listed, [1-9]\d* read, 0 failed, 0 left to read\.\n", first_poll[1])


def test_a_poll_with_nothing_new_says_so(hilltape: Run, polled: Path) -> None:
    result = hilltape("poll", "house")
    assert (result.exit_code, result.stdout) == (0, "0 newly listed, 0 read, 0 failed, 0 left to read.\n")


def test_a_poll_that_finds_the_site_closed_says_so(hilltape: Run, polled: Path, outside: Outside) -> None:
    outside.clerk.faults.add(answer(403), times=None)
    result = hilltape("poll", "house")
    assert result.exit_code == 1
    assert re.search(r"House Clerk: index \d+FD is left alone until .+ UTC\. The site refuses", result.stderr)


def test_a_poll_while_the_site_is_left_alone_says_until_when_and_why(
    hilltape: Run, polled: Path, outside: Outside
) -> None:
    outside.clerk.faults.add(answer(503, headers={"Retry-After": "3600"}), times=None)
    hilltape("poll", "house")
    asked = len(outside.clerk.seen)
    result = hilltape("poll", "house")
    assert (result.exit_code, result.stdout) == (1, "0 newly listed, 0 read, 0 failed, 0 left to read.\n")
    assert re.fullmatch(
        rf"House Clerk: index {YEAR}FD was not asked, it is left alone until .+ UTC\. "
        r"The site answers with an error of its own .+\.\n",
        result.stderr,
    )
    assert len(outside.clerk.seen) == asked


def test_a_poll_says_how_many_reports_wait_for_their_next_try_and_until_when(
    hilltape: Run, polled: Path, outside: Outside
) -> None:
    outside.clerk.faults.add(answer(404), "*/ptr-pdfs/*", times=None)
    hilltape("backfill", "house", "--from", str(YEAR - 3))
    result = hilltape("poll", "house")
    assert (result.exit_code, result.stdout.endswith(" 0 failed, 0 left to read.\n")) == (0, True)
    assert re.fullmatch(
        r"House Clerk: \d+ reports wait for their next try, the first until .+ UTC\.\n", result.stderr
    )


def test_a_backfill_reads_older_reports_and_then_has_nothing_left(hilltape: Run, polled: Path) -> None:
    command = ("backfill", "house", "--from", str(YEAR - 3))
    first, second = hilltape(*command), hilltape(*command)
    assert (first.exit_code, bool(READ.fullmatch(first.stdout))) == (0, True)
    assert (second.exit_code, second.stdout) == (0, "0 read, 0 failed.\n")


def test_a_year_before_there_were_reports_is_refused(hilltape: Run) -> None:
    assert hilltape("backfill", "house", "--from", "1999").exit_code == 2


def test_a_year_that_has_not_come_is_refused(hilltape: Run) -> None:
    result = hilltape("backfill", "house", "--from", str(YEAR + 1))
    assert (result.exit_code, "has not come yet" in result.stderr) == (2, True)


def test_a_backfill_stopped_by_ctrl_c_can_be_resumed(outside: Outside, polled: Path) -> None:
    outside.clerk.faults.add(slow(30), "*/ptr-pdfs/*", times=1)
    command = [*HILLTAPE, "backfill", "house", "--from", str(YEAR - 2)]
    asked = len(outside.clerk.seen)
    running = subprocess.Popen(command, **process(outside, polled.parent))
    until(lambda: any("ptr-pdfs" in seen.path for seen in list(outside.clerk.seen)[asked:]))
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=10)
    assert running.returncode == 1
    assert "Run the same command to resume." in said
    again = subprocess.run(command, **process(outside, polled.parent))
    assert (again.returncode, bool(READ.fullmatch(again.stdout))) == (0, True)


def test_a_replay_says_what_would_change_and_with_apply_does_it(hilltape: Run, polled: Path) -> None:
    database = Database(f"sqlite:///{polled}")
    with database.write() as transaction:
        transaction.execute(filings.update().values(reader=0, pages=99))
    database.close()
    first, second, third = hilltape("replay"), hilltape("replay", "house", "--apply"), hilltape("replay")
    rows = "(rows: 0 added, 0 removed, 0 changed), 0 the same."
    assert f"House Clerk: 1 document read again: 1 would change {rows} Nothing" in first.stdout
    assert second.stdout.endswith(f"House Clerk: 1 document read again: 1 changed {rows}\n")
    assert third.stdout.startswith("House Clerk: no document waits for a newer reading.\n")


def until(seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_reading_a_scan_prints_its_record(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "8221321.pdf").write_bytes(blank_page())
    result = hilltape("read", "house", "8221321.pdf")
    record = json.loads(result.stdout)
    assert (result.exit_code, record["doc_id"], record["rows"]) == (0, "8221321", [])


def test_an_unreadable_file_is_told_in_its_place_and_the_rest_is_read(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(b"<html>")
    (tmp_path / "2.pdf").write_bytes(blank_page())
    result = hilltape("read", "house", "1.pdf", "nowhere.pdf", "2.pdf")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [record.get("error") for record in records] == ["Unreadable", "FileNotFoundError", None]
    assert records[1] == {
        "doc_id": "nowhere",
        "file": "nowhere.pdf",
        "error": "FileNotFoundError",
        "detail": "No such file or directory",
    }
    assert records[0]["detail"] == (
        "no PDF, or not all of it. 1.pdf seems to be a web page; House Clerk needs the whole PDF of a "
        "periodic transaction report, named by its Filing ID (20034836.pdf)."
    )


HOUSE_PDF = print_report(next(one.record for one in demo_reports() if one.doc_id == "20034836") or {})
WRONG_FILES = {
    "empty.html": (b"", "it is no web page. empty.html seems to be an empty file; Senate eFD needs"),
    "20034836.pdf": (HOUSE_PDF, "Read it with: ./hilltape read house 20034836.pdf"),
    "scan.jpg": (b"\xff\xd8\xff\xe0", "scan.jpg seems to be a JPEG picture; Senate eFD needs"),
    "login.html": (b"<html><title>Sign in</title></html>", "it is a page titled 'Sign in'. login.html seems"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_wrong_file_is_told_with_what_it_seems_to_be_and_what_is_needed(
    hilltape: Run, tmp_path: Path, name: str
) -> None:
    content, said = WRONG_FILES[name]
    (tmp_path / name).write_bytes(content)
    result = hilltape("read", "senate", name)
    record = json.loads(result.stdout)
    assert (result.exit_code, record["file"], said in record["detail"]) == (1, name, True)


def test_a_pdf_that_is_no_278_t_is_told_with_whose_it_is(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "20034836.pdf").write_bytes(HOUSE_PDF)
    [record] = map(json.loads, hilltape("read", "oge", "20034836.pdf").stdout.splitlines())
    assert record["detail"] == (
        "its first page does not say (OGE Form 278-T). 20034836.pdf seems to be a PDF; OGE needs the whole "
        "PDF of an OGE Form 278-T. Read it with: ./hilltape read house 20034836.pdf"
    )


@pytest.mark.corpus
def test_files_are_read_in_the_order_given(hilltape: Run) -> None:
    files = sorted(CORPUS.glob("ptr/*.pdf"))[:12]
    result = hilltape("read", "house", *map(str, files))
    assert [json.loads(line)["doc_id"] for line in result.stdout.splitlines()] == [
        file.stem for file in files
    ]


def test_refreshing_without_a_network_leaves_everything_as_it_was(
    hilltape: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    result = hilltape("refresh")
    assert result.exit_code == 1
    assert "Left members of Congress as they were. The site did not answer: " in result.stderr
    assert "Left companies' tickers as they were: www.sec.gov serves only whom it can reach." in result.stderr
    assert not (tmp_path / "hilltape.data").exists()


def test_doctor_prints_a_line_for_each_thing_and_no_secret(hilltape: Run, outside: Outside) -> None:
    result = hilltape("doctor")
    assert result.exit_code == 0
    assert {line.split()[0] for line in result.stdout.splitlines()} == {"ok", "off"}
    assert outside.telegram.token not in result.output


def test_doctor_ends_with_1_when_something_is_wrong(hilltape: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("log: {level: loud}", encoding="utf-8")
    result = hilltape("doctor")
    assert result.exit_code == 1
    assert "problem  configuration  The configuration (config.yaml) cannot be used:" in result.stdout
