"""/import: takes what /export gave, here or at another Hilltape."""

from functools import partial

from bot.asking import place, query_to_follow
from bot.command import Call, Command
from bot.message import Message
from bot.portable import read, take
from bot.wording_chats import how_to_import, imported

ROOM = 4_000  # characters; a longer one is taken by `hilltape import`


def run(call: Call) -> Message:
    if not call.arguments:
        return how_to_import()
    given = read(call.arguments)
    here = place(call.transaction, call.request)
    return imported(
        take(call.transaction, here, given, call.people, partial(query_to_follow, call), call.now)
    )


COMMAND = Command(
    name="import",
    help="Follow and set here what /export gave",
    run=run,
    argument="text",
    example='/import {"hilltape": 1, "follows": ["P000197", "$NVDA"]}',
    changes=bool,
    room=ROOM,
)
