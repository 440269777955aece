"""/filing: one report whole in pages, or what became of it."""

from bot.asking import with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.paging import parted
from bot.wording_lookups import Page, filing, pages, unread
from storage import documents, filings


def run(call: Call) -> Message:
    name, _, rest = call.arguments.partition(" ")
    held = filings.named(call.transaction, name)
    if held is None:
        return _unread(call, name)
    before, number = parted(rest) if rest else ("", 1)
    if before or number > pages(held):
        raise UserError(f"Report {name} has {pages(held)} pages of rows: /filing {name} 1 is the first.")
    picture = filings.pictures(call.transaction, [held.id]).get(held.id, b"") if number == 1 else b""
    page = Page(f"/filing {name}", number, more=number < pages(held))
    amended_by = filings.amending(call.transaction, held)
    return with_freshness(call, filing(held, picture, page, call.now, amended_by))


def _unread(call: Call, name: str) -> Message:
    entry = documents.named(call.transaction, name)
    if entry is None:
        raise UserError(f"I know no report “{name[:40]}”. Its id stands in its alert and its address.")
    return with_freshness(call, unread(entry, call.now))


COMMAND = Command(
    name="filing",
    help="Every row of one report, its three clocks and its document",
    run=run,
    argument="id",
    required=True,
    example="/filing 20034836",
)
