"""Reads what a first run only recorded; what it reads never alerts, and stopping it loses nothing."""

from collections.abc import Callable
from datetime import date

from ingest.listing import list_new
from ingest.outage import site_is_down
from ingest.parts import Ingest
from ingest.poll import PollReport, report, take
from storage import documents


def backfill(parts: Ingest, since: date, progress: Callable[[int, int], None]) -> PollReport:
    """Reads every recorded report filed since then, newest first; `progress` gets (done, in all).

    It ends early when the site is down; what is left waits for the next backfill.
    """
    done: list[Exception | None] = []
    new = list_new(parts, parts.source.indexes(parts.clock().date()), done)
    with parts.database.read() as transaction:
        waiting = documents.waiting(transaction, parts.source.name, since)
    taken: list[Exception | None] = []
    progress(0, len(waiting))
    for entry in waiting:
        if parts.stopping() or site_is_down([*done, *taken]):
            break
        taken.append(take(parts, entry))
        progress(len(taken), len(waiting))
    return report(new, taken)
