"""Self-checks of a Senate report that a slip or a damaged letter can fail: told, never a reason to reject."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ingest.doubts import about, letters, written
from ingest.html import UNREADABLE
from storage.model import Listing, Printed, Trade

TITLE_WITHIN = timedelta(days=1)  # the title's date can be a day off the filing's
_NAME = re.compile(
    r"[^\W\d_]+(?:[ .,'’-]+[^\W\d_]+)*\.?"
)  # O'Halleran, Van Hollen, A. Mitchell McConnell Jr.
_BROKEN_TAG = re.compile(r"(?:td|tr|br|em|div|\ba)/?>")  # Stock|/td>


def doubts(
    header: Printed, trades: Sequence[Trade], wrong_links: Collection[int], listing: Listing | None
) -> tuple[str, ...]:
    """What a person should look at before trusting the filing, a sentence each.

    `wrong_links` are the ordinals of rows whose ticker leads to another symbol than it shows.
    """
    filed = date.fromisoformat(header["filed"][:10])
    found = [*_about_header(header, filed), *_about_rows(trades, wrong_links, filed)]
    if listing:
        found += _about_listing(header, filed, listing)
    return tuple(found)


def _about_header(header: Printed, filed: date) -> Iterator[str]:
    titled = date.fromisoformat(header["title_date"])
    late = filed - titled
    if late < -TITLE_WITHIN or (late > TITLE_WITHIN and not header["amendment"]):
        yield f"the title says {written(titled)}, the report was filed on {written(filed)}"
    if _is_unreadable(header):
        yield "the name has an unreadable character"
    elif not all(_NAME.fullmatch(header[name]) for name in ("full_name", "name_last_first")):
        yield "the name has signs that no name has"
    if letters(header["name_last_first"].partition(",")[0]) not in letters(header["full_name"]):
        yield f"the report is {header['full_name']}'s and {header['name_last_first']}'s"


def _about_rows(trades: Sequence[Trade], wrong_links: Collection[int], filed: date) -> Iterator[str]:
    slips: Mapping[str, Callable[[Trade], object]] = {
        "a date cannot be read": lambda trade: trade.traded is None,
        "dated after the filing": lambda trade: trade.traded and trade.traded > filed,
        "an unreadable character": lambda trade: _is_unreadable(trade.printed),
        "a broken tag": lambda trade: _BROKEN_TAG.search(repr(trade.printed)),
        "a sub-line says nothing": lambda trade: not all(trade.printed.get("details", {}).values()),
        "the ticker leads to another symbol": lambda trade: trade.ordinal in wrong_links,
    }
    for slip, has in slips.items():
        yield from about(slip, filter(has, trades))


def _about_listing(header: Printed, filed: date, listing: Listing) -> Iterator[str]:
    """The search writes last names with what follows them: `McConnell, Jr.`, `Moran,  `."""
    last = str(listing.facts.get("last", "")).partition(",")[0]
    if letters(last) not in letters(f"{header['full_name']} {header['name_last_first']}"):
        yield f"the search names {listing.filer}, the report {header['full_name']}"
    if listing.filed and listing.filed != filed:
        yield f"the search says filed on {written(listing.filed)}, the report {written(filed)}"
    if listing.document_id.lower() != header["uuid"]:
        yield f"the search lists {listing.document_id}, the report is {header['uuid']}"


def _is_unreadable(printed: Any) -> bool:
    """Whether any text in it has a character that no text has."""
    return UNREADABLE in repr(printed)
