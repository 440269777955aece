"""How sums, dates, spans and counts are written, the same in every message."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from ingest.doubts import written
from storage.model import AmountRange

INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
SCHEME = re.compile(r"\b[a-z][a-z0-9+.-]*:/+", re.IGNORECASE)
WORD_SLASH = re.compile(r"(?<![^\W_])/(?=\w)")  # /ES, a future; the sign it becomes looks the same

UNITS = ((1_000_000_000, " B"), (1_000_000, " M"), (1_000, " K"))


def amount(held: AmountRange) -> str:
    """`$1 K – $15 K`, `over $1 M`, an exact sum as it is; rounded outwards, so that the range stays true."""
    low, high = held.low or 0, held.high
    if held.low is None and high is None:
        return "amount not given"
    if high is None:
        return f"over {_dollars(low)}"
    if low == high:
        return f"${low / 100:,.2f}"
    return f"{_dollars(low)} – {_dollars(high, up=True)}"


def total(amounts: Iterable[AmountRange]) -> AmountRange:
    """Lower bounds and upper bounds added; one open end leaves the sum open. Blanks add nothing."""
    known = [held for held in amounts if held != AmountRange(None, None)]
    if not known:
        return AmountRange(None, None)
    highs = [held.high for held in known]
    low = sum(held.low or 0 for held in known)
    return AmountRange(low, None if None in highs else sum(high or 0 for high in highs))


def _dollars(cents: int, *, up: bool = False) -> str:
    """Three digits at most, rounded down or up: 1_500_002_00 → `$1.5 M`."""
    dollars = -(-cents // 100) if up else cents // 100
    unit, sign = next(((unit, sign) for unit, sign in UNITS if dollars >= unit), (1, ""))
    step = _step(dollars, unit)
    rounded = -(-dollars // step) * step if up else dollars // step * step
    if unit > 1 and rounded == 1_000 * unit:
        return _dollars(rounded * 100)  # $999,950 is no $1000 K
    return f"${_decimal(rounded, unit)}{sign}"


def _step(dollars: int, unit: int) -> int:
    """The last digit shown: a hundredth of the unit below ten of it, then a tenth, then one."""
    part = unit // 100 if dollars < 10 * unit else unit // 10 if dollars < 100 * unit else unit
    return max(part, 1)


def _decimal(rounded: int, unit: int) -> str:
    return f"{rounded / unit:.2f}".rstrip("0").rstrip(".")


def day(held: date, today: date) -> str:
    """`29 May`, with the year when it is not this one."""
    return f"{held.day} {held:%b}" if held.year == today.year else whole_day(held)


def whole_day(held: date) -> str:
    return written(held)


def days_between(days: Sequence[date], today: date) -> str:
    """`29 May` for one day, `2 – 29 May` or `28 Apr – 29 May` for several."""
    first, last = min(days), max(days)
    if first == last:
        return day(first, today)
    same_month = (first.year, first.month) == (last.year, last.month)
    begin = str(first.day) if same_month else day(first, last)
    return f"{begin} – {day(last, today)}"


def moment(held: datetime, now: datetime, clock: str = "%H:%M") -> str:
    """`23 Jun 14:02 UTC`, by the clock that `now` is told by: `23 Jun 16:02 CEST`."""
    there = held.astimezone(now.tzinfo)
    return f"{day(there.date(), now.date())} {there:{clock}} {zone(there)}"


def since(held: datetime, now: datetime) -> str:
    """`14:05 UTC` today, with the date on any other day."""
    there = held.astimezone(now.tzinfo)
    return f"{there:%H:%M} {zone(there)}" if there.date() == now.date() else moment(held, now)


def zone(held: datetime) -> str:
    """`UTC`, `CEST`; of zones whose hours have no letters `UTC-03`, `UTC+05:45`."""
    name = held.tzname() or ""
    return name if name.isalpha() else f"UTC{name[:3]}{name[3:] and f':{name[3:]}'}"


def span(held: timedelta) -> str:
    """`0.8 s`, `35 s`, `2 min 5 s`, `3 h 10 min`, `2 d 4 h`: two figures are enough."""
    if held < timedelta(seconds=10):
        return f"{held.total_seconds():.1f} s"
    seconds = round(held.total_seconds())
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    figures = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s")]
    first = next(position for position, (figure, _unit) in enumerate(figures) if figure)
    return " ".join(f"{figure} {unit}" for figure, unit in figures[first : first + 2] if figure)


def counted(number: int, word: str) -> str:
    """`1 trade`, `2 trades`, `1,204 trades`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def short(text: str, room: int) -> str:
    """One line of at most that many characters, cut at a space if one is near: foreign text can be long.

    It holds no whole web address and no command, which platforms make links of: addresses lose their scheme.
    What nobody sees goes first, for what it parts would else be whole once a channel has taken it away.
    """
    line = WORD_SLASH.sub("∕", SCHEME.sub("", INVISIBLE.sub("", " ".join(text.split()))))
    if len(line) <= room:
        return line
    cut = line[: room - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[room // 2 :] else cut).rstrip(" ,;.-") + "…"
