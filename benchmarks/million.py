"""A database with as many trades as one asks for, spread as real ones are: what costs how much in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, count, islice
from random import Random
from typing import Any

from sqlalchemy import insert, text

from ingest.references import legislators, tickers
from storage import assets, officials, sought, tallies
from storage.database import Database, Transaction
from storage.facts import Facts, facts, of_rows
from storage.model import AmountRange, Chamber, Filing, Kind, Official, Owner, Side, Trade
from storage.rows import filing_values, trade_values
from storage.tables import contents, documents, filings, trades
from storage.vocabulary import SECTORS

FIRST, LAST = date(2012, 4, 4), date(2026, 6, 22)
FILERS = 400
LISTED = 3_000
BATCH = 20_000  # rows in one statement
PAPER = 0.1
SHA256 = "0" * 64

SIZES, SIZE_WEIGHTS = (1, 2, 3, 5, 9, 20, 60, 200, 700), (22, 16, 14, 14, 12, 12, 7, 2.5, 0.5)
SIDES = (Side.BUY, Side.SELL, Side.PARTIAL_SALE, Side.EXCHANGE)
SIDE_WEIGHTS = (50, 35, 14, 1)
OWNERS = (Owner.SELF, Owner.SPOUSE, Owner.JOINT, Owner.CHILD)
OWNER_WEIGHTS = (54, 27, 14, 5)
BANDS = (
    *((1_001, 15_000), (15_001, 50_000), (50_001, 100_000), (100_001, 250_000), (250_001, 500_000)),
    *((500_001, 1_000_000), (1_000_001, 5_000_000), (5_000_001, 25_000_000), (25_000_001, 50_000_000)),
)
BAND_WEIGHTS = (7_600, 1_350, 420, 280, 150, 80, 50, 16, 1)
OTHERS = (
    ("GS", "US Treasury Note"),
    ("CS", "Corporate Bond"),
    ("OT", "Other Holding"),
    ("HN", "Partners Fund"),
)
CITIES = ("Austin", "Denver", "Albany", "Tampa", "Boise", "Fresno", "Dayton", "Mobile", "Tucson", "Salem")


Numbered = tuple[int, Filing, Official]
"""A filing with its id and who filed it."""


@dataclass(frozen=True)
class World:
    """Who files and what they hold; the first of either are met most often."""

    filers: tuple[Official, ...]
    filer_weights: tuple[float, ...]
    listed: tuple[tuple[str, str, str], ...]
    listed_weights: tuple[float, ...]


def make(database: Database, trades_wanted: int, seed: int = 1) -> None:
    """Stores so many trades (and a tenth as many reports again on paper) in a database without any filing."""
    chance = Random(seed)
    with database.write() as transaction:
        table = legislators.load()
        officials.load(transaction, table.as_of, table.officials)
        world = _world(chance)
        moment = datetime.combine(LAST, time(14), UTC)
        transaction.execute(
            insert(contents), {"sha256": SHA256, "media_type": "application/pdf", "content": b"%PDF"}
        )
        made = _filings(world, trades_wanted, chance)
        while batch := list(islice(made, BATCH // 10)):
            _store(transaction, batch, moment)
        tallies.recount(transaction)
    if not database.sqlite:
        with database.write() as transaction:
            transaction.execute(
                text("SELECT setval(pg_get_serial_sequence('filings', 'id'), max(id)) FROM filings")
            )
    analyse(database)


def analyse(database: Database) -> None:
    """Brings statistics up to date where a server does so by itself, later."""
    if not database.sqlite:
        with database.connect() as connection:
            connection.execute(text("ANALYZE"))


def reports(rows: int, seed: int = 2) -> Iterator[tuple[Filing, Official]]:
    """Reports of so many rows on the last day, of the same officials, without end."""
    chance = Random(seed)
    world = _world(Random(1))
    for number in count(1):
        official = chance.choices(world.filers, cum_weights=world.filer_weights)[0]
        yield _filing(world, number, official, LAST, rows, chance), official


def _world(chance: Random) -> World:
    table = legislators.load()
    filers = tuple(chance.sample(table.officials, FILERS))
    companies = chance.sample([one for one in tickers.load().companies if one.symbols], LISTED)
    sectors = (*SECTORS, "")
    listed = tuple((one.symbols[0], one.name, chance.choice(sectors)) for one in companies)
    return World(filers, _zipf(FILERS), listed, _zipf(LISTED))


def _zipf(number: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (place + 5) for place in range(number)))


def _filings(world: World, wanted: int, chance: Random) -> Iterator[Numbered]:
    """Filings in the order of their days, with the ids they get, until they have so many trades."""
    left, filing_id = wanted, 0
    while left > 0:
        filing_id += 1
        official = chance.choices(world.filers, cum_weights=world.filer_weights)[0]
        size = min(left, chance.choices(SIZES, SIZE_WEIGHTS)[0])
        paper = chance.random() < PAPER
        left -= 0 if paper else size
        day = FIRST + (LAST - FIRST) * (1 - left / wanted)
        yield filing_id, _filing(world, filing_id, official, day, 0 if paper else size, chance), official


def _filing(world: World, number: int, official: Official, day: date, size: int, chance: Random) -> Filing:
    term = official.terms[-1]
    source = "house" if term.chamber is Chamber.HOUSE else "senate"
    return Filing(
        source=source,
        document_id=f"{number:08}",
        kind=Kind.ELECTRONIC if size else Kind.PAPER,
        chamber=term.chamber,
        filer=official.name,
        state=term.state,
        district=term.district,
        filed=day,
        signed=day,
        pages=1 + size // 8,
        trades=tuple(_trade(world, source, ordinal, day, chance) for ordinal in range(1, size + 1)),
    )


def _trade(world: World, source: str, ordinal: int, filed: date, chance: Random) -> Trade:
    traded = filed - timedelta(days=min(int(chance.expovariate(1 / 25)) + 1, 900))
    low, high = chance.choices(BANDS, BAND_WEIGHTS)[0]
    asset, kind, symbol, company, sector = _asset(world, source, chance)
    return Trade(
        ordinal=ordinal,
        side=chance.choices(SIDES, SIDE_WEIGHTS)[0],
        asset=asset,
        asset_type=kind,
        ticker=symbol,
        owner=chance.choices(OWNERS, OWNER_WEIGHTS)[0],
        traded=traded,
        notified=traded + timedelta(days=chance.randrange(5)) if source == "house" else None,
        amount=AmountRange(low * 100, high * 100),
        printed={"ordinal": ordinal, "asset": asset, "filing_status": "New"},
        listed_as=company,
        confirmed=bool(company),
        sector=sector,
    )


def _asset(world: World, source: str, chance: Random) -> tuple[str, str, str | None, str, str]:
    """Its name, the office's kind, and for what is listed its ticker, company and sector."""
    if chance.random() < 0.12:
        code, what = chance.choice(OTHERS)
        rate, year = chance.randrange(1, 80) / 8, chance.randrange(2027, 2050)
        name = f"City of {chance.choice(CITIES)} {what} {rate}% {year}"
        return name, code if source == "house" else "Municipal Security", None, "", ""
    symbol, company, sector = chance.choices(world.listed, cum_weights=world.listed_weights)[0]
    option = chance.random() < 0.01
    kind = ("OP" if option else "ST") if source == "house" else ("Stock Option" if option else "Stock")
    return f"{company.title()} - Common Stock ({symbol})", kind, symbol, company, sector


