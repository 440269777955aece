"""What several commands do with a call: read its query, find where it came from, say how fresh data is."""

from functools import partial

from bot.channel import Request
from bot.command import Call
from bot.message import Message
from bot.wording_status import fresh
from storage import assets, chats, follows, health
from storage.database import Transaction
from storage.model import Follow, Place
from storage.query import Directory, Query, parse, resolve


def query(call: Call) -> Query:
    """The query typed after the command. Raises QueryError."""
    return resolve(parse(call.arguments), directory(call), call.now.date())


def directory(call: Call) -> Directory:
    """Whom and what the names in a query can mean."""
    return Directory(
        person=call.people.find,
        company=partial(assets.known, call.transaction),
        leads=partial(assets.leads, call.transaction),
    )


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


def followed(call: Call) -> list[Follow]:
    """What is followed where the request came from."""
    address = call.request.address
    found = chats.find(call.transaction, call.request.channel, address.chat, address.thread)
    return follows.of(call.transaction, found.id) if found else []


def follows_exactly(call: Call, text: str) -> bool:
    return text in {follow.query for follow in followed(call)}


def with_freshness(call: Call, message: Message) -> Message:
    return fresh(message, health.everything(call.transaction), call.now)
