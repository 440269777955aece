"""/follows: what is followed where it was typed."""

from bot.asking import followed, with_freshness
from bot.command import Call, Command
from bot.message import Message
from bot.wording_follows import follows


def run(call: Call) -> Message:
    return with_freshness(call, follows(followed(call), call.people, call.now.date()))


COMMAND = Command(name="follows", help="What is followed here", run=run, example="/follows")
