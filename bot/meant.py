"""What words without a command mean, or words where others belong: a person, a ticker or a query."""

from datetime import date

from storage import tallies
from storage.database import Transaction
from storage.directory import directory
from storage.people import People
from storage.query import AmbiguousName, Person, QueryError, Ticker, Words, parse, resolve
from storage.symbols import canonical

Typed = tuple[str, str]
"""A command's name and what stands after it."""


def looked_up(transaction: Transaction, people: People, words: str, today: date) -> Typed:
    """The command that answers these words, or says what is wrong with them."""
    otherwise = "official" if _is_name(words) else "search"
    if words.isupper() and (symbol := canonical(words)):
        otherwise, words = "ticker", f"${symbol}"
    return understood(transaction, people, words, today) or (otherwise, words)


def understood(transaction: Transaction, people: People, words: str, today: date) -> Typed | None:
    """`pelosi` → official, `nvda` → ticker, `nvidia buy` → search; None for what is no query."""
    for text in dict.fromkeys((words, _marked(transaction, words))):
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


def traded(transaction: Transaction, word: str) -> str | None:
    """The traded ticker that a word is without its sign."""
    found = canonical(word)
    return found if found and tallies.get(transaction, tallies.TICKER, found).number else None


def _marked(transaction: Transaction, words: str) -> str:
    """The words with the sign before those that are tickers: `nvda buy` → `$NVDA buy`."""
    known = ((word, traded(transaction, word)) for word in words.split())
    return " ".join(f"${found}" if found else word for word, found in known)


def _is_name(words: str) -> bool:
    try:
        clauses = parse(words).clauses
    except QueryError:
        return False
    return len(clauses) == 1 and len(clauses[0]) == 1 and isinstance(clauses[0][0], Words)
