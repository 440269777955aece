"""Self-checks of an OGE report that a filer's slip can fail: told, never a reason to reject."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from ingest.doubts import about, letters, written
from storage.model import Listing, Side, Trade

_LONG_AGO = timedelta(days=366)


def doubts(
    header: Mapping[str, str], trades: Sequence[Trade], signed: date | None, listing: Listing | None
) -> tuple[str, ...]:
    """What a person should look at before trusting the filing, a sentence each."""
    found = [*_about_names(header), *_about_rows(trades), *_about_dates(trades, signed)]
    if listing:
        found += _about_listing(header, signed, listing)
    return tuple(found)


def _about_names(header: Mapping[str, str]) -> Iterator[str]:
    """A first name may be written shorter in one place (`Edgar, Troy`, `Edgar, Troy Dean`)."""
    for name in dict.fromkeys((header["filer"], header["by"])):
        if name and _family(name) != _family(header["filer_block"]):
            yield f"the report is {header['filer_block']}'s, the signature {name}'s"


def _about_rows(trades: Sequence[Trade]) -> Iterator[str]:
    """A heading of an account has neither type nor amount, nor has a swap; one without the other is odd."""
    yield from about(
        "only one of type and amount",
        [trade for trade in trades if (trade.side is Side.UNSTATED) != (trade.amount.low is None)],
    )
    yield from about(
        "a type but no date", [trade for trade in trades if trade.printed["type"] and not trade.traded]
    )


def _about_dates(trades: Sequence[Trade], signed: date | None) -> Iterator[str]:
    if signed is None:
        yield "the report has no signature"
        return
    dated = [(trade, trade.traded) for trade in trades if trade.traded]
    yield from about("dated after the signature", [trade for trade, day in dated if day > signed])
    yield from about(
        "traded over a year before the signature", [trade for trade, day in dated if signed - day > _LONG_AGO]
    )


def _about_listing(header: Mapping[str, str], signed: date | None, listing: Listing) -> Iterator[str]:
    if _family(listing.filer) != _family(header["filer_block"]):
        yield f"the list names {listing.filer}, the report {header['filer_block']}"
    if signed and listing.filed and listing.filed < signed:
        yield f"signed on {written(signed)}, but listed on {written(listing.filed)}"


def _family(name: str) -> str:
    """What stands before the comma, by its letters."""
    return letters(name.partition(",")[0])
