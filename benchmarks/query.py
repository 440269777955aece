"""Whether the database finds what queries themselves match, on random ones; and what a look-up costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from benchmarks import generated, postgresql
from storage import search
from storage.database import Database, Transaction
from storage.facts import Facts
from storage.query import Everything, Query
from storage.sought import newness

REPORTS = 150
QUERIES = 10_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """`differences` counts queries for which the database and the query do not agree; `first` is one."""

    database: str
    rows: int
    queries: int
    matches: int
    differences: int
    first: str


def run(database: Database, count: int = QUERIES) -> Outcome:
    """Asks so many random queries of random reports, both ways."""
    database.upgrade()
    generated.store(database, REPORTS, SEED)
    asked = matches = 0
    different: list[str] = []
    with database.read() as transaction:
        held = known(transaction)

        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(generated.queries)
        def ask(query: Query) -> None:
            nonlocal asked, matches
            wanted = matching(held, query)
            asked, matches = asked + 1, matches + len(wanted)
            if search.places(transaction, query, len(held) + 1) != wanted:
                different.append(str(query))

        ask()
    return Outcome(
        database.url.get_backend_name(), len(held), asked, matches, len(different), "".join(different[:1])
    )


Known = dict[int, Facts]
"""What a query sees of each row, by its place in a search, the newest first."""


def known(transaction: Transaction) -> Known:
    counting = set(search.places(transaction, EVERYTHING, 1_000_000))
    found = {
        newness(facts.filing.filed, held.id, facts.trade.ordinal if facts.trade else 0): facts
        for held, facts in generated.everything(transaction)
    }
    if counting != found.keys():
        raise AssertionError("a search for everything does not find everything")
    return {place: found[place] for place in sorted(found, reverse=True)}


def matching(held: Known, query: Query) -> list[int]:
    return [place for place, facts in held.items() if query.matches(facts)]


EVERYTHING = Query(((Everything(),),))


def on_both(folder: Path) -> Iterator[Outcome]:
    """On SQLite, and where it is installed on PostgreSQL."""
    yield run(Database(f"sqlite:///{folder}/hilltape.db"))
    if programs := postgresql.programs():
        with postgresql.server(programs) as url:
            yield run(Database(postgresql.create(url)))
