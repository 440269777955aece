"""Finding officials by what people type: every spelling known, and the nearest ones when none fits."""

from collections.abc import Iterable, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from storage.model import Official
from storage.names import fold
from storage.query import AmbiguousName, UnknownName

NEAR = 70  # of 100; "peloci" is 83 to "pelosi"
SUGGESTIONS = 3
CHOICES = 8


class People:
    """The officials known at one moment, findable by name."""

    def __init__(self, officials: Iterable[Official], today: date) -> None:
        self._by_id = {official.id: official for official in officials}
        self._spellings = [
            (frozenset(fold(name).split()), official.id)
            for official in self._by_id.values()
            for name in {*official.names, official.name}
        ]
        self._today = today

    def get(self, official_id: str) -> Official | None:
        return self._by_id.get(official_id)

    def everyone(self) -> Sequence[Official]:
        return tuple(self._by_id.values())

    def find(self, words: str) -> Official:
        """The one official with that name or id. Raises UnknownName (with the nearest) or AmbiguousName."""
        if words in self._by_id:
            return self._by_id[words]
        found = self._named(words)
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousName(words, found[:CHOICES])
        raise UnknownName(words, self.nearest(words))

    def nearest(self, words: str) -> list[Official]:
        """The officials whose names are most like these words, best first, serving ones before former."""
        wanted = fold(words)
        scores: dict[str, float] = {}
        for official in self._by_id.values():
            parts = {*fold(official.name).split(), fold(official.name)}
            best = process.extractOne(wanted, parts, scorer=fuzz.ratio, score_cutoff=NEAR)
            if best:
                scores[official.id] = best[1] + self.serving(official) / 10
        ranked = sorted(scores, key=lambda official_id: -scores[official_id])
        return [self._by_id[official_id] for official_id in ranked[:SUGGESTIONS]]

    def serving(self, official: Official) -> bool:
        return bool(official.terms) and official.terms[-1].end >= self._today

    def _named(self, words: str) -> list[Official]:
        """Everyone with a spelling that holds all these words; serving officials first."""
        wanted = set(fold(words).split())
        ids = dict.fromkeys(owner for spelling, owner in self._spellings if wanted and wanted <= spelling)
        found = [self._by_id[official_id] for official_id in ids]
        return sorted(found, key=lambda official: (not self.serving(official), official.name))
