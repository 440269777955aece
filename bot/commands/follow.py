"""/follow: shows what a query would have brought, and on a "yes" saves it for the place it was typed in."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.asking import CONFIRMED, followed, place, query_to_follow, with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.wording_follows import DRY_RUN_DAYS, DryRun, dry_run, followed_already, following, how_to, not_now
from storage import follows, search
from storage.model import Follow
from storage.query import Query

NEWEST = 3
REFUSED = "no"
ROLE = re.compile(r"<@&(\d{5,20})>", re.ASCII)  # as Discord writes a role's mention


@dataclass(frozen=True, slots=True)
class Wish:
    """`$NVDA <@&1234567> yes`: a query, the role that its alerts mention, and the answer to the dry run."""

    query: str
    role: str = ""
    answer: str = ""

    @classmethod
    def read(cls, arguments: str) -> "Wish":
        roles = ROLE.findall(arguments)
        words = ROLE.sub(" ", arguments).split()
        answer = words.pop().lower() if words and words[-1].lower() in (CONFIRMED, REFUSED) else ""
        return cls(" ".join(words), roles[0] if roles else "", answer)


def run(call: Call) -> Message:
    wish = Wish.read(call.arguments)
    if not wish.query:
        return how_to()
    wanted = query_to_follow(call, wish.query)
    if wish.answer == REFUSED:
        return not_now(wanted, call.people)
    if wish.role and not (call.request.channel == "discord" and call.request.address.group):
        raise UserError("Only on a Discord server can a follow mention a role. Leave the role out here.")
    held = next((one for one in followed(call) if one.query == str(wanted)), None)
    if held and wish.role in ("", held.role):
        return followed_already(held, call.people)
    if wish.answer == CONFIRMED:
        return _follow(call, wanted, wish.role, held)
    return with_freshness(call, dry_run(_tried(call, wanted, wish.role), call.people, call.now))


def _tried(call: Call, wanted: Query, role: str) -> DryRun:
    since = call.now.date() - timedelta(days=DRY_RUN_DAYS)
    alerts, newest = search.lately(call.transaction, wanted, since, NEWEST)
    return DryRun(wanted, alerts, newest, role, call.request.person.may_change)


def _follow(call: Call, wanted: Query, role: str, held: Follow | None) -> Message:
    here = place(call.transaction, call.request)
    number = len(follows.of(call.transaction, here.id))
    if held:
        follows.set_role(call.transaction, held, role)
    elif number >= follows.MAX_PER_PLACE:
        raise UserError(
            f"This chat follows {follows.MAX_PER_PLACE} things, the most it may. /unfollow one first."
        )
    else:
        follows.add(call.transaction, here.id, wanted, call.now, role=role)
        number += 1
    return following(wanted, role, number, call.people, call.now)


COMMAND = Command(
    name="follow",
    help="Hear of new reports: of an official, a ticker, or * for everything",
    run=run,
    argument="query",
    role=True,
    example="/follow pelosi or /follow $NVDA",
    changes=lambda arguments: Wish.read(arguments).answer == CONFIRMED,
)
