"""Which security a ticker means, as printed beside an asset's name on a day; never a guess."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from ingest.references.tickers import Company, Former, Tickers
from storage.model import Trade
from storage.names import fold
from storage.symbols import canonical

RARE = 10  # companies: a word that more have in their names (American, Energy, First) tells none of them

Words = tuple[str, ...]

NO_NAMES = frozenset(
    "the of and inc incorporated corp corporation co company companies public ltd limited plc llc lp sa nv ag"
    " se ab spa asa group holding holdings".split()
)
"""Legal forms and the like, which one spelling has and another has not."""

# Where an asset's name turns to the kind of share: "… - Class A Common Stock", "… Sponsored ADR".
SHARES = re.compile(
    r"(?<=\w)\W+(?:(?:class|cl) [a-z]\b|common|capital stock|ordinary|depositary|american deposit"
    r"|new york reg|registered|(?:un)?sp(?:on|ons|onsored)?\b|s/adr|ad[rs]s?\b|units?\b|shares?\b).*",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"\s*\([^()]*\)$")  # (AAPL), (NYSE)
STATE = re.compile(r"\s*/[A-Z]{2,3}/?$")  # CLOROX CO /DE/

# Names that filers print and the SEC's list does not know, by the SEC's number of the company.
MORE_NAMES: Mapping[int, Words] = {
    40545: ("GE Aerospace",),
    87347: ("Schlumberger",),
    1652044: ("Google",),
    1512673: ("Square",),
    1050446: ("MicroStrategy",),
    1061736: ("Fomento Economico Mexicano",),
    909037: ("Sociedad Quimica y Minera",),
    1004980: ("Pacific Gas & Electric",),
    1232384: ("TransCanada",),
    4457: ("AMERCO",),
    1039765: ("ING Group",),
    1841666: ("Apache",),
    1021860: ("National Oilwell Varco",),
    1131399: ("GlaxoSmithKline",),
    1037540: ("Boston Properties",),
    1046102: ("Ritchie Bros. Auctioneers",),
    55067: ("Kellogg",),
}


@dataclass(frozen=True, slots=True)
class Security:
    """What a ticker means: the symbol of today, the one printed if it has changed, and the company listed.

    `listed_as` is empty where the SEC lists nobody or there is no name to compare; a company is `confirmed`
    when the asset's name agrees.
    """

    symbol: str
    former: str | None = None
    listed_as: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Securities:
    """All tickers known, looked up by symbol; `sectors` for those of which the sector is known."""

    tickers: Tickers
    former: tuple[Former, ...]
    sectors: Mapping[str, str] = field(default_factory=dict)

    def company(self, symbol: str) -> Company | None:
        return self._companies.get(symbol)

    def changes(self, symbol: str) -> Sequence[Former]:
        return self._changes.get(symbol, ())

    def is_rare(self, word: str) -> bool:
        return self._counts[word] <= RARE

    @cached_property
    def _companies(self) -> Mapping[str, Company]:
        return {symbol: company for company in self.tickers.companies for symbol in company.symbols}

    @cached_property
    def _changes(self) -> Mapping[str, Sequence[Former]]:
        changes = defaultdict(list)
        for change in self.former:
            changes[change.symbol].append(change)
        return changes

    @cached_property
    def _counts(self) -> Counter[str]:
        names = {company.cik: company.name for company in self.tickers.companies}
        return Counter(word for name in names.values() for word in _singular(company_words(name)))


def resolved(trade: Trade, securities: Securities, day: date) -> Trade:
    """The trade with its ticker resolved; `day` stands in where it has no readable date."""
    security = resolve(trade.ticker or "", trade.asset, trade.traded or day, securities)
    if security is None:
        return replace(trade, ticker=None)
    return replace(
        trade,
        ticker=security.symbol,
        former_ticker=security.former,
        listed_as=security.listed_as,
        confirmed=security.confirmed,
        sector=_sector(security, securities),
    )


def resolve(printed: str, asset: str, day: date, securities: Securities) -> Security | None:
    """The security that a printed ticker meant on the day of the trade; None for what is no ticker.

    What the SEC does not list (funds, foreign shares, companies long gone) is kept by its symbol alone, and
    so is a symbol that the SEC lists for a company of another name than the asset's.
    """
    symbol = canonical(printed)
    if symbol is None:
        return None
    name = bare_name(asset, symbol)
    if name.upper() in ("", symbol):
        return Security(symbol)
    former = _former(symbol, name, day, securities)
    if former and not former.now:
        return _listed(symbol, None, securities, confirmed=False)
    if former:
        return _listed(former.now, symbol, securities, confirmed=True)
    company = securities.company(symbol)
    confirmed = company is not None and agrees(name, company, symbol, securities)
    return _listed(symbol, None, securities, confirmed=confirmed)


def bare_name(asset: str, symbol: str) -> str:
    """The company's name in an asset: without the ticker at either end, an exchange, or the kind of share."""
    name = BRACKETS.sub("", asset.strip())
    name = re.sub(rf"^{re.escape(symbol)} ?- ?(?=\w)", "", name)  # CC - The Chemours Company, MO-Altria
    return SHARES.sub("", name).strip()


