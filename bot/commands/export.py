"""/export: what this chat follows and how it is set, as text that any other Hilltape takes."""

from bot.asking import here
from bot.command import Call, Command
from bot.message import Message
from bot.portable import gather, pieces
from bot.wording_chats import exported, nothing_kept

ROOM = 1_500  # characters of a text; no channel breaks one of so many


def run(call: Call) -> Message:
    place = here(call)
    return exported(pieces(gather(call.transaction, place), ROOM)) if place else nothing_kept()


COMMAND = Command(
    name="export",
    help="What is followed here and how it is set, to take elsewhere",
    run=run,
    example="/export",
)
