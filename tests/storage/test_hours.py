"""When something owed goes out, by the clock on the wall of the chat."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.hours import Due, Held, Settings, due, next_time, undisturbed
from storage.settings import clock, digest, quiet

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def wanted(zone: str, hours: str = "", every: str = "", snoozed: str = "") -> Settings:
    return Settings(
        zone,
        quiet(hours) if hours else None,
        digest(every) if every else None,
        at(snoozed, zone) if snoozed else None,
    )


def at(text: str, zone: str) -> datetime:
    """`03-29 03:30` of 2026, by the clock of the zone; `+1` behind it is the second time it shows that."""
    shown, _, fold = text.partition("+")
    return (
        datetime.fromisoformat(shown if shown.startswith("20") else f"2026-{shown}")
        .replace(tzinfo=ZoneInfo(zone), fold=int(fold or 0))
        .astimezone(UTC)
    )


@pytest.mark.parametrize(
    ("chosen", "now", "then", "held"),
    [
        (wanted(BERLIN), "06-23 03:00", "06-23 03:00", ""),
        # quiet hours over midnight, and their two ends
        (wanted(BERLIN, "22:00-07:00"), "06-23 21:59", "06-23 21:59", ""),
        (wanted(BERLIN, "22:00-07:00"), "06-23 22:00", "06-24 07:00", "quiet"),
        (wanted(BERLIN, "22:00-07:00"), "06-24 06:59", "06-24 07:00", "quiet"),
        (wanted(BERLIN, "22:00-07:00"), "06-24 07:00", "06-24 07:00", ""),
        (wanted(BERLIN, "13:00-14:30"), "06-23 14:00", "06-23 14:30", "quiet"),
        (wanted(NEW_YORK, "22:00-07:00"), "12-31 23:00", "2027-01-01 07:00", "quiet"),
        # the night the clocks go forward has no 02:30; what ends then ends an hour later
        (wanted(BERLIN, "22:00-07:00"), "03-29 01:30", "03-29 07:00", "quiet"),
        (wanted(BERLIN, "22:00-02:30"), "03-29 01:30", "03-29 03:30", "quiet"),
        (wanted(NEW_YORK, "", "daily 02:30"), "03-08 00:00", "03-08 03:30", "daily"),
        # the night they go back has 01:30 twice in New York and 02:30 in Berlin; the first one counts
        (wanted(BERLIN, "22:00-07:00"), "10-25 02:30+1", "10-25 07:00", "quiet"),
        (wanted(BERLIN, "22:00-02:30"), "10-25 01:00", "10-25 02:30", "quiet"),
        (wanted(BERLIN, "22:00-02:30"), "10-25 02:10+1", "10-25 02:10+1", ""),
        (wanted(NEW_YORK, "", "daily 01:30"), "11-01 01:45", "11-02 01:30", "daily"),
        # digests
        (wanted(BERLIN, "", "daily 18:00"), "06-23 18:00", "06-23 18:00", "daily"),
        (wanted(BERLIN, "", "daily 18:00"), "06-23 18:01", "06-24 18:00", "daily"),
        (wanted(BERLIN, "", "weekly mon 08:00"), "06-23 09:00", "06-29 08:00", "weekly"),
        (wanted(BERLIN, "", "weekly tue 08:00"), "06-23 09:00", "06-30 08:00", "weekly"),
        (wanted(BERLIN, "", "weekly mon 08:00"), "03-27 09:00", "03-30 08:00", "weekly"),
        # a digest within quiet hours waits for their end, and stays a digest
        (wanted(BERLIN, "22:00-07:00", "daily 06:00"), "06-23 12:00", "06-24 07:00", "daily"),
        (wanted(BERLIN, "22:00-07:00", "daily 18:00"), "06-23 23:00", "06-24 18:00", "daily"),
        # a snooze, alone, over, ending within quiet hours, and beyond a digest
        (wanted(BERLIN, "", "", "06-23 20:00"), "06-23 12:00", "06-23 20:00", "snoozed"),
        (wanted(BERLIN, "", "", "06-23 20:00"), "06-23 20:00", "06-23 20:00", ""),
        (wanted(BERLIN, "22:00-07:00", "", "06-23 23:00"), "06-23 12:00", "06-24 07:00", "quiet"),
        (wanted(BERLIN, "22:00-07:00", "", "06-24 09:00"), "06-23 23:00", "06-24 09:00", "snoozed"),
        (wanted(BERLIN, "", "daily 18:00", "06-23 20:00"), "06-23 12:00", "06-24 18:00", "daily"),
    ],
)  # fmt: skip
def test_what_is_owed_goes_out_when_the_chat_wants_it(
    chosen: Settings, now: str, then: str, held: str
) -> None:
    zone = chosen.zone
    assert due(chosen, at(now, zone)) == Due(at(then, zone), Held(held))


def test_what_is_tried_again_keeps_quiet_hours_and_snooze_but_waits_for_no_digest() -> None:
    now = at("2026-06-23 23:00", BERLIN)
    assert undisturbed(wanted(BERLIN, "", "daily 18:00"), now) == now
    morning = at("2026-06-24 07:00", BERLIN)
    assert undisturbed(wanted(BERLIN, "22:00-07:00", "daily 18:00"), now) == morning


def test_the_next_time_the_clock_shows_something() -> None:
    now = at("2026-06-23 23:00", BERLIN)
    seven, eleven = clock("7"), clock("23:00")
    assert seven
    assert eleven
    assert next_time(seven, BERLIN, now) == at("2026-06-24 07:00", BERLIN)
    assert next_time(eleven, BERLIN, now) == at("2026-06-24 23:00", BERLIN)


times = st.times().map(lambda one: f"{one:%H:%M}")
zones = st.sampled_from([BERLIN, NEW_YORK, "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))


@given(
    zone=zones,
    hours=st.none() | st.tuples(times, times).filter(lambda two: two[0] != two[1]),
    every=st.none() | times.map("daily {}".format) | times.map("weekly sun {}".format),
    now=moments,
    later=st.timedeltas(timedelta(), timedelta(days=3)),
)
def test_nothing_falls_due_before_what_was_owed_earlier_nor_in_the_past(
    zone: str, hours: tuple[str, str] | None, every: str | None, now: datetime, later: timedelta
) -> None:
    chosen = wanted(zone, "-".join(hours) if hours else "", every or "")
    first, second = due(chosen, now), due(chosen, now + later)
    assert now <= first.at <= second.at
    assert first.at - now < timedelta(days=9, hours=2)


@pytest.mark.parametrize("text", ["", "22:00", "22:00-22:00", "25:00-07:00", "13pm-7am", "22-7-8", "-"])
def test_what_are_no_quiet_hours_is_refused(text: str) -> None:
    assert quiet(text) is None


@pytest.mark.parametrize(
    "text", ["", "daily", "weekly 08:00", "weekly foo 08:00", "monthly 1 8", "daily 24:00"]
)
def test_what_is_no_digest_is_refused(text: str) -> None:
    assert digest(text) is None


@pytest.mark.parametrize("text", ["daily 18:00", "weekly mon 08:00"])
def test_a_digest_reads_as_it_is_written(text: str) -> None:
    assert str(digest(text)) == text