def company_words(name: str) -> Words:
    """The words by which names are compared: folded, without legal forms."""
    return tuple(word for word in fold(STATE.sub("", name)).split() if word not in NO_NAMES)


def agrees(name: str, company: Company, symbol: str, securities: Securities) -> bool:
    """Whether an asset's name is the listed company's.

    It is where one name holds all of the other, or both hold a word that few companies have. The symbol
    itself does not count: symbols are made of names, so another TAL International has TAL as well.
    """
    printed = company_words(name)
    known = [company_words(other) for other in (company.name, *MORE_NAMES.get(company.cik, ()))]
    return any(_same(printed, listed, symbol.lower(), securities) for listed in known if printed and listed)


def _same(one: Words, other: Words, symbol: str, securities: Securities) -> bool:
    shorter, longer = sorted((one, other), key=lambda words: len("".join(words)))
    if "".join(shorter) == "".join(longer):
        return True
    few, many, itself = _singular(shorter), _singular(longer), _singular((symbol,))
    if few != itself and (_begins(longer, shorter) or few <= many):
        return True
    return any(len(word) > 2 and securities.is_rare(word) for word in few & many - itself)


def _singular(words: Words) -> set[str]:
    """Campbell Soup is The Campbell's Company."""
    return {word.removesuffix("s") if len(word) > 3 else word for word in words}


def _begins(longer: Words, shorter: Words) -> bool:
    """Whether a name begins with the whole of another, wherever either parts its words: Wal-Mart Stores."""
    whole = "".join(shorter)
    return any("".join(longer[:count]) == whole for count in range(1, len(longer) + 1))


def _former(symbol: str, name: str, day: date, securities: Securities) -> Former | None:
    """The change of meaning that holds for a symbol beside this name.

    After its day, too, unless another company took the symbol: filers go on typing the one they know.
    """
    words = set(company_words(name))
    for change in securities.changes(symbol):
        named = words.issuperset(company_words(change.company))
        if named and (day < change.until or not _taken(change, securities)):
            return change
    return None


def _taken(change: Former, securities: Securities) -> bool:
    holder, company = securities.company(change.symbol), securities.company(change.now)
    return holder is not None and (company is None or holder.cik != company.cik)


def _sector(security: Security, securities: Securities) -> str:
    """The sector of the company that has the symbol today, unless the asset's name is another company's."""
    disputed = security.listed_as and not security.confirmed
    return "" if disputed else securities.sectors.get(security.symbol, "")


def _listed(symbol: str, former: str | None, securities: Securities, *, confirmed: bool) -> Security:
    company = securities.company(symbol)
    return Security(symbol, former, company.name, confirmed) if company else Security(symbol, former)
