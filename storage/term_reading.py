"""Reads single terms that have a key or a sign, `party:D` and `>50k`; pure. Unknown ones name the nearest."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches

from storage.names import fold
from storage.query_errors import QueryError, UnknownTerm
from storage.terms import BARE_TERMS, Amount, Company, Days, Keyed, Lately, Plain, Span
from storage.vocabulary import KEYS, NOT_YET, spellings, value

AMOUNT = re.compile(r"([<>]=?)\$?([\d,]{1,15})(?:\.(\d{1,6}))?([kmb]?)", re.IGNORECASE)
DAYS = re.compile(r"(\w+)([<>]=?|=)(\d{1,5})d?")
LATELY = re.compile(r"(\d{1,4})([dwmy])")
DAY = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?")

UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
LENGTHS = {"d": 1, "w": 7, "m": 30, "y": 365}
LONGEST = 36_500  # days
MOST_CENTS = 10**17
MEASURES = ("late", "delay")
TIMES = ("filed", "traded")
SAID = {  # how people say terms that have no word of their own
    "*": ("all", "anybody", "anyone", "anything", "everybody", "everyone", "everything"),
    "buy": ("bought", "purchase", "purchased", "purchases"),
    "sell": ("sale", "sales", "sold"),
    "house": ("representative", "representatives"),
    "senate": ("senator", "senators"),
}
EVERY_KEY = (*KEYS, "company", *TIMES)

Corrected = Callable[[str, str], str]
"""The whole query with another term (the second) in the place of the one that was typed."""


def keyed(key: str, said: str, typed: str, corrected: Corrected) -> Plain | Lately:
    """The term of `party:D`, `filed:7d`, `company:nvidia`. Raises QueryError."""
    name = key.lower()
    if name == "company":
        return _company(said)
    if name in TIMES:
        return _time(name, said)
    if name == "is" and said.lower() in NOT_YET:
        raise QueryError(
            f"is:{said.lower()} is not available yet. is:late, is:paper and is:amended work today."
        )
    if name not in KEYS:
        raise _unknown_key(name, said, typed, corrected)
    known = value(name, said)
    if known is None:
        raise _unknown_value(name, said, typed, corrected)
    return Keyed(name, known)


def measured(plain: str, corrected: Corrected) -> Plain | None:
    """The term of `>50k` or `late>10`; None for what has no such sign. Raises QueryError."""
    if not set("<>=") & set(plain):
        return None
    if plain[0] in "<>":
        return _amount(plain)
    found = DAYS.fullmatch(plain)
    if not found:
        raise QueryError(f"I do not know “{plain}”. Days are counted like late>10 or delay>=45.")
    what, sign, days = found.groups()
    if what.lower() in MEASURES:
        return Days(what.lower(), sign, int(days))
    near = _nearest(what, MEASURES) or MEASURES[0]
    raise UnknownTerm(plain, f"{near}{sign}{days}", corrected(plain, f"{near}{sign}{days}"))


def unknown_word(plain: str) -> QueryError:
    return QueryError(
        f"I do not know “{plain}”. One minus before a term leaves out what it finds: -exchange."
    )


def near_term(words: str) -> str | None:
    """The one of the bare terms that a word is most like: `exhange` is exchange."""
    return _nearest(words, BARE_TERMS, 0.8) if len(words) > 3 else None


def term_of(words: str) -> str | None:
    """What these words mean: `spouse` is owner:spouse, `sold` sell; `pelosi or khanna` has a comma."""
    if len(names := re.split(r" or | and ", words)) > 1:
        return ",".join(names)
    found = ((key, value(key, words)) for key in KEYS)
    keyed_term = next((str(Keyed(key, known)) for key, known in found if known), None)
    return keyed_term or next((term for term, said in SAID.items() if words.lower() in said), None)


def _amount(plain: str) -> Amount:
    found = AMOUNT.fullmatch(plain)
    wrong = QueryError(f"“{plain}” is not an amount I can read. Type it like >50k, >=1m or <15k.")
    if not found or not (digits := found[2].replace(",", "")):
        raise wrong
    fraction = (found[3] or "").ljust(6, "0")
    millionths = int(digits + fraction) * UNITS[found[4].lower()]
    cents, rest = divmod(millionths * 100, 1_000_000)
    if rest or cents > MOST_CENTS:
        raise wrong
    return Amount(found[1], cents)


def _company(said: str) -> Company:
    words = fold(said)
    if not words:
        raise QueryError("Behind company: stands a name or words of one: company:nvidia.")
    return Company(words)


def _time(what: str, said: str) -> Span | Lately:
    """`7d`, `2026-01`, `2026-01..2026-03`, `2026-01-15..`."""
    lately = LATELY.fullmatch(said.lower())
    if lately and (days := int(lately[1]) * LENGTHS[lately[2]]) <= LONGEST:
        return Lately(what, days)
    begin, dots, end = said.partition("..")
    first, last = _days(begin), _days(end if dots else begin)
    unread = (begin and not first) or (end and not last) or not (first or last)
    if unread or (first and last and first[0] > last[1]):
        raise QueryError(
            f"“{what}:{said}” is no time I can read. Type it like {what}:7d, {what}:2026-01 or "
            f"{what}:2026-01..2026-03."
        )
    return Span(what, first[0] if first else None, last[1] if last else None)


def _days(text: str) -> tuple[date, date] | None:
    """The first and the last day of a year, a month or a day."""
    found = DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, monthrange(year, last_month)[1])


def _unknown_key(key: str, said: str, typed: str, corrected: Corrected) -> QueryError:
    near = _nearest(key, EVERY_KEY)
    if near is None:
        return QueryError(f"I do not know “{typed}”. What I know with a colon: {', '.join(EVERY_KEY)}.")
    known = value(near, said) or _nearest(fold(said), spellings(near)) if near in KEYS else said
    meant = str(Keyed(near, value(near, known) or said)) if near in KEYS and known else f"{near}:{said}"
    return UnknownTerm(typed, meant, corrected(typed, meant))


def _unknown_value(key: str, said: str, typed: str, corrected: Corrected) -> QueryError:
    near = _nearest(fold(said), spellings(key))
    if near and (known := value(key, near)):
        meant = str(Keyed(key, known))
        return UnknownTerm(typed, meant, corrected(typed, meant))
    return QueryError(f"I do not know “{typed}”. Behind {key}: stands one of {', '.join(KEYS[key])}.")


def _nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The likest one; failing that, one that begins like this: `armed` is armed services."""
    choices, said = list(known), word.lower()
    longer = (one for one in choices if len(said) > 2 and one.startswith(said))
    return next(iter(get_close_matches(said, choices, 1, cutoff)), None) or next(longer, None)
