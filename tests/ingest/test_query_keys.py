"""Whatever a query matches is found through the keys that its follow is indexed by."""

from hypothesis import HealthCheck, given, settings

from benchmarks import generated
from ingest import match
from storage.database import Database
from storage.facts import of
from storage.query import Query

COMPARED = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_whatever_matches_is_found_through_the_keys(database: Database) -> None:
    generated.store(database, 40, seed=3)
    with database.read() as transaction:
        held = [(row, set(match.keys(row)), facts) for row, facts in generated.everything(transaction)]

    @COMPARED
    @given(generated.queries)
    def holds(query: Query) -> None:
        keys = {(query.key.kind, value) for value in query.key.values}
        assert [row.id for row, found, facts in held if query.matches(facts) and not keys & found] == []

    holds()
    assert {of(row, None).official_id for row, _, _ in held} > {None}
