"""What words without a command mean, or words where others belong: a person, a ticker or a query."""

from collections.abc import Callable
from datetime import date

from storage import tallies
from storage.database import Transaction
from storage.directory import directory
from storage.people import People
from storage.query import AmbiguousName, Person, QueryError, Ticker, Words, parse, resolve
from storage.symbols import canonical

Typed = tuple[str, str]
"""A command's name and what stands after it."""

Listed = Callable[[str], object]
"""Whether some company has, or had, a symbol: what it gives is true."""


def nobody(_symbol: str) -> None:
    """For who knows only what was traded."""


def looked_up(
    transaction: Transaction, people: People, words: str, today: date, listed: Listed = nobody
) -> Typed:
    """The command that answers these words, or says what is wrong with them."""
    otherwise = "official" if _is_name(words) else "search"
    if words.isupper() and (symbol := canonical(words)):
        otherwise, words = "ticker", f"${symbol}"
    return understood(transaction, people, words, today, listed) or (otherwise, words)


def understood(
    transaction: Transaction, people: People, words: str, today: date, listed: Listed = nobody
) -> Typed | None:
    """`pelosi` → official, `nvda` → ticker, `nvidia buy` → search; None for what is no query."""
    for text in dict.fromkeys((words, _marked(transaction, words, listed))):
        try:
            query = resolve(parse(text), directory(transaction, people), today)
        except AmbiguousName as error:
            return "search" if error.company or not _is_name(text) else "official", text
        except QueryError:
            continue
        match query.clauses:
            case ((Person(),),):
                return "official", text
            case ((Ticker(symbol),),):
                return "ticker", f"${symbol}"
        return "search", text
    return None


def with_tickers(
    transaction: Transaction, people: People, words: str, today: date, listed: Listed
) -> str | None:
    """The words as a query with the sign before tickers: `nvda` → `$NVDA`; None where that is none either."""
    marked = _marked(transaction, words, listed)
    if marked == words:
        return None
    try:
        resolve(parse(marked), directory(transaction, people), today)
    except QueryError:
        return None
    return marked


def _marked(transaction: Transaction, words: str, listed: Listed) -> str:
    """The words with the sign before those that are tickers: `nvda buy` → `$NVDA buy`."""
    known = ((word, _symbol(transaction, word, listed)) for word in words.split())
    return " ".join(f"${found}" if found else word for word, found in known)


def _symbol(transaction: Transaction, word: str, listed: Listed) -> str | None:
    """The ticker, traded or listed, that a word is without its sign."""
    found = canonical(word)
    is_known = found and (tallies.get(transaction, tallies.TICKER, found).number or listed(found))
    return found if is_known else None


def _is_name(words: str) -> bool:
    try:
        clauses = parse(words).clauses
    except QueryError:
        return False
    return len(clauses) == 1 and len(clauses[0]) == 1 and isinstance(clauses[0][0], Words)
