"""What several commands do with a call: read its query, find where it came from, say how fresh data is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.channel import Request
from bot.command import Call
from bot.errors import UserError
from bot.figures import listed
from bot.message import Message
from bot.wording_status import fresh
from ingest.errors import ReadError
from storage import beginnings, chats, documents, filings, follows, health, mutes, outlets, settings
from storage.database import Transaction
from storage.directory import directory
from storage.hours import NO_SETTINGS, Settings
from storage.model import Follow, Place, Stored
from storage.query import Query, parse, resolve, to_follow

CONFIRMED = "yes"

log = structlog.get_logger()


def query(call: Call, text: str | None = None) -> Query:
    """The query typed after the command, or this part of it. Raises QueryError."""
    typed = parse(call.arguments if text is None else text)
    return resolve(typed, directory(call.transaction, call.people), call.now.date())


def query_to_follow(call: Call, text: str) -> Query:
    """The query that this part of the arguments says, if it can be followed. Raises QueryError."""
    typed = parse(text)
    return to_follow(typed, directory(call.transaction, call.people), call.now.date())


def place(transaction: Transaction, request: Request) -> Place:
    """Where the request came from, made when it is new, brought back when it was paused. Writes."""
    address = request.address
    return chats.place(
        transaction,
        request.channel,
        address.chat,
        address.thread,
        group=address.group,
        person=address.person,
        title=request.title,
    )


def here(call: Call) -> Place | None:
    """Where the request came from, if that is known already."""
    address = call.request.address
    return chats.find(call.transaction, call.request.channel, address.chat, address.thread)


def followed(call: Call) -> list[Follow]:
    """What is followed where the request came from."""
    found = here(call)
    return follows.of(call.transaction, found.id) if found else []


def numbered(call: Call, number: int) -> Follow:
    """What is followed there under that number. Raises UserError."""
    held = next((one for one in followed(call) if one.number == number), None)
    if held is None:
        raise UserError(f"Nothing followed here has the number {number}. /follows lists them.")
    return held


def muted(call: Call) -> list[str]:
    """The ids of the officials muted where the request came from."""
    found = here(call)
    return list(mutes.of(call.transaction, found.id)) if found else []


def ways_out(call: Call, channel: str) -> list[Place]:
    """The outlets on that channel of the chat that the request came from, the oldest first."""
    found = here(call)
    held = outlets.of(call.transaction, found.chat.id) if found else []
    return [one for one in held if one.chat.channel == channel]


def chosen(call: Call) -> Settings:
    """The settings of the chat that the request came from."""
    address = call.request.address
    found = chats.known(call.transaction, call.request.channel, address.chat)
    return settings.of(call.transaction, found) if found else NO_SETTINGS


def follows_exactly(call: Call, text: str) -> bool:
    return text in {follow.query for follow in followed(call)}


def whole_id(call: Call, typed: str) -> str:
    """The whole id of a report typed whole or by its beginning, or what was typed. Raises UserError."""
    begun = typed.lower()
    if documents.named(call.transaction, typed):
        return typed
    found = beginnings.whole(call.transaction, begun)
    if len(found) > 1:
        raise UserError(f"Several reports begin with “{begun}”: {listed(found, 'or')}.")
    return found[0] if found else typed


def row_picture(call: Call, stored: Stored, ordinal: int) -> bytes:
    """One row as its PDF shows it, a JPEG.

    `b""` where there is none: of paper, of a Senate page, and where the bytes cannot be drawn any more.
    """
    spot = next((trade.spot for trade in stored.filing.trades if trade.ordinal == ordinal), None)
    document = filings.document(call.transaction, stored) if spot else None
    if not spot or not document:
        return b""
    try:
        return call.pictures(document, spot)
    except ReadError as error:
        log.warning("no picture of a row", document=document.id, row=ordinal, problem=str(error))
        return b""


def clock(call: Call) -> datetime:
    """Now, by the chat's own clock: how it is told; what is decided is decided in UTC."""
    return call.now.astimezone(ZoneInfo(chosen(call).zone))


def with_freshness(call: Call, message: Message) -> Message:
    return fresh(message, health.everything(call.transaction), clock(call))
