"""When something owed falls due: at once, or after a snooze, with a digest, after quiet hours. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)


class Held(StrEnum):
    """Why a delivery waits, or waited, for its due time."""

    NO = ""
    QUIET = "quiet"
    SNOOZED = "snoozed"
    DAILY = "daily"
    WEEKLY = "weekly"
    AWAY = "away"  # the chat took no messages


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without messages, by the clock on the wall; those that end before they begin go over midnight."""

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything at once, every day, or on one weekday (Monday is 0)."""

    at: time
    weekday: int | None = None

    def __str__(self) -> str:
        when = "daily" if self.weekday is None else f"weekly {WEEKDAYS[self.weekday]}"
        return f"{when} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Settings:
    """When a chat wants its messages; `zone` is an IANA name. `snoozed` is when a snooze ends."""

    zone: str = "UTC"
    quiet: Quiet | None = None
    digest: Digest | None = None
    snoozed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    at: datetime
    held: Held = Held.NO


NO_SETTINGS = Settings()


def due(settings: Settings, now: datetime) -> Due:
    """When what is owed now goes out. It never falls due before what was owed earlier."""
    found = Due(now)
    if settings.snoozed and settings.snoozed > now:
        found = Due(settings.snoozed, Held.SNOOZED)
    zone = ZoneInfo(settings.zone)
    if settings.digest:
        held = Held.DAILY if settings.digest.weekday is None else Held.WEEKLY
        found = Due(_next_digest(settings.digest, zone, found.at), held)
    return _after_quiet(settings.quiet, zone, found) if settings.quiet else found


def undisturbed(settings: Settings, now: datetime) -> datetime:
    """When a message that was begun may be tried again: a digest is no reason to wait once more."""
    return due(Settings(settings.zone, settings.quiet, None, settings.snoozed), now).at


def next_time(at: time, zone: str, now: datetime) -> datetime:
    """The next moment, after now, at which the clocks of the zone show that time."""
    place = ZoneInfo(zone)
    return next(moment for moment in (_moment(day, at, place) for day in _days(now, place)) if moment > now)


def _next_digest(digest: Digest, zone: ZoneInfo, now: datetime) -> datetime:
    wanted = (day for day in _days(now, zone) if digest.weekday in (None, day.weekday()))
    return next(moment for moment in (_moment(day, digest.at, zone) for day in wanted) if moment >= now)


def _after_quiet(quiet: Quiet, zone: ZoneInfo, found: Due) -> Due:
    over_midnight = DAY if quiet.end <= quiet.begin else timedelta()
    yesterday = found.at.astimezone(zone).date() - DAY
    for day in (yesterday, yesterday + DAY):
        begin, end = _moment(day, quiet.begin, zone), _moment(day + over_midnight, quiet.end, zone)
        if begin <= found.at < end:
            digest = found.held in (Held.DAILY, Held.WEEKLY)
            return Due(end, found.held if digest else Held.QUIET)
    return found


def _days(now: datetime, zone: ZoneInfo) -> Iterable[date]:
    today = now.astimezone(zone).date()
    return (today + number * DAY for number in range(9))


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """In the night the clocks go forward, 02:30 is an hour later; when they go back, it is the first one."""
    return datetime.combine(day, at, zone).astimezone(UTC)
