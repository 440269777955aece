"""How long our client bears a site's silence: briefly where the site died, longer where it is slow."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest

from ingest.errors import Unreachable
from ingest.fetch import Fetch, Limits
from ingest.patience import ADDRESSES, ANSWERS, Patience
from replica.clerk import Clerk, Entry, index_path, report_path
from replica.faults import slow, trickling
from tests.support.waiting import now

REPORTS = [f"2009900{number}" for number in range(3)]
PDF = b"%PDF-1.4 " + b"x" * 5000
INDEX = index_path(2026)
LATE = 0.3  # seconds, between the shortest and twice that
LIMITS = Limits(silence=0.2, longest_silence=5)

Asked = Callable[[str], str]


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    with Clerk(now) as clerk:
        for number in REPORTS:
            clerk.publish(Entry(number, "Placeholder", "Jane", "TX31", date(2026, 7, 3), 2026), PDF)
        yield clerk


@pytest.fixture
def asked(clerk: Clerk) -> Iterator[Asked]:
    """What became of asking for a path: `had`, or why not."""
    with Fetch(frozenset({clerk.url.removeprefix("http://")}), "Hilltape's tests", 0, limits=LIMITS) as fetch:

        def ask(path: str) -> str:
            try:
                fetch.get(clerk.url + path)
            except Unreachable as error:
                return error.detail
            return "had"

        yield ask


def given_up(path: str) -> str:
    return f"127.0.0.1{path}: no answer in time"


def of(asked: Asked, paths: Sequence[str]) -> list[str]:
    return [asked(path) for path in paths]


def test_a_report_that_is_always_slow_is_had_however_quick_the_list_is(clerk: Clerk, asked: Asked):
    report = report_path(2026, REPORTS[0])
    clerk.faults.add(slow(LATE), report, None)
    assert of(asked, [report, INDEX, report, INDEX]) == [given_up(report), "had", "had", "had"]


def test_a_site_known_to_be_slow_is_given_the_time_for_what_was_never_asked_before(
    clerk: Clerk, asked: Asked
):
    clerk.faults.add(slow(LATE), times=None)
    first, *others = (report_path(2026, number) for number in REPORTS)
    assert of(asked, [first, first, *others]) == [given_up(first), "had", "had", "had"]


def test_silence_amid_an_answer_is_silence_too(clerk: Clerk, asked: Asked):
    report = report_path(2026, REPORTS[0])
    clerk.faults.add(trickling(LATE, size=3000), report, None)
    assert of(asked, [report, INDEX, report]) == [given_up(report), "had", "had"]


def test_each_time_in_vain_doubles_the_time_up_to_the_longest():
    patience = Patience(5, 20)
    given = []
    for _ in range(4):
        given.append(patience.seconds_for("/slow"))
        patience.gave_up("/slow")
    assert given == [5, 10, 20, 20]
    assert patience.seconds_for("/other") == 5
    patience.answered("/slow", 0.1)
    assert patience.seconds_for("/slow") == 5


def test_a_site_that_became_quick_again_is_given_up_soon():
    patience = Patience(5, 20)
    patience.answered("/list", 4)
    assert patience.seconds_for("/list") == 8
    for _ in range(ANSWERS):
        patience.answered("/list", 0.1)
    assert patience.seconds_for("/list") == 5


def test_a_site_that_is_never_heard_of_again_fills_no_memory():
    patience = Patience(5, 20)
    for number in range(ADDRESSES + 1):
        patience.gave_up(f"/{number}")
    assert patience.seconds_for("/0") == 5
    assert patience.seconds_for("/1") == 10
