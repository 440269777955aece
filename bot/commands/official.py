"""/official: a person's office, a year of their trades, and their newest reports."""

from collections.abc import Sequence
from datetime import timedelta

from bot.asking import follows_exactly, with_freshness
from bot.charts import first_month, picture
from bot.command import Call, Command
from bot.message import Message
from bot.wording_filings import official
from bot.wording_official import Profile, profile
from ingest.identify import bears
from storage import aggregates, documents, filings
from storage.aggregates import Of
from storage.documents import Entry
from storage.model import Official
from storage.names import name_words

YEAR = timedelta(days=365)
NEWEST = 5
MOST_TRADED = 5


def run(call: Call) -> Message:
    person, since = call.people.find(call.arguments), call.now.date() - YEAR
    transaction, theirs = call.transaction, Of(official_id=person.id)
    held = Profile(
        official=person,
        namesakes=call.people.namesakes(person),
        serving=call.people.serving(person),
        sides=aggregates.sides(transaction, theirs, since),
        delay=aggregates.median_delay(transaction, theirs, since),
        tickers=aggregates.tickers(transaction, theirs, since, MOST_TRADED),
        unproven=aggregates.unproven(transaction, person.id, since),
        reports=aggregates.reports(transaction, person.id, since),
        newest=filings.recent(transaction, NEWEST, person.id),
        unread=unread(call, person),
        followed=follows_exactly(call, person.id),
        picture=picture(
            official(person, call.now.date()),
            aggregates.months(transaction, theirs, first_month(call.now)),
            call.now,
        ),
    )
    return with_freshness(call, profile(held, call.now))


def unread(call: Call, person: Official) -> Sequence[Entry]:
    """Documents not read yet that the site lists under this name; who filed is proven only by reading."""
    names = [name_words(name) for name in person.reference_names]
    surnames = {name[-1] for name in names if name}
    found = {
        (entry.listing.source, entry.listing.document_id): entry
        for surname in sorted(surnames)
        for entry in documents.unread(call.transaction, surname)
        if any(bears(name, name_words(entry.listing.filer)) for name in names)
    }
    return list(found.values())


COMMAND = Command(
    name="official",
    help="What an official traded, how much, how fast it was reported",
    run=run,
    argument="name",
    required=True,
    example="/official pelosi",
)
