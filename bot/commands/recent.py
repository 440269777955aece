"""/recent: the newest reports of everybody."""

from bot.asking import with_freshness
from bot.command import Call, Command
from bot.message import Message
from bot.wording_lookups import recent
from storage import filings

NEWEST = 10


def run(call: Call) -> Message:
    return with_freshness(call, recent(filings.recent(call.transaction, NEWEST), call.now))


COMMAND = Command(name="recent", help="The newest reports", run=run, example="/recent")
