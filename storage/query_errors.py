"""Why a query cannot be understood, and what to type instead; pure."""

from collections.abc import Sequence

from storage.model import Official


class QueryError(Exception):
    """A query cannot be understood; the text says why. `instead` is a whole query to type, or `""`."""

    def __init__(self, said: str, instead: str = "") -> None:
        super().__init__(said)
        self.instead = instead


class UnknownTerm(QueryError):
    """No term of the language; `meant` is the one most like it."""

    def __init__(self, said: str, meant: str, instead: str) -> None:
        super().__init__(f"I do not know “{said}”. Did you mean {meant}?", instead)


class UnknownName(QueryError):
    """No official has that name; `nearest` are the ones most like it, best first."""

    def __init__(self, words: str, nearest: Sequence[Official]) -> None:
        super().__init__(f"I do not know “{words}”.")
        self.words = words
        self.nearest = tuple(nearest)


class AmbiguousName(QueryError):
    """Several have that name: officials, and a company if there is a term for it (`company:ford`)."""

    def __init__(self, words: str, candidates: Sequence[Official], company: str = "") -> None:
        super().__init__(f"“{words}” could be several {'things' if company else 'people'}.")
        self.words = words
        self.candidates = tuple(candidates)
        self.company = company
