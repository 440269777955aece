from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import figures
from bot.figures import moment, since
from storage.model import AmountRange

CENTS = st.integers(0, 10**13)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (100_100, 1_500_000, "$1 K – $15 K"),
        (50_000_100, 100_000_000, "$500 K – $1 M"),
        (2_500_000_100, 5_000_000_000, "$25 M – $50 M"),
        (100_000_100, None, "over $1 M"),
        (276_157, 276_157, "$2,761.57"),
        (150_000_200, 600_000_000, "$1.5 M – $6 M"),
        (48_000_000, 191_500_000, "$480 K – $1.92 M"),
        (99_999_900, 99_999_950, "$999 K – $1 M"),
        (77_000, 77_100, "$770 – $771"),
        (None, None, "amount not given"),
    ],
)
def test_an_amount_is_short_and_stays_a_range(low, high, said):
    assert figures.amount(AmountRange(low, high)) == said


@given(CENTS, CENTS)
def test_what_is_printed_holds_what_is_true(one, other):
    low, high = sorted((one, other))
    if low == high:
        return
    units = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9}
    printed = []
    for bound in figures.amount(AmountRange(low, high)).split(" – "):
        number, _, unit = bound.removeprefix("$").partition(" ")
        printed.append(float(number) * units[unit] * 100)
    assert printed[0] <= low * (1 + 1e-9)
    assert printed[1] >= high * (1 - 1e-9)


def test_a_sum_adds_both_bounds_and_an_open_end_stays_open():
    band, over, blank = AmountRange(100, 200), AmountRange(1_000, None), AmountRange(None, None)
    assert figures.total([band, band, blank]) == AmountRange(200, 400)
    assert figures.total([band, over]) == AmountRange(1_100, None)
    assert figures.total([blank]) == blank


def test_dates_carry_their_year_when_it_is_another_one():
    today = date(2026, 6, 23)
    assert figures.day(date(2026, 5, 29), today) == "29 May"
    assert figures.day(date(2024, 5, 29), today) == "29 May 2024"
    assert figures.days_between([date(2026, 5, 2), date(2026, 5, 29)], today) == "2 – 29 May"
    assert figures.days_between([date(2025, 12, 30), date(2026, 1, 2)], today) == "30 Dec 2025 – 2 Jan"


def test_an_instant_of_today_needs_no_date_after_since(now: datetime):
    assert figures.since(now, now) == "14:02 UTC"
    assert figures.since(now - timedelta(days=1), now) == "22 Jun 14:02 UTC"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.83, "0.8 s"), (35, "35 s"), (125, "2 min 5 s"), (11_400, "3 h 10 min")]
)
def test_a_span_has_two_figures_at_most(seconds, said):
    assert figures.span(timedelta(seconds=seconds)) == said


def test_foreign_text_is_one_line_within_its_room():
    assert figures.short("Berkshire\nHathaway  Inc. New Common Stock", 20) == "Berkshire Hathaway…"
    assert figures.short("x" * 50, 20) == "x" * 19 + "…"


@pytest.mark.parametrize(
    ("place", "said", "short"),
    [
        ("UTC", "1 Jan 02:30 UTC", "02:30 UTC"),
        ("America/New_York", "31 Dec 2025 21:30 EST", "21:30 EST"),
        ("America/Sao_Paulo", "31 Dec 2025 23:30 UTC-03", "23:30 UTC-03"),
        ("Asia/Kathmandu", "1 Jan 08:15 UTC+05:45", "08:15 UTC+05:45"),
    ],
)
def test_an_instant_is_told_by_the_clock_that_now_is_told_by(place: str, said: str, short: str) -> None:
    held = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)
    assert moment(held, datetime(2026, 6, 23, 14, 2, tzinfo=UTC).astimezone(ZoneInfo(place))) == said
    assert since(held, held.astimezone(ZoneInfo(place))) == short
