"""/top: who, or what, was traded most in a period."""

from datetime import date, timedelta

from bot.asking import with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.figures import whole_day
from bot.message import Message
from bot.wording_top import ALL, BY, OF, PERIODS, Ranking, top
from storage import tallies
from storage.tallies import Tally, periods

ROWS = 10
USUAL = ("officials", "volume", "month")


def run(call: Call) -> Message:
    asked = _asked(call.arguments.lower().split())
    today, late = call.now.date(), ""
    held = _held(call, asked, today)
    if not held and asked.period != ALL:
        late = _name(asked.period, today)
        today = _first(asked.period, today) - timedelta(days=1)
        held = _held(call, asked, today)
    return with_freshness(call, top(asked, _name(asked.period, today), held, late, call))


def _asked(words: list[str]) -> Ranking:
    """The words in any order, each of a kind at most once. Raises UserError."""
    chosen = list(USUAL)
    for word in words:
        place = next((n for n, known in enumerate((OF, BY, PERIODS)) if word in known), None)
        if place is None:
            known = ", ".join((*OF, *BY, *PERIODS))
            raise UserError(f"I do not know “{word[:20]}”. /top takes of these what you like: {known}.")
        chosen[place] = word
    return Ranking(*chosen)


def _held(call: Call, asked: Ranking, day: date) -> list[tuple[str, Tally]]:
    kind, by = OF[asked.of], BY[asked.by]
    return tallies.top(call.transaction, kind, _key(asked.period, day), by, ROWS)


def _key(period: str, day: date) -> str:
    return dict(zip((ALL, "year", "quarter", "month", "week"), periods(day), strict=True))[period]


def _first(period: str, day: date) -> date:
    """The first day of the period that this day is in."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    month = {"year": 1, "quarter": day.month - (day.month - 1) % 3, "month": day.month}[period]
    return day.replace(month=month, day=1)


def _name(period: str, day: date) -> str:
    """`June 2026`, `the 2nd quarter of 2026`, `2026`, `the week of 22 Jun 2026`, `all time`."""
    if period == "week":
        return f"the week of {whole_day(_first(period, day))}"
    if period == "quarter":
        return f"the {('1st', '2nd', '3rd', '4th')[(day.month - 1) // 3]} quarter of {day.year}"
    return {"month": f"{day:%B %Y}", "year": f"{day:%Y}", ALL: "all time"}[period]


COMMAND = Command(
    name="top",
    help="Who or what was traded most: officials or tickers, by volume or count, in a period",
    run=run,
    argument="choice",
    example="/top or /top tickers count year",
)
