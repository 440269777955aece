"""/filing: one report whole in pages, or what became of it."""

from bot.asking import clock, row_picture, whole_id, with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.figures import counted
from bot.message import Message
from bot.paging import Page, parted
from bot.wording_lookups import filing, no_report, pages, row_of, unread
from storage import documents, filings, images
from storage.model import Stored

ROW = "row "


def run(call: Call) -> Message:
    typed, _, rest = call.arguments.partition(" ")
    name = whole_id(call, typed)
    held = filings.named(call.transaction, name)
    if held is None:
        return _unread(call, name)
    if rest.lower().startswith(ROW):
        return _row(call, held, rest[len(ROW) :].strip())
    before, number = parted(rest)
    if before or (number or 1) > pages(held):
        raise UserError(f"Report {name} has {counted(pages(held), 'page')} of rows: /filing {name} 1.")
    picture = b"" if number else images.of_filings(call.transaction, [held.id]).get(held.id, b"")
    page = Page(f"/filing {name}", number or 1, turned=number is not None, more=(number or 1) < pages(held))
    amended_by = filings.amending(call.transaction, held)
    return with_freshness(call, filing(held, picture, page, clock(call), amended_by))


def _row(call: Call, held: Stored, number: str) -> Message:
    """One row, as it stands in the document."""
    rows = {str(trade.ordinal): trade for trade in held.filing.trades}
    if number not in rows:
        raise UserError(f"Report {held.filing.document_id} has rows 1 to {len(rows)}: /filing ID row 1.")
    return with_freshness(call, row_of(held, rows[number], row_picture(call, held, int(number)), clock(call)))


def _unread(call: Call, name: str) -> Message:
    entry = documents.named(call.transaction, name)
    if entry is None:
        raise UserError(no_report(name))
    return with_freshness(call, unread(entry, clock(call)))


COMMAND = Command(
    name="filing",
    help="Every row of one report, its three clocks and its document",
    run=run,
    argument="id",
    required=True,
    example="/filing 20034836",
)
