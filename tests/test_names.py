"""The figures of finding people by inexact names, as `./hilltape bench names` prints them."""

from datetime import date

import pytest

from benchmarks import names
from benchmarks.name_inputs import A_RULE, RULES, inputs
from ingest.references import legislators
from storage.people import People
from storage.query import AmbiguousName, UnknownName

RIGHT_FIRST, AMONG_FIVE = 0.95, 0.99
MILLISECONDS = 50  # the 95th of 100, on two busy cores; it is 5 on an idle one


@pytest.fixture(scope="module")
def outcome() -> names.Outcome:
    return names.run()


def test_there_are_a_hundred_inputs_of_each_rule_and_they_are_always_the_same() -> None:
    assert len(RULES) == 6
    first = {rule: inputs(rule) for rule in RULES}
    assert {len(made) for made in first.values()} == {A_RULE}
    inputs.cache_clear()
    assert {rule: inputs(rule) for rule in RULES} == first


def test_the_right_person_is_first_and_nobody_is_taken_for_another(outcome: names.Outcome) -> None:
    total = outcome.total
    assert total.inputs == 600
    assert total.first >= RIGHT_FIRST * total.inputs
    assert total.among_five >= AMONG_FIVE * total.inputs
    assert total.wrong == 0


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_keeps_the_figures_by_itself(outcome: names.Outcome, rule: str) -> None:
    found = outcome.rules[rule]
    assert found.first >= RIGHT_FIRST * found.inputs
    assert found.among_five >= AMONG_FIVE * found.inputs
    assert found.wrong == 0


def test_suggestions_come_as_fast_as_one_types(outcome: names.Outcome) -> None:
    assert outcome.officials == 2500
    assert outcome.p95 <= MILLISECONDS


def test_an_own_name_is_taken_without_asking_unless_another_has_it_too() -> None:
    people = People(legislators.load().officials, date(2026, 6, 23))
    asked = set()
    for one in people.everyone():
        for name in one.names:
            try:
                assert people.find(name) is one
            except (AmbiguousName, UnknownName):
                asked.add(one.name)
    assert asked == {"Mike Rogers", "Tim Johnson", "Timothy Johnson", "Bob Menendez", "Robert Menendez"}
