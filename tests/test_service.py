"""The real process against the replicas: killed, measured, stopped, shown, and refused a second time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import kills, latency
from replica import samples
from replica.rig import Outside, Running, utc_now, wait_for

TOKEN = "7654321:a-token-that-looks-real-and-is-anothers"


def hilltape(folder: Path, *words: str, **environment: str) -> "subprocess.Popen[str]":
    """The command as a process of its own, with nothing of this one's environment but the PATH."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot.cli", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def outside() -> Iterator[Outside]:
    with Outside() as outside:
        yield outside


def test_kills_lose_nothing_and_repeat_nothing_that_is_not_counted(tmp_path: Path) -> None:
    outcome = kills.run(tmp_path, kills.Plan(kills=3, filings=8, chats=6, seconds=12))
    assert (outcome.lost, outcome.repeated_discord) == (0, 0)
    assert outcome.repeated_messages_telegram <= outcome.counted_by_the_service


def test_an_alert_is_out_soon_after_the_poll_that_finds_its_report(tmp_path: Path) -> None:
    """Five times the two seconds that are promised, since tests run beside each other."""
    assert latency.run(tmp_path, filings=4).worst_beyond_the_poll <= 10


def test_it_starts_and_stops_in_time_whatever_hangs(tmp_path: Path) -> None:
    """Five times what is promised."""
    ends = latency.ends(tmp_path)
    assert max(ends.first_start, ends.later_start) <= 15
    assert max(ends.stop_idle, ends.stop_while_platforms_hang, ends.stop_while_the_site_hangs) <= 25
    assert ends.exit_codes == (0, 0, 0)


def test_the_demo_shows_every_kind_of_alert_without_an_account_and_without_a_network(tmp_path: Path) -> None:
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    yours = {"HILLTAPE_TELEGRAM_TOKEN": TOKEN, "HILLTAPE_DISCORD_TOKEN": TOKEN, "HILLTAPE_DATABASE": "none"}
    demo = hilltape(tmp_path, "demo", "--once", **nowhere, **yours)
    shown, problems = demo.communicate(timeout=240)
    assert (demo.returncode, problems) == (0, "")
    assert " reported: " in shown
    assert " filed on paper" in shown
    assert "1 on Telegram, 1 on Discord" in shown  # its first page
    assert TOKEN not in shown
    assert list(tmp_path.iterdir()) == []


def test_a_second_service_on_the_same_database_is_refused(outside: Outside, tmp_path: Path) -> None:
    settings = outside.environment(f"sqlite:///{tmp_path}/hilltape.db")
    with Running(tmp_path, settings):
        second = hilltape(tmp_path, "run", **settings)
        _shown, problems = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "Another Hilltape is running on" in problems
        assert "Traceback" not in problems


def test_without_tokens_it_runs_in_the_terminal(outside: Outside, tmp_path: Path) -> None:
    settings = outside.environment(f"sqlite:///{tmp_path}/hilltape.db")
    tokens = {name: "" for name in settings if name.endswith("_TOKEN")}
    service = Running(tmp_path, {**settings, **tokens})
    with service:
        assert '"channels": ["console"]' in service.log.read_text()
        assert service.stop()[0] == 0


def test_a_report_of_every_office_is_told_on_every_platform(outside: Outside, tmp_path: Path) -> None:
    settings = outside.environment(f"sqlite:///{tmp_path}/hilltape.db", every_office=True)
    chat, channel = outside.telegram_chat(1), outside.discord_channel(1)
    today = utc_now().date()
    with Running(tmp_path, settings):
        wait_for(outside.every_first_run_over, 60, "every first run")
        outside.say(chat, "/follow * yes")
        outside.slash(channel, "follow", "* yes")
        wait_for(lambda: outside.telegram.messages and outside.discord.answers, 30, "both answers")
        samples.publish_senate(outside.senate, samples.SENATE_ID, today)
        samples.publish_oge(outside.oge, samples.OGE_ID, today)
        for told, place in ((outside.told_on_telegram, chat), (outside.told_on_discord, channel)):
            wait_for(lambda t=told, p=place: len(t(p)) == 2, 60, "two alerts")
            assert told(place) == {samples.SENATE_ID: 1, samples.OGE_ID: 1}
    texts = [message.text for message in outside.telegram.messages]
    assert any("Ada Sample (not identified) reported: spouse" in text for text in texts)
    assert any("Jared Taylor Isaacman (Administrator, NASA)" in text for text in texts)
