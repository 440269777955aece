"""/follows: what is followed where it was typed, to look at, pause, change and end one by one."""

import re
from collections.abc import Callable, Mapping

from bot.asking import CONFIRMED, followed, muted, numbered, query_to_follow, with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.wording_follows import followed_already, unfollowed
from bot.wording_listing import card, changed, how_to_change, listing
from storage import follows
from storage.model import Follow
from storage.query import stored

TYPED = re.compile(r"(?P<what>[a-z]*) ?(?P<number>\d{1,9})(?: (?P<query>.+))?")
HOW = "I know edit, pause, resume, change and delete, each with a number of the list: /follows pause 1."
Act = Callable[[Call, Follow, str], Message]


def run(call: Call) -> Message:
    if not call.arguments:
        return _list(call, 1)
    typed = TYPED.fullmatch(call.arguments.lower())
    what = (typed["what"] or "edit") if typed else ""
    if typed and what == "page":
        return _list(call, int(typed["number"]))
    if typed is None or what not in ACTS:
        raise UserError(HOW)
    held = numbered(call, int(typed["number"]))
    return ACTS[what](call, held, call.arguments[typed.start("query") :] if typed["query"] else "")


def _list(call: Call, page: int) -> Message:
    listed = listing(followed(call), muted(call), call.people, call.now.date(), page)
    return with_freshness(call, listed)


def _show(call: Call, held: Follow, _text: str) -> Message:
    return card(held, call.people, call.now)


def _pause(call: Call, held: Follow, _text: str) -> Message:
    return _set_paused(call, held, paused=True)


def _resume(call: Call, held: Follow, _text: str) -> Message:
    return _set_paused(call, held, paused=False)


def _set_paused(call: Call, held: Follow, *, paused: bool) -> Message:
    follows.pause(call.transaction, held, paused=paused)
    again = follows.find(call.transaction, held.place_id, stored(held.query))
    return card(again or held, call.people, call.now)


def _change(call: Call, held: Follow, text: str) -> Message:
    if not text:
        return how_to_change(held, call.people)
    wanted = query_to_follow(call, text.removesuffix(f" {CONFIRMED}"))
    made = follows.change(call.transaction, held, wanted, call.now)
    if made is None:
        return followed_already(follows.find(call.transaction, held.place_id, wanted) or held, call.people)
    return changed(held, made, call.people, call.now)


def _delete(call: Call, held: Follow, _text: str) -> Message:
    query = stored(held.query)
    follows.remove(call.transaction, held.place_id, query)
    return unfollowed(query, call.people, followed(call), in_list=True)


ACTS: Mapping[str, Act] = {
    "edit": _show,
    "pause": _pause,
    "resume": _resume,
    "change": _change,
    "delete": _delete,
}
CHANGING = ("pause", "resume", "change", "delete")

COMMAND = Command(
    name="follows",
    help="What is followed here, and how to pause, change or end it",
    run=run,
    argument="action",
    example="/follows",
    changes=lambda arguments: arguments.lower().startswith(CHANGING),
)
