"""Which chart shows what: twelve months of an official's trades, or of a security's."""

from datetime import date, datetime

from bot.chart import Chart, Month, draw
from bot.wording_sums import worth
from storage.aggregates import Months
from storage.model import Side
from storage.tallies import Tally

MONTHS = 12
SALES = (Side.SELL, Side.PARTIAL_SALE)


def first_month(now: datetime) -> date:
    """The first day of the first of the twelve months up to this one."""
    return month_before(now.date(), MONTHS - 1)


def month_before(day: date, number: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(years, month + 1, 1)


def by_month(held: Months, now: datetime) -> list[tuple[date, Tally, Tally]]:
    """Each of the twelve months with what was bought and what was sold in it."""
    firsts = [month_before(now.date(), MONTHS - 1 - number) for number in range(MONTHS)]
    none = Tally()
    return [
        (first, held.get((first, Side.BUY), none), sum((held.get((first, s), none) for s in SALES), none))
        for first in firsts
    ]


def picture(name: str, held: Months, now: datetime) -> bytes:
    """The chart, `b""` where there is nothing to draw."""
    months = [Month(first, worth(bought), worth(sold)) for first, bought, sold in by_month(held, now)]
    if not any(month.bought.low or month.sold.low for month in months):
        return b""
    period = f"{months[0].first:%b %Y} – {months[-1].first:%b %Y}"
    source = f"By month of trade, {period}; reports of the newest still come · official reports, by Hilltape"
    return draw(Chart(f"{name}: bought and sold", months, source))
