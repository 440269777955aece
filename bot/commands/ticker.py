"""/ticker: who trades a security, how much in a year, and the newest of it."""

import re
from datetime import timedelta

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.asking import follows_exactly, query, with_freshness
from bot.charts import first_month, picture
from bot.command import Call, Command
from bot.errors import UserError
from bot.meant import understood
from bot.message import Button, Message
from bot.wording_errors import whole, wrong
from bot.wording_ticker import Security, never_traded, security
from storage import aggregates, search, tallies
from storage.aggregates import Of
from storage.parse import LABEL
from storage.query import QueryError, Ticker, ticker

YEAR = timedelta(days=365)
NEWEST = 8
PEOPLE = 5
NEAREST = 3
NEAR = 0.8  # of 1; NVDX is 0.88 to NVDA, which begins alike, and 0.83 to INVX


def run(call: Call) -> Message:
    found = _symbol(call)
    if found is None:
        return _no_ticker(call)
    symbol, followed = found.symbol, follows_exactly(call, str(found))
    newest = search.with_ticker(call.transaction, symbol, NEWEST)
    if not newest:
        instead = None if call.arguments.startswith("$") else _otherwise(call)
        return with_freshness(call, never_traded(symbol, _nearest(call, symbol), instead, followed))
    of, since = Of(symbol=symbol), call.now.date() - YEAR
    traders = aggregates.officials(call.transaction, of, since, PEOPLE)
    held = Security(
        symbol=symbol,
        sides=aggregates.sides(call.transaction, of, since),
        traders=[(person, tally) for name, tally in traders if (person := call.people.get(name))],
        newest=newest,
        followed=followed,
        picture=picture(symbol, aggregates.months(call.transaction, of, first_month(call.now)), call.now),
    )
    return with_freshness(call, security(held, call.now))


def _symbol(call: Call) -> Ticker | None:
    """`NVDA`, `$nvda`, or as it is suggested: `NVDA (NVIDIA CORP)`. Raises QueryError for another's name."""
    typed = "$" + call.arguments.removeprefix("$")
    if not re.fullmatch(LABEL, typed):
        return ticker(typed)
    try:
        terms = [term for clause in query(call, typed).clauses for term in clause]
    except QueryError:
        if _otherwise(call):  # Khanna (D, CA-17)
            return None
        raise
    return next((term for term in terms if isinstance(term, Ticker)), None)


def _no_ticker(call: Call) -> Message:
    """What else was typed, if that is known. Raises UserError."""
    instead = _otherwise(call)
    if instead is None:
        raise UserError(f"“{call.arguments[:40]}” is not a ticker I can read. Type it like NVDA or BRK.B.")
    return wrong(f"“{call.arguments}” is not a ticker. Did you mean {instead.label}?", buttons=[instead])


def _otherwise(call: Call) -> Button | None:
    """The command for a name, a company or a query of several words."""
    found = understood(call.transaction, call.people, call.arguments, call.now.date())
    return whole(*found) if found and found[0] != "ticker" else None


def _nearest(call: Call, symbol: str) -> list[str]:
    traded = [known for known in tallies.values(call.transaction, tallies.TICKER) if ticker(f"${known}")]
    best = process.extract(symbol, traded, scorer=JaroWinkler.similarity, limit=NEAREST, score_cutoff=NEAR)
    return [known for known, _score, _position in best]


COMMAND = Command(
    name="ticker",
    help="Who trades a security, how much, and the newest trades",
    run=run,
    argument="symbol",
    required=True,
    example="/ticker NVDA",
)
