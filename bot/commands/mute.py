"""/mute: an official whose reports do not come here, whatever else is followed."""

from bot.asking import muted, place
from bot.command import Call, Command
from bot.message import Message
from bot.wording_mutes import muted_now, mutes_here
from storage import mutes


def run(call: Call) -> Message:
    if not call.arguments:
        return mutes_here(muted(call), call.people)
    person = call.people.find(call.arguments)
    here = place(call.transaction, call.request)
    new = mutes.add(call.transaction, here.id, person.id, call.now)
    return muted_now(person, call.now, new=new)


COMMAND = Command(
    name="mute",
    help="Hear nothing of an official here, whatever else you follow",
    run=run,
    argument="name",
    example="/mute pelosi",
    changes=bool,
)
