"""How a filing and its trades are kept: as values for their tables, and read back from a row."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from storage.model import AmountRange, Chamber, Filing, Kind, Owner, RowStatus, Side, Spot, Trade, Vehicle

OF_A_TRADE = (
    *("ordinal", "side", "asset", "asset_type", "ticker", "owner", "traded", "notified", "low", "high"),
    *("status", "note"),
    *("printed", "former_ticker", "listed_as", "confirmed", "sector", "page", "top", "bottom", "late"),
)
"""The columns that `trade_of` reads, in the order of Trade's fields; the rest is for searches and sums."""


def filing_values(filing: Filing) -> dict[str, Any]:
    return {
        "source": filing.source,
        "document_id": filing.document_id,
        "kind": filing.kind,
        "chamber": filing.chamber,
        "filer": filing.filer,
        "state": filing.state,
        "district": filing.district,
        "office": filing.office,
        "amendment": filing.amendment,
        "filed": filing.filed,
        "signed": filing.signed,
        "pages": filing.pages,
        "printed": dict(filing.printed),
        "doubts": list(filing.doubts),
        "vehicles": [asdict(vehicle) for vehicle in filing.vehicles],
    }


def trade_values(trade: Trade, filing_id: int) -> dict[str, Any]:
    return {
        "filing_id": filing_id,
        "ordinal": trade.ordinal,
        "side": trade.side,
        "asset": trade.asset,
        "asset_type": trade.asset_type,
        "ticker": trade.ticker,
        "owner": trade.owner,
        "traded": trade.traded,
        "notified": trade.notified,
        "low": trade.amount.low,
        "high": trade.amount.high,
        "status": trade.status,
        "note": trade.note,
        "printed": dict(trade.printed),
        "former_ticker": trade.former_ticker,
        "listed_as": trade.listed_as,
        "confirmed": trade.confirmed,
        "sector": trade.sector,
        "page": trade.spot and trade.spot.page,
        "top": trade.spot and trade.spot.top,
        "bottom": trade.spot and trade.spot.bottom,
    }


def filing_of(row: Row[Any], rows: tuple[Trade, ...]) -> Filing:
    return Filing(
        source=row.source,
        document_id=row.document_id,
        kind=Kind(row.kind),
        chamber=Chamber(row.chamber),
        filer=row.filer,
        state=row.state,
        district=row.district,
        filed=row.filed,
        signed=row.signed,
        pages=row.pages,
        trades=rows,
        printed=row.printed,
        doubts=tuple(row.doubts),
        office=row.office,
        amendment=row.amendment,
        vehicles=tuple(map(_vehicle_of, row.vehicles)),
    )


def _vehicle_of(held: Mapping[str, Any]) -> Vehicle:
    return Vehicle(**{**held, "owner": Owner(held["owner"])})


def trade_of(row: Sequence[Any]) -> Trade:
    """From a row that begins with OF_A_TRADE: to look up each by its name would take three times as long."""
    of_trade, of_security = row[:12], row[12 : len(OF_A_TRADE)]
    ordinal, side, asset, asset_type, ticker, owner, traded, notified, low, high, status, note = of_trade
    printed, former_ticker, listed_as, confirmed, sector, page, top, bottom, late = of_security
    return Trade(
        ordinal,
        Side(side),
        asset,
        asset_type,
        ticker,
        Owner(owner),
        traded,
        notified,
        AmountRange(low, high),
        RowStatus(status),
        note,
        printed,
        former_ticker,
        listed_as,
        confirmed,
        sector,
        Spot(page, top, bottom) if page else None,
        late,
    )
