"""Logs: one line each on the error output, from every library, and never a secret."""

import json
import logging
import sys
import threading
import warnings
from typing import Any

import pytest
import structlog

from bot.logs import set_up, without_secrets

TOKEN = "123456:AA-geheim_/é"
pytestmark = pytest.mark.usefixtures("logs_restored")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_json_lines_hold_what_was_logged(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "json", [])
    structlog.get_logger(channel="telegram").warning("no answer", after=3)
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["channel"], line["after"]) == (
        "no answer",
        "warning",
        "telegram",
        3,
    )
    assert line["timestamp"].endswith("Z")


def test_nothing_goes_to_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "text", [])
    structlog.get_logger().info("said")
    seen = capsys.readouterr()
    assert (seen.out, "said" in seen.err) == ("", True)


def test_without_a_terminal_auto_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "auto", [])
    structlog.get_logger().info("said")
    assert lines(capsys)[0]["event"] == "said"


def test_libraries_are_logged_alike(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "json", [])
    logging.getLogger("discord.gateway").info("connected to %s", "gateway")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn("old", stacklevel=1)
    events = [line["event"] for line in lines(capsys)]
    assert events[0] == "connected to gateway"
    assert "old" in events[1]


def test_finer_lines_than_asked_for_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("warning", "json", [])
    structlog.get_logger().info("fine")
    logging.getLogger("discord").info("fine")
    assert lines(capsys) == []


@pytest.mark.parametrize(
    ("library", "level"),
    [("httpx", logging.INFO), ("httpcore.http11", logging.INFO), ("discord.http", logging.DEBUG)],
)
def test_libraries_that_log_tokens_are_kept_quiet(
    capsys: pytest.CaptureFixture[str], library: str, level: int
) -> None:
    set_up("debug", "json", [])
    logging.getLogger(library).log(level, "POST https://api.telegram.org/bot1:x/getMe")
    assert lines(capsys) == []


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_secret_is_hidden_wherever_it_stands(capsys: pytest.CaptureFixture[str], format: Any) -> None:
    set_up("info", format, [TOKEN])
    log = structlog.get_logger()
    log.warning(f"event {TOKEN}", url=f"https://host/bot{TOKEN}/x", nested={"token": TOKEN})
    logging.getLogger("telegram").warning("https://host/bot%s", TOKEN)
    try:
        raise ValueError(TOKEN)
    except ValueError:
        log.exception("failed")
    written = capsys.readouterr().err
    assert "geheim" not in written
    assert written.count("***") >= 5


def test_errors_that_nobody_catches_hide_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "json", [TOKEN])
    sys.excepthook(ValueError, ValueError(TOKEN), None)
    threading.excepthook(threading.ExceptHookArgs((ValueError, ValueError(TOKEN), None, None)))
    first, second = lines(capsys)
    assert "ValueError: ***" in first["exception"]
    assert "ValueError: ***" in second["exception"]


def test_text_from_outside_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "text", [])
    structlog.get_logger().info("read", filer="\x1b[2JHon.\x07")
    logging.getLogger("discord").info("guild \x9b31m")
    assert not {"\x1b", "\x07", "\x9b"} & set(capsys.readouterr().err)


def test_local_variables_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "text", [])
    password = "hunter2" * 2
    try:
        raise ValueError(len(password))
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "hunter2hunter2" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("as it is: a:é/c", "a:é/c"),
        ("in an address: a%3A%C3%A9/c", "a%3A%C3%A9/c"),
        ("in a form: a%3A%C3%A9%2Fc", "a%3A%C3%A9%2Fc"),
        ("in JSON: a:\\u00e9/c", "a:\\u00e9/c"),
    ],
)
def test_every_form_of_a_secret_is_hidden(text: str, hidden: str) -> None:
    assert without_secrets(text, ["a:é/c"]) == text.replace(hidden, "***")


def test_a_secret_within_a_secret_leaves_nothing() -> None:
    assert without_secrets("geheimnis geheim", ["geheim", "geheimnis"]) == "*** ***"


def test_very_short_secrets_do_not_blot_out_words() -> None:
    assert without_secrets("a new report", ["a", ""]) == "a new report"
