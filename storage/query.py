"""The query language: what can be searched and followed. Pure; see docs/query.md for how it reads.

parse() is syntax only; resolve() turns names into officials and companies, and times into dates;
Query.matches() decides. A Query's text is canonical (officials by id) and parses back to the same Query
without resolving.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from storage.facts import Facts, of
from storage.model import Change, Official, Stored
from storage.names import fold
from storage.parse import (
    MAX_ALTERNATIVES,
    MAX_LENGTH,
    Parsed,
    Typed,
    Unsigned,
    Without,
    distinct,
    parse,
    ticker,
)
from storage.query_errors import AmbiguousName, QueryError, UnknownName, UnknownTerm
from storage.symbols import canonical
from storage.term_reading import near_term, term_of
from storage.terms import (
    Company,
    Everything,
    Keyed,
    Labelled,
    Lately,
    Not,
    Person,
    Plain,
    Span,
    Term,
    Ticker,
    Words,
)

__all__ = [
    "MAX_ALTERNATIVES",
    "MAX_LENGTH",
    "AmbiguousName",
    "Company",
    "Directory",
    "Everything",
    "Facts",
    "Key",
    "Keyed",
    "Not",
    "Parsed",
    "Person",
    "Query",
    "QueryError",
    "Span",
    "Term",
    "Ticker",
    "UnknownName",
    "UnknownTerm",
    "Words",
    "parse",
    "resolve",
    "stored",
    "ticker",
    "to_follow",
]


@dataclass(frozen=True, slots=True)
class Directory:
    """Who and what names mean.

    `person` gives the one official of a name, or raises UnknownName or AmbiguousName. `company` says whether
    some company's name has these folded words, `leads` whether one begins with them, `called` whether what
    was traded under a ticker has them in its name.
    """

    person: Callable[[str], Official]
    company: Callable[[str], bool]
    leads: Callable[[str], bool]
    called: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Key:
    """What a follow is indexed by: it can only want filings that have one of these values."""

    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Clauses that must all hold, each of resolved terms of which one must."""

    clauses: tuple[tuple[Term, ...], ...]

    def __str__(self) -> str:
        return " ".join(",".join(map(str, clause)) for clause in self.clauses)

    def matches(self, facts: Facts) -> bool:
        return all(any(term.matches(facts) for term in clause) for clause in self.clauses)

    def wants(self, found: Stored, change: Change) -> bool:
        """Whether it matches the row as it was or as it is now."""
        rows = (row for row in (change.old, change.new) if row)
        return any(self.matches(of(found, row)) for row in rows)

    @property
    def key(self) -> Key:
        """The most selective key: officials, else tickers, else `rest`."""
        for kind, wanted in (("official", Person), ("ticker", Ticker)):
            for clause in self.clauses:
                if all(isinstance(term, wanted) for term in clause):
                    return Key(kind, tuple(str(term).removeprefix("$") for term in clause))
        return Key("rest", ("",))

    @property
    def times(self) -> "Query":
        """The clauses that have a time; a query of none where there is none."""
        return Query(tuple(clause for clause in self.clauses if any(map(_is_time, clause))))

    def check_follow(self) -> None:
        """Raises QueryError where it has a time: what a follow brings is new, whatever the day."""
        if not self.times.clauses:
            return
        rest = str(Query(tuple(clause for clause in self.clauses if clause not in self.times.clauses)))
        raise QueryError(
            f"A follow hears of what is new, so it takes no time: {self.times} is for searching.", rest
        )


def resolve(parsed: Parsed, directory: Directory, today: date) -> Query:
    """Fixes names to officials and companies, ids too, and the last days to dates.

    Raises UnknownName, AmbiguousName, UnknownTerm, or QueryError where that becomes too long.
    """

    def fix(term: Unsigned) -> Plain:
        if isinstance(term, Words):
            return _named(term, parsed, directory)
        if isinstance(term, Labelled):
            return _labelled(term, parsed, directory)
        if isinstance(term, Person):
            return Person(directory.person(term.official_id).id)
        if isinstance(term, Company) and not directory.company(term.words):
            raise QueryError(f"No company I know has “{term.words}” in its name.")
        return Span(term.what, today - timedelta(days=term.days), None) if isinstance(term, Lately) else term

    query = _fixed(parsed, fix)
    if len(str(query)) > MAX_LENGTH:
        raise QueryError(f"Written out that is longer than the {MAX_LENGTH} characters a query may have.")
    return query


def to_follow(parsed: Parsed, directory: Directory, today: date) -> Query:
    """A query that can be followed. Raises what resolve() raises, and QueryError for a time."""
    query = resolve(parsed, directory, today)
    query.check_follow()
    return query


def stored(text: str) -> Query:
    """The Query of a canonical text, as follows keep it."""
    return _fixed(parse(text), _as_stored)


def _named(words: Words, parsed: Parsed, directory: Directory) -> Person | Company:
    """The official of that name, failing that the company; where there are both, nobody chooses for you."""
    folded = fold(words.text)
    try:
        person = directory.person(words.text)
    except AmbiguousName as error:
        if folded and directory.leads(folded):
            raise AmbiguousName(words.text, error.candidates, str(Company(folded))) from None
        raise
    except UnknownName:
        if folded and directory.company(folded):
            return Company(folded)
        _suggest_term(words, parsed, directory)
        raise
    if folded and directory.leads(folded):
        raise AmbiguousName(words.text, (person,), str(Company(folded)))
    return Person(person.id)


def _labelled(label: Labelled, parsed: Parsed, directory: Directory) -> Ticker:
    """The ticker, if it is the one that our label has with that name. Raises QueryError."""
    found, words = Ticker(label.symbol), fold(label.company)
    if words and directory.called(label.symbol, words):
        return found
    instead = parsed.text.replace(label.typed, str(found), 1)
    raise QueryError(f"No report names {found} as “{label.company}”. Type the ticker alone: {found}", instead)


def _suggest_term(words: Words, parsed: Parsed, directory: Directory) -> None:
    """Raises UnknownTerm where a term was meant: `exhange`, alone or behind a name, `spouse`, bare `NVDA`."""
    name, _, last = words.text.rpartition(" ")
    if name and (meant := near_term(last)) and _is_name(name, directory):
        raise UnknownTerm(last, meant, parsed.text.replace(words.text, f"{name} {meant}", 1))
    symbol = canonical(words.text) if words.text.isupper() else None
    meant = near_term(words.text) or term_of(words.text) or (f"${symbol}" if symbol else None)
    if meant:
        raise UnknownTerm(words.text, meant, parsed.text.replace(words.text, meant, 1))


def _is_name(words: str, directory: Directory) -> bool:
    try:
        directory.person(words)
    except (AmbiguousName, UnknownName):
        return False
    return True


def _fixed(parsed: Parsed, fix: Callable[[Unsigned], Plain]) -> Query:
    """Two names may turn out to be one person's, who then counts once."""

    def signed(term: Typed) -> Term:
        return Not(fix(term.term)) if isinstance(term, Without) else fix(term)

    return Query(distinct(distinct(map(signed, clause)) for clause in parsed.clauses))


def _as_stored(term: Unsigned) -> Plain:
    if isinstance(term, Words | Labelled | Lately):
        raise QueryError(f"“{term}” is not a stored query's term")
    return term


def _is_time(term: Term) -> bool:
    return isinstance(term.term if isinstance(term, Not) else term, Span)
