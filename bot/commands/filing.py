"""/filing: one report whole, or what became of it."""

from bot.asking import with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.wording_lookups import filing, unread
from storage import documents, filings


def run(call: Call) -> Message:
    held = filings.named(call.transaction, call.arguments)
    if held:
        picture = filings.pictures(call.transaction, [held.id]).get(held.id, b"")
        amended_by = filings.amending(call.transaction, held)
        return with_freshness(call, filing(held, picture, call.now, amended_by))
    entry = documents.named(call.transaction, call.arguments)
    if entry is None:
        raise UserError(
            f"I know no report “{call.arguments[:40]}”. Its id stands in its alert and its address."
        )
    return with_freshness(call, unread(entry, call.now))


COMMAND = Command(
    name="filing",
    help="Every row of one report, its three clocks and its document",
    run=run,
    argument="id",
    required=True,
    example="/filing 20034836",
)
