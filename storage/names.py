"""Names as people print and type them, brought to one form."""

import re
import unicodedata

# Words that stand around a name and are no part of it, as the offices print them, also amid the name:
# "Hon. Neal Patrick MD, Facs Dunn", "Donald Sternoff Honorable Beyer Jr", "Marjorie Taylor Mrs Greene".
TITLES = frozenset(
    "the hon honorable mr mrs ms miss dr rep representative sen senator md facs phd esq".split()
)
SUFFIXES = frozenset("jr sr ii iii iv".split())


def fold(name: str) -> str:
    """The name without accents, case and punctuation: `Tom O’Halleran` → `tom ohalleran`.

    A hyphen parts words, an apostrophe does not; initials set close are one word (`J.D. Vance` → `jd vance`).
    """
    decomposed = unicodedata.normalize("NFKD", re.sub("['’‘ʻ`´]", "", name))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
    joined = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)
    return " ".join(re.findall(r"[^\W_]+", joined))


def spelled(name: str) -> tuple[str, ...]:
    """The folded words of a name, without titles: `Hon. Thomas H. Kean Jr` → thomas, h, kean, jr."""
    return tuple(word for word in fold(name).split() if word not in TITLES)


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name, without titles and suffixes: `Hon. Thomas H. Kean Jr` → thomas, h, kean."""
    return tuple(word for word in spelled(name) if word not in SUFFIXES)


def readable(name: str) -> str:
    """A name printed all in capitals as one writes it: `LINDA MCMAHON` → `Linda McMahon`; others stay.

    Mac is not parted: Mace and Machado are more than MacGregor, and Macgregor is spelt so by many.
    """
    letters = re.sub(r"\bMc(?=[A-Z])", "MC", name)
    if letters != letters.upper() or letters == letters.lower():
        return name
    return re.sub(r"[^\W_]+", _written, letters)


def _written(found: re.Match[str]) -> str:
    """One run of letters, `O` and `ROURKE` of O'ROURKE: initials (JD, RJ) and numbers (III) stay capitals."""
    word, before = found[0], found.string[: found.start()]
    initials = not before and len(word) == 2 and not set("AEIOUY") & set(word)
    if initials or word.lower() in SUFFIXES - {"jr", "sr"}:
        return word
    if before[-1:] in ("'", "’") and word == "S":
        return "s"
    mc = re.fullmatch(r"MC(\w{3,})", word)
    return f"Mc{mc[1].capitalize()}" if mc else word.capitalize()
