"""/export: what this chat follows and how it is set, as a file that any other Hilltape takes."""

from bot.asking import here
from bot.command import Call, Command
from bot.message import Message
from bot.portable import gather, written
from bot.wording_chats import exported, nothing_kept


def run(call: Call) -> Message:
    place = here(call)
    return exported(written(gather(call.transaction, place))) if place else nothing_kept()


COMMAND = Command(
    name="export",
    help="What is followed here and how it is set, to take elsewhere",
    run=run,
    example="/export",
)
