"""When messages come, in words: a chat's settings, the choices for each, and a snooze."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.figures import counted, day, listed, short
from bot.message import Button, Message
from bot.wording_errors import WORDS_ROOM, wrong
from bot.wording_follows import named_official
from storage.hours import WEEKDAYS, Digest, Settings
from storage.people import People

CHOICES: Mapping[str, Sequence[str]] = {
    "zone": ("New York", "Chicago", "Denver", "Los Angeles", "London", "Berlin", "UTC"),
    "quiet": ("22:00-07:00", "23:00-08:00", "20:00-08:00", "off"),
    "digest": ("daily 08:00", "daily 18:00", "weekly mon 08:00", "off"),
}
ASKED: Mapping[str, tuple[str, str]] = {
    "zone": ("Which time zone?", "Or type a city: /settings zone Paris"),
    "quiet": (
        "Which hours shall be quiet?",
        "What is reported then comes after them, in one message. Or type: /settings quiet 9pm-6am",
    ),
    "digest": (
        "When shall the reports come?",
        "One message for all of them, not one each. Or type: /settings digest daily 7am",
    ),
}
SNOOZES = {"1h": "1 hour", "8h": "8 hours", "2d": "2 days"}
UNMUTE_BUTTONS = 3
WEEKDAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def overview(held: Settings, muted: Sequence[str], waiting: int, people: People, now: datetime) -> Message:
    """Every setting of a chat, and what can be done about it."""
    snoozed = held.snoozed if held.snoozed and held.snoozed > now else None
    names = [named_official(one, people) for one in muted]
    unmute = [Button(f"Unmute {named_official(one, people)}", f"/unmute {one}") for one in muted]
    return Message(
        title="When messages come here",
        lines=(
            f"Time zone: {held.zone}, where it is {now.astimezone(ZoneInfo(held.zone)):%H:%M}",
            f"Quiet hours: {held.quiet or 'none'}",
            f"Digest: {_digest(held.digest) if held.digest else 'off, each report comes at once'}",
            *([f"Snoozed until {local(snoozed, held.zone, now)}"] if snoozed else []),
            *([f"Muted here: {listed(names)}"] if names else []),
            *([f"Waiting: {counted(waiting, 'report')}"] if waiting else []),
        ),
        note="/settings zone, quiet or digest changes one; /snooze 8h is silence for a while.",
        buttons=(
            Button("Time zone", "/settings zone"),
            Button("Quiet hours", "/settings quiet"),
            Button("Digest", "/settings digest"),
            Button("End the snooze", "/snooze off") if snoozed else Button("Snooze 8 h", "/snooze 8h"),
            *unmute[:UNMUTE_BUTTONS],
        ),
        in_place=True,
    )


def choice(name: str, held: Settings) -> Message:
    """Sensible choices for one setting, as buttons; any other can be typed."""
    now = {"zone": held.zone, "quiet": str(held.quiet or "off"), "digest": str(held.digest or "off")}
    question, other = ASKED[name]
    return Message(
        title=question,
        lines=(f"It is {now[name]} now.", other),
        buttons=(
            *(Button(_label(one), f"/settings {name} {one}") for one in CHOICES[name]),
            Button("Back", "/settings"),
        ),
        in_place=True,
    )


def unknown_zone(text: str, nearest: Sequence[str]) -> Message:
    guess = f" Did you mean {listed(nearest, 'or')}?" if nearest else ""
    buttons = [Button(zone, f"/settings zone {zone}") for zone in nearest]
    example = "" if nearest else "/settings zone Europe/Berlin"
    return wrong(f"I know no time zone “{short(text, WORDS_ROOM)}”.{guess}", example, buttons)


def snooze_choice(held: Settings, now: datetime) -> Message:
    snoozed = held.snoozed if held.snoozed and held.snoozed > now else None
    return Message(
        title=f"Snoozed until {local(snoozed, held.zone, now)}" if snoozed else "Not snoozed",
        lines=(
            "Nothing comes during a snooze; afterwards it comes at once, in one message.",
            "Or type it: /snooze 30m, /snooze until 07:00",
        ),
        buttons=(
            *(Button(label, f"/snooze {length}") for length, label in SNOOZES.items()),
            *([Button("End the snooze", "/snooze off")] if snoozed else []),
        ),
        in_place=True,
    )


def snoozing(held: Settings, now: datetime) -> Message:
    until = f"Nothing comes until {local(held.snoozed, held.zone, now)}" if held.snoozed else ""
    return Message(
        title=until or "The snooze has ended",
        lines=("What is reported until then comes afterwards, in one message.",)
        if until
        else ("What has waited comes now, unless quiet hours or a digest hold it.",),
        buttons=(Button("End the snooze", "/snooze off"),) if until else (),
    )


def local(held: datetime, zone: str, now: datetime) -> str:
    """`24 Jun 07:00 (Europe/Berlin)`: a time that a chat chose, by its own clock."""
    place = ZoneInfo(zone)
    there = held.astimezone(place)
    return f"{day(there.date(), now.astimezone(place).date())} {there:%H:%M} ({zone})"


def _digest(held: Digest) -> str:
    when = "every day" if held.weekday is None else f"on {WEEKDAY[held.weekday]}s"
    return f"{when} at {held.at:%H:%M}"


def _label(value: str) -> str:
    """`weekly mon 08:00` → `Mondays 08:00`, `daily 08:00` → `Daily 08:00`."""
    for short_name, name in zip(WEEKDAYS, WEEKDAY, strict=True):
        value = value.replace(f"weekly {short_name}", f"{name}s")
    return f"{value[:1].upper()}{value[1:]}"
