"""/unfollow: ends a follow of the place it was typed in."""

from bot.asking import followed, follows_exactly, place, query
from bot.command import Call, Command
from bot.message import Message
from bot.wording_follows import not_followed, to_end, unfollowed
from storage import follows
from storage.query import stored


def run(call: Call) -> Message:
    if not call.arguments:
        return to_end(followed(call), call.people, call.now.date())
    exact = follows_exactly(call, call.arguments)  # an official who is no longer known can still be let go
    ended = stored(call.arguments) if exact else query(call)
    if not follows.remove(call.transaction, place(call.transaction, call.request).id, ended):
        return not_followed(ended, call.people, followed(call), call.now.date())
    return unfollowed(ended, call.people, followed(call))


COMMAND = Command(
    name="unfollow",
    help="Hear no more of something; alone, it lists what is followed",
    run=run,
    argument="query",
    example="/unfollow pelosi",
    changes=True,
)
