"""What Telegram refuses in a message: the checks behind `sendMessage`, `sendPhoto` and `setMyCommands`."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from replica.faults import Fault, answer
from replica.server import uploaded
from replica.telegram_html import BadMarkup, Text, parse, trimmed, units

TEXT_UNITS, CAPTION_UNITS = 4096, 1024
SOURCE_BYTES = 1 << 15  # before parsing: tdlib/telegram-bot-api, Client.cpp, get_formatted_text
BUTTON_BYTES = 64
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMANDS = 100
COMMAND_HELP = 256

Parameters = Mapping[str, Any]


class Refused(Exception):
    """Telegram's answer to a request that it does not carry out."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


def refusal(code: int, description: str, **parameters: int) -> Fault:
    """A fault: this error, in Telegram's form. `parameters` are `retry_after` or `migrate_to_chat_id`."""
    body = Refused(code, description, **parameters).body
    return answer(code, json.dumps(body).encode(), "application/json")


def text_of(params: Parameters) -> Text:
    """The message's text as it will be shown. Raises Refused."""
    text = _shown(params, "text")
    if not any(character.isprintable() and not character.isspace() for character in text.text):
        raise bad("message text is empty")
    if units(text.text) > TEXT_UNITS:
        raise bad("message is too long")
    return text


def caption_of(params: Parameters) -> Text:
    """The words below a photo, of which there may be none. Raises Refused."""
    caption = _shown(params, "caption")
    if units(caption.text) > CAPTION_UNITS:
        raise bad("message caption is too long")
    return caption


def _shown(params: Parameters, name: str) -> Text:
    source = str(params.get(name, ""))
    if len(source.encode()) > SOURCE_BYTES:
        raise bad("text is too long")
    try:
        return parse(source) if str(params.get("parse_mode", "")).lower() == "html" else trimmed(Text(source))
    except BadMarkup as error:
        raise bad(f"can't parse entities: {error}") from None


def keyboard_of(params: Parameters) -> Sequence[Sequence[Mapping[str, Any]]]:
    """The rows of inline buttons. Raises Refused."""
    markup = decoded(params.get("reply_markup"))
    rows: Sequence[Sequence[Mapping[str, Any]]] = markup["inline_keyboard"] if markup else ()
    for button in (button for row in rows for button in row):
        _check(button)
    return rows


def commands_of(params: Parameters) -> Sequence[Mapping[str, str]]:
    """The commands for the menu. Raises Refused."""
    commands: Sequence[Mapping[str, str]] = decoded(params.get("commands"))
    if len(commands) > COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= COMMAND_HELP:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def decoded(value: Any) -> Any:
    """An object or list, which forms carry as JSON text."""
    return json.loads(value) if isinstance(value, str) and value else value


def bad(words: str) -> Refused:
    return Refused(400, f"Bad Request: {words}")


async def parameters_of(request: web.Request) -> Parameters:
    """From a JSON body, a form or the URL, as Telegram takes them; an uploaded file is its bytes."""
    if request.content_type == "application/json":
        return {**request.query, **json.loads(await request.read() or b"{}")}
    form = await request.post()
    given = {name: uploaded(v) if isinstance(v, web.FileField) else v for name, v in form.items()}
    return {**request.query, **given}


def _check(button: Mapping[str, Any]) -> None:
    if not button["text"]:
        raise bad("inline keyboard button text is empty")
    if "callback_data" not in button and "url" not in button:
        raise bad("Text buttons are unallowed in the inline keyboard")
    if len(button.get("callback_data", "-").encode()) not in range(1, BUTTON_BYTES + 1):
        raise bad("BUTTON_DATA_INVALID")
    address = urlsplit(button.get("url", "https://example.org"))
    if address.scheme not in ("http", "https", "tg") or not address.netloc:
        raise bad("BUTTON_URL_INVALID")
