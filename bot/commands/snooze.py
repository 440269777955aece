"""/snooze: silence for a while, which ends by itself."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.asking import chosen
from bot.command import Call, Command
from bot.commands.settings import keep
from bot.errors import UserError
from bot.message import Message
from bot.wording_settings import snooze_choice, snoozing
from storage.hours import Settings, next_time
from storage.settings import clock

LENGTH = re.compile(r"(\d{1,4}) ?(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)", re.ASCII)
UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
LONGEST = timedelta(days=60)


def run(call: Call) -> Message:
    held = chosen(call)
    if not call.arguments:
        return snooze_choice(held, call.now)
    until = _until(call.arguments.lower(), held, call.now)
    keep(call, replace(held, snoozed=until))
    return snoozing(replace(held, snoozed=until), call.now)


def _until(text: str, held: Settings, now: datetime) -> datetime | None:
    if text == "off":
        return None
    if at := clock(text.removeprefix("until ")) if text.startswith("until ") else None:
        return next_time(at, held.zone, now)
    found = LENGTH.fullmatch(text)
    length = int(found[1]) * UNITS[found[2][0]] if found else timedelta()
    if not timedelta() < length <= LONGEST:
        raise UserError(f"I read a snooze like this: 30m, 8h, 2d, until 07:00, off; {LONGEST.days}d at most.")
    return now + length


COMMAND = Command(
    name="snooze",
    help="Silence here for a while: 30m, 8h, 2d, until 07:00; off ends it",
    run=run,
    argument="time",
    example="/snooze 8h",
    changes=bool,
)
