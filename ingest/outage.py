"""When a site is down, and how long it wants to be left alone."""

from collections.abc import Sequence
from datetime import timedelta

from ingest.errors import Refused, Unavailable, Unreachable, WrongKind

SITE_DOWN = 3  # refusals in a row, after which the rest waits for the next poll
REFUSALS = (Unreachable, Refused, Unavailable, WrongKind)  # for a 404 or a damaged report the site is up


def site_is_down(done: Sequence[Exception | None]) -> bool:
    """Whether the last requests were refused one after another, whatever they were for."""
    last = done[-SITE_DOWN:]
    return len(last) == SITE_DOWN and all(isinstance(problem, REFUSALS) for problem in last)


def told_to_wait(problem: Exception) -> timedelta:
    """How long the site itself asked us to wait (Retry-After)."""
    seconds = problem.retry_after if isinstance(problem, Unavailable) else None
    return timedelta(seconds=seconds or 0)
