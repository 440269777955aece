"""A seat or an agency behind a name, as our own labels have it: `Nancy Pelosi (D, CA-11)`; pure."""

import re
from dataclasses import dataclass

from storage.model import Official, Term
from storage.names import fold

SEAT = r"\((?:[A-Z],\s)?[A-Z]{2}(?:-\d{1,2}|\sat\slarge)?\)|\([^()\",:<>=$*]+\)"
"""Also `(executive branch)` and `(Office of Examples)`: whatever has none of a query's signs."""

LABEL = re.compile(
    r"(?P<name>.*?)\s?\("
    r"(?:(?:(?P<party>[A-Z]),\s)?(?P<state>[A-Z]{2})(?:-(?P<district>\d{1,2})|(?P<whole>\sat\slarge))?"
    r"|executive\sbranch|(?P<agency>[^()]+))\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seat:
    """What stands in the brackets; no state means the executive branch, or one agency of it."""

    party: str = ""
    state: str = ""
    district: int | None = None
    agency: str = ""

    def is_of(self, official: Official) -> bool:
        """Whether they hold it, or have held it: a label may be of an older report."""
        if self.agency:
            return _is_said(self.agency, official.agency)
        if not self.state:
            return not official.terms
        return any(map(self._fits, official.terms))

    def _fits(self, term: Term) -> bool:
        return (term.state, term.district) == (self.state, self.district) and self.party in ("", term.party)


def _is_said(said: str, agency: str) -> bool:
    """Whether an agency is said whole, or cut as our labels cut it: `Office of …`."""
    words, known = fold(said), fold(agency)
    return bool(words) and (known.startswith(words) if said.endswith("…") else known == words)


def parted(text: str) -> tuple[str, Seat | None]:
    """A name and the seat or agency behind it, if there is one."""
    found = LABEL.fullmatch(text)
    if not found:
        return text, None
    district = found["district"] or ("0" if found["whole"] else None)
    state, party = (found["state"] or "").upper(), (found["party"] or "").upper()
    return found["name"], Seat(party, state, int(district) if district else None, found["agency"] or "")
