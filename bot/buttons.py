"""Buttons whose command is longer than a platform's button holds: they type a short name for it instead."""

from collections.abc import Callable
from dataclasses import replace

from bot.message import PRESSED, Button, Message

BUTTON_BYTES = 64  # of UTF-8, Telegram's: https://core.telegram.org/bots/api#inlinekeyboardbutton


def too_long(message: Message) -> bool:
    return any(_is_long(button) for button in message.buttons)


def shortened(message: Message, keep: Callable[[str], str]) -> Message:
    """The message with `/go TOKEN` for each long command; `keep` stores a command and gives its token."""
    return replace(message, buttons=tuple(_short(button, keep) for button in message.buttons))


def _short(button: Button, keep: Callable[[str], str]) -> Button:
    return replace(button, command=f"/{PRESSED} {keep(button.command)}") if _is_long(button) else button


def _is_long(button: Button) -> bool:
    return len(button.command.encode()) > BUTTON_BYTES
