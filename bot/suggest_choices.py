"""Choices for what follows a command, best first: names, tickers, a query's next word, follows, reports."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.channel import Choice
from bot.figures import day, short
from bot.wording_filings import ID_ROOM, SOURCES, told_apart
from bot.wording_queries import named
from bot.wording_settings import CHOICES, SNOOZES
from bot.wording_top import BY, OF, PERIODS
from storage import suggestions
from storage.database import Transaction
from storage.facts import BRACKETS
from storage.model import Follow, Official
from storage.names import fold
from storage.people import People
from storage.query import stored
from storage.suggestions import Named, Traded
from storage.terms import SUGGESTED, Keyed
from storage.vocabulary import KEYS, STATES

MOST = 25  # what Discord shows
EACH = 8  # of each kind where several may be meant
NEAR = 0.8  # of 1; NVDX is 0.88 to NVDA
NAME_ROOM = 50
OWN = frozenset({"unfollow"})  # commands about what is followed already
SEARCHED = tuple(text for text, _ in SUGGESTED if not text.startswith("-"))
TERMS = tuple(text for text in SEARCHED if not text.startswith(("filed:", "traded:")))
NOTE = re.compile(r" ?\((?:[^()]|\([^()]*\))*\)?")  # what our own labels add: `Nancy Pelosi (D, CA-11)`
LAST = re.compile(r'(?P<before>.*[\s,])?(?P<sign>-?)(?P<last>"[^"]*|[^\s,"]*)$', re.DOTALL)
VALUE = re.compile(r'(?P<before>(?:.*[\s,])?-?)(?P<key>\w+):"?(?P<said>[^":,]*)$', re.DOTALL)
NO_NAME = re.compile(r"[$<>*:]")
WORDS_OF_A_NAME = 3
ACTIONS = ("edit", "pause", "resume", "change", "delete")
TOLD = 4  # letters that tell a term from a name: `part` is party:D before it is Patty


@dataclass(frozen=True, slots=True)
class Known:
    """What can be suggested from, at one moment; `followed` looks up what the chat follows."""

    transaction: Transaction
    people: People
    symbols: Sequence[Traded]
    followed: Callable[[], Sequence[Follow]]
    today: date
    commands: Sequence[str] = ()


def choices(known: Known, command: str, argument: str, typed: str) -> list[Choice]:
    """For a command whose argument is called so; nothing where there is nothing to choose from."""
    if argument == "query" and command not in OWN:
        return list(_distinct(_line(known, typed, SEARCHED if command == "search" else TERMS)))[:MOST]
    find = _own if command in OWN else KINDS.get(argument)
    return list(_distinct(find(known, typed.strip())))[:MOST] if find else []


def officials_like(known: Known, words: str, limit: int) -> list[Official]:
    """Whom these words may mean; with none, who filed last."""
    if words.strip():
        return known.people.ranked(words, limit)
    filed = (report.official_id for report in suggestions.reports(known.transaction, 4 * limit))
    found = (known.people.get(number) for number in dict.fromkeys(filed) if number)
    return [one for one in found if one][:limit]


def symbols_like(known: Known, typed: str, limit: int) -> list[Traded]:
    """Tickers that begin so, companies with such a word, else tickers much like it; the most traded first."""
    wanted, word = typed.strip().lstrip("$").upper(), fold(typed)
    if not wanted:
        return list(known.symbols[:limit])
    exact = [one for one in known.symbols if one.symbol == wanted]
    beginning = [one for one in known.symbols if one.symbol.startswith(wanted)]
    companies = [one for one in known.symbols if word and _has_word(one.name, word)]
    found = list(dict.fromkeys([*exact, *beginning, *companies]))[:limit]
    return found or _alike(known, wanted, limit)


def _has_word(name: str, word: str) -> bool:
    return f" {word}" in f" {name.casefold()}"


def _alike(known: Known, wanted: str, limit: int) -> list[Traded]:
    symbols = [one.symbol for one in known.symbols]
    near = process.extract(wanted, symbols, scorer=JaroWinkler.similarity, limit=limit, score_cutoff=NEAR)
    return [known.symbols[position] for _symbol, _score, position in near]


def _names(known: Known, typed: str) -> Iterator[Choice]:
    for one, label in told_apart(officials_like(known, typed, MOST), known.today):
        yield Choice(label, one.id)


def _symbols(known: Known, typed: str) -> Iterator[Choice]:
    for one in symbols_like(known, typed, MOST):
        yield Choice(_company(one).removeprefix("$"), one.symbol)


def _company(one: Traded) -> str:
    """`$NVDA (NVIDIA CORP)`, which may also be sent as it stands (see storage/parse.py)."""
    name = short(BRACKETS.sub("", one.name), NAME_ROOM)
    return f"${one.symbol} ({name})" if name else f"${one.symbol}"


def _own(known: Known, typed: str) -> Iterator[Choice]:
    """What is followed here: a query is followed as a whole."""
    wanted = fold(typed)
    for follow in known.followed():
        said = named(stored(follow.query), known.people)
        if wanted in fold(said) or wanted in fold(follow.query):
            yield Choice(said, follow.query)


def _reports(known: Known, typed: str) -> Iterator[Choice]:
    """The newest reports, those whose id begins so, or an official's."""
    if not typed:
        found = suggestions.reports(known.transaction, MOST)
    elif any(sign.isdigit() for sign in typed):
        beginning = typed.lower()
        found = [r for s in SOURCES for r in suggestions.reports_like(known.transaction, beginning, s, MOST)]
    else:
        people = known.people.ranked(typed, 3)
        found = [r for one in people for r in suggestions.reports_of(known.transaction, one.id, EACH)]
    for report in found:
        yield Choice(_report(known, report), report.document_id)


