"""What poll, backfill and replay do and say."""

import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from replica.faults import answer, slow
from replica.rig import Outside
from storage.database import Database
from storage.tables import filings
from tests.support.command_line import HILLTAPE, YEAR, Run, process

READ = re.compile(r"[1-9]\d* read, 0 failed\.\n")

pytestmark = pytest.mark.usefixtures("logs_restored")


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
