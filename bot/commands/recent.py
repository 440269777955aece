"""/recent: the newest reports, of everybody or of one official, in pages."""

from bot.asking import with_freshness
from bot.command import Call, Command
from bot.message import Message
from bot.paging import Page, parted
from bot.wording_lookups import recent
from storage import filings

ROWS = 10


def run(call: Call) -> Message:
    name, number = parted(call.arguments)
    person = call.people.find(name) if name else None
    skipped = ((number or 1) - 1) * ROWS
    held = filings.recent(call.transaction, ROWS + 1, person.id if person else None, offset=skipped)
    asked = f"/recent {person.id}" if person else "/recent"
    page = Page(asked, number or 1, turned=number is not None, more=len(held) > ROWS)
    return with_freshness(call, recent(held[:ROWS], person, page, call.now))


COMMAND = Command(
    name="recent",
    help="The newest reports, of everybody or of one official",
    run=run,
    argument="name",
    example="/recent or /recent pelosi",
)
