"""Telegram's client library, set up so that it neither logs the token nor stumbles over a strange answer."""

import json
import logging
import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

ANSWER_SECONDS = 8.0  # and a second before the next try: within ten of the moment it answers again

log = structlog.get_logger(channel="telegram")
# RetryAfter gives a timedelta, which it will do by itself some day, and warns of it until then
os.environ.setdefault("PTB_TIMEDELTA", "true")


class SendRequest(HTTPXRequest):
    """Raises a TelegramError for whatever is not Telegram's answer; the library logs it whole, or trips."""

    def __init__(self, connections: int, base_url: str) -> None:
        # a proxy from the environment leads to Telegram, never to a replica on this machine
        through_proxy = not _is_loopback(urlsplit(base_url).hostname or "")
        super().__init__(connections, httpx_kwargs={"timeout": ANSWER_SECONDS, "trust_env": through_proxy})

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and ("result" in answer or "description" in answer):
            return answer
        raise TelegramError("the answer is not Telegram's")


class PollRequest(SendRequest):
    """Empties updates that the library cannot read: one of them would otherwise stop all that follow."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = SendRequest.parse_json_payload(payload)
        updates = answer.get("result")
        return {**answer, "result": [_readable(update) for update in updates]} if updates else answer


def client(token: str, base_url: str, sending: SendRequest, polling: PollRequest) -> Bot:
    for name in ("httpx", "httpcore", "telegram"):  # their finer logs hold URLs, and those the token
        logging.getLogger(name).setLevel(logging.WARNING)
    root = base_url.rstrip("/")
    return Bot(token, f"{root}/bot", f"{root}/file/bot", request=sending, get_updates_request=polling)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update, None)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        log.warning("unreadable update", update=update["update_id"], error=repr(error))
        return {"update_id": update["update_id"]}
    return update
