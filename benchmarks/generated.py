"""Random reports and random queries, full of what is rare: what searches and follows are tested with."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from storage import documents, filings, officials
from storage.database import Database, Transaction
from storage.documents import Arrival
from storage.facts import Facts, of
from storage.filings import Reading
from storage.model import (
    UNKNOWN,
    AmountRange,
    Chamber,
    Change,
    Difference,
    Document,
    Filing,
    Kind,
    Listing,
    Official,
    Owner,
    RowStatus,
    Seat,
    Side,
    Stored,
    Term,
    Trade,
)
from storage.names import fold
from storage.query import Company, Everything, Keyed, Not, Person, Query, Span, Ticker
from storage.terms import SIDES, Amount, ChamberIs, Days, SideIs
from storage.vocabulary import KEYS

NOW = datetime(2026, 6, 23, 14, tzinfo=UTC)
FIRST, LAST = date(2024, 1, 1), date(2026, 6, 22)
NAMES = ("Ford Motor Company", "Moody’s Corp", "Société Générale", "Ford", "US Treasury Note", "a | b", "")
SYMBOLS = (None, "F", "MCO", "META", "BRK.B", "COF$I")
KINDS = ("ST", "OP", "GS", "CT", "ZZ", "", "Stock", "Municipal Security", "Other Securities")
BOUNDS = (None, 0, 1_500_000, 1_500_100, 5_000_000, 5_000_100, 100_000_000, 276_157)
PEOPLE = tuple(
    Official(
        official_id,
        official_id,
        (official_id,),
        (Term(Chamber.HOUSE, state, 1, party, date(2025, 1, 3), date(2027, 1, 3)),) if party else (),
        tuple(Seat(committee, date(2025, 2, 1), end) for committee in committees),
    )
    for official_id, state, party, committees, end in (
        ("P000197", "CA", "D", ("HSAS", "HSIF"), date(2025, 12, 31)),
        ("K000389", "TX", "R", ("SSAS",), None),
        ("R000575", "VT", "I", (), None),
        ("X000001", "", "", (), None),
    )
)


def store(database: Database, count: int, seed: int) -> None:
    """So many reports: some are read twice, and their first reading no longer counts; some amend another."""
    chance = Random(seed)
    held: list[tuple[int, Filing]] = []
    with database.write() as transaction:
        officials.load(transaction, NOW.date(), PEOPLE)
        for number in range(1, count + 1):
            for reading in range(1 + (chance.random() < 0.1)):
                found, official = _filing(number, chance), chance.choice((*PEOPLE, None))
                amends = _amends(found, held, chance)
                held.append((_keep(transaction, found, official, reading, amends), found))


def everything(transaction: Transaction) -> Iterator[tuple[Stored, Facts]]:
    """Every row that counts, and every filing without rows, with what a query sees of it."""
    for held in filings.recent(transaction, 1_000_000):
        for trade in held.filing.trades or (None,):
            if trade or held.filing.kind is Kind.PAPER:
                yield held, of(held, trade)


def _amends(filing: Filing, held: Sequence[tuple[int, Filing]], chance: Random) -> Difference | None:
    """What it amends of an earlier report: the first rows of either, where they can; mostly nothing."""
    earlier = [one for one in held if one[1].source == filing.source]
    if not earlier or chance.random() < 0.6:
        return None
    number, other = chance.choice(earlier)
    amending = [one for one in filing.trades if filing.amendment or one.status is not RowStatus.NEW]
    changes = [Change(old, new, number) for old, new in zip(other.trades, amending, strict=False)]
    documents = () if filing.amendment else (other.document_id,)  # all of them are to count
    return Difference(tuple(changes), documents, chance.choice(("", "several fit")))


def _keep(
    transaction: Transaction,
    filing: Filing,
    official: Official | None,
    reading: int,
    amends: Difference | None,
) -> int:
    listing = Listing(filing.source, filing.document_id, "https://example.org", filing.filer, filing.filed)
    content = f"{filing.document_id} {reading}".encode()
    document = Document(filing.source, filing.document_id, content, "application/pdf")
    documents.record(transaction, [listing], Arrival(NOW, True, None))
    documents.fetched(transaction, document, NOW)
    standing = official.standing(filing.filed or LAST) if official else UNKNOWN
    who = official.id if official else None
    read = Reading(filing, document.digest, 1, who, "", NOW, amends, standing=standing)
    return filings.add(transaction, read)


def _filing(number: int, chance: Random) -> Filing:
    source, chamber = chance.choice(
        [("house", Chamber.HOUSE), ("senate", Chamber.SENATE), ("oge", Chamber.EXECUTIVE)]
    )
    filed = chance.choice([None, *(_day(chance) for _ in range(9))])
    paper = chance.random() < 0.2
    rows = 0 if paper and chance.random() < 0.8 else chance.randrange(1, 6)
    return Filing(
        source=source,
        document_id=f"{number}",
        kind=Kind.PAPER if paper else Kind.ELECTRONIC,
        chamber=chamber,
        filer="Somebody",
        state=chance.choice(("", "CA", "TX")),
        district=1,
        filed=filed,
        signed=filed,
        pages=1,
        trades=tuple(_trade(ordinal, filed or LAST, chance) for ordinal in range(1, rows + 1)),
        amendment=chance.choice((0, 0, 0, 1)),
    )


def _trade(ordinal: int, filed: date, chance: Random) -> Trade:
    traded = chance.choice(
        [None, *(filed - timedelta(days=chance.choice((-3, 0, 9, 45, 46, 60))) for _ in range(5))]
    )
    low, high = chance.choice(BOUNDS), chance.choice(BOUNDS)
    symbol = chance.choice(SYMBOLS)
    return Trade(
        ordinal=ordinal,
        side=chance.choice(list(Side)),
        asset=f"{chance.choice(NAMES)} {chance.choice(('(F)', 'bond fund', ''))}",
        asset_type=chance.choice(KINDS),
        ticker=symbol,
        owner=chance.choice(list(Owner)),
        traded=traded,
        notified=chance.choice([None, traded, filed, filed - timedelta(days=40)]),
        amount=AmountRange(low, high),
        status=chance.choice((RowStatus.NEW, RowStatus.NEW, *RowStatus)),
        former_ticker="FB" if symbol == "META" else None,
        listed_as=chance.choice(("", "FORD MOTOR CO", "Meta Platforms, Inc.")),
        sector=chance.choice(("", "technology", "health care")),
    )


def _day(chance: Random) -> date:
    return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))


days = st.dates(FIRST - timedelta(days=9), LAST + timedelta(days=9))
signs = st.sampled_from((">", ">=", "<", "<="))
ends = st.one_of(st.none(), days)
spans = st.builds(
    lambda what, ends: Span(what, *(sorted(ends, key=lambda day: day or date.min) if all(ends) else ends)),
    st.sampled_from(("filed", "traded")),
    st.tuples(ends, ends).filter(any),
)
plain = st.one_of(
    st.sampled_from([Person(one.id) for one in PEOPLE]),
    st.sampled_from([Ticker(symbol) for symbol in ("FB", *filter(None, SYMBOLS))]),
    st.sampled_from(
        ("ford", "ford motor", "moodys", "co", "bond fund", "societe", "b", fold("Meta Platforms"))
    ).map(Company),
    st.sampled_from(tuple(SIDES)).map(SideIs),
    st.sampled_from(tuple(Chamber)).map(ChamberIs),
    st.builds(Amount, signs, st.sampled_from(tuple(filter(None, BOUNDS))) | st.integers(0, 10**15)),
    st.sampled_from(tuple(KEYS)).flatmap(
        lambda key: st.sampled_from(KEYS[key]).map(lambda value: Keyed(key, value))
    ),
    st.builds(Days, st.sampled_from(("late", "delay")), signs | st.just("="), st.integers(0, 70)),
    spans,
    st.just(Everything()),
)
"""Every term there is."""

clauses = st.one_of(
    st.lists(plain, min_size=1, max_size=4, unique=True).map(tuple),
    plain.filter(lambda term: term != Everything()).map(lambda term: (Not(term),)),
)
queries = st.lists(clauses, min_size=1, max_size=4, unique=True).map(tuple).map(Query)
