"""When a trade had to be reported, and how late it was; pure.

5 U.S.C. 13105(l): "Not later than 30 days after receiving notification of any transaction required to be
reported under section 13104(a)(5)(B) of this title, but in no case later than 45 days after such transaction,
the following persons […] shall file a report of the transaction". A day that is none of business moves to the
next one, as the offices' guidance has it. Fees are not inferred.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from storage.model import Chamber, Filing, RowStatus, Trade

AFTER_NOTICE = timedelta(days=30)
AFTER_TRADE = timedelta(days=45)
DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
JUNETEENTH_SINCE = 2021


def delay(filing: Filing, trade: Trade) -> int | None:
    """Days from the trade to its filing; None where a date is missing or they contradict one another."""
    if filing.filed is None or trade.traded is None or trade.traded > filing.filed:
        return None
    return (filing.filed - trade.traded).days


def late(filing: Filing, trade: Trade) -> int | None:
    """Days past due that the report itself proves, 0 for in time; None where that is not known.

    A row of an amendment was due with the report it amends, which `storage.lateness` looks up.
    """
    if filing.amendment > 0 or trade.status is not RowStatus.NEW:
        return None
    return past_due(filing.chamber, filing.filed, trade.traded, trade.notified)


def past_due(chamber: Chamber, filed: date | None, traded: date | None, notified: date | None) -> int | None:
    """Days past due of a trade first reported on the day it was filed, 0 for in time; None for not known.

    OGE prints no day of notice, only whether it was over 30 days ago. Dates in an order that cannot be are a
    filer's slip, and prove nothing.
    """
    if chamber is Chamber.EXECUTIVE or filed is None or traded is None:
        return None
    if not traded <= (notified or traded) <= filed:
        return None
    return max((filed - due(traded, notified)).days, 0)


def due(traded: date, notified: date | None) -> date:
    """The last day in time. The Senate prints no day of notice (None): then 45 days after the trade."""
    last = traded + AFTER_TRADE
    return business_day(min(last, notified + AFTER_NOTICE) if notified else last)


def business_day(day: date) -> date:
    """That day, or the next one that is neither at a weekend nor a federal holiday."""
    while day.weekday() >= SATURDAY or day in holidays(day.year):
        day += DAY
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The days on which federal offices in Washington are closed (5 U.S.C. 6103), as observed in that year.

    A holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday after.
    """
    days = [*_fixed(year), *_moving(year), _observed(date(year + 1, 1, 1))]
    return frozenset(day for day in days if day.year == year)


def _fixed(year: int) -> Iterator[date]:
    fixed = [(1, 1), (7, 4), (11, 11), (12, 25)]
    if year >= JUNETEENTH_SINCE:
        fixed.append((6, 19))
    if year % 4 == 1:
        fixed.append((1, 20))  # the inauguration: a holiday in Washington
    return (_observed(date(year, month, day)) for month, day in fixed)


def _moving(year: int) -> Iterator[date]:
    for month, week in ((1, 3), (2, 3), (9, 1), (10, 2)):  # King, Washington, Labor and Columbus Day
        yield _weekday(date(year, month, 1), 0, week)
    yield _weekday(date(year, 5, 25), 0, 1)  # Memorial Day, the last Monday in May
    yield _weekday(date(year, 11, 1), 3, 4)  # Thanksgiving


def _weekday(first: date, weekday: int, number: int) -> date:
    """The so manieth of such weekdays (0 is Monday) from that day on."""
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _observed(day: date) -> date:
    return day + {SATURDAY: -DAY, SUNDAY: DAY}.get(day.weekday(), timedelta(0))
