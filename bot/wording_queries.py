"""Queries in words: what is followed or looked for, as a person says it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.figures import listed, whole_day
from bot.wording_filings import name, official
from storage.model import Chamber, Official
from storage.people import People
from storage.query import Query, Term
from storage.terms import (
    Amount,
    ChamberIs,
    Company,
    Days,
    Everything,
    Keyed,
    Not,
    Person,
    Plain,
    SideIs,
    Span,
    Ticker,
)
from storage.vocabulary import PARTIES, STATES

Part = tuple[str, str]
"""What a term says, and the word before it: `("by", "Nancy Pelosi")`, `("of", "more than $50 K")`."""

BEFORE, WHAT, MIXED = "before", "what", "either"
"""In the place of a word: tickers stand before what is traded, `$NVDA buys`; parts of several words, last."""

SENTENCE = ("in", "of", "by", "for", "that were", MIXED)
JOINED = {"by": " among ", "in": " of "}

SIDES = {"buy": "buys", "sell": "sales", "exchange": "exchanges"}
CHAMBERS = {
    Chamber.HOUSE: "members of the House",
    Chamber.SENATE: "senators",
    Chamber.EXECUTIVE: "the executive branch",
}
KINDS = {
    "stock": "stocks",
    "option": "options",
    "bond": "bonds",
    "fund": "funds",
    "crypto": "cryptocurrencies",
    "property": "property",
    "other": "other assets",
}
OWNERS = {"self": "the filer alone", "spouse": "a spouse", "joint": "joint accounts", "child": "a child"}
CONDITIONS = {"late": "reported late", "paper": "filed on paper", "amended": "amended"}
AMOUNTS = {">": "more than", ">=": "at least", "<": "at most", "<=": "at most"}
DAYS = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "exactly"}
UNITS = {"k": " K", "m": " M"}


def named(query: Query, people: People) -> str:
    """`Nancy Pelosi or Ro Khanna`, `$NVDA`, `everything`, `buys of more than $50 K by Democrats`."""
    if not _is_simple(query):
        return _sentence(query, people)
    return " with ".join(" or ".join(_alone(term, people) for term in clause) for clause in query.clauses)


def wanted(query: Query, people: People, now: datetime) -> str:
    """What will be sent: `$NVDA trades by Nancy Pelosi or Ro Khanna`, `buys, by anyone`."""
    if query.clauses == ((Everything(),),):
        return "every report, by anyone"
    if alone := _alone_in(query, people):
        return official(alone, now.date())
    if _is_simple(query) and not all(
        _all(clause, Person) or _all(clause, Ticker) for clause in query.clauses
    ):
        return f"{named(query, people)} trades"
    if all(_all(clause, Person) for clause in query.clauses):
        return named(query, people)
    return _sentence(query, people, "" if _says_who(query) else ", by anyone")


def _alone_in(query: Query, people: People) -> Official | None:
    """The one official who is all of the query."""
    terms = [term for clause in query.clauses for term in clause]
    return people.get(terms[0].official_id) if len(terms) == 1 and isinstance(terms[0], Person) else None


def _is_simple(query: Query) -> bool:
    """Whether it names people and tickers only."""
    return all(_all(clause, Person | Ticker | Everything) for clause in query.clauses)


def _all(clause: Iterable[Term], kind: Any) -> bool:
    return all(isinstance(term, kind) for term in clause)


def _says_who(query: Query) -> bool:
    return any(_part(term, None)[0] == "by" for clause in query.clauses for term in clause)


def _sentence(query: Query, people: People, end: str = "") -> str:
    """`$NVDA trades of more than $50 K by Democrats that were reported late, but not exchanges`."""
    said_first = sorted(query.clauses, key=lambda clause: not str(clause[0]).startswith("type:"))
    parts = [_clause(clause, people) for clause in said_first if not _all(clause, Not | Everything)]
    noun = "reports" if (Keyed("is", "paper"),) in query.clauses else "trades"
    said = {word: [words for place, words in parts if place == word] for word, _ in parts}
    begin = [*said.get(BEFORE, ()), " and ".join(said.get(WHAT, [noun]))]
    rest = [f"{word} {JOINED.get(word, ' and ').join(said[word])}" for word in SENTENCE if word in said]
    left_out = [_without(term.term, people) for [term, *_] in query.clauses if isinstance(term, Not)]
    whole = " ".join([*begin, *rest]) + end
    return f"{whole}, but not {listed(left_out, 'or')}" if left_out else whole


def _clause(clause: Sequence[Term], people: People) -> Part:
    """Its alternatives as one part; those of different kinds have no word in common."""
    parts = [_part(term, people) for term in clause]
    words = {word for word, _ in parts}
    if len(words) == 1:
        return words.pop(), " or ".join(said for _, said in parts)
    return MIXED, " or ".join(_by_itself(*part) for part in parts)


def _without(term: Plain, people: People) -> str:
    return _by_itself(*_part(term, people))


def _by_itself(word: str, said: str) -> str:
    before = {BEFORE: "in", WHAT: "", "that were": ""}.get(word, word)
    return f"{before} {said}".strip()


def _alone(term: Term, people: People) -> str:
    return "everything" if isinstance(term, Everything) else _part(term, people)[1]


def _part(term: Term, people: People | None) -> Part:
    return _PARTS[type(term)](term, people)


def _person(term: Person, people: People | None) -> Part:
    known = people.get(term.official_id) if people else None
    return "by", name(known) if known else term.official_id


def _amount(term: Amount, _: Any) -> Part:
    """`more than $50 K`; a sum that is not round, as it is."""
    sum_ = str(term).removeprefix(term.sign)
    unit = UNITS.get(sum_[-1], "")
    dollars = f"${sum_[:-1]}{unit}" if unit else f"${term.cents / 100:,.2f}".removesuffix(".00")
    return "of", f"{AMOUNTS[term.sign]} {dollars}"


def _days(term: Days, _: Any) -> Part:
    days = f"{DAYS[term.sign]} {term.days} {'day' if term.days == 1 else 'days'}"
    return "that were", f"{days} late" if term.what == "late" else f"reported {days} after the trade"


def _span(term: Span, _: Any) -> Part:
    done = "filed" if term.what == "filed" else "made"
    return "that were", f"{done} {_when(term.first, term.last)}"


def _when(first: date | None, last: date | None) -> str:
    if first and last:
        return f"on {whole_day(first)}" if first == last else f"from {whole_day(first)} to {whole_day(last)}"
    return f"since {whole_day(first)}" if first else f"until {whole_day(last)}" if last else "at any time"


_KEYS: Mapping[str, Callable[[str], Part]] = {
    "party": lambda party: ("by", f"{PARTIES[party]}s"),
    "state": lambda state: ("by", f"members for {STATES[state]}"),
    "committee": lambda held: ("by", f"members of {held.title().replace(' And ', ' and ')}"),
    "sector": lambda sector: ("in", f"companies in {sector}"),
    "type": lambda kind: ("in", KINDS[kind]),
    "owner": lambda owner: ("for", OWNERS[owner]),
    "is": lambda condition: ("that were", CONDITIONS[condition]),
}
_PARTS: Mapping[type[Term], Callable[[Any, People | None], Part]] = {
    Person: _person,
    Company: lambda term, _: ("in", f"“{term.words}”"),
    Ticker: lambda term, _: (BEFORE, str(term)),
    SideIs: lambda term, _: (WHAT, SIDES[term.side]),
    Amount: _amount,
    ChamberIs: lambda term, _: ("by", CHAMBERS[term.chamber]),
    Keyed: lambda term, _: _KEYS[term.key](term.value),
    Days: _days,
    Span: _span,
    Everything: lambda _term, _: (WHAT, "everything"),
    Not: lambda _term, _: (MIXED, ""),
}
