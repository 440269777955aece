"""The query language: what can be searched and followed. Pure; see docs/query.md for how it reads.

parse() is syntax only; resolve() turns names into officials; Query.matches() decides. A Query's text is
canonical (officials by id) and parses back to the same Query without resolving.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from storage.model import Change, Filing, Official, Stored, Trade

MAX_LENGTH = 200
MAX_ALTERNATIVES = 20

TICKER = re.compile(
    r"\$([A-Za-z]{1,5})(?:([./$-])([A-Za-z]{1,2}))?$"
)  # $NVDA, $BRK.B, $BRK-B, $BRK/B, $COF$I
OFFICIAL_ID = re.compile(r"[A-Z]\d{6}$")  # a bioguide id, P000197
LATER = re.compile(  # terms of the language that this version cannot answer: buy, >50k, party:D, -exchange
    r"-|[<>]|(buy|sell|exchange|house|senate|executive)$|\w+[:<>]", re.IGNORECASE
)
ITEM = re.compile(r'"([^"]*)"|([^\s,"]+)|(,)')
CURLY = str.maketrans("“”„", '"""')  # what phones make of quotation marks

T = TypeVar("T")


class QueryError(Exception):
    """A query cannot be understood; the text says why and what to type instead."""


class UnknownName(QueryError):
    """No official has that name; `nearest` are the ones most like it, best first."""

    def __init__(self, words: str, nearest: Sequence[Official]) -> None:
        super().__init__(f"I do not know “{words}”.")
        self.words = words
        self.nearest = tuple(nearest)


class AmbiguousName(QueryError):
    """Several officials have that name."""

    def __init__(self, words: str, candidates: Sequence[Official]) -> None:
        super().__init__(f"“{words}” could be several people.")
        self.words = words
        self.candidates = tuple(candidates)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a query is held against: one trade of a filing, or a paper filing as a whole (no trade yet)."""

    filing: Filing
    trade: Trade | None
    official_id: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """A name as typed, not resolved yet."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Person:
    official_id: str

    def __str__(self) -> str:
        return self.official_id

    def matches(self, facts: Facts) -> bool:
        return facts.official_id == self.official_id


@dataclass(frozen=True, slots=True)
class Ticker:
    symbol: str

    def __str__(self) -> str:
        return f"${self.symbol}"

    def matches(self, facts: Facts) -> bool:
        return facts.trade is not None and facts.trade.ticker == self.symbol


@dataclass(frozen=True, slots=True)
class Everything:
    def __str__(self) -> str:
        return "*"

    def matches(self, facts: Facts) -> bool:  # noqa: ARG002
        return True


Term = Person | Ticker | Everything


@dataclass(frozen=True, slots=True)
class Parsed:
    """Clauses that must all hold, each of terms of which one must."""

    clauses: tuple[tuple[Term | Words, ...], ...]


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
        official_id = found.official.id if found.official else None
        rows = (row for row in (change.old, change.new) if row)
        return any(self.matches(Facts(found.filing, row, official_id)) for row in rows)

    @property
    def key(self) -> Key:
        """The most selective key: officials, else tickers, else `rest`."""
        for kind, of in (("official", Person), ("ticker", Ticker)):
            for clause in self.clauses:
                if all(isinstance(term, of) for term in clause):
                    return Key(kind, tuple(str(term).removeprefix("$") for term in clause))
        return Key("rest", ("",))


def ticker(text: str) -> Ticker | None:
    """The ticker that `$BRK-B`, `$brk.b` or `$BRK/B` names, in the House's form `BRK.B`.

    Preferred shares have a form of their own, `COF$I`.
    """
    found = TICKER.match(text)
    if not found:
        return None
    symbol, mark, share_class = found.groups(default="")
    return Ticker(f"{symbol}{'.' if mark in ('/', '-') else mark}{share_class}".upper())


def parse(text: str) -> Parsed:
    """Syntax only: a comma is "or", a space is "and", neighbouring words are one name. Raises QueryError."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"That is longer than the {MAX_LENGTH} characters a query may have.")
    straight = text.translate(CURLY)
    if straight.count('"') % 2:
        raise QueryError('A quotation mark is missing: put one on either side, like "van hollen".')
    clauses = _merge_names(_clauses(straight))
    if not clauses:
        raise QueryError("Say what to look for: an official (pelosi), a ticker ($NVDA) or * for everything.")
    if sum(map(len, clauses)) > MAX_ALTERNATIVES:
        raise QueryError(f"That names more than the {MAX_ALTERNATIVES} things a query may have.")
    return Parsed(_distinct(map(_distinct, clauses)))


def resolve(parsed: Parsed, find: Callable[[str], Official]) -> Query:
    """Fixes names to officials, ids too. `find` raises UnknownName or AmbiguousName."""

    def fix(term: Term | Words) -> Term:
        if isinstance(term, Words | Person):
            return Person(find(term.text if isinstance(term, Words) else term.official_id).id)
        return term

    return _fixed(parsed, fix)


def stored(text: str) -> Query:
    """The Query of a canonical text, as follows keep it."""
    return _fixed(parse(text), _as_stored)


def _fixed(parsed: Parsed, fix: Callable[[Term | Words], Term]) -> Query:
    """Two names may turn out to be one person's, who then counts once."""
    return Query(_distinct(_distinct(map(fix, clause)) for clause in parsed.clauses))


def _as_stored(term: Term | Words) -> Term:
    if isinstance(term, Words):
        raise QueryError(f"“{term.text}” is not a stored query's term")
    return term


def _distinct(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _clauses(text: str) -> list[list[Term | Words]]:
    clauses: list[list[Term | Words]] = []
    after_comma = False
    for quoted, plain, comma in ITEM.findall(text):
        if comma:
            after_comma = bool(clauses)
            continue
        term = _term(quoted, plain)
        if after_comma:
            clauses[-1].append(term)
        else:
            clauses.append([term])
        after_comma = False
    return clauses


def _term(quoted: str, plain: str) -> Term | Words:
    if not plain:
        if not quoted.strip():
            raise QueryError('There is nothing between the quotation marks; "van hollen" would be a name.')
        return Words(" ".join(quoted.split()))
    if plain == "*":
        return Everything()
    if plain.startswith("$"):
        return _checked_ticker(plain)
    if LATER.match(plain):
        raise QueryError(
            f"I cannot filter by “{plain}” yet. An official (pelosi), a ticker ($NVDA) and * work today."
        )
    return Person(plain) if OFFICIAL_ID.match(plain) else Words(plain)


def _checked_ticker(plain: str) -> Ticker:
    found = ticker(plain)
    if found is None:
        raise QueryError(f"“{plain}” is not a ticker I can read. Type it like $NVDA or $BRK.B.")
    return found


def _merge_names(clauses: list[list[Term | Words]]) -> list[list[Term | Words]]:
    """Joins neighbouring words: `mike rogers,hal rogers` is two names, not three."""
    merged: list[list[Term | Words]] = []
    for clause in clauses:
        last = merged[-1][-1] if merged else None
        if isinstance(last, Words) and isinstance(clause[0], Words):
            merged[-1][-1] = Words(f"{last.text} {clause[0].text}")
            merged[-1].extend(clause[1:])
        else:
            merged.append(clause)
    return merged
