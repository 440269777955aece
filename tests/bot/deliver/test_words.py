"""Every word by which a platform refuses a message, and what becomes of the message and its chat."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.channel import Address
from bot.channels.discord.errors import CODES, WAITS
from bot.channels.telegram.errors import REFUSALS
from replica.discord import failure
from replica.telegram_refusals import refusal
from storage.model import ChatState, Place

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_TELEGRAM = pytest.mark.parametrize("platform", ["telegram"], indirect=True)
ON_DISCORD = pytest.mark.parametrize("platform", ["discord"], indirect=True)


@dataclass(frozen=True, slots=True)
class Becomes:
    """Of a message that is refused once: the delivery's state, the chat's, how often it was sent.

    `thread` says that only the thread is paused.
    """

    delivery: str
    chat: ChatState = ChatState.ACTIVE
    sends: int = 1
    thread: bool = False


PAUSED, GONE = Becomes("failed", ChatState.PAUSED), Becomes("failed", ChatState.GONE)
TOPIC = Becomes("failed", thread=True)
AGAIN = Becomes("sent", sends=2)  # plain, or without what it answered
LATER = Becomes("sending")

FORBIDDEN = {
    "bot was blocked by the user": PAUSED,
    "user is deactivated": PAUSED,
    "bot can't initiate conversation with a user": PAUSED,
    "bot can't send messages to bots": PAUSED,
    "bot was kicked from the group chat": GONE,
    "bot was kicked from the supergroup chat": GONE,
    "bot was kicked from the channel chat": GONE,
    "bot is not a member of the channel chat": GONE,
    "the group chat was deleted": GONE,
    "words of a later year": PAUSED,
}
BAD_REQUEST = {
    "message thread not found": TOPIC,
    "TOPIC_DELETED": TOPIC,
    "TOPIC_CLOSED": TOPIC,
    "message to be replied not found": AGAIN,
    "chat not found": PAUSED,
    "PEER_ID_INVALID": PAUSED,
    "user not found": PAUSED,
    "group chat was upgraded to a supergroup chat": PAUSED,  # and does not say to which
    "not enough rights to send photos to the chat": AGAIN,
    "not enough rights to send text messages to the chat": PAUSED,
    "have no rights to send a message": PAUSED,
    "need administrator rights in the channel chat": PAUSED,
    "CHAT_WRITE_FORBIDDEN": PAUSED,
    "CHAT_RESTRICTED": PAUSED,
    "can't parse entities: unsupported start tag": AGAIN,
    "message is too long": AGAIN,
    "message caption is too long": AGAIN,
    "message text is empty": AGAIN,
    "BUTTON_DATA_INVALID": AGAIN,
    "RESULTS_TOO_MUCH": AGAIN,
    "words of a later year": AGAIN,
}
OTHERWISE = {
    (413, "Request Entity Too Large"): AGAIN,
    (429, "Too Many Requests: retry later"): LATER,
    (500, "Internal Server Error"): LATER,
    (502, "Bad Gateway"): LATER,
    (409, "Conflict: terminated by other getUpdates request"): LATER,
}
TELEGRAM = [
    *((403, f"Forbidden: {words}", becomes) for words, becomes in FORBIDDEN.items()),
    *((400, f"Bad Request: {words}", becomes) for words, becomes in BAD_REQUEST.items()),
    *((code, words, becomes) for (code, words), becomes in OTHERWISE.items()),
]
DISCORD = {
    10003: GONE,  # unknown channel
    10004: GONE,  # unknown guild
    10008: AGAIN,  # unknown message, which it answered
    10013: GONE,  # unknown user
    10015: GONE,  # unknown webhook
    50001: PAUSED,  # missing access
    50013: PAUSED,  # missing permissions
    50007: PAUSED,  # direct messages closed
    50278: PAUSED,  # no server in common
    50083: PAUSED,  # archived thread: a message alone would open it, if the bot might
    160005: PAUSED,  # locked thread
    200000: PAUSED,  # auto-moderation
    240000: PAUSED,  # link filter
    50035: AGAIN,  # invalid form body
    50006: AGAIN,  # empty message
    40005: AGAIN,  # too large
    40003: LATER,  # direct messages opened too fast
    20016: LATER,  # slow mode
    20028: LATER,  # write limit of the channel
    40062: LATER,  # limited service
}
BAD_TOKENS = {40001, 50014}  # they end the channel: tests/bot/test_discord_sending.py
THREADS = {10003, 50001, 50013, 50083, 160005, 200000, 240000, 50007, 50278}


def test_every_row_of_telegrams_table_is_tried() -> None:
    tried = " ".join(words.lower() for _, words, _ in TELEGRAM)
    assert [words for words, _ in REFUSALS if words not in tried] == []


def test_every_row_of_discords_table_is_tried() -> None:
    assert DISCORD.keys() == (CODES.keys() | WAITS) - BAD_TOKENS


async def refused(sender: Any, address: Address, place: Place) -> Becomes:
    """What became of a report that was refused once."""
    sender.follow(place)
    sender.owe("20900001", place)
    sender.start()
    await sender.until(lambda: sender.platform.asked(address) and not _under_way(sender))
    found, chat = sender.delivery(place, "20900001"), sender.known(place)
    assert sender.follows(place) == ["*"]
    if found.state == "failed":
        assert found.error == (chat.reason or sender.paused(place)) != ""
    thread = bool(sender.paused(place))
    return Becomes(found.state, chat.state, sender.platform.asked(address), thread)


def _under_way(sender: Any) -> bool:
    """Whether it is being sent, or due again at once."""
    held, now = sender.sendings(), sender.clock()
    return not held or any(one.state == "open" and (one.lease_until or one.due_at <= now) for one in held)


@pytest.mark.parametrize(("code", "words", "becomes"), TELEGRAM, ids=[words for _, words, _ in TELEGRAM])
@ON_TELEGRAM
@ON_SQLITE
async def test_telegrams_words(sender: Any, code: int, words: str, becomes: Becomes) -> None:
    address, place = sender.chat(thread=becomes.thread)
    sender.platform.fail(address, refusal(code, words))
    assert await refused(sender, address, place) == becomes


@pytest.mark.parametrize(("code", "becomes"), DISCORD.items(), ids=list(map(str, DISCORD)))
@ON_DISCORD
@ON_SQLITE
async def test_discords_codes(sender: Any, code: int, becomes: Becomes) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, failure(code))
    assert await refused(sender, address, place) == becomes


@pytest.mark.parametrize("code", sorted(THREADS))
@ON_DISCORD
@ON_SQLITE
async def test_in_a_thread_a_code_pauses_only_the_thread(sender: Any, code: int) -> None:
    address, place = sender.chat(thread=True)
    sender.platform.fail(address, failure(code))
    assert await refused(sender, address, place) == TOPIC
