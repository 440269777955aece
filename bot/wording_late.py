"""Late reporting in words: a fact, the days it rests on and the law; nothing where that is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.figures import counted, day, days_between
from bot.wording_trades import standing
from storage.due import due, late
from storage.model import Filing, Trade

LAW = "5 U.S.C. 13105(l)"
OVER_30_DAYS = "notified_over_30_days"  # what OGE's form has instead of a day of notice


@dataclass(frozen=True, slots=True)
class Lateness:
    """The last days in time of the rows of which they are known, and by how many days some came later."""

    due: Sequence[date]
    late: Sequence[int]
    unknown: int


def lateness(filing: Filing) -> Lateness:
    rows = standing(filing.trades)
    days = [
        (due(row.traded, row.notified), past)
        for row in rows
        if row.traded and (past := _past(filing, row)) >= 0
    ]
    return Lateness([last for last, _ in days], [past for _, past in days if past], len(rows) - len(days))


def _past(filing: Filing, trade: Trade) -> int:
    """Days past due; -1 where that is not known."""
    found = late(filing, trade)
    return -1 if found is None else found


def reported_late(filing: Filing, today: date) -> list[str]:
    """`3 of 9 rows reported late, up to 12 days past due (5 U.S.C. 13105(l)).`, or nothing.

    Of one trade `Reported 275 days late: due 18 Sep 2025 (…).`; of OGE's rows what the form says itself.
    """
    held = lateness(filing)
    if not held.late:
        return _over_30_days(filing)
    number, rows, most = len(held.late), len(held.due) + held.unknown, max(held.late)
    unknown = f" Of {counted(held.unknown, 'row')} it is not known." if held.unknown else ""
    if len(set(held.due)) == 1 and not held.unknown:
        who = "Reported" if rows == 1 else f"{_all(rows)} reported"
        return [f"{who} {counted(most, 'day')} late: due {day(held.due[0], today)} ({LAW})."]
    which = _all(rows) if number == rows else f"{number:,} of {counted(rows, 'row')}"
    upto = "" if len(set(held.late)) == 1 else "up to "
    return [f"{which} reported late, {upto}{counted(most, 'day')} past due ({LAW}).{unknown}"]


def _all(rows: int) -> str:
    return "Both rows" if rows == 2 else f"All {rows:,} rows"


def in_time(filing: Filing, today: date) -> list[str]:
    """`In time: due 13 – 20 Jul (5 U.S.C. 13105(l)).`, where that is known of every row and none is late."""
    held = lateness(filing)
    if not held.due or held.late or held.unknown:
        return []
    return [f"Reported in time: due {days_between(held.due, today)} ({LAW})."]


def past_due(filing: Filing, trade: Trade, today: date) -> str:
    """`due 15 Jul, 12 days late`, of a late row."""
    past = _past(filing, trade)
    if past <= 0 or not trade.traded:
        return ""
    return f"due {day(due(trade.traded, trade.notified), today)}, {counted(past, 'day')} late"


def briefly(filing: Filing) -> str:
    """`3 late`, for a line among others."""
    number = len(lateness(filing).late)
    return f"{number:,} reported late" if number else ""


def _over_30_days(filing: Filing) -> list[str]:
    rows = standing(filing.trades)
    said = sum(row.printed.get(OVER_30_DAYS) is True for row in rows)
    where = "" if len(rows) == 1 else f" for {said:,} of {len(rows):,} rows"
    return [f"The form says “notification received over 30 days ago”{where}."] if said else []
