"""/unmute: hear of an official again."""

from bot.asking import muted, place
from bot.command import Call, Command
from bot.message import Message
from bot.wording_mutes import mutes_here, not_muted, unmuted
from storage import mutes


def run(call: Call) -> Message:
    held = muted(call)
    if not call.arguments:
        return mutes_here(held, call.people)
    person_id = call.arguments if call.arguments in held else call.people.find(call.arguments).id
    ended = mutes.remove(call.transaction, place(call.transaction, call.request).id, person_id)
    return (unmuted if ended else not_muted)(person_id, call.people)


COMMAND = Command(
    name="unmute",
    help="Hear of a muted official again; alone, it lists who is muted here",
    run=run,
    argument="name",
    example="/unmute pelosi",
    changes=bool,
)
