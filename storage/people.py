"""Finding officials by what people type: the one who is surely meant, or those who might be."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from storage import officials
from storage.database import Transaction
from storage.model import Official
from storage.name_index import NameIndex
from storage.names import fold, name_words, spelled
from storage.query import AmbiguousName, UnknownName
from storage.seats import parted

SUGGESTIONS = 5
AS_NEAR = 0.15  # how much less like the words a suggestion may be than the best one
CHOICES = 8
SHORT = 4  # letters; a word of so few may be a longer surname on its way


class People:
    """The officials known, findable by name. Safe to share between threads."""

    def __init__(self, everyone: Iterable[Official], today: date) -> None:
        self._know(everyone)
        self._stamp: object = None
        self._today = today

    def learn(self, transaction: Transaction, today: date) -> None:
        """Brings in who has come since, the spellings learnt since, and what day it is."""
        stamp = officials.stamp(transaction)
        if stamp != self._stamp:
            self._know(officials.everyone(transaction))
            self._stamp = stamp
        self._today = today

    def _know(self, everyone: Iterable[Official]) -> None:
        index = NameIndex(everyone)
        self._known = index, {official.id: official for official in index.officials}

    def get(self, official_id: str) -> Official | None:
        return self._known[1].get(official_id)

    def everyone(self) -> Sequence[Official]:
        return self._known[0].officials

    def find(self, words: str) -> Official:
        """The one official with that name or id. Raises UnknownName (with the nearest) or AmbiguousName.

        A follow is kept for years, so only what fits nobody else is taken without asking:

        - an id;
        - a surname that one official has, and nobody else goes by as a given name;
        - several words, the surname among them, that stand in the spellings of one official only, in any
          order, with or without accents, titles and initials; not where another one's nickname makes it his
          name too (`tim johnson` is also Timothy Johnson);
        - the given name of only one.

        Former officials count like serving ones. What is only like a name asks: a typo, a nickname of our own
        table, a beginning, a middle name alone. So does a word of up to four letters that is a name and
        begins other surnames (`barr`). A single letter is nobody's name.

        A seat behind the name (`Mike Rogers (R, AL-3)`) leaves who holds it or has held it.
        """
        if exact := self.get(words):
            return exact
        index, _ = self._known
        name, seat = parted(words)
        typed = _typed(name)
        found = _of_word(index, typed[0]) if len(typed) == 1 else _of_words(index, typed)
        if seat:
            found = {place for place in found if seat.is_of(index.officials[place])}
        if len(found) == 1:
            return index.officials[found.pop()]
        if found:
            raise AmbiguousName(words, self._best(index, typed, found)[:CHOICES])
        raise UnknownName(words, self.nearest(name))

    def nearest(self, words: str) -> list[Official]:
        """The officials whose names are most like these words, best first; nobody for single letters."""
        index, _ = self._known
        typed = _typed(words)
        if all(len(word) == 1 for word in typed):
            return []
        scores = index.scores(typed)
        least = max(scores.values(), default=0) - AS_NEAR
        near = [place for place, score in scores.items() if score >= least]
        return self._best(index, typed, near)[:SUGGESTIONS]

    def ranked(self, words: str, limit: int) -> list[Official]:
        """Whom somebody who is typing may mean, best first, serving officials before former ones.

        It finds beginnings, nicknames, typos, any order, and names without their accents.
        """
        index, _ = self._known
        typed = _typed(words)
        return self._best(index, typed, index.scores(typed))[:limit] if typed else []

    def namesakes(self, official: Official) -> list[Official]:
        """Others who may be the same person: of the same name, one of the two of the executive branch."""
        index, _ = self._known
        words = [word for word in name_words(official.name) if len(word) > 1]
        return [
            other
            for place in sorted(index.holding(words))
            if (other := index.officials[place]).id != official.id
            and not (other.terms and official.terms)
            and any(officials.same_name(official.name, name) for name in other.names)
        ]

    def serving(self, official: Official) -> bool:
        return bool(official.terms) and official.terms[-1].end >= self._today

    def _best(self, index: NameIndex, typed: Sequence[str], places: Collection[int]) -> list[Official]:
        """These people, the likest first; of two as like, who has left office comes after."""
        scores = index.scores(typed)

        def order(place: int) -> tuple[float, bool, str, str]:
            one = index.officials[place]
            left = bool(one.terms) and not self.serving(one)
            return -round(scores.get(place, 0), 2), left, one.name, one.id

        return [index.officials[place] for place in sorted(places, key=order)]


def _typed(words: str) -> tuple[str, ...]:
    return spelled(words) or tuple(fold(words).split())


def _of_word(index: NameIndex, word: str) -> set[int]:
    """Who is surely meant by one word, or might be; nobody if it is but like a name."""
    by_name = index.going_by(word)
    if len(word) == 1 or not by_name:
        return set()
    if len(word) <= SHORT and (longer := index.beginning(word)):
        return by_name | longer
    if len(by_name) == 1 and all(word in index.surname(place) for place in by_name):
        return by_name
    return index.holding([word])


def _of_words(index: NameIndex, words: Sequence[str]) -> set[int]:
    """Who is surely meant by several words, or might be; nobody if they are but like a name."""
    held = index.holding(words)
    if not held:
        return held
    found = held if any(len(word) == 1 for word in words) else held | index.called(words)
    meant = {place for place in found if set(words) & set(index.surname(place))}
    return meant if meant <= held or len(meant) > 1 else set()
