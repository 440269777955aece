"""Reads what somebody typed as clauses of terms; pure, syntax only. See docs/query.md for how it reads."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from storage.names import fold
from storage.query_errors import QueryError, UnknownTerm
from storage.seats import SEAT
from storage.symbols import canonical
from storage.term_reading import keyed, measured, unknown_word
from storage.terms import BARE_TERMS, Everything, Keyed, Labelled, Lately, Person, Plain, Ticker, Words
from storage.vocabulary import KEYS, value

MAX_LENGTH = 200
MAX_ALTERNATIVES = 20

MOST_WORDS = 5  # of a value: health education labor and pensions

OFFICIAL_ID = re.compile(r"[A-Z]\d{6}$")  # a bioguide id, P000197
LABEL = r"(?P<symbol>\$[^\s,\"()]+)\s?\((?P<company>(?:[^()]|\([^()]*\))+)\)"
ITEM = re.compile(
    rf"""(?P<comma>,)
    | (?P<seat>{SEAT})                                                # Nancy Pelosi (D, CA-11)
    | (?P<minus>-)?
      (?: (?P<label>{LABEL})                                            # $NVDA (NVIDIA CORP)
        | (?P<key>\w+):"(?P<value>[^"]*)"                             # committee:"armed services"
        | "(?P<quoted>[^"]*)"                                         # "van hollen"
        | (?P<plain>[<>]=?\$?\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?(?!\d)   # >$50,000
                  | [^\s,"]+) )""",
    re.VERBOSE | re.IGNORECASE,
)
SPACED = re.compile(r"([<>]=?)\s+(?=[$\d])")  # > 50k
CURLY = str.maketrans("“”„", '"""')  # what phones make of quotation marks

Unsigned = Plain | Words | Labelled | Lately
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Without:
    """What a minus leaves out, not resolved yet."""

    term: Unsigned

    def __str__(self) -> str:
        return f"-{self.term}"


Typed = Unsigned | Without


@dataclass(frozen=True, slots=True)
class Parsed:
    """Clauses that must all hold, each of terms of which one must; and the text they were read from."""

    clauses: tuple[tuple[Typed, ...], ...]
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A term where it stands in the text."""

    text: str
    match: re.Match[str]

    @property
    def typed(self) -> str:
        return self.match[0].removeprefix("-")

    def corrected(self, typed: str, meant: str) -> str:
        """The whole text with another term in the place of this one and what belongs to it."""
        start = self.match.start() + len(self.match["minus"] or "")
        return f"{self.text[:start]}{meant}{self.text[start + len(typed) :]}"

    def unquoted(self, key: str) -> str | None:
        """`committee:armed services` whole, where its first word stands: a value of several words."""
        rest = self.text[self.match.end() - len(self.typed.partition(":")[2]) :]
        for count in range(MOST_WORDS, 1, -1):
            words = re.match(rf"[^\s,\"]+(?:\s+[^\s,\"]+){{{count - 1}}}", rest)
            if words and all(map(fold, words[0].split())) and value(key, words[0]):
                return f"{key}:{words[0]}"
        return None


def ticker(text: str) -> Ticker | None:
    """The ticker that `$NVDA`, `$BRK-B`, `$brk.b` or `$COF$I` names, in its one form."""
    symbol = canonical(text[1:]) if text.startswith("$") else None
    return Ticker(symbol) if symbol else None


def parse(text: str) -> Parsed:
    """Syntax only: a comma is "or", a space is "and", neighbouring words are one name. Raises QueryError."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"That is longer than the {MAX_LENGTH} characters a query may have.")
    straight = SPACED.sub(r"\1", text.translate(CURLY))
    if straight.count('"') % 2:
        raise QueryError('A quotation mark is missing: put one on either side, like "van hollen".')
    clauses = _merge_names(_clauses(straight))
    if not clauses:
        raise QueryError("Say what to look for: an official (pelosi), a ticker ($NVDA) or * for everything.")
    if sum(map(len, clauses)) > MAX_ALTERNATIVES:
        raise QueryError(f"That names more than the {MAX_ALTERNATIVES} things a query may have.")
    for clause in clauses:
        _check_minus(clause)
    return Parsed(distinct(map(distinct, clauses)), straight)


def distinct(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _clauses(text: str) -> list[list[Typed]]:
    clauses: list[list[Typed]] = []
    after_comma = False
    for match in ITEM.finditer(text):
        if match["comma"]:
            after_comma = bool(clauses)
            continue
        before = clauses[-1][-1] if after_comma else None
        term = _signed(Item(text, match), before)
        if after_comma:
            clauses[-1].append(term)
        else:
            clauses.append([term])
        after_comma = False
    return clauses


def _signed(item: Item, before: Typed | None) -> Typed:
    term = _term(item, before)
    if not item.match["minus"]:
        return term
    if isinstance(term, Everything):
        raise QueryError("-* leaves nothing. Say what to leave out: -exchange.")
    return Without(term)


def _term(item: Item, before: Typed | None) -> Unsigned:
    quoted, plain = item.match["quoted"], item.match["plain"]
    if item.match["seat"]:
        return Words(item.match["seat"])
    if item.match["label"]:
        symbol = _checked_ticker(item.match["symbol"]).symbol
        return Labelled(symbol, item.match["company"], item.typed)
    if item.match["key"]:
        return keyed(item.match["key"], item.match["value"], item.typed, item.corrected)
    if quoted is not None and not quoted.strip():
        raise QueryError('There is nothing between the quotation marks; "van hollen" would be a name.')
    # state:CA,TX: behind a comma the key goes on, for what is a value of it
    if isinstance(before, Keyed) and (known := value(before.key, quoted or plain)):
        return Keyed(before.key, known)
    return Words(" ".join(quoted.split())) if quoted is not None else _plain(item, plain)


def _plain(item: Item, plain: str) -> Unsigned:
    if plain == "*":
        return Everything()
    if plain.startswith("$"):
        return _checked_ticker(plain)
    if known := BARE_TERMS.get(plain.lower()):
        return known
    key, colon, said = plain.partition(":")
    if colon:
        _check_quotes(item, key.lower())
        return keyed(key, said, item.typed, item.corrected)
    if found := measured(plain, item.corrected):
        return found
    if plain.startswith("-"):
        raise unknown_word(plain)
    return Person(plain) if OFFICIAL_ID.match(plain) else Words(plain)


def _check_quotes(item: Item, key: str) -> None:
    """Raises UnknownTerm for a value of several words without quotation marks."""
    typed = item.unquoted(key) if key in KEYS else None
    known = value(key, typed.partition(":")[2]) if typed else None
    if typed and known:
        meant = str(Keyed(key, known))
        raise UnknownTerm(typed, meant, item.corrected(typed, meant))


def _checked_ticker(plain: str) -> Ticker:
    found = ticker(plain)
    if found is None:
        raise QueryError(f"“{plain}” is not a ticker I can read. Type it like $NVDA or $BRK.B.")
    return found


def _check_minus(clause: Sequence[Typed]) -> None:
    """Refuses `-buy,exchange`, which one reads as neither and another as one or the other."""
    if len(clause) > 1 and any(isinstance(term, Without) for term in clause):
        each = [str(term).removeprefix("-") for term in clause]
        instead = " ".join(f"-{term}" for term in each)
        raise QueryError(
            f"A minus takes one term, a comma several: do you want none of them? Then type {instead}", instead
        )


def _merge_names(clauses: list[list[Typed]]) -> list[list[Typed]]:
    """Joins neighbouring words: `mike rogers,hal rogers` is two names, `-mike rogers` is one."""
    merged: list[list[Typed]] = []
    for clause in clauses:
        joined = _joined(merged[-1][-1], clause[0]) if merged else None
        if joined:
            merged[-1][-1] = joined
            merged[-1].extend(clause[1:])
        else:
            merged.append(clause)
    return merged


def _joined(last: Typed, word: Typed) -> Words | Without | None:
    if not isinstance(word, Words):
        return None
    if isinstance(last, Words):
        return Words(f"{last.text} {word.text}")
    if isinstance(last, Without) and isinstance(last.term, Words):
        return Without(Words(f"{last.term.text} {word.text}"))
    return None
