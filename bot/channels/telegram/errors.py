"""What Telegram's answers mean: each error of the client library becomes one of ours, without the token."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.errors import BadToken, BotError, Malformed, Moved, Passing, Permanent, ReplyGone
from storage.model import ChatState

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

MOST_CHARACTERS = 300

gone = partial(Permanent, state=ChatState.GONE)
topic = partial(Permanent, thread_only=True)

REFUSALS: tuple[tuple[str, Callable[[str], BotError]], ...] = (
    # 403, see also tdlib/telegram-bot-api, Client.cpp, check_chat_access
    ("bot was blocked by the user", Permanent),
    ("user is deactivated", Permanent),
    ("bot can't initiate conversation with a user", Permanent),
    ("can't send messages to bots", Permanent),
    ("bot was kicked from the", gone),  # group chat, supergroup chat, channel chat
    ("bot is not a member of the", gone),
    ("the group chat was deleted", gone),
    # 400
    ("message thread not found", topic),
    ("topic_deleted", topic),
    ("topic_closed", topic),
    ("message to be replied not found", ReplyGone),
    ("chat not found", Permanent),
    ("peer_id_invalid", Permanent),
    ("user not found", Permanent),
    ("group chat was upgraded to a supergroup chat", Permanent),  # without the new id
    ("not enough rights to send photos", Malformed),  # without the picture it goes
    ("not enough rights", Permanent),
    ("have no rights to send a message", Permanent),
    ("need administrator rights", Permanent),
    ("chat_write_forbidden", Permanent),
    ("chat_restricted", Permanent),
    ("can't parse entities", Malformed),
    ("message is too long", Malformed),
    ("message caption is too long", Malformed),
    ("message text is empty", Malformed),
    ("button_data_invalid", Malformed),
    ("results_too_much", Malformed),
)
"""What Telegram says about one message, in its own words (lower case, any part of its sentence). Its wording
is free, so the status code is not compared; other refusals go by it."""


def translate(error: TelegramError, token: str) -> BotError:
    """Our error for the library's. Its text may quote a whole answer, so the token is cut out of it."""
    said = f"Telegram: {error.message}".rstrip(": ").replace(token, "…")[:MOST_CHARACTERS]
    match error:
        case InvalidToken():
            return BadToken(f"{said}; check the bot's token and Telegram's base URL")
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case RetryAfter():
            return Passing(said, waiting_time(error))
        case Forbidden() | BadRequest():  # before NetworkError: BadRequest is one of those
            return refusal(said, Permanent if isinstance(error, Forbidden) else Malformed)
    return _disturbance(said, error)


def refusal(said: str, otherwise: Callable[[str], BotError]) -> BotError:
    words = said.lower()
    for part, meaning in REFUSALS:
        if part in words:
            return meaning(said)
    return otherwise(said)


def waiting_time(error: RetryAfter) -> timedelta:
    """The library gives seconds or a timedelta, as PTB_TIMEDELTA says."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _disturbance(said: str, error: TelegramError) -> BotError:
    words = said.lower()
    if "request entity too large" in words:  # 413
        return Malformed(said)
    if isinstance(error.__cause__, NOT_SENT):
        return Passing(f"Telegram is not reachable: {error.__cause__}".rstrip(": "))  # a timeout says no more
    refused = "too many requests" in words  # 429 that names no time
    return Passing(said, unknown=not refused)
