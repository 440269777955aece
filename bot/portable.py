"""What a chat follows and how it is set, as JSON that any other Hilltape takes; docs/chats.md describes it.

It names no chat and no person but the officials: `{"hilltape": 1, "follows": ["P000197", "$NVDA"], …}`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import zones
from bot.errors import UserError
from storage import follows, mutes, outbox, settings
from storage.database import Transaction
from storage.hours import Settings
from storage.model import Place
from storage.people import People
from storage.query import Query, QueryError

VERSION = 1
OFF = "off"
MOST = 2 * follows.MAX_PER_PLACE  # entries of one list that are looked at
NOT_OURS = 'That is not what /export gives: it begins with {"hilltape": 1, "follows": …'


@dataclass(frozen=True, slots=True)
class Portable:
    """Canonical queries and ids of officials; `paused` are those of the follows that send nothing."""

    follows: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    zone: str = "UTC"
    quiet: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it: how much is new here, and what could not be taken, with the reason."""

    follows: int
    mutes: int
    problems: tuple[str, ...]


def gather(transaction: Transaction, place: Place) -> Portable:
    held, chosen = follows.of(transaction, place.id), settings.of(transaction, place.chat.id)
    return Portable(
        follows=tuple(one.query for one in held),
        paused=tuple(one.query for one in held if one.paused),
        muted=tuple(mutes.of(transaction, place.id)),
        zone=chosen.zone,
        quiet=str(chosen.quiet or ""),
        digest=str(chosen.digest or ""),
    )


def written(held: Portable, indent: int | None = None) -> str:
    """As JSON, without what is not set."""
    said = {
        "hilltape": VERSION,
        "follows": list(held.follows),
        "paused": list(held.paused),
        "muted": list(held.muted),
        "zone": held.zone,
        "quiet": held.quiet,
        "digest": held.digest,
    }
    return json.dumps({name: value for name, value in said.items() if value}, indent=indent)


def read(text: str) -> Portable:
    """Raises UserError where the text is not ours, or of a later version."""
    try:
        said = json.loads(text.translate(str.maketrans("“”„", '"""')))
    except (ValueError, RecursionError):
        raise UserError(NOT_OURS) from None
    if not isinstance(said, dict) or not isinstance(said.get("hilltape"), int):
        raise UserError(NOT_OURS)
    if said["hilltape"] > VERSION:
        raise UserError(f"That was exported by a later version ({said['hilltape']}); update Hilltape first.")
    wanted, paused, muted = (_words(said.get(name, [])) for name in ("follows", "paused", "muted"))
    zone, quiet, digest = (str(said.get(name) or "") for name in ("zone", "quiet", "digest"))
    return Portable(wanted, paused, muted, zone or "UTC", quiet, digest)


def take(
    transaction: Transaction,
    place: Place,
    given: Portable,
    people: People,
    query: Callable[[str], Query],
    now: datetime,
) -> Taken:
    """Adds what is new here and sets what is set there; the rest is said and stops nothing.

    `query` reads a query as /follow does, and raises QueryError.
    """
    problems: list[str] = []
    followed = sum(_followed(transaction, place, given, text, query, now, problems) for text in given.follows)
    muted = 0
    for one in given.muted:
        if people.get(one):
            muted += mutes.add(transaction, place.id, one, now)
        else:
            problems.append(f"muted {one[:40]}: no official known here has that id")
    _set(transaction, place, given, now, problems)
    return Taken(followed, muted, tuple(problems))


def _followed(
    transaction: Transaction,
    place: Place,
    given: Portable,
    text: str,
    query: Callable[[str], Query],
    now: datetime,
    problems: list[str],
) -> bool:
    """Whether that follow is new."""
    try:
        wanted = query(text)
    except QueryError as error:
        problems.append(f"{text[:60]}: {error}")
        return False
    if len(follows.of(transaction, place.id)) >= follows.MAX_PER_PLACE:
        problems.append(f"{text[:60]}: this chat follows {follows.MAX_PER_PLACE} things, the most it may")
        return False
    made = follows.add(transaction, place.id, wanted, now)
    if made and text in given.paused:
        follows.pause(transaction, made, paused=True)
    return made is not None


def _set(transaction: Transaction, place: Place, given: Portable, now: datetime, problems: list[str]) -> None:
    wanted = settings.of(transaction, place.chat.id)
    for name, text, found in _read_settings(given):
        if found is None and (name == "zone" or text.lower() != OFF):
            problems.append(f"{name} {text[:40]}: not known here")
        else:
            wanted = replace(wanted, **{name: found})
    settings.put(transaction, place.chat.id, wanted)
    outbox.reschedule(transaction, place.chat.id, now)


def _read_settings(given: Portable) -> Iterator[tuple[str, str, Any]]:
    readers: Sequence[tuple[str, Callable[[str], object]]] = (
        ("zone", zones.find),
        ("quiet", settings.quiet),
        ("digest", settings.digest),
    )
    for name, reader in readers:
        text = getattr(given, name)
        if text and text != getattr(Settings(), name):
            yield name, text, reader(text)


def _words(held: object) -> tuple[str, ...]:
    if not isinstance(held, list):
        raise UserError(NOT_OURS)
    return tuple(str(one) for one in held[:MOST])
