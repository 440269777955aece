"""What of a query a whole filing can already refuse: SQL on the bounds of its rows, kept beside it.

A filing that fails has no row that matches; one that passes may have none either.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import and_, or_, true

from storage.conditions import Condition, of_paper
from storage.query import Query
from storage.sought import TRAIT_VALUES, bit
from storage.tables import filings
from storage.terms import (
    SIDES,
    Amount,
    ChamberIs,
    Days,
    Keyed,
    Not,
    Person,
    Plain,
    SideIs,
    Span,
    Term,
)

WHOLE = (Person, ChamberIs)
WHOLE_KEYS = ("party", "state", "committee")
TRAIT_KEYS = ("owner", "type", "sector")


def possible(query: Query) -> Condition:
    """Whether a filing may have a row that matches."""
    return and_(true(), *(or_(*map(_possible, clause)) for clause in query.clauses))


def _possible(term: Term) -> Condition:
    plain = term.term if isinstance(term, Not) else term
    if _is_whole(plain):
        return of_paper(term)  # the same for every row: exact, with a minus too
    if values := _traits(plain):
        key, wanted = values
        others = [value for value in TRAIT_VALUES[key] if value not in wanted]
        return filings.c.traits.bitwise_and(bit(key, others if isinstance(term, Not) else wanted)) != 0
    return true() if isinstance(term, Not) else _bounded(plain)


def _is_whole(term: Plain) -> bool:
    """Whether it is about the filing, and not about any row."""
    if isinstance(term, Keyed):
        return term.key in WHOLE_KEYS or (term.key, term.value) == ("is", "paper")
    return isinstance(term, WHOLE) or (isinstance(term, Span) and term.what == "filed")


def _traits(term: Plain) -> tuple[str, tuple[str, ...]] | None:
    if isinstance(term, SideIs):
        return "side", SIDES[term.side]
    if isinstance(term, Keyed) and term.key in TRAIT_KEYS:
        return term.key, (term.value,)
    if isinstance(term, Keyed) and (term.key, term.value) == ("is", "amended"):
        return "amended", ("yes",)
    return None


def _bounded(term: Plain) -> Condition:
    return _BOUNDED.get(type(term), lambda _: true())(term)


def _amount(term: Amount) -> Condition:
    return filings.c.max_low >= term.cents if term.at_least else filings.c.min_high <= term.cents


def _days(term: Days) -> Condition:
    least, most = filings.c[f"min_{term.what}"], filings.c[f"max_{term.what}"]
    return {
        ">": most > term.days,
        ">=": most >= term.days,
        "<": least < term.days,
        "<=": least <= term.days,
        "=": and_(least <= term.days, most >= term.days),
    }[term.sign]


def _span(term: Span) -> Condition:
    """Of `traded`; some row is within if the first is not after and the last not before."""
    bounds: list[Condition] = [filings.c.min_traded.is_not(None)]
    if term.first:
        bounds.append(filings.c.max_traded >= term.first)
    if term.last:
        bounds.append(filings.c.min_traded <= term.last)
    return and_(*bounds)


def _is_late(term: Keyed) -> Condition:
    return filings.c.max_late > 0 if (term.key, term.value) == ("is", "late") else true()


_BOUNDED: Mapping[type[Plain], Callable[[Any], Condition]] = {
    Amount: _amount,
    Days: _days,
    Span: _span,
    Keyed: _is_late,
}
