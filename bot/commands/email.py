"""/email: an address that gets what the chat is told, once it is proved that its owner wants it."""

import re
import secrets
from datetime import timedelta

from bot.asking import here, place, ways_out
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.notify import notify
from bot.wording_outlets import (
    ENDED,
    code_by_mail,
    code_sent,
    email_added,
    email_known,
    email_off,
    email_removed,
    emails_here,
)
from storage import chats, codes, outlets, returning
from storage.model import ChatState, Place
from storage.tokens import Bound

EMAIL = "email"
MOST = 3
CODES_A_DAY = 3  # to a chat
BETWEEN_CODES = timedelta(hours=1)  # to one address, whoever asks
CODE = re.compile(r"[A-Za-z2-7]{8}")
REMOVE = re.compile(r"remove (?P<number>\d{1,2})", re.IGNORECASE)


def run(call: Call) -> Message:
    if call.ways.email is None:
        return email_off()
    if found := REMOVE.fullmatch(call.arguments):
        return _remove(call, int(found["number"]))
    if not call.arguments:
        return emails_here(ways_out(call, EMAIL))
    if CODE.fullmatch(call.arguments):
        return _confirm(call)
    if call.ways.email(call.arguments):
        return _ask(call, call.arguments.lower())
    raise UserError("That is no e-mail address and no code. /email ann@example.org sends a code there.")


def _ask(call: Call, address: str) -> Message:
    place(call.transaction, call.request)
    held = ways_out(call, EMAIL)
    if any(one.chat.address == address for one in held if _on(one)):
        return email_known(address)
    if len(held) >= MOST:
        raise UserError(f"A chat has {MOST} e-mail addresses at most. /email lists them.")
    _check_rate(call, address)
    code = codes.give(call.transaction, _bound(call), address, call.now)
    ended = returning.pause(call.transaction, EMAIL, address)
    there = chats.place(call.transaction, EMAIL, address, secret=secrets.token_urlsafe(24))
    if ended and ended.whole != ENDED:  # a mailbox that refused; what its reader ended stays ended
        returning.owe_again(call.transaction, ended, call.now)
    notify(call.transaction, there, code_by_mail(code, call.request.title), call.now)
    return code_sent(address)


def _check_rate(call: Call, address: str) -> None:
    """Raises UserError: nobody's mailbox is filled with codes."""
    day, hour = call.now - codes.GOOD, call.now - BETWEEN_CODES
    if codes.given(call.transaction, day, _bound(call)) >= CODES_A_DAY:
        raise UserError("That were enough codes for today. Try again tomorrow.")
    if codes.given(call.transaction, hour, about=address):
        raise UserError(f"A code was sent to {address} within the last hour. Type it here: /email CODE.")


def _confirm(call: Call) -> Message:
    address = codes.take(call.transaction, _bound(call), call.arguments, call.now)
    if address is None:
        raise UserError("No code of this chat, or one older than a day. /email ADDRESS sends a new one.")
    there = chats.place(call.transaction, EMAIL, address)
    outlets.add(call.transaction, place(call.transaction, call.request).chat.id, there, call.now)
    return email_added(address)


def _remove(call: Call, number: int) -> Message:
    held, found = ways_out(call, EMAIL), here(call)
    if found is None or not 1 <= number <= len(held):
        raise UserError(f"This chat has no e-mail address {number}. /email lists them.")
    outlets.remove(call.transaction, found.chat.id, held[number - 1])
    return email_removed(held[number - 1].chat.address)


def _on(one: Place) -> bool:
    return one.chat.state is ChatState.ACTIVE


def _bound(call: Call) -> Bound:
    return Bound(call.request.channel, call.request.address.chat)


COMMAND = Command(
    name="email",
    help="Send what this chat is told by e-mail too",
    run=run,
    argument="address",
    example="/email",
    changes=bool,
)
