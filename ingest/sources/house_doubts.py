"""Self-checks of a House report that a filer's slip can fail: told, never a reason to reject."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from ingest.doubts import about, letters
from ingest.sources.house_vehicles import in_rows
from storage.model import Listing, RowStatus, Trade, Vehicle

_LONG_AGO = timedelta(days=366)

_CODE = re.compile(r"\[[A-Z]{2}\]")  # [ST]


def doubts(
    header: Mapping[str, str], trades: Sequence[Trade], signed: date | None, listing: Listing | None
) -> tuple[str, ...]:
    """What a person should look at before trusting the filing, a sentence each."""
    found = [*_about_rows(trades), *_about_dates(trades, signed)]
    if listing:
        found += _about_listing(header, listing)
    return tuple(found)


def about_vehicles(trades: Sequence[Trade], vehicles: Sequence[Vehicle]) -> tuple[str, ...]:
    """All 6,803 rows of the corpus that are held in something name a vehicle that their report lists."""
    listed = {"", *map(in_rows, vehicles)}
    unlisted = [trade for trade in trades if trade.printed["subholding_of"] not in listed]
    return tuple(about("held in what the report does not list", unlisted))


def _about_rows(trades: Sequence[Trade]) -> Iterator[str]:
    yield from about(
        "a date cannot be read", [trade for trade in trades if not (trade.traded and trade.notified)]
    )
    yield from about(
        "the filer's own number and the filing status do not fit",
        [trade for trade in trades if bool(trade.printed["id"]) == (trade.status is RowStatus.NEW)],
    )
    yield from about(
        "the asset does not end with its one code",
        [trade for trade in trades if trade.printed["cap_gains"] is not None and not _ends_with_code(trade)],
    )
    yield from about(
        "an asset code, but no column of capital gains",
        [trade for trade in trades if trade.printed["cap_gains"] is None and trade.asset_type],
    )
    yield from about(
        "notified before the trade",
        [trade for trade in trades if trade.traded and trade.notified and trade.notified < trade.traded],
    )


def _ends_with_code(trade: Trade) -> bool:
    """Every form with a Cap. Gains column writes `[ST]` or the like once, last."""
    return bool(trade.asset_type) and not _CODE.search(trade.asset)


def _about_dates(trades: Sequence[Trade], signed: date | None) -> Iterator[str]:
    if signed is None:
        yield "the report has no date of signature"
        return
    dated = [(trade, trade.traded, trade.notified or trade.traded) for trade in trades if trade.traded]
    yield from about(
        "dated after the signature",
        [trade for trade, traded, notified in dated if max(traded, notified) > signed],
    )
    yield from about(
        "traded over a year before the signature",
        [trade for trade, traded, _ in dated if signed - traded > _LONG_AGO],
    )


def _about_listing(header: Mapping[str, str], listing: Listing) -> Iterator[str]:
    last = str(listing.facts.get("last", ""))
    if letters(last) not in letters(header["filer"]):
        yield f"the index names {listing.filer}, the report {header['filer']}"
    district = str(listing.facts.get("state_district", ""))
    if district != header["state_district"]:
        yield f"the index says {district}, the report {header['state_district']}"
