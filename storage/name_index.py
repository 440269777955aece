"""The words of everybody's names, to find who holds given ones and who is most like them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from storage.model import Official
from storage.names import name_words, spelled
from storage.nicknames import other_names

MOST_WORDS = 8  # of a name; the rest of what somebody types is left out

# How much a word says about whose name it is, by where it stands.
LAST, LATER, GIVEN, OTHER, NICKNAME = 1.0, 0.97, 0.93, 0.85, 0.78

# How well a typed word agrees with a known one; EDITS by the number of signs that differ.
BEGINNING, INITIAL, MISTYPED_BEGINNING, INITIAL_KNOWN = 0.9, 0.6, 0.6, 0.5
EDITS = {1: 0.8, 2: 0.62}
JOINED = 0.82  # the whole name, however it is parted: vanhollen, mc caul
LEAST_ALIKE = 82  # of 100, for a whole name
MOST_ALIKE = 20
LAST_SIGN = "\U0010ffff"
LEAST = 0.5  # below it a name is not like what was typed

_words_of = lru_cache(maxsize=50_000)(spelled)


class NameIndex:
    """Everybody's names at one moment. It is made anew when somebody comes; people stand in it by place."""

    def __init__(self, everyone: Iterable[Official]) -> None:
        self.officials = tuple(everyone)
        self._weights: dict[str, dict[int, float]] = defaultdict(dict)
        self._spellings: list[frozenset[frozenset[str]]] = []
        self._called: list[tuple[str, ...]] = []
        self._joined: list[str] = []
        self._joined_of: list[int] = []
        self._cuts: dict[int, list[str]] = {}
        for place, official in enumerate(self.officials):
            self._enter(place, official)
        self._words = sorted(self._weights)

    def _enter(self, place: int, official: Official) -> None:
        called = name_words(official.name)
        spellings = {_words_of(name) for name in (official.name, *official.names)}
        self._called.append(called)
        self._spellings.append(frozenset(map(frozenset, spellings)))
        joined = {"".join(words) for words in (*spellings, called[1:]) if words}
        self._joined.extend(joined)
        self._joined_of.extend([place] * len(joined))
        weights = {word: OTHER for words in spellings for word in words}
        weights |= dict.fromkeys(called[1:], LATER) | {called[0]: GIVEN} if called else {}
        weights |= {called[-1]: LAST} if called else {}
        short = {name for word in weights if word not in called[1:] for name in other_names(word)}
        for word, weight in (dict.fromkeys(short, NICKNAME) | weights).items():
            self._weights[word][place] = weight

    def holding(self, words: Sequence[str]) -> set[int]:
        """Who has a spelling that holds all these words; a single letter stands for a name it begins."""
        whole = [word for word in words if len(word) > 1]
        return {place for place in self._with_all(whole) if self._holds(place, words)}

    def called(self, words: Sequence[str]) -> set[int]:
        """Who has all these words in some spelling, or as the nickname of a given name."""
        return self._with_all([word for word in words if len(word) > 1])

    def going_by(self, word: str) -> set[int]:
        """Who is commonly called by a name with this word."""
        return {place for place in self._weights.get(word, ()) if word in self._called[place]}

    def surname(self, place: int) -> tuple[str, ...]:
        """All of the common name after the given one: a middle name that is always said counts too."""
        return tuple(word for word in self._called[place][1:] if len(word) > 1)

    def beginning(self, start: str) -> set[int]:
        """Whose surname begins so, and is longer."""
        known = (self._weights[word] for word in self._from(start) if word != start)
        return {place for weights in known for place, weight in weights.items() if weight >= LATER}

    def scores(self, words: Sequence[str]) -> Mapping[int, float]:
        """How much each name is like these words, from LEAST to 1; who is less alike is left out."""
        typed = words[:MOST_WORDS]
        totals: dict[int, float] = defaultdict(float)
        for word in typed:
            for place, score in self._alike(word).items():
                totals[place] += score
        found = {place: total / len(typed) for place, total in totals.items() if total >= LEAST * len(typed)}
        if not found or max(found.values()) < EDITS[1] * GIVEN:
            for place, score in self._joined_alike("".join(typed)).items():
                found[place] = max(score, found.get(place, 0))
        return found

    def _with_all(self, words: Sequence[str]) -> set[int]:
        held = [self._weights.get(word, {}).keys() for word in words]
        return set(held[0]).intersection(*held[1:]) if held else set()

    def _holds(self, place: int, words: Sequence[str]) -> bool:
        return any(
            all(
                word in known or (len(word) == 1 and any(other.startswith(word) for other in known))
                for word in words
            )
            for known in self._spellings[place]
        )

    def _alike(self, word: str) -> Mapping[int, float]:
        """Everybody with a word like this one, and how much that says."""
        best: dict[int, float] = {}
        for known, strength in self._known_alike(word).items():
            for place, weight in self._weights[known].items():
                if (score := strength * weight) > best.get(place, 0):
                    best[place] = score
        return best

    def _known_alike(self, word: str) -> Mapping[str, float]:
        """The known words that this one is, begins, or was meant to be."""
        found: dict[str, float] = {}
        if len(word) > 4:
            cut = self._cut(len(word))
            found.update((self._words[at], MISTYPED_BEGINNING) for _, _, at in _mistyped(word, cut))
        found.update((known, EDITS[edits]) for known, edits, _ in _mistyped(word, self._words) if edits)
        if len(word) > 1 and word[0] in self._weights:
            found[word[0]] = INITIAL_KNOWN
        found.update(dict.fromkeys(self._from(word), BEGINNING if len(word) > 1 else INITIAL))
        if word in self._weights:
            found[word] = 1.0
        return found

    def _from(self, start: str) -> Sequence[str]:
        """The known words that begin so."""
        return self._words[bisect_left(self._words, start) : bisect_left(self._words, start + LAST_SIGN)]

    def _cut(self, length: int) -> Sequence[str]:
        """All known words, the longer ones cut to a length: what is typed first of a name."""
        if length not in self._cuts:
            self._cuts[length] = [word[:length] for word in self._words]
        return self._cuts[length]

    def _joined_alike(self, typed: str) -> Mapping[int, float]:
        found: dict[int, float] = {}
        alike = process.extract(
            typed, self._joined, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=MOST_ALIKE
        )
        for _, score, at in alike:
            place = self._joined_of[at]
            found[place] = max(found.get(place, 0), JOINED * score / 100)
        return found


def _mistyped(word: str, known: Sequence[str]) -> list[tuple[str, int, int]]:
    """The known words that are a slip or two away, with how many, and where they stand."""
    most = 2 if len(word) > 6 else 1 if len(word) > 2 else 0
    if not most:
        return []
    return process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
