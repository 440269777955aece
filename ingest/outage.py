"""When a site is down, and how long it wants to be left alone."""

from collections.abc import Sequence
from datetime import timedelta

from ingest.errors import Refused, SessionLost, Unavailable, Unreachable, WrongKind

SITE_DOWN = 3  # refusals in a row, after which the rest waits for the next poll
# for a 404 or a damaged report the site is up
REFUSALS = (Unreachable, Refused, Unavailable, WrongKind, SessionLost)


def site_is_down(done: Sequence[Exception | None]) -> bool:
    """Whether the last requests were refused one after another, whatever they were for.

    A site that refuses us by name (401 or 403) is not asked a second time.
    """
    last = done[-SITE_DOWN:]
    if last and isinstance(last[-1], Refused):
        return True
    return len(last) == SITE_DOWN and all(isinstance(problem, REFUSALS) for problem in last)


def told_to_wait(problem: Exception) -> timedelta:
    """How long the site itself asked us to wait (Retry-After)."""
    seconds = problem.retry_after if isinstance(problem, Unavailable) else None
    return timedelta(seconds=seconds or 0)
