"""When a trade had to be reported, by 5 U.S.C. 13105(l), and how late it was."""

from dataclasses import replace
from datetime import date

import pytest

from storage.due import business_day, delay, due, holidays, late
from storage.model import AmountRange, Chamber, Filing, Kind, Owner, RowStatus, Side, Trade

TRADED = date(2026, 3, 2)
FILING = Filing("house", "1", Kind.ELECTRONIC, Chamber.HOUSE, "A", "CA", 1, date(2026, 4, 20), None, 1)
TRADE = Trade(1, Side.BUY, "A", "ST", None, Owner.SELF, TRADED, TRADED, AmountRange(1, 2))


@pytest.mark.parametrize(
    ("traded", "notified", "last"),
    [
        ("2026-03-02", "2026-03-02", "2026-04-01"),  # 30 days after notice
        ("2026-03-02", "2026-03-17", "2026-04-16"),  # both on one day
        ("2026-03-02", "2026-04-10", "2026-04-16"),  # 45 days after the trade, whenever noticed
        ("2026-03-02", None, "2026-04-16"),  # the Senate prints no notice
        ("2026-03-05", "2026-03-05", "2026-04-06"),  # Saturday 4 April: the Monday
        ("2026-03-06", "2026-03-06", "2026-04-06"),  # Sunday 5 April: the Monday
        ("2026-06-03", "2026-06-03", "2026-07-06"),  # Friday 3 July: the Fourth is observed, then a weekend
        ("2025-12-20", "2025-12-20", "2026-01-20"),  # Monday 19 January: Martin Luther King's day
        ("2025-11-25", "2025-11-25", "2025-12-26"),  # Christmas
        ("2024-12-21", "2024-12-21", "2025-01-21"),  # the inauguration, on King's day
        ("2020-12-21", "2020-12-21", "2021-01-21"),  # the inauguration alone
        ("2026-10-12", "2026-10-12", "2026-11-12"),  # Veterans Day
        ("2021-12-01", "2021-12-01", "2022-01-03"),  # Friday 31 December: New Year's Day is a Saturday
        ("2023-05-20", "2023-05-20", "2023-06-20"),  # Monday 19 June
        ("2017-05-20", "2017-05-20", "2017-06-19"),  # no holiday before 2021
    ],
)
def test_due_is_the_earlier_of_both_days_moved_to_a_business_day(
    traded: str, notified: str | None, last: str
) -> None:
    noticed = date.fromisoformat(notified) if notified else None
    assert due(date.fromisoformat(traded), noticed) == date.fromisoformat(last)


def test_there_are_ten_holidays_or_more_and_none_at_a_weekend() -> None:
    for year in range(2012, 2040):
        assert len(holidays(year)) >= 9  # New Year's Day may be observed in the year before
        assert all(day.weekday() < 5 for day in holidays(year))
        assert business_day(date(year, 12, 25)) > date(year, 12, 25)


@pytest.mark.parametrize(
    ("filed", "days"), [("2026-03-20", 0), ("2026-04-01", 0), ("2026-04-02", 1), ("2026-04-20", 19)]
)
def test_late_counts_days_past_due(filed: str, days: int) -> None:
    assert late(replace(FILING, filed=date.fromisoformat(filed)), TRADE) == days


@pytest.mark.parametrize(
    ("of_filing", "of_trade"),
    [
        ({"chamber": Chamber.EXECUTIVE}, {}),  # OGE prints yes or no
        ({"filed": None}, {}),
        ({"amendment": 1}, {}),
        ({}, {"status": RowStatus.AMENDED}),
        ({}, {"traded": None}),
        ({}, {"notified": date(2026, 3, 1)}),  # before the trade
        ({}, {"notified": date(2026, 4, 21)}),  # after the filing
        ({"filed": date(2026, 3, 1)}, {}),
    ],
)
def test_where_it_is_not_known_nothing_is_said(
    of_filing: dict[str, object], of_trade: dict[str, object]
) -> None:
    assert late(replace(FILING, **of_filing), replace(TRADE, **of_trade)) is None


def test_delay_counts_from_the_trade_to_its_filing() -> None:
    assert delay(FILING, TRADE) == 49
    assert delay(replace(FILING, chamber=Chamber.EXECUTIVE), TRADE) == 49
    assert delay(replace(FILING, filed=None), TRADE) is None
    assert delay(FILING, replace(TRADE, traded=None)) is None
    assert delay(FILING, replace(TRADE, traded=date(2026, 4, 21))) is None
