"""/webhook: an address of somebody's program that gets, signed, what the chat is told."""

import base64
import re
import secrets

from bot.asking import place, ways_out
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.notify import notify
from bot.wording_outlets import (
    only_in_private,
    webhook_added,
    webhook_known,
    webhook_on,
    webhook_removed,
    webhook_there,
    webhooks_here,
    webhooks_off,
)
from storage import chats, outlets, returning
from storage.forget import forget
from storage.model import Place

WEBHOOK = "webhook"
MOST = 5
SECRET_BYTES = 24  # https://github.com/standard-webhooks/standard-webhooks, "Signature scheme"
NUMBERED = re.compile(r"(?P<what>on|remove) (?P<number>\d{1,2})", re.IGNORECASE)


def run(call: Call) -> Message:
    if call.ways.webhook is None:
        return webhooks_off()
    if found := NUMBERED.fullmatch(call.arguments):
        return CHANGES[found["what"].lower()](call, _numbered(call, int(found["number"])))
    return _add(call) if call.arguments else webhooks_here(ways_out(call, WEBHOOK))


def _add(call: Call) -> Message:
    if call.request.address.group:
        return only_in_private()
    if why := call.ways.webhook and call.ways.webhook(call.arguments):
        raise UserError(f"Nothing can be sent to that address: {why}.")
    chat_id = place(call.transaction, call.request).chat.id
    address, held = f"{call.arguments}#{chat_id}", ways_out(call, WEBHOOK)
    known = [number for number, one in enumerate(held, 1) if one.chat.address == address]
    if known:
        return webhook_known(known[0])
    if len(held) == MOST:
        raise UserError(f"A chat has {MOST} webhooks at most. /webhook lists them.")
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    outlet = chats.place(call.transaction, WEBHOOK, address, secret=secret)
    outlets.add(call.transaction, chat_id, outlet, call.now)
    notify(call.transaction, outlet, webhook_there(), call.now)
    return webhook_added(outlet, len(held) + 1)


def _on(call: Call, outlet: Place) -> Message:
    ended = returning.pause(call.transaction, WEBHOOK, outlet.chat.address)
    chats.place(call.transaction, WEBHOOK, outlet.chat.address)
    if ended:
        returning.owe_again(call.transaction, ended, call.now)
    return webhook_on(outlet)


def _remove(call: Call, outlet: Place) -> Message:
    forget(call.transaction, outlet.chat.id)
    return webhook_removed(outlet)


CHANGES = {"on": _on, "remove": _remove}


def _numbered(call: Call, number: int) -> Place:
    held = ways_out(call, WEBHOOK)
    if not 1 <= number <= len(held):
        raise UserError(f"This chat has no webhook {number}. /webhook lists them.")
    return held[number - 1]


COMMAND = Command(
    name="webhook",
    help="Send what this chat is told to a program, as signed JSON",
    run=run,
    argument="address",
    example="/webhook",
    changes=bool,
    room=1100,
)
