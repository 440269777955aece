"""Finding officials by what people type: every spelling known, and the nearest ones when none fits."""

from collections.abc import Iterable, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from storage import officials
from storage.database import Transaction
from storage.model import Official
from storage.names import fold
from storage.query import AmbiguousName, UnknownName

NEAR = 70  # of 100; "peloci" is 83 to "pelosi"
SUGGESTIONS = 3
CHOICES = 8


class _Known:
    """The officials at one moment, and the words of every spelling."""

    def __init__(self, everyone: Iterable[Official]) -> None:
        self.by_id = {official.id: official for official in everyone}
        self.spellings = [
            (frozenset(fold(name).split()), official.id)
            for official in self.by_id.values()
            for name in {*official.names, official.name}
        ]


class People:
    """The officials known, findable by name. Safe to share between threads."""

    def __init__(self, everyone: Iterable[Official], today: date) -> None:
        self._known = _Known(everyone)
        self._stamp: object = None
        self._today = today

    def learn(self, transaction: Transaction, today: date) -> None:
        """Brings in who has come since, and what day it is."""
        stamp = officials.stamp(transaction)
        if stamp != self._stamp:
            self._known = _Known(officials.everyone(transaction))
            self._stamp = stamp
        self._today = today

    def get(self, official_id: str) -> Official | None:
        return self._known.by_id.get(official_id)

    def everyone(self) -> Sequence[Official]:
        return tuple(self._known.by_id.values())

    def find(self, words: str) -> Official:
        """The one official with that name or id. Raises UnknownName (with the nearest) or AmbiguousName."""
        if exact := self.get(words):
            return exact
        found = self._named(words)
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousName(words, found[:CHOICES])
        raise UnknownName(words, self.nearest(words))

    def nearest(self, words: str) -> list[Official]:
        """The officials whose names are most like these words, best first, serving ones before former."""
        wanted = fold(words)
        known = self._known.by_id
        scores: dict[str, float] = {}
        for official in known.values():
            parts = {*fold(official.name).split(), fold(official.name)}
            best = process.extractOne(wanted, parts, scorer=fuzz.ratio, score_cutoff=NEAR)
            if best:
                scores[official.id] = best[1] + self.serving(official) / 10
        ranked = sorted(scores, key=lambda official_id: -scores[official_id])
        return [known[official_id] for official_id in ranked[:SUGGESTIONS]]

    def serving(self, official: Official) -> bool:
        return bool(official.terms) and official.terms[-1].end >= self._today

    def _named(self, words: str) -> list[Official]:
        """Everyone with a spelling that holds all these words; serving officials first."""
        known = self._known
        wanted = set(fold(words).split())
        ids = dict.fromkeys(owner for spelling, owner in known.spellings if wanted and wanted <= spelling)
        found = [known.by_id[official_id] for official_id in ids]
        return sorted(found, key=lambda official: (not self.serving(official), official.name))
