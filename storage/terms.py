"""The terms of the query language; pure. Each says what it matches, and writes itself as it is saved."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import eq, ge, gt, le, lt

from storage.facts import Facts, holds_words
from storage.model import Chamber, Kind, Side
from storage.vocabulary import COMMITTEES

BARE = re.compile(r"[\w.]+")  # a value that needs no quotation marks
CENTS = 100

COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le, "=": eq}
SIDES: Mapping[str, tuple[Side, ...]] = {
    "buy": (Side.BUY,),
    "sell": (Side.SELL, Side.PARTIAL_SALE),
    "exchange": (Side.EXCHANGE,),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A name as typed, not resolved yet: an official's or a company's."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Labelled:
    """A ticker with the name behind it that we suggest it by, not compared yet; `typed` is both."""

    symbol: str
    company: str
    typed: str

    def __str__(self) -> str:
        return self.typed


@dataclass(frozen=True, slots=True)
class Lately:
    """The last so many days, not resolved yet to dates; `what` is `filed` or `traded`."""

    what: str
    days: int

    def __str__(self) -> str:
        return f"{self.what}:{self.days}d"


@dataclass(frozen=True, slots=True)
class Person:
    official_id: str

    def __str__(self) -> str:
        return self.official_id

    def matches(self, facts: Facts) -> bool:
        return facts.official_id == self.official_id


@dataclass(frozen=True, slots=True)
class Company:
    """A company by folded words that its name, or the asset's as printed, has in a row."""

    words: str

    def __str__(self) -> str:
        return f"company:{_quoted(self.words)}"

    def matches(self, facts: Facts) -> bool:
        return holds_words(facts.names, self.words)


@dataclass(frozen=True, slots=True)
class Ticker:
    """A security by the symbol it has today, or the one it was traded under."""

    symbol: str

    def __str__(self) -> str:
        return f"${self.symbol}"

    def matches(self, facts: Facts) -> bool:
        return facts.trade is not None and self.symbol in (facts.trade.ticker, facts.trade.former_ticker)


@dataclass(frozen=True, slots=True)
class SideIs:
    """`buy`, `sell` (partial sales too) or `exchange`."""

    side: str

    def __str__(self) -> str:
        return self.side

    def matches(self, facts: Facts) -> bool:
        return facts.trade is not None and facts.trade.side in SIDES[self.side]


@dataclass(frozen=True, slots=True)
class Amount:
    """A lower bound of at least so many cents (`>` and `>=`), or an upper bound of at most (`<` and `<=`).

    What has no such bound, or none at all, satisfies neither.
    """

    sign: str
    cents: int

    def __str__(self) -> str:
        return f"{self.sign}{_sum(self.cents)}"

    @property
    def at_least(self) -> bool:
        return self.sign.startswith(">")

    def matches(self, facts: Facts) -> bool:
        if facts.trade is None:
            return False
        low, high = facts.trade.amount.low, facts.trade.amount.high
        if self.at_least:
            return low is not None and low >= self.cents
        return high is not None and high <= self.cents


@dataclass(frozen=True, slots=True)
class ChamberIs:
    chamber: Chamber

    def __str__(self) -> str:
        return self.chamber.value

    def matches(self, facts: Facts) -> bool:
        return facts.filing.chamber is self.chamber


@dataclass(frozen=True, slots=True)
class Keyed:
    """`party:D`, `committee:"armed services"`, `is:late`: one of the values that `vocabulary.KEYS` has."""

    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.key}:{_quoted(self.value)}"

    def matches(self, facts: Facts) -> bool:
        return _KEYED[self.key](facts, self.value)


_KEYED: Mapping[str, Callable[[Facts, str], bool]] = {
    "party": lambda facts, party: facts.party == party,
    "state": lambda facts, state: facts.state == state,
    "committee": lambda facts, name: bool(facts.committees & COMMITTEES[name]),
    "sector": lambda facts, sector: facts.sector == sector,
    "type": lambda facts, kind: facts.kind == kind,
    "owner": lambda facts, owner: facts.trade is not None and facts.trade.owner.value == owner,
    "is": lambda facts, condition: _IS[condition](facts),
}
_IS: Mapping[str, Callable[[Facts], bool]] = {
    "late": lambda facts: facts.late is not None and facts.late > 0,
    "paper": lambda facts: facts.filing.kind is Kind.PAPER,
    "amended": lambda facts: facts.amended,
}


