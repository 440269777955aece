"""/unfollow: ends a follow of the place it was typed in."""

from bot.asking import followed, follows_exactly, numbered, place, query
from bot.command import Call, Command
from bot.message import Message
from bot.wording_follows import not_followed, to_end, unfollowed
from storage import follows
from storage.query import Query, stored


def run(call: Call) -> Message:
    if not call.arguments:
        return to_end(followed(call), call.people, call.now.date())
    ended = _meant(call)
    if not follows.remove(call.transaction, place(call.transaction, call.request).id, ended):
        return not_followed(ended, call.people, followed(call), call.now.date())
    return unfollowed(ended, call.people, followed(call))


def _meant(call: Call) -> Query:
    """What is followed under a number, or by its query; an official no longer known can still be let go."""
    if call.arguments.isdecimal():
        return stored(numbered(call, int(call.arguments)).query)
    return stored(call.arguments) if follows_exactly(call, call.arguments) else query(call)


COMMAND = Command(
    name="unfollow",
    help="Hear no more of something; alone, it lists what is followed",
    run=run,
    argument="query",
    example="/unfollow pelosi",
    changes=bool,
)
