"""A report as matching sees it."""

from datetime import UTC, date, datetime

from sqlalchemy import update

from storage.model import (
    AmountRange,
    Chamber,
    Filing,
    Kind,
    Owner,
    Side,
    Trade,
)
from storage.tables import filings as filing_table

DAY = date(2026, 6, 22)
NOW = datetime(2026, 6, 23, 14, tzinfo=UTC)


def filing(document_id: str, *tickers: str | None) -> Filing:
    kind = Kind.ELECTRONIC if tickers else Kind.PAPER
    amount = AmountRange(100_100, 1_500_000)
    former = {"META": "FB"}
    trades = [
        Trade(number, Side.BUY, "Asset", "ST", ticker, Owner.SELF, DAY, DAY, amount, former_ticker=one)
        for number, ticker in enumerate(tickers, 1)
        for one in [former.get(ticker or "")]
    ]
    who = ("Hon. Nancy Pelosi", "CA", 11)
    return Filing("house", document_id, kind, Chamber.HOUSE, *who, DAY, DAY, 1, tuple(trades))


def set_chamber(world, filing_id: int, name: str) -> None:
    with world.parts.database.write() as transaction:
        transaction.execute(update(filing_table).where(filing_table.c.id == filing_id).values(chamber=name))
