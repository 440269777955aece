"""Self-checks of a Senate report that a slip or a damaged letter can fail: told, never a reason to reject."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from ingest.html import UNREADABLE
from storage.model import Listing, Printed, Trade

TITLE_WITHIN = timedelta(days=1)  # the title's date can be a day off the filing's
_NAMED_ROWS = 5


def doubts(
    header: Printed, trades: Sequence[Trade], wrong_links: Sequence[int], listing: Listing | None
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
        yield f"the title says {titled}, the report was filed on {filed}"
    if _is_unreadable(header):
        yield "the name has an unreadable character"
    if _folded(header["name_last_first"].partition(",")[0]) not in _folded(header["full_name"]):
        yield f"the report is {header['full_name']}'s and {header['name_last_first']}'s"


def _about_rows(trades: Sequence[Trade], wrong_links: Sequence[int], filed: date) -> Iterator[str]:
    yield from _named("a date cannot be read", [trade.ordinal for trade in trades if not trade.traded])
    yield from _named(
        "dated after the filing", [trade.ordinal for trade in trades if trade.traded and trade.traded > filed]
    )
    yield from _named(
        "an unreadable character", [trade.ordinal for trade in trades if _is_unreadable(trade.printed)]
    )
    yield from _named("the ticker leads to another symbol", wrong_links)


def _about_listing(header: Printed, filed: date, listing: Listing) -> Iterator[str]:
    """The search writes last names with what follows them: `McConnell, Jr.`, `Moran,  `."""
    last = str(listing.facts.get("last", "")).partition(",")[0]
    if _folded(last) not in _folded(f"{header['full_name']} {header['name_last_first']}"):
        yield f"the search names {listing.filer}, the report {header['full_name']}"
    if listing.filed and listing.filed != filed:
        yield f"the search says filed on {listing.filed}, the report {filed}"
    if listing.document_id.lower() != header["uuid"]:
        yield f"the search lists {listing.document_id}, the report is {header['uuid']}"


def _named(what: str, rows: Sequence[int]) -> Iterator[str]:
    """The doubt with the rows it is about, the first few by number."""
    if rows:
        numbers = ", ".join(map(str, rows[:_NAMED_ROWS]))
        more = f" and {len(rows) - _NAMED_ROWS} more" if len(rows) > _NAMED_ROWS else ""
        yield f"{what}: {'row' if len(rows) == 1 else 'rows'} {numbers}{more}"


def _is_unreadable(printed: Any) -> bool:
    """Whether any text in it has a character that no text has."""
    return UNREADABLE in repr(printed)


def _folded(name: str) -> str:
    """Letters only, without case or accents."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain.casefold() if letter.isalpha())
