from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from sqlalchemy import select

from storage import documents, filings, links, officials, search, tallies
from storage.database import Transaction
from storage.documents import Arrival
from storage.facts import of
from storage.filings import Reading
from storage.model import (
    AmountRange,
    Change,
    Difference,
    Document,
    Filing,
    Kind,
    Listing,
    Official,
    RowStatus,
    Side,
    Trade,
)
from storage.query import stored
from storage.tables import tallies as table
from storage.tables import trades as rows
from storage.tallies import OFFICIAL, REPORTS, SOURCE, TICKER, Tally

AMOUNTS = (AmountRange(100_100, 1_500_000), AmountRange(100_000_100, None), AmountRange(None, None))
ONE = Tally(number=1, buys=1, low=100_100, high=1_500_000)
NOW = datetime.fromisoformat("2026-06-23T14:02:00+00:00")


@pytest.fixture
def keep(transaction: Transaction) -> Callable[..., int]:
    """Stores a reading of a filing; gives the filing's id."""
    people = [Official(one, one, (one,), ()) for one in ("P000197", "K000389")]
    officials.load(transaction, NOW.date(), people)

    def store(found: Filing, official_id: str | None = "P000197", amends: Difference | None = None) -> int:
        listing = Listing("house", found.document_id, "https://x", "A", found.filed)
        document = Document("house", found.document_id, found.document_id.encode(), "application/pdf")
        documents.record(transaction, [listing], Arrival(NOW, silent=False, not_listed=None))
        documents.fetched(transaction, document, NOW)
        return filings.add(transaction, Reading(found, document.digest, 1, official_id, "", NOW, amends))

    return store


def kept(transaction: Transaction) -> dict[tuple[str, ...], Tally]:
    held = {
        (row.kind, row.value, row.period): tallies.tally_of(row) for row in transaction.execute(select(table))
    }
    return {key: tally for key, tally in held.items() if tally != Tally()}


def standing(transaction: Transaction) -> list[tuple[int, int, date | None]]:
    query = select(rows.c.filing_id, rows.c.ordinal, rows.c.reported).where(rows.c.stands)
    return [tuple(row) for row in transaction.execute(query.order_by(rows.c.filing_id, rows.c.ordinal))]


def anything(filing: Callable[..., Filing], draw: Random, document_id: str) -> Filing:
    symbols = [draw.choice(("NVDA", "AMD", None)) for _ in range(draw.randint(0, 4))]
    filed = draw.choice((None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 22)))
    made = filing(document_id, *symbols, filed=filed)
    trades = [
        replace(
            trade,
            side=draw.choice(list(Side)),
            traded=draw.choice((None, date(2025, 10, 1), date(2026, 6, 1))),
            notified=None,
            amount=draw.choice(AMOUNTS),
            status=draw.choice((RowStatus.NEW, RowStatus.NEW, RowStatus.AMENDED, RowStatus.DELETED)),
        )
        for trade in made.trades
    ]
    return replace(made, trades=tuple(trades), amendment=draw.choice((0, 0, 1)))


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_is_what_the_rows_add_up_to(
    transaction: Transaction, keep: Callable[..., int], filing: Callable[..., Filing], seed: int
) -> None:
    draw, held = Random(seed), {}
    for _ in range(20):
        document_id = str(draw.randint(1, 8))
        found = anything(filing, draw, document_id)
        amends = None
        if held and draw.random() < 0.5:
            earlier, (other, trades) = draw.choice(list(held.items()))
            pairs = zip(trades, found.trades, strict=False)
            changes = tuple(Change(old, new, earlier) for old, new in pairs)
            amends = Difference(changes, (other,)) if other != document_id else None
        official = draw.choice(("P000197", "K000389", None))
        held[keep(found, official, amends)] = (document_id, found.trades)
    before = kept(transaction)
    tallies.recount(transaction)
    assert kept(transaction) == before


def test_sums_are_had_by_official_ticker_and_source_for_every_period(
    transaction: Transaction, keep: Callable[..., int], filing: Callable[..., Filing]
) -> None:
    keep(filing("1", "NVDA", "AMD", filed=date(2026, 6, 22)))
    keep(filing("2", "NVDA", filed=date(2026, 2, 1)), "K000389")
    keep(filing("3", "NVDA", None, filed=date(2025, 2, 1)), None)
    both = Tally(number=2, buys=2, low=200_200, high=3_000_000)
    assert tallies.get(transaction, OFFICIAL, "P000197", "2026Q2") == both
    assert tallies.get(transaction, TICKER, "NVDA", "2026") == both
    assert tallies.get(transaction, SOURCE, "house").number == 5
    assert tallies.get(transaction, REPORTS, "house", "2025-02").number == 1
    assert [name for name, _ in tallies.top(transaction, OFFICIAL, "", "number", 9)] == ["P000197", "K000389"]
    assert [name for name, _ in tallies.top(transaction, TICKER, "2026-06", "low", 9)] == ["AMD", "NVDA"]
    assert tallies.values(transaction, TICKER) == ["AMD", "NVDA"]
    assert tallies.first_month(transaction, SOURCE, "house") == "2025-02"


def test_a_day_falls_in_all_time_its_year_quarter_month_and_week() -> None:
    assert tallies.periods(date(2026, 6, 22)) == ("", "2026", "2026Q2", "2026-06", "2026W26")
    assert tallies.periods(date(2027, 1, 1))[-1] == "2026W53"
    assert tallies.periods(None) == ("",)


