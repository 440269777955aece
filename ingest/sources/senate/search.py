"""The Senate's search: what it is asked, and the rows it answers with, page by page."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ingest.errors import IndexUnreadable, LimitExceeded, Unreadable
from ingest.html import all_of, clean, parse, text
from ingest.source import damaged_row

LENGTH = 100  # rows a page; the form offers no more, and 5,000 bring an error
MOST_ROWS = 50_000  # in one search; all reports of all kinds since 2012 are some 6,000
MOST_BYTES = 1 << 20  # of one answer; a hundred rows have 25 kB
CELLS = 5
MOST_LETTERS = 500  # of one cell
FIRST_DAY = date(2012, 1, 1)

_LINK = re.compile(
    r"/search/view/(?P<kind>[a-z-]+)/(?:[a-z-]+/)?"  # /search/view/extension-notice/regular/UUID/
    r"(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One report as the search lists it. `kind` (`ptr`, `paper`, `extension`, others) is by its address.

    It and `uuid` are `""` where the link leads to no report.
    """

    first: str
    last: str
    office: str
    title: str
    filed: str
    link: str
    kind: str
    uuid: str

    @property
    def filer(self) -> str:
        """The name in the order people say it: the site writes `Moran,  ` and `RICHARD `."""
        return " ".join(filter(None, (self.first, self.last)))

    @property
    def document_id(self) -> str:
        """The site's own id; for a damaged row a name of its own, the same at every poll."""
        return self.uuid or damaged_row(f"{self.filer} {self.filed} {self.title}")


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a search, and how many it has in all."""

    rows: Sequence[Row]
    total: int


def form(report_type: int, since: date, start: int) -> dict[str, str]:
    """The fields of a search for every report of a type filed since a day, newest first, from row `start` on.

    A first day always stands in it: to a search without one the site answers 503 with a page that says it is
    under maintenance.
    """
    empty = ("candidate_state", "senator_state", "office_id", "first_name", "last_name", "submitted_end_date")
    return {
        "draw": str(start // LENGTH + 1),
        "start": str(start),
        "length": str(LENGTH),
        **_order((4, "desc"), (1, "asc"), (0, "asc")),  # date, last name, first name
        "search[value]": "",
        "report_types": f"[{report_type}]",
        "filer_types": "[]",
        "submitted_start_date": f"{since:%m/%d/%Y} 00:00:00",
        **dict.fromkeys(empty, ""),
    }


def _order(*columns: tuple[int, str]) -> dict[str, str]:
    """Several columns, as the site's own page asks: rows of one day would else be free to change places."""
    fields: dict[str, str] = {}
    for place, (column, direction) in enumerate(columns):
        fields |= {f"order[{place}][column]": str(column), f"order[{place}][dir]": direction}
    return fields


def every_row(ask: Callable[[int], bytes]) -> list[Row]:
    """All rows of a search; `ask` brings the answer from a row on.

    Where the list changes while we go through it we begin anew, once. Raises IndexUnreadable.
    """
    for _ in range(2):
        if (rows := _unchanged_rows(ask)) is not None:
            return rows
    raise IndexUnreadable("its pages do not fit together, and did not when asked again")


def _unchanged_rows(ask: Callable[[int], bytes]) -> list[Row] | None:
    """All rows, or None where a page repeats what an earlier one had, or the total is not what it was.

    Damaged rows repeat nothing: they have no id, and several may say the same.
    """
    rows: list[Row] = []
    known: set[str] = set()
    start, total = 0, None
    while start != total:
        page = read_answer(ask(start))
        fresh = {row.uuid for row in page.rows if row.uuid}
        start += len(page.rows)
        if total not in (None, page.total) or start > page.total or known & fresh:
            return None
        if not page.rows and start < page.total:
            return None
        known |= fresh
        rows += page.rows
        total = page.total
    return rows


def read_answer(content: bytes) -> Page:
    """The rows of one answer. Raises IndexUnreadable."""
    if len(content) > MOST_BYTES:
        raise IndexUnreadable(f"{len(content)} bytes")
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise IndexUnreadable("no sound JSON") from error
    total, data, result = _part(answer, "recordsFiltered"), _part(answer, "data"), _part(answer, "result")
    if type(total) is not int or not 0 <= total <= MOST_ROWS or result != "ok":
        raise IndexUnreadable(f"{total!r:.50} rows, result {result!r:.50}")
    if not isinstance(data, list) or len(data) > LENGTH or (data and not any(map(_is_row, data))):
        raise IndexUnreadable(f"its rows are not {CELLS} texts each, or more than {LENGTH}")
    return Page([read_row(cells if _is_row(cells) else _what_is_left(cells)) for cells in data], total)


def _part(answer: Any, name: str) -> Any:
    return answer.get(name) if isinstance(answer, Mapping) else None


def _is_row(cells: Any) -> bool:
    return (
        isinstance(cells, list)
        and len(cells) == CELLS
        and all(isinstance(cell, str) and len(cell) <= MOST_LETTERS for cell in cells)
    )


def _what_is_left(row: Any) -> list[str]:
    """The cells of a row not built like the others, as far as they are texts; its link is not trusted."""
    cells = [cell if isinstance(cell, str) else "" for cell in row] if isinstance(row, list) else []
    first, last, office, _, filed, *_ = [cell[:MOST_LETTERS] for cell in cells] + [""] * CELLS
    return [first, last, office, "", filed]


def read_row(cells: Sequence[str]) -> Row:
    """A row of first name, last name, office, link and date."""
    first, last, office, link, filed = cells
    address, title = _link(link)
    match = _LINK.fullmatch(_path(address))
    return Row(
        first=clean(first),
        last=clean(last).rstrip(", "),
        office=clean(office),
        title=title,
        filed=clean(filed),
        link=address,
        kind=match["kind"].lower().removesuffix("-notice") if match else "",
        uuid=match["uuid"].lower() if match else "",
    )


def _link(cell: str) -> tuple[str, str]:
    """Where the cell's one link leads, and its text; `""` where it has none or several."""
    try:
        links = all_of(parse(cell.encode("utf-8", "replace"), MOST_BYTES, MOST_LETTERS), "a")
    except (Unreadable, LimitExceeded):
        links = []
    return (clean(links[0].get("href", "")), text(links[0])) if len(links) == 1 else ("", clean(cell))


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
