"""Who is muted, in words."""

from collections.abc import Sequence
from datetime import datetime

from bot.figures import listed
from bot.message import Button, Message
from bot.wording_filings import official
from bot.wording_follows import named_official
from storage.model import Official
from storage.people import People

BUTTONS = 9


def muted_now(person: Official, now: datetime, *, new: bool) -> Message:
    return Message(
        title=f"Muted here: {official(person, now.date())}" if new else f"{person.name} is muted already.",
        lines=("No report of theirs comes here, whatever else is followed.",),
        buttons=(Button(f"Unmute {person.name}", f"/unmute {person.id}"),),
    )


def unmuted(person_id: str, people: People) -> Message:
    return Message(
        title=f"No longer muted: {named_official(person_id, people)}",
        lines=("Reports that a follow here wants come again; what was filed meanwhile does not.",),
        buttons=(Button("Mute again", f"/mute {person_id}"),),
        in_place=True,
    )


def not_muted(person_id: str, people: People) -> Message:
    return Message(f"{named_official(person_id, people)} is not muted here.")


def mutes_here(held: Sequence[str], people: People) -> Message:
    if not held:
        return Message("Nobody is muted here.", ("/mute pelosi would mute an official.",))
    names = [named_official(one, people) for one in held]
    buttons = (Button(f"Unmute {name}", f"/unmute {one}") for name, one in zip(names, held, strict=True))
    return Message(f"Muted here: {listed(names)}", buttons=tuple(buttons)[:BUTTONS])
