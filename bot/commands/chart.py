"""/chart: twelve months of an official's trades, of a security's, or of his with that one, as a picture."""

from bot.asking import query, with_freshness
from bot.charts import by_month, first_month, picture
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.wording_chart import chart
from storage import aggregates
from storage.aggregates import Of
from storage.query import Person, Query, Ticker

WHAT = "A chart shows an official, a ticker or both: /chart pelosi, /chart $NVDA or /chart pelosi $NVDA."


def run(call: Call) -> Message:
    of = _of(query(call))
    held = aggregates.months(call.transaction, of, first_month(call.now))
    person = call.people.get(of.official_id)
    name = " with ".join(filter(None, (person.name if person else of.official_id, of.symbol)))
    months = by_month(held, call.now)
    return with_freshness(call, chart(name, of, months, picture(name, held, call.now)))


def _of(wanted: Query) -> Of:
    """The one official and the one ticker of a query that has nothing else. Raises UserError."""
    terms = [term for clause in wanted.clauses for term in clause]
    people = [term.official_id for term in terms if isinstance(term, Person)]
    symbols = [term.symbol for term in terms if isinstance(term, Ticker)]
    alone = all(len(clause) == 1 for clause in wanted.clauses)
    if not alone or len(people) > 1 or len(symbols) > 1 or len(people) + len(symbols) != len(terms):
        raise UserError(WHAT)
    return Of("".join(people), "".join(symbols))


COMMAND = Command(
    name="chart",
    help="A year of an official's or a ticker's trades by month, as a picture",
    run=run,
    argument="query",
    required=True,
    example="/chart pelosi or /chart $NVDA",
)
