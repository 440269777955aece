"""The validator of the Bot API: what it lets pass, and each kind of fault it notices."""

from typing import Any

import pytest

from replica.spec_telegram import TelegramSpec
from replica.telegram import Exchange
from tests.support.shared import TELEGRAM_SPEC

pytestmark = pytest.mark.skipif(not TELEGRAM_SPEC.exists(), reason="needs ../shared/specs/telegram_api.json")


@pytest.mark.parametrize(
    ("method", "parameters", "problem"),
    [
        ("getCake", {}, "there is no such method"),
        ("sendMessage", {"chat_id": "1"}, "request lacks text"),
        ("sendMessage", {"chat_id": "1", "text": "x", "colour": "red"}, "unknown field colour"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "message_thread_id": "seven"},
            "is no Integer: 'seven'",
        ),
        ("sendMessage", {"chat_id": "1", "text": "x", "protect_content": "1"}, "is no Boolean: 1"),
        ("sendMessage", {"chat_id": "1", "text": "x", "link_preview_options": '{"off": true}'}, "field off"),
        (
            "setMyCommands",
            {"commands": '[{"command": "a"}]'},
            "request.commands[0] (BotCommand) lacks description",
        ),
        ("setMyCommands", {"commands": '"a"'}, "is no array"),
    ],
)
def test_a_request_against_the_spec_is_noticed(method: str, parameters: dict[str, str], problem: str) -> None:
    (violation,) = TelegramSpec(TELEGRAM_SPEC).violations([Exchange(method, parameters)])
    assert problem in violation


USER = {"id": 1, "is_bot": True, "first_name": "x"}


@pytest.mark.parametrize(
    ("status", "answer", "problem"),
    [
        (200, {"ok": True, "result": {"id": 1, "is_bot": True}}, "result (User) lacks first_name"),
        (200, {"ok": True, "result": {**USER, "age": 3}}, "unknown field age"),
        (200, {"ok": True, "result": {**USER, "id": "1"}}, "result (User).id is no Integer: '1'"),
        (200, {"ok": True, "result": {**USER, "id": True}}, "is no Integer: True"),
        (200, {"ok": True, "result": []}, "result is no User"),
        (201, {"ok": True, "result": USER}, "status 201 although ok"),
        (400, {"ok": False, "error_code": 403, "description": "x"}, "status 400 with error code 403"),
        (400, {"ok": False, "error_code": 400}, "answer lacks description"),
        (429, {"ok": False, "error_code": 429, "description": "x", "parameters": {"wait": 1}}, "field wait"),
    ],
)
def test_an_answer_against_the_spec_is_noticed(status: int, answer: dict[str, Any], problem: str) -> None:
    (violation,) = TelegramSpec(TELEGRAM_SPEC).violations([Exchange("getMe", {}, status, answer)])
    assert problem in violation


def test_a_value_of_several_kinds_must_be_one_of_them() -> None:
    member: dict[str, Any] = {"status": "creator", "user": USER}
    exchange = Exchange(
        "getChatMember", {"chat_id": "1", "user_id": "1"}, 200, {"ok": True, "result": member}
    )
    assert TelegramSpec(TELEGRAM_SPEC).violations([exchange])
    member["is_anonymous"] = False
    assert TelegramSpec(TELEGRAM_SPEC).violations([exchange]) == []