def test_a_row_stated_again_stands_once_and_keeps_its_first_day(
    transaction: Transaction,
    keep: Callable[..., int],
    filing: Callable[..., Filing],
    trade: Callable[..., Trade],
) -> None:
    first = keep(filing("1", "NVDA", "AMD", filed=date(2026, 1, 5)))
    changed = replace(trade(1), status=RowStatus.AMENDED)
    lost = replace(trade(2, "TSLA"), status=RowStatus.AMENDED)
    amendment = replace(filing("2", filed=date(2026, 6, 22)), trades=(changed, lost))
    second = keep(amendment, "P000197", Difference((Change(trade(1), changed, first),), ("1",), "unproven"))
    assert standing(transaction) == [(first, 2, date(2026, 1, 5)), (second, 1, date(2026, 1, 5))]
    assert tallies.get(transaction, OFFICIAL, "P000197", "2026-01").number == 2
    assert tallies.get(transaction, OFFICIAL, "P000197", "2026-06").number == 0


def test_a_row_that_a_report_withdraws_stands_no_more_until_that_is_read_otherwise(
    transaction: Transaction,
    keep: Callable[..., int],
    filing: Callable[..., Filing],
    trade: Callable[..., Trade],
) -> None:
    first = keep(filing("1", "NVDA"))
    withdrawn = replace(trade(1), status=RowStatus.DELETED)
    amendment = replace(filing("2"), trades=(withdrawn,))
    keep(amendment, "P000197", Difference((Change(trade(1), withdrawn, first),), ("1",)))
    assert standing(transaction) == []
    keep(amendment, "P000197", Difference(unproven="several fit"))
    assert [row[:2] for row in standing(transaction)] == [(first, 1)]


# how late an amended trade was: due on 2 July


LATE, IN_TIME, LATER = date(2026, 7, 20), date(2026, 6, 22), date(2026, 9, 1)


def found(transaction: Transaction, text: str) -> list[tuple[str, int]]:
    """The rows that a search finds; what it finds is what the query itself matches."""
    query = stored(text)
    page = search.page(transaction, query, 100)
    assert all(query.matches(of(one.held, one.trade)) for one in page.rows)
    return [(one.held.filing.document_id, one.trade.ordinal) for one in page.rows if one.trade]


@pytest.mark.parametrize(("filed", "days"), [(LATE, 18), (IN_TIME, 0), (None, None)])
def test_an_amended_row_was_as_late_as_the_row_it_amends_however_often(
    transaction: Transaction,
    keep: Callable[..., int],
    filing: Callable[..., Filing],
    trade: Callable[..., Trade],
    filed: date | None,
    days: int | None,
) -> None:
    first = keep(filing("1", "NVDA", filed=filed))
    rows = [trade(1), replace(trade(1), status=RowStatus.AMENDED, traded=date(2026, 5, 1))]
    last = first
    for number in (2, 3):
        change = Change(rows[-2 if number == 2 else -1], rows[-1], last)
        amendment = replace(filing(str(number), filed=LATER), kind=Kind.ELECTRONIC, trades=(rows[-1],))
        last = keep(amendment, "P000197", Difference((change,), (str(number - 1),)))
    assert tallies.get(transaction, OFFICIAL, "P000197") == replace(ONE, late=int(bool(days)))
    assert found(transaction, "is:late") == ([("3", 1), ("2", 1), ("1", 1)] if days else [])
    assert found(transaction, "late=18 is:amended") == ([("3", 1), ("2", 1)] if days else [])
    for filing_id in (last - 1, last):
        held = filings.get(transaction, filing_id)
        [change] = held.amends.changes
        assert [of(held, row).late for row in (change.old, change.new)] == [days, days]


@pytest.mark.parametrize(
    ("unproven", "paired", "late"),
    [("", True, [("2", 2), ("2", 1)]), ("several fit", True, [("2", 1)]), ("", False, [])],
)
def test_a_row_that_an_amendment_adds_is_late_by_its_own_day_where_the_others_are_proven(
    transaction: Transaction,
    keep: Callable[..., int],
    filing: Callable[..., Filing],
    trade: Callable[..., Trade],
    unproven: str,
    paired: bool,
    late: list[tuple[str, int]],
) -> None:
    first = keep(filing("1", "NVDA", filed=LATE))
    amendment = replace(filing("2", "NVDA", "AMD", filed=LATER), amendment=1)
    changes = (Change(trade(1), trade(1), first), Change(None, trade(2, "AMD"))) if paired else ()
    keep(amendment, "P000197", Difference(changes, ("1",), unproven))
    assert sorted(found(transaction, "is:late")) == sorted(late)
    assert found(transaction, "late>20") == [one for one in late if one == ("2", 2)]
    assert tallies.get(transaction, OFFICIAL, "P000197").late == len(late)


def test_a_link_that_is_proven_later_brings_the_lateness_and_one_that_is_lost_takes_it(
    transaction: Transaction,
    keep: Callable[..., int],
    filing: Callable[..., Filing],
    trade: Callable[..., Trade],
) -> None:
    first = keep(filing("1", "NVDA", filed=LATE))
    row = replace(trade(1), status=RowStatus.AMENDED)
    second = keep(replace(filing("2", filed=LATER), trades=(row,)), "P000197", Difference(unproven="none"))
    proven = Difference((Change(trade(1), row, first),), ("1",))
    for link, number in ((proven, 2), (Difference(unproven="several fit"), 1), (proven, 2)):
        links.put(transaction, filings.get(transaction, second), link)
        assert len(found(transaction, "late>10")) == number
        assert tallies.get(transaction, OFFICIAL, "P000197").late == 1
