"""Time zones as people name them: `Europe/Berlin`, `berlin`, `New York`, `EST`; else the nearest ones."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from storage.outbox import Owed

AREAS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian"),
        "Pacific",
    }
)
SHORT = {  # as Americans say them, whatever the season
    "America/New_York": ("et", "est", "edt", "eastern"),
    "America/Chicago": ("ct", "cst", "cdt", "central"),
    "America/Denver": ("mt", "mst", "mdt", "mountain"),
    "America/Los_Angeles": ("pt", "pst", "pdt", "pacific"),
    "UTC": ("utc", "gmt"),
}
NEAR = 60  # of 100; "Berln" is 91 to "berlin"
SUGGESTIONS = 3


def find(text: str) -> str | None:
    """The IANA name of a zone or of a city that has one."""
    return _known().get(_folded(text))


def by_clock(owed: Owed, zone: str) -> Owed:
    """As seen by the clock of a zone, which is how people read it."""
    held, place = owed.stored, ZoneInfo(zone)
    before = held.not_listed.astimezone(place) if held.not_listed else None
    return replace(owed, stored=replace(held, seen=held.seen.astimezone(place), not_listed=before))


def nearest(text: str) -> Sequence[str]:
    """The zones named most like this, best first."""
    known = _known()
    best = process.extract(
        _folded(text), list(known), scorer=fuzz.ratio, score_cutoff=NEAR, limit=2 * SUGGESTIONS
    )
    return list(dict.fromkeys(known[name] for name, _score, _position in best))[:SUGGESTIONS]


@cache
def _known() -> dict[str, str]:
    """Every zone by its name and by its city; `Etc/GMT-2`, which is two hours east, would only confuse."""
    zones = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in AREAS)
    cities = {_folded(zone.rpartition("/")[2]): zone for zone in reversed(zones)}
    spoken = {name: zone for zone, names in SHORT.items() for name in names}
    return {**cities, **{_folded(zone): zone for zone in zones}, **spoken}


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())
