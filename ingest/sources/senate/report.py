"""Reads one electronic report of the Senate: heading, summary, table, and the checks they must pass."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from ingest.errors import NoRows, PageChanged, RowsDiffer
from ingest.html import Element, all_of, only, text
from ingest.sources.senate.cells import HEAD, iso_date, links_agree, printed_row
from ingest.sources.senate.doubts import doubts
from ingest.sources.senate.rows import trade
from storage.model import Chamber, Document, Filing, Kind, Listing

SALUTATIONS = ("The Honorable", "Mr.", "Mrs.", "Ms.", "Miss", "Dr.")

SUMMARY = {
    "total": r"\(([0-9]{1,5}) transactions? total\)",  # (18 transactions total)
    "self": r"([0-9]{1,5}) Self",
    "joint": r"([0-9]{1,5}) Joint",
    "spouse": r"([0-9]{1,5}) Spouse",
    "child": r"([0-9]{1,5}) Dependent Child",
}
"""The counts above the table, in their order: of all rows, and of each owner's."""

_TITLE = re.compile(  # Periodic Transaction Report for 03/26/2014 (Amendment 4)
    r"Periodic Transaction Report for (?P<date>\S+)(?: \(Amendment (?P<amendment>[1-9][0-9]?)\))?"
)
_FILER = re.compile(  # The Honorable A. Mitchell McConnell Jr. (McConnell, A. Mitchell Jr.)
    rf"(?:(?P<salutation>{'|'.join(map(re.escape, SALUTATIONS))}) )?"
    r"(?P<full_name>.+) \((?P<name_last_first>[^()]+)\)"
)
_FILED = re.compile(r"Filed (\S+) @ (.+)")  # Filed 08/13/2018 @ 9:04 AM
_CLOCK = re.compile(r"(1[0-2]|[1-9])(?::([0-5][0-9]))? ([ap])\.?m\.?", re.IGNORECASE)  # on the hour 9 PM
_NAMED_TIMES = {"noon": time(12), "midnight": time(0)}  # Django's other way to write the hour


def read_report(page: Element, document: Document, listing: Listing | None) -> Filing:
    """The filing of an electronic report. Raises a ReadError."""
    header = {"uuid": document.id.lower(), **_header(page), "summary": _summary(page)}
    rows = _rows(only(page, "table", "table-striped"))
    trades = tuple(trade(position, printed_row(cells)) for position, cells in enumerate(rows, start=1))
    _check_counts(header["summary"], [trade.printed["owner"] for trade in trades])
    wrong_links = [position for position, cells in enumerate(rows, start=1) if not links_agree(cells)]
    return Filing(
        source=document.source,
        document_id=document.id,
        kind=Kind.ELECTRONIC,
        chamber=Chamber.SENATE,
        filer=header["full_name"],
        state="",
        district=None,
        filed=date.fromisoformat(header["filed"][:10]),
        signed=None,
        pages=1,
        trades=trades,
        printed=header,
        doubts=doubts(header, trades, wrong_links, listing),
        amendment=header["amendment"],
    )


def _header(page: Element) -> dict[str, Any]:
    title = _matched(_TITLE, only(page, "h1"))
    filer = _matched(_FILER, only(page, "h2", "filedReport"))
    return {
        "title_date": _day(title["date"]),
        "amendment": int(title["amendment"] or 0),
        "salutation": filer["salutation"] or "",
        "full_name": filer["full_name"],
        "name_last_first": filer["name_last_first"],
        "filed": _filed(only(page, "strong", "noWrap")),
    }


def _matched(form: re.Pattern[str], element: Element) -> re.Match[str]:
    match = form.fullmatch(text(element))
    if not match:
        raise PageChanged(f"{element.tag} {text(element)!r}")
    return match


def _day(printed: str) -> str:
    day = iso_date(printed)
    if not day:
        raise PageChanged(f"date {printed!r}")
    return day


def _filed(element: Element) -> str:
    """The local time as printed, to the minute: `2017-05-03T11:15`."""
    day, clock = _matched(_FILED, element).groups()
    return f"{_day(day)}T{_time(clock):%H:%M}"


def _time(printed: str) -> time:
    if named := _NAMED_TIMES.get(printed.lower()):
        return named
    match = _CLOCK.fullmatch(printed)
    if not match:
        raise PageChanged(f"time {printed!r}")
    hour, minute, half = match.groups()
    return time(int(hour) % 12 + (12 if half.lower() == "p" else 0), int(minute or 0))


def _summary(page: Element) -> dict[str, int]:
    counts = [text(item) for item in all_of(page, "li", "list-inline-item")]
    matches = [re.fullmatch(form, count) for form, count in zip(SUMMARY.values(), counts, strict=False)]
    if len(counts) != len(SUMMARY) or not all(matches):
        raise PageChanged(f"counts {', '.join(counts)!r}")
    return {name: int(match[1]) for name, match in zip(SUMMARY, matches, strict=True) if match}


def _rows(table: Element) -> list[list[Element]]:
    """The nine cells of each row. Raises PageChanged, NoRows."""
    head, *rows = [list(row) for row in all_of(table, "tr")] or [[]]
    if tuple(map(text, head)) != HEAD or any(cell.tag != "th" for cell in head):
        raise PageChanged(f"columns {', '.join(map(text, head))!r}")
    for position, row in enumerate(rows, start=1):
        if [cell.tag for cell in row] != ["td"] * len(HEAD):
            raise PageChanged(f"row {position} has {len(row)} cells")
    if not rows:
        raise NoRows
    return rows


def _check_counts(summary: dict[str, int], owners: Iterable[str]) -> None:
    """The summary counts all rows, and those of each owner; a page with fewer has lost some."""
    held = Counter(owner.lower() for owner in owners)
    found = {name: held.total() if name == "total" else held[name] for name in SUMMARY}
    if found != summary:
        raise RowsDiffer(f"rows {found}, the page counts {summary}")
