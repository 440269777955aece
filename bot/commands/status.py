"""/status: how Hilltape does."""

from datetime import timedelta

from bot.asking import clock
from bot.command import Call, Command
from bot.message import Message
from bot.wording_status import Coverage, Status, status
from storage import documents, health, holds, officials, tallies
from storage import status as measured

LATENCY_DAYS = 7
FAILURES = 5


def run(call: Call) -> Message:
    sources, since = documents.sources(call.transaction), call.now - timedelta(days=LATENCY_DAYS)
    failures = [e for name in sources for e in documents.failures(call.transaction, name, FAILURES)]
    held = Status(
        health=health.everything(call.transaction),
        waits=holds.everywhere(call.transaction, call.now),
        latency=measured.latency(call.transaction, since),
        latency_days=LATENCY_DAYS,
        coverage={name: _coverage(call, name) for name in sources},
        failures=failures[:FAILURES],
        deliveries=measured.deliveries_by_state(call.transaction, sent_since=since),
        repeats=measured.repeats(call.transaction),
        officials=officials.as_of(call.transaction),
    )
    return status(held, clock(call))


def _coverage(call: Call, name: str) -> Coverage:
    return Coverage(
        reports=tallies.get(call.transaction, tallies.REPORTS, name).number,
        trades=tallies.get(call.transaction, tallies.SOURCE, name).number,
        since=tallies.first_month(call.transaction, tallies.REPORTS, name),
        pending=documents.counts(call.transaction, name, unread=True),
    )


COMMAND = Command(
    name="status", help="Is the data fresh, how fast are alerts, what failed", run=run, example="/status"
)