@dataclass(frozen=True, slots=True)
class Days:
    """`late>10`, `delay>=45`: days past due, or from trade to filing. What is not known satisfies none."""

    what: str
    sign: str
    days: int

    def __str__(self) -> str:
        return f"{self.what}{self.sign}{self.days}"

    def matches(self, facts: Facts) -> bool:
        known = facts.late if self.what == "late" else facts.delay
        return known is not None and COMPARISONS[self.sign](known, self.days)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included, either of them open; `what` is `filed` or `traded`."""

    what: str
    first: date | None
    last: date | None

    def __str__(self) -> str:
        return f"{self.what}:{self.first or ''}..{self.last or ''}"

    def matches(self, facts: Facts) -> bool:
        traded = facts.trade.traded if facts.trade else None
        day = facts.filing.filed if self.what == "filed" else traded
        return day is not None and (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class Everything:
    def __str__(self) -> str:
        return "*"

    def matches(self, facts: Facts) -> bool:  # noqa: ARG002
        return True


Plain = Person | Company | Ticker | SideIs | Amount | ChamberIs | Keyed | Days | Span | Everything


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that a term does not find: what is not known to be so is not left out."""

    term: Plain

    def __str__(self) -> str:
        return f"-{self.term}"

    def matches(self, facts: Facts) -> bool:
        return not self.term.matches(facts)


Term = Plain | Not


def _quoted(value: str) -> str:
    return value if BARE.fullmatch(value) else f'"{value}"'


def _sum(cents: int) -> str:
    """`50k`, `1.5m`, `50001`, `2761.57`: as short as it can be said exactly."""
    dollars, rest = divmod(cents, CENTS)
    if rest:
        return f"{dollars}.{rest:02}"
    for unit, size in (("m", 1_000_000), ("k", 1_000)):
        if dollars and dollars % (size // 10) == 0 and dollars >= size:
            return f"{dollars / size:.10g}{unit}"
    return str(dollars)


BARE_TERMS: Mapping[str, SideIs | ChamberIs] = {
    **{side: SideIs(side) for side in SIDES},
    **{"purchase": SideIs("buy"), "sale": SideIs("sell")},
    **{chamber.value: ChamberIs(chamber) for chamber in Chamber},
}
"""The terms that are a word alone."""

SUGGESTED: tuple[tuple[str, str], ...] = (
    ("buy", "purchases only"),
    ("sell", "sales only, partial ones too"),
    ("exchange", "exchanges only"),
    (">15k", "of more than $15,000"),
    (">50k", "of more than $50,000"),
    (">250k", "of more than $250,000"),
    (">1m", "of more than $1,000,000"),
    (">5m", "of more than $5,000,000"),
    ("<15k", "of at most $15,000"),
    ("house", "reported to the House"),
    ("senate", "reported to the Senate"),
    ("executive", "reported to OGE"),
    ("party:D", "by Democrats"),
    ("party:R", "by Republicans"),
    ("state:CA", "by members for a state"),
    ('committee:"armed services"', "by members of a committee"),
    ("sector:technology", "in a sector of the S&P 500"),
    ("type:option", "in options"),
    ("type:stock", "in stocks and exchange-traded funds"),
    ("type:bond", "in bonds"),
    ("type:crypto", "in cryptocurrencies"),
    ("owner:spouse", "of a spouse"),
    ("owner:child", "of a child"),
    ("is:late", "reported after the last day for it"),
    ("is:paper", "reports on paper"),
    ("is:amended", "amendments"),
    ("late>10", "more than 10 days late"),
    ("delay>45", "reported more than 45 days after the trade"),
    ("filed:7d", "filed in the last 7 days; to search, not to follow"),
    ("traded:2026-01..2026-03", "traded in these months; to search, not to follow"),
    ("-exchange", "all but exchanges; - before any term leaves out what it finds"),
    ("*", "everything"),
)
"""Terms to offer while somebody types, each with what it finds."""
