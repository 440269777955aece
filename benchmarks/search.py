"""What look-ups cost with ten thousand trades stored and with a million."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.million import LAST, make
from storage import search
from storage.database import Database, Transaction
from storage.query import stored
from storage.tables import trades

SMALL, LARGE = 10_000, 1_000_000
ROWS = 20  # a page
TIMES = 5  # of which the quickest counts: what else the machine does is not the search's cost
DRY_RUN = timedelta(days=90)

QUERIES = (
    *("*", "buy >50k", "party:D >1m", "sector:technology buy", "is:late", "late>200", "type:option"),
    *(
        "house owner:child >250k",
        "executive owner:child",
        "senate type:crypto",
        "state:WY sell",
        "-buy -sell",
    ),
    *(
        'committee:"armed services"',
        "filed:2015-01..2015-03 >250k",
        "traded:2013-01",
        "is:paper",
        "company:city",
    ),
    *("party:R is:paper", "owner:child >5m", "exchange owner:spouse >25m", "delay>800"),
)
"""Frequent and rare ones, and some that match nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Milliseconds of a page at the larger size: the median, the longest and its query.

    `times` is the median of how many times as long each page takes as at the smaller size; `counting` the
    longest count of rows up to a thousand, `dry_run` of filings of 90 days with the newest three.
    """

    trades: int
    queries: int
    median: float
    longest: float
    longest_query: str
    times: float
    counting: float
    dry_run: float


@dataclass(frozen=True, slots=True)
class Cost:
    page: float
    counting: float
    dry_run: float


def run(folder: Path, small: int = SMALL, large: int = LARGE) -> Outcome:
    before, after = (costs(_made(folder / f"{size}.db", size)) for size in (small, large))
    pages = {query: cost.page for query, cost in after.items()}
    longest = max(pages, key=lambda query: pages[query])
    return Outcome(
        trades=large,
        queries=len(pages),
        median=_median(list(pages.values())),
        longest=pages[longest],
        longest_query=longest,
        times=_median([cost.page / before[query].page for query, cost in after.items()]),
        counting=max(cost.counting for cost in after.values()),
        dry_run=max(cost.dry_run for cost in after.values()),
    )


def costs(database: Database) -> dict[str, Cost]:
    """What each query costs, those for the official and the security met most often among them."""
    with database.read() as transaction:
        official, ticker = (_most_often(transaction, column) for column in ("official_id", "ticker"))
        often = {"official": official, "ticker": f"${ticker}", "both": f"{official} ${ticker}"}
        return {name: _cost(transaction, text) for name, text in {**often, **{q: q for q in QUERIES}}.items()}


def _made(file: Path, size: int) -> Database:
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    make(database, size)
    return database


def _most_often(transaction: Transaction, column: str) -> str:
    held = trades.c[column]
    most = select(held).where(held.is_not(None)).group_by(held).order_by(func.count().desc()).limit(1)
    return str(transaction.scalar(most))


def _cost(transaction: Transaction, text: str) -> Cost:
    query, since = stored(text), LAST - DRY_RUN
    return Cost(
        page=_quickest(lambda: search.page(transaction, query, ROWS)),
        counting=_quickest(lambda: search.rows(transaction, query)),
        dry_run=_quickest(
            lambda: (search.count(transaction, query, since), search.newest(transaction, query, since, 3))
        ),
    )


def _quickest(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - began)
    return 1000 * min(taken)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
