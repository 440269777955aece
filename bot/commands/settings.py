"""/settings: when messages come here: time zone, quiet hours, digest; what is muted, and what waits."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot import zones
from bot.asking import chosen, muted, place
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.wording_settings import choice, overview, unknown_zone
from storage import chats, outbox, settings
from storage.hours import Settings

OFF = "off"
Set = Callable[[Settings, str], Settings | Message]


def run(call: Call) -> Message:
    name, _, value = call.arguments.partition(" ")
    name = name.lower()
    if not name:
        return show(call)
    if name not in SETTERS:
        raise UserError(f"/settings knows {', '.join(SETTERS)}, not “{name[:40]}”.")
    if not value:
        return choice(name, chosen(call))
    wanted = SETTERS[name](chosen(call), value)
    if isinstance(wanted, Message):
        return wanted
    keep(call, wanted)
    return show(call)


def show(call: Call) -> Message:
    """How the chat is set, from now on."""
    chat_id = chats.known(call.transaction, call.request.channel, call.request.address.chat)
    waiting = outbox.waiting(call.transaction, chat_id) if chat_id else 0
    return overview(chosen(call), muted(call), waiting, call.people, call.now)


def keep(call: Call, wanted: Settings) -> None:
    """Stores the settings and moves what waits already."""
    chat_id = place(call.transaction, call.request).chat.id
    settings.put(call.transaction, chat_id, wanted)
    outbox.reschedule(call.transaction, chat_id, call.now)


def _zone(held: Settings, value: str) -> Settings | Message:
    found = zones.find(value)
    return replace(held, zone=found) if found else unknown_zone(value, zones.nearest(value))


def _quiet(held: Settings, value: str) -> Settings:
    hours = settings.quiet(value)
    if hours is None and value.lower() != OFF:
        raise UserError("I read quiet hours like this: /settings quiet 22:00-07:00, or off.")
    return replace(held, quiet=hours)


def _digest(held: Settings, value: str) -> Settings:
    found = settings.digest(value)
    if found is None and value.lower() != OFF:
        raise UserError("I read a digest like this: /settings digest daily 18:00, weekly mon 08:00, or off.")
    return replace(held, digest=found)


SETTERS: Mapping[str, Set] = {"zone": _zone, "quiet": _quiet, "digest": _digest}

COMMAND = Command(
    name="settings",
    help="When messages come here: time zone, quiet hours, daily or weekly digest",
    run=run,
    argument="setting",
    example="/settings or /settings quiet 22:00-07:00",
    changes=lambda arguments: " " in arguments,
)
