"""/search: the newest trades that match a query, in pages."""

import re
from dataclasses import replace

from bot.asking import follows_exactly, query, with_freshness
from bot.command import Call, Command
from bot.message import Message
from bot.wording_search import Result, result
from storage import search

ROWS = 12
AFTER = re.compile(r"\s?after:(\d{1,24})$")  # where a page begins, as the button to it types


def run(call: Call) -> Message:
    begin = AFTER.search(call.arguments)
    wanted = query(replace(call, arguments=AFTER.sub("", call.arguments)))
    after = int(begin[1]) or None if begin else None
    if after is None:
        page, rows = search.first(call.transaction, wanted, ROWS)
    else:
        page, rows = search.page(call.transaction, wanted, ROWS, after), None
    held = Result(
        query=wanted,
        page=page,
        first=after is None,
        turned=begin is not None,
        rows=rows,
        most=search.MOST,
        followed=follows_exactly(call, str(wanted)),
    )
    return with_freshness(call, result(held, call.people, call.now))


COMMAND = Command(
    name="search",
    help="The newest trades that match a query: pelosi $NVDA buy >50k is:late",
    run=run,
    argument="query",
    required=True,
    example="/search pelosi or /search $NVDA buy",
)