def _store(transaction: Transaction, batch: list[Numbered], moment: datetime) -> None:
    found = [of_rows(filing, who.id, who.standing(filing.filed or FIRST)) for _, filing, who in batch]
    transaction.execute(insert(documents), [_document(filing, moment) for _, filing, _ in batch])
    transaction.execute(
        insert(filings), [_filing_row(one, rows, moment) for one, rows in zip(batch, found, strict=True)]
    )
    assets.put(transaction, (row.names for rows in found for row in rows))
    values = _trade_rows(zip(batch, found, strict=True))
    while some := list(islice(values, BATCH)):
        transaction.execute(insert(trades), some)


def _document(filing: Filing, moment: datetime) -> dict[str, Any]:
    return {
        "source": filing.source,
        "id": filing.document_id,
        "url": f"https://example.org/{filing.document_id}",
        "filer": filing.filer,
        "filed": filing.filed,
        "facts": {},
        "silent": True,
        "seen": moment,
        "state": "matched",
        "sha256": SHA256,
        "fetched_at": moment,
        "read_at": moment,
        "matched_at": moment,
    }


def _filing_row(one: Numbered, rows: Sequence[Facts], moment: datetime) -> dict[str, Any]:
    number, filing, official = one
    whole = facts(filing, None, official.id, official.standing(filing.filed or FIRST))
    return {
        "id": number,
        **filing_values(filing),
        "revision": 1,
        "sha256": SHA256,
        "reader": 1,
        "official_id": official.id,
        "seen": moment,
        **sought.of_filing(whole, rows),
        "newness": sought.newness(filing.filed, number),
        "counted": True,
    }


def _trade_rows(batch: Iterable[tuple[Numbered, Sequence[Facts]]]) -> Iterator[dict[str, Any]]:
    for (number, filing, _), rows in batch:
        for trade, found in zip(filing.trades, rows, strict=True):
            settled = {"counted": True, "stands": True, "reported": filing.filed}
            yield {**trade_values(trade, number), **sought.of_trade(found, number), **settled}
