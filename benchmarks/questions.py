"""What people ask, of the frequent and of the rare: every command, autocomplete and inline mode."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storage import officials, search, tallies
from storage.database import Transaction
from storage.directory import directory
from storage.people import People
from storage.query import parse, resolve
from storage.tables import filings

INLINE, COMPLETE = "inline", "autocomplete"
RANKS = (0, 1, 3, 8, 20, 50, 100, 199)  # of officials and of tickers, by how much of them there is
TYPED_RANKS = RANKS[::3]
NOBODY, NEVER = "boozman", ("ZZZZZ", "NVDX")
UNCHANGING = (
    "start",
    "help",
    "follows",
    "settings",
    "snooze",
    "mute",
    "unmute",
    "export",
    "forget",
    "import",
    "email",
    "webhook",
)
PAGES = (2, 10, 30)
TURNED = ("*", "buy >50k", "-exchange owner:spouse")
QUERIES = (
    *("*", "buy", "buy >50k", "party:D >1m", "sector:technology buy", "is:late", "late>200", "type:option"),
    *(
        "house owner:child >250k",
        "executive owner:child",
        "senate type:crypto",
        "state:WY sell",
        "-buy -sell",
    ),
    *('committee:"armed services"', "filed:2015-01..2015-03 >250k", "filed:7d", "traded:2013-01", "is:paper"),
    *("party:R is:paper", "owner:child >5m", "exchange owner:spouse >25m", "delay>800", "is:amended"),
    *("company:city", 'company:"city of austin"', "company:corp buy", "company:technologies"),
)
FOLLOWED = (
    "*",
    "party:D sector:technology >50k -exchange",
    "is:late",
    "company:city",
    "$NVDA buy",
    "state:CA",
)
LINES = ("buy >5", "party:d sector:tech", "house owner:sp", "is:", "filed:7d comm")
INLINE_LINES = ("nvda buy", "sector:technology buy >1m", "city of austin", "is:late senate", "executive >50m")


@dataclass(frozen=True, slots=True)
class Question:
    """`what` is a command, INLINE or COMPLETE; `text` is typed, with many trades `many` where it differs."""

    what: str
    text: str
    many: str = ""

    def typed(self, *, many: bool) -> str:
        return self.many or self.text if many else self.text


@dataclass(frozen=True, slots=True)
class Named:
    """Whom and what is asked about, the most frequent first; reports by their ids, `printed` from a PDF."""

    people: Sequence[str]
    surnames: Sequence[str]
    symbols: Sequence[str]
    reports: Sequence[str]
    longest: str
    printed: str


def named(transaction: Transaction, year: str, printed: str) -> Named:
    """From the smaller database: the larger one has it all too, and more of it."""
    people = _ranked([name for name, _ in tallies.top(transaction, tallies.OFFICIAL, year, "number", 200)])
    symbols = _ranked([name for name, _ in tallies.top(transaction, tallies.TICKER, year, "number", 200)])
    known = officials.of(transaction, people)
    ids = select(filings.c.document_id).where(filings.c.document_id != printed)
    longest = transaction.scalars(ids.order_by(filings.c.rows.desc(), filings.c.id).limit(1)).one()
    reports = transaction.scalars(
        ids.where(filings.c.id % 97 == 1).order_by(filings.c.id.desc()).limit(8)
    ).all()
    surnames = [known[one].name.split()[-1] for one in people]
    return Named(people, surnames, symbols, reports, longest, printed)


def _ranked(found: Sequence[str]) -> list[str]:
    return [found[min(rank, len(found) - 1)] for rank in RANKS if rank < len(found) or rank == RANKS[0]]


def questions(of: Named) -> Iterator[Question]:
    """Everything asked; searches for later pages are made by `turned`."""
    yield from (Question(f"/{name}", f"/{name}") for name in UNCHANGING)
    yield from _commands(of)
    yield from _rankings()
    yield from (Question(INLINE, text) for text in _inline(of))
    yield from (Question(COMPLETE, text) for text in _completed(of))


def _commands(of: Named) -> Iterator[Question]:
    def each(name: str, arguments: Sequence[str]) -> Iterator[Question]:
        return (Question(f"/{name}", f"/{name} {one}".strip()) for one in arguments)

    symbols = [f"${one}" for one in of.symbols]
    both = [f"{one} {other}" for one, other in zip(of.people, symbols, strict=False)]
    narrow = [f"{of.people[0]} buy >50k", f"{of.people[0]},{of.people[-1]} sell", f"{symbols[0]} is:late"]
    searched = [*QUERIES, *of.people, *symbols, *both[:3], *narrow]
    reports = [*of.reports, of.longest, of.printed]
    yield from each("official", [*of.people, NOBODY])
    yield from each("ticker", [*of.symbols, *NEVER])
    yield from each("chart", [*of.people, *symbols, *both])
    yield from each("search", searched)
    yield from each("follow", [text for text in searched if "filed:" not in text and "traded:" not in text])
    yield from each("unfollow", [*of.people[:3], *symbols[:3]])
    yield from each("recent", ["", "2", "10", "90", *of.people, f"{of.people[0]} 2"])
    pages = [f"{of.longest} {number}" for number in (1, 2, 5)]
    yield from each("filing", [*reports, *pages, f"{of.printed} row 1", "90000020"])
    yield from each("why", ["", *reports, *of.people, NOBODY, "90000020"])
    yield from each("status", [""])


def _rankings() -> Iterator[Question]:
    for of in ("officials", "tickers"):
        for by in ("volume", "count", "late"):
            for period in ("week", "month", "quarter", "year", "all"):
                yield Question("/top", f"/top {of} {by} {period}")


def _inline(of: Named) -> Iterator[str]:
    yield ""
    yield from _keystrokes([*of.surnames[::3], *(f"${one}" for one in of.symbols[::3])])
    yield from (*of.symbols, *of.surnames, *INLINE_LINES, f"{of.surnames[0]} buy", "zzzzzz")


def _completed(of: Named) -> Iterator[str]:
    yield from (
        f"/{name} " for name in ("official", "ticker", "search", "filing", "unfollow", "recent", "top")
    )
    for words in _keystrokes(of.surnames[::3]):
        yield from (f"/official {words}", f"/search buy {words}")
    for words in _keystrokes([*of.symbols[::3], "microsoft"]):
        yield from (f"/ticker {words}", f"/chart ${words}")
    for words in (*of.reports[:2], of.surnames[0], "9"):
        yield from (f"/filing {words[:end]}" for end in (1, 3, 8))
    yield from (f"/search {words}" for words in LINES)
    yield from ("/unfollow buy", "/unfollow sector", "/ticker ZZZZZ", "/official zzzzz")


def _keystrokes(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from (text[:end] for end in range(1, len(text) + 1))


def turned(few: Transaction, many: Transaction, people: People, of: Named, today: date) -> Iterator[Question]:
    """Later pages of searches, where a person who goes on pressing `Older` gets to."""
    for text in (*TURNED, of.people[0], f"${of.symbols[0]}"):
        for page in PAGES:
            begins = [_begin(each, people, text, page, today) for each in (few, many)]
            if all(begins):
                small, large = (f"/search {text} after:{place}" for place in begins)
                yield Question("/search", small, large)


def _begin(transaction: Transaction, people: People, text: str, page: int, today: date) -> int | None:
    query = resolve(parse(text), directory(transaction, people), today)
    found = search.places(transaction, query, 12 * (page - 1))
    return found[-1] if len(found) == 12 * (page - 1) else None
