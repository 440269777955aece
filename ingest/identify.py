"""Which official a filing is from, with the evidence for it; never a guess."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ingest.doubts import written
from storage.model import Chamber, Filing, Official, Term
from storage.names import name_words
from storage.nicknames import SHORT_FORMS

# Who left goes on filing for some weeks, and the House may print a seat's number from before or after the
# redrawing of districts: within 13 months a whole name that only one member from the state has is enough.
RECENT = timedelta(days=396)

NO_STATE_PRINTED = (Chamber.SENATE,)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identified:
    """Who filed, with the `evidence`; or nobody (`official` is None), with the `reason` a reader is told."""

    official: Official | None
    reason: str
    evidence: str


@dataclass(frozen=True)
class Directory:
    """All officials known, looked up by chamber and state."""

    officials: tuple[Official, ...]

    def members(self, chamber: Chamber, state: str) -> Sequence[tuple[Official, Sequence[Words]]]:
        """Who ever sat in that chamber for that state, each with the words of every spelling given.

        A blank state is any state in the Senate, whose reports print none.
        """
        return self._members.get((chamber, state), ())

    @cached_property
    def _members(self) -> Mapping[tuple[Chamber, str], Sequence[tuple[Official, Sequence[Words]]]]:
        members = defaultdict(list)
        for official in self.officials:
            spellings = [name_words(name) for name in official.reference_names]
            seats = {(term.chamber, term.state) for term in official.terms}
            anywhere = {(chamber, "") for chamber, _ in seats if chamber in NO_STATE_PRINTED}
            for seat in seats | anywhere:
                members[seat].append((official, spellings))
        return members


def identify(filing: Filing, directory: Directory, day: date) -> Identified:
    """The member who held the printed seat on `day`, the day of filing, and bears the printed name.

    The Senate prints no state: there the name alone decides. Failing that, the only one of that name who sat
    for the same state, in any district, on that day or in the 13 months before. Nobody, or two: not
    identified.
    """
    named = _named(filing, directory)
    holders = [official for official in named if _held(official, filing, day)]
    if len(holders) == 1:
        return Identified(holders[0], "", f"{holders[0].name} {_held_what(filing)} on {written(day)}")
    recent = [(official, term) for official in named if (term := _recent_term(official, filing, day))]
    if len(recent) == 1:
        return Identified(recent[0][0], "", _recent_evidence(*recent[0], filing, day))
    several = holders or [official for official, _ in recent]
    return Identified(None, _several(filing, several) if several else _nobody(filing, directory, day), "")


def bears(known: Words, printed: Words) -> bool:
    """Whether the printed words hold a known name: its surname in one run, and before it the given name.

    `known` is a given name and then the surname. Other words may stand between and after:
    donald *sternoff* beyer, ashley hinson *arenholz*.
    """
    given, *surname = known or ("",)
    starts = range(1, len(printed) - len(surname) + 1) if surname else ()
    return any(
        [*printed[start : start + len(surname)]] == surname and _given_agrees(given, printed[:start])
        for start in starts
    )


def _named(filing: Filing, directory: Directory) -> list[Official]:
    printed = name_words(filing.filer)
    members = directory.members(filing.chamber, filing.state)
    return [official for official, spellings in members if any(bears(known, printed) for known in spellings)]


def _given_agrees(given: str, printed: Words) -> bool:
    """Any printed given name may agree, an initial only in first place: John D. is not Debbie."""
    shorter, longer = sorted((given, printed[0]), key=len)
    if len(shorter) == 1 and longer.startswith(shorter):
        return True
    return any(_same_given(given, word) for word in printed)


def _same_given(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 1 and longer.startswith(shorter):
        return True
    return other in SHORT_FORMS.get(one, ()) or one in SHORT_FORMS.get(other, ())


def _held(official: Official, filing: Filing, day: date) -> bool:
    terms = _terms(official, filing)
    return any(term.district == filing.district and term.start <= day <= term.end for term in terms)


def _recent_term(official: Official, filing: Filing, day: date) -> Term | None:
    recent = [term for term in _terms(official, filing) if term.start <= day <= term.end + RECENT]
    return recent[-1] if recent else None


def _terms(official: Official, filing: Filing) -> list[Term]:
    return [
        term for term in official.terms if term.chamber is filing.chamber and filing.state in (term.state, "")
    ]


def _recent_evidence(official: Official, term: Term, filing: Filing, day: date) -> str:
    when = (
        f"until {written(term.end)}"
        if term.end < day
        else f"on {written(day)}, not {_seat(filing)} as printed"
    )
    where = f"for {term.state}" if filing.state else f"in the {filing.chamber.title()}"
    alone = f"nobody else of that name sat {where} in the 13 months before"
    return f"{official.name} held {_seat(term)} {when}; {alone}"


def _several(filing: Filing, officials: Sequence[Official]) -> str:
    names = " and ".join(official.name for official in officials)
    printed = f"{filing.filer} ({_seat(filing)})" if filing.state else filing.filer
    return f"{printed} could be any of {len(officials)} members: {names}"


def _nobody(filing: Filing, directory: Directory, day: date) -> str:
    if not filing.filer:
        return "no name is printed or listed"
    if not directory.members(filing.chamber, filing.state):
        return f"{filing.filer} is listed under “{filing.state}”, which is no state with a seat"
    return f"no member named {filing.filer} {_held_what(filing)} on {written(day)}"


def _held_what(filing: Filing) -> str:
    return f"held {_seat(filing)}" if filing.state else f"sat in the {filing.chamber.title()}"


def _seat(held: Term | Filing) -> str:
    """`CA-11`, `AK at large`, or the state alone where no district is printed."""
    if held.district is None:
        return held.state
    return f"{held.state}-{held.district}" if held.district else f"{held.state} at large"
