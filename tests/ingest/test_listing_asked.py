"""What is remembered of an index, when it is asked again, and what its first copy means."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.errors import IndexShrank, IngestError, Refused, Unavailable
from ingest.fetch import Validators
from ingest.listing import Asked, Copy, after, arrival
from ingest.source import Index, Listed
from storage.model import Listing

NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=1)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LISTING = Listing("house", "1", "https://house.example/1.pdf", "", None)
NEW = Validators('"new"', "Tue, 23 Jun 2026 13:00:00 GMT")
HELD = Asked('"old"', "Mon, 22 Jun 2026 13:00:00 GMT", BEFORE, None, 0, 1)
UNCHANGED = Copy(Listed(None, Validators(HELD.etag, HELD.last_modified)))


def listed(count: int) -> Copy:
    return Copy(Listed([LISTING] * count, NEW, count))


@pytest.mark.parametrize(
    ("asked", "copy", "every", "remembered"),
    [
        (Asked(), listed(1), timedelta(0), Asked(NEW.etag, NEW.last_modified, NOW, None, 0, 1)),
        (Asked(), listed(1), DAY, Asked(NEW.etag, NEW.last_modified, NOW, NOW + DAY, 0, 1)),
        (Asked(), Copy(), timedelta(0), Asked(ok_at=NOW)),  # a new year's index that may be missing
        (HELD, UNCHANGED, timedelta(0), replace(HELD, ok_at=NOW)),
        (HELD, UNCHANGED, DAY, replace(HELD, ok_at=NOW, next_at=NOW + DAY)),
        (HELD, listed(3), timedelta(0), Asked(NEW.etag, NEW.last_modified, NOW, None, 0, 3)),
        (
            replace(HELD, count=10, failures=3, next_at=BEFORE),
            listed(9),  # as much less as copies a few days apart may differ
            timedelta(0),
            Asked(NEW.etag, NEW.last_modified, NOW, None, 0, 10),
        ),
        (
            HELD,
            replace(listed(1), problem=IndexShrank("1 reports, there were 9")),  # asked again in full
            DAY,
            replace(HELD, failures=1, next_at=NOW + MINUTE),
        ),
        (Asked(), Copy(problem=Unavailable()), DAY, Asked(failures=1, next_at=NOW + MINUTE)),
        (HELD, Copy(problem=Refused()), DAY, replace(HELD, failures=1, next_at=NOW + MINUTE, refused=True)),
        (replace(HELD, refused=True), UNCHANGED, DAY, replace(HELD, ok_at=NOW, next_at=NOW + DAY)),
    ],
)
def test_what_is_remembered_of_an_index(
    asked: Asked, copy: Copy, every: timedelta, remembered: Asked
) -> None:
    assert after(asked, copy, NOW, every, MINUTE) == remembered


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 15), (5, 15), (41, 15), (100_000, 15)]
)
def test_a_failing_index_is_asked_again_after_twice_the_time_up_to_a_quarter_hour(
    failures: int, minutes: int
) -> None:
    again = after(replace(HELD, failures=failures), Copy(problem=IngestError()), NOW, DAY, MINUTE)
    assert again.next_at == NOW + timedelta(minutes=minutes)
    assert again.failures == failures + 1


@pytest.mark.parametrize(
    ("retry_after", "pause"), [(None, MINUTE), (5, MINUTE), (600, 10 * MINUTE), (86_400, DAY)]
)
def test_a_site_may_ask_for_a_longer_pause(retry_after: float | None, pause: timedelta) -> None:
    problem = Unavailable("status 503", retry_after)
    assert after(HELD, Copy(problem=problem), NOW, timedelta(0), MINUTE).next_at == NOW + pause


@pytest.mark.parametrize(
    ("year", "asked", "started", "silent", "not_listed"),
    [
        (2026, Asked(), date(2026, 6, 23), True, None),  # the first run
        (2019, Asked(), date(2026, 6, 23), True, None),
        (2019, Asked(failures=3), date(2026, 6, 1), True, None),  # its first copy came days later
        (2026, HELD, date(2026, 6, 1), False, BEFORE),
        (2019, HELD, date(2026, 6, 1), False, BEFORE),
        (2027, Asked(), date(2026, 6, 1), False, None),  # we were away when the year began
        (2027, Asked(ok_at=BEFORE), date(2026, 6, 1), False, BEFORE),
        (2027, Asked(ok_at=BEFORE), date(2027, 1, 3), False, BEFORE),  # started before the year's index
        (2026, replace(HELD, count=0), date(2026, 1, 3), False, BEFORE),  # it existed, without reports
    ],
)
def test_only_the_first_copy_is_silent_and_a_new_years_is_not(
    year: int, asked: Asked, started: date, silent: bool, not_listed: datetime | None
) -> None:
    index = Index(f"{year}FD", "https://house.example/", DAY, year)
    found = arrival(index, asked, started, NOW)
    assert (found.at, found.silent, found.not_listed) == (NOW, silent, not_listed)
    assert found.read_since == date(2026, 3, 25)
