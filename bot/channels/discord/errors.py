"""What Discord's refusals mean for a chat, in one table."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import aiohttp
import discord

from bot.channel import Address
from bot.errors import BadToken, BotError, Malformed, Passing, Permanent, PlatformWait, ReplyGone
from storage.model import ChatState

UNKNOWN_CHANNEL = 10003
BAD_TOKEN = "Discord does not accept the bot's token (HILLTAPE_DISCORD_TOKEN)"  # noqa: S105
INTENTS_REFUSED = (
    "Discord refuses the gateway intents (close code {code}). Hilltape asks for `guilds` only: nothing need "
    "be on under Bot → Privileged Gateway Intents: check that the token is this application's"
)
NO_DIRECT_MESSAGES = timedelta(minutes=5)  # a pause of ours: Discord names none for 40003
UNTOLD_WAIT = timedelta(seconds=5)  # a 429 that does not say how long


class Limited(Exception):
    """Discord asks us to wait."""

    def __init__(self, after: timedelta, *, everywhere: bool) -> None:
        super().__init__(f"Discord asks us to wait {after.total_seconds():g} s")
        self.after = after
        self.everywhere = everywhere


FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError, Limited)
"""What a request through discord.py may raise. A ValueError is an answer that is no JSON."""

Meaning = Callable[[str, Address], BotError]


def _permanent(state: ChatState, hint: str, detail: str, address: Address) -> BotError:
    return Permanent(f"{hint} ({detail})" if hint else detail, state, thread_only=bool(address.thread))


def _gone(detail: str, _address: Address) -> BotError:
    return Permanent(detail, ChatState.GONE)


def _paused(hint: str = "") -> Meaning:
    return partial(_permanent, ChatState.PAUSED, hint)


def _malformed(detail: str, _address: Address) -> BotError:
    return Malformed(detail)


def _reply_gone(detail: str, _address: Address) -> BotError:
    return ReplyGone(detail)


def _slow_down(detail: str, _address: Address) -> BotError:
    return Passing(detail, NO_DIRECT_MESSAGES)


def _bad_token(_detail: str, _address: Address) -> BotError:
    return BadToken(BAD_TOKEN)


# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
CODES: Mapping[int, Meaning] = {
    UNKNOWN_CHANNEL: partial(_permanent, ChatState.GONE, ""),
    10004: _gone,  # unknown guild
    10008: _reply_gone,  # unknown message
    10013: _gone,  # unknown user
    10015: _gone,  # unknown webhook
    40001: _bad_token,  # unauthorized
    50014: _bad_token,  # invalid authentication token
    50001: _paused("the bot lacks the permission View Channel"),
    50013: _paused("the bot lacks the permission Send Messages (in a thread: Send Messages in Threads)"),
    50007: _paused("this person takes no direct messages from the bot"),
    50278: _paused("this person shares no server with the bot"),
    50083: _paused("the thread is archived"),
    160005: _paused("the thread is locked"),
    200000: _paused("the server's auto-moderation blocks the message"),
    240000: _paused("the server's link filter blocks the message"),
    50035: _malformed,  # invalid form body
    50006: _malformed,  # empty message
    40005: _malformed,  # too large
    40003: _slow_down,  # opening direct messages too fast
}
WAITS = frozenset({20016, 20028, 40062})  # slow mode, a channel's write limit, a limited service
STATUSES: Mapping[int, Meaning] = {400: _malformed, 401: _bad_token, 403: _paused()}


def bot_error(
    error: BaseException, address: Address, *, begun: bool = True, picture: bool = False
) -> BotError:
    """What a failed request means. `begun` is False when the message itself was not sent yet.

    A `picture` needs the right to attach files: without it the message is sent again as text, which tells
    whether anything else is missing.
    """
    match error:
        case discord.HTTPException(code=50013) if picture:
            return Malformed(f"the bot may lack the permission Attach Files ({error.text[:300]})")
        case Limited(everywhere=True):
            return PlatformWait(str(error), error.after)
        case Limited():
            return Passing(str(error), error.after)
        case discord.RateLimited():
            return Passing(str(error), timedelta(seconds=error.retry_after))
        case discord.LoginFailure():
            return BadToken(BAD_TOKEN)
        case discord.HTTPException():
            return _refused(error, address, begun=begun)
        case aiohttp.ClientConnectorError():
            return Passing(f"Discord is not reachable: {error}")
        case TimeoutError():
            return Passing("Discord did not answer in time", unknown=begun)
    return Passing(f"the connection to Discord broke: {error}", unknown=begun)


def gateway_error(error: discord.ConnectionClosed) -> Exception:
    """What a closed gateway means: bad settings, or an outage that is left as it is."""
    if error.code == 4004:
        return BadToken(BAD_TOKEN)
    if error.code in (4013, 4014):
        return BadToken(INTENTS_REFUSED.format(code=error.code))
    return error


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    try:
        return timedelta(seconds=float(headers["Retry-After"]))
    except (KeyError, ValueError, OverflowError):
        return None


def _refused(error: discord.HTTPException, address: Address, *, begun: bool) -> BotError:
    detail = f"Discord {error.status}/{error.code}: {' '.join(error.text.split())[:300]}"
    if error.status >= 500:
        return Passing(detail, unknown=begun)
    if error.code in WAITS:
        return Passing(detail, retry_after(error.response.headers) or UNTOLD_WAIT)
    # without a code of Discord's own a 403 or 404 comes from something in between
    by_status = STATUSES.get(error.status) if error.code or error.status == 401 else None
    meaning = CODES.get(error.code) or by_status
    return meaning(detail, address) if meaning else Passing(detail)
