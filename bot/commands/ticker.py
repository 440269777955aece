"""/ticker: who traded a security, newest first."""

from datetime import timedelta

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.asking import follows_exactly, with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.wording_lookups import never_traded, security
from storage import filings, search
from storage.query import ticker

YEAR = timedelta(days=365)
NEWEST = 10
NEAREST = 3
NEAR = 0.8  # of 1; NVDX is 0.88 to NVDA, which begins alike, and 0.83 to INVX


def run(call: Call) -> Message:
    found = ticker("$" + call.arguments.removeprefix("$"))
    if found is None:
        raise UserError(f"“{call.arguments[:40]}” is not a ticker I can read. Type it like NVDA or BRK.B.")
    symbol, followed = found.symbol, follows_exactly(call, str(found))
    newest = filings.with_ticker(call.transaction, symbol, NEWEST)
    if not newest:
        return with_freshness(call, never_traded(symbol, _nearest(call, symbol), followed))
    counts = search.sides(call.transaction, symbol, call.now.date() - YEAR)
    return with_freshness(call, security(symbol, newest, counts, followed, call.now))


def _nearest(call: Call, symbol: str) -> list[str]:
    traded = [known for known in filings.tickers(call.transaction) if ticker(f"${known}")]
    best = process.extract(symbol, traded, scorer=JaroWinkler.similarity, limit=NEAREST, score_cutoff=NEAR)
    return [known for known, _score, _position in best]


COMMAND = Command(
    name="ticker",
    help="Who traded a security, newest first",
    run=run,
    argument="symbol",
    required=True,
    example="/ticker NVDA",
)