def _report(known: Known, report: Named) -> str:
    person = known.people.get(report.official_id) if report.official_id else None
    filed = [day(report.filed, known.today)] if report.filed else []
    filer = person.name if person else short(report.filer, NAME_ROOM)
    return " · ".join([report.document_id[:ID_ROOM], filer, *filed])


def _line(known: Known, typed: str, known_terms: Sequence[str]) -> Iterator[Choice]:
    """Completes the last word of a query and keeps what stands before it."""
    typed = NOTE.sub("", typed)
    if values := list(_values(typed)):
        yield from values
        return
    found = LAST.match(typed)
    if found is None:
        return
    before, last = (found["before"] or "") + found["sign"], found["last"]
    if not last.strip('"') and not before.strip():
        yield from _people(before, officials_like(known, "", EACH), known)
        yield from _tickers(before, symbols_like(known, "", EACH))
        return
    beginning = [term for term in known_terms if term.lower().startswith(last.lower())]
    told = (
        beginning if len(last) >= TOLD or found["sign"] else [one for one in beginning if one == last.lower()]
    )
    yield from _terms(before, told)
    if last and not NO_NAME.search(last):
        for start, words in _tails(before, last):
            yield from _people(start, known.people.ranked(words, EACH), known)
    if last.startswith("$") or (last and not NO_NAME.search(last)):
        yield from _tickers(before, symbols_like(known, last.strip('"'), EACH))
    yield from _terms(before, beginning)


def _values(typed: str) -> Iterator[Choice]:
    """Every value of a key that begins so: `committee:"arm`, `state:ca`, `state:cal`."""
    found = VALUE.match(typed)
    key, said = (found["key"].lower(), fold(found["said"])) if found else ("", "")
    for value in KEYS.get(key, ()):
        spoken = (value, STATES.get(value, "") if key == "state" else "")
        if found and any(fold(one).startswith(said) for one in spoken if one):
            yield from _terms(found["before"], [str(Keyed(key, value))])


def _tails(before: str, last: str) -> Iterator[tuple[str, str]]:
    """Where a name may begin, the longest first: in `buy van hol` at `van`, then at `hol`."""
    word = last.strip('"')
    start, words = before, [word]
    tails = [(before, word)]
    while len(words) < WORDS_OF_A_NAME and start.endswith(" ") and not last.startswith('"'):
        rest, _, one = start.rstrip().rpartition(" ")
        if not one or NO_NAME.search(one) or "," in one or one.lower() in TERMS:
            break
        start, words = f"{rest} " if rest else "", [one, *words]
        tails.append((start, " ".join(words)))
    yield from reversed(tails)


def _people(before: str, found: Sequence[Official], known: Known) -> Iterator[Choice]:
    for one, label in told_apart(found, known.today):
        yield Choice(f"{before}{label}", f"{before}{one.id}")


def _tickers(before: str, found: Iterable[Traded]) -> Iterator[Choice]:
    for one in found:
        yield Choice(f"{before}{_company(one)}", f"{before}${one.symbol}")


def _terms(before: str, found: Iterable[str]) -> Iterator[Choice]:
    for term in found:
        yield Choice(f"{before}{term}", f"{before}{term}")


def _distinct(found: Iterable[Choice]) -> Iterator[Choice]:
    seen: set[str] = set()
    for one in found:
        if one.value not in seen:
            seen.add(one.value)
            yield one


def _actions(known: Known, typed: str) -> Iterator[Choice]:
    """What can be done to each follow: `pause 2. Nancy Pelosi`, once `pause` is typed."""
    what = next((one for one in ACTIONS if typed.lower().startswith(one)), "edit")
    wanted = fold(typed.lower().removeprefix(what))
    for follow in known.followed():
        said = f"{follow.number}. {named(stored(follow.query), known.people)}"
        if wanted in fold(said):
            yield Choice(said if what == "edit" else f"{what} {said}", f"{what} {follow.number}")


def _words(typed: str, words: Sequence[str]) -> Iterator[Choice]:
    """The next of several words that may stand in any order."""
    before, _, last = typed.rpartition(" ")
    begun = f"{before} " if before else ""
    return _terms(begun, [one for one in words if one.startswith(last.lower()) and one not in begun.split()])


def _lines_of(typed: str, whole: Iterable[str]) -> Iterator[Choice]:
    return _terms("", [one for one in whole if one.lower().startswith(typed.lower())])


KINDS: Mapping[str, Callable[[Known, str], Iterator[Choice]]] = {
    "name": _names,
    "symbol": _symbols,
    "id": _reports,
    "what": lambda known, typed: chain(_names(known, typed) if typed else (), _reports(known, typed)),
    "action": _actions,
    "choice": lambda _known, typed: _words(typed, (*OF, *BY, *PERIODS)),
    "setting": lambda _known, typed: _lines_of(
        typed, (f"{k} {one}" for k, of in CHOICES.items() for one in of)
    ),
    "time": lambda _known, typed: _lines_of(typed, (*SNOOZES, "until 07:00", "off")),
    "command": lambda known, typed: _lines_of(typed.removeprefix("/"), ("all", *sorted(known.commands))),
    "confirmation": lambda _known, typed: _lines_of(typed, ("yes",)),
}
"""By what a command calls its argument."""
