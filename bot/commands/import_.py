"""/import: takes the file that /export gave, or its text, here or at another Hilltape."""

from functools import partial

from bot.asking import place, query_to_follow
from bot.command import Call, Command
from bot.message import Message
from bot.portable import read, take
from bot.wording_chats import how_to_import, imported

ROOM = 4_000  # characters of what is typed
FILE_ROOM = 256_000  # bytes; two hundred follows of the greatest length have fewer


def run(call: Call) -> Message:
    text = call.file or call.arguments
    if not text:
        return how_to_import()
    given = read(text)
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
    changes=True,
    room=ROOM,
    file_room=FILE_ROOM,
)
