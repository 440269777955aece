"""/follow: saves a query for the place it was typed in."""

from datetime import timedelta

from bot.asking import place, query, with_freshness
from bot.command import Call, Command
from bot.errors import UserError
from bot.message import Message
from bot.wording_follows import DRY_RUN_DAYS, followed_already, following
from storage import follows, search

NEWEST = 3


def run(call: Call) -> Message:
    wanted, here = query(call), place(call.transaction, call.request)
    wanted.check_follow()
    if len(follows.of(call.transaction, here.id)) >= follows.MAX_PER_PLACE:
        raise UserError(
            f"This chat follows {follows.MAX_PER_PLACE} things, the most it may. /unfollow one first."
        )
    if follows.add(call.transaction, here.id, wanted, call.now) is None:
        return followed_already(wanted, call.people)
    since = call.now.date() - timedelta(days=DRY_RUN_DAYS)
    alerts = search.count(call.transaction, wanted, since)
    newest = search.newest(call.transaction, wanted, since, NEWEST)
    return with_freshness(call, following(wanted, call.people, alerts, newest, call.now))


COMMAND = Command(
    name="follow",
    help="Hear of new reports: of an official, a ticker, or * for everything",
    run=run,
    argument="query",
    required=True,
    example="/follow pelosi or /follow $NVDA",
    changes=True,
)
