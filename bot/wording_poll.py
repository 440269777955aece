"""What one poll from the command line has done, and what it did not ask and why."""

from collections.abc import Sequence
from datetime import datetime

from bot.figures import counted, since
from ingest.listing import BackOff
from ingest.poll import PollReport


def done(report: PollReport, left: int) -> str:
    return f"{report.listed} newly listed, {report.read} read, {report.failed} failed, {left} left to read."


def waits(title: str, before: Sequence[BackOff], after: Sequence[BackOff], now: datetime) -> list[str]:
    """A line for each index that is left alone: since before the poll, or because it has failed just now.

    `House Clerk: index 2026FD was not asked, it is left alone until 14:20 UTC. The site refuses our …`
    """
    untouched = {one.index for one in before}
    return [
        f"{title}: index {one.index} {'was not asked, it ' if one.index in untouched else ''}is left alone "
        f"until {since(one.until, now)}. {one.why.rstrip('.')}."
        for one in after
    ]


def tried_later(title: str, count: int, first: datetime | None, now: datetime) -> list[str]:
    """`House Clerk: 3 reports wait for their next try, the first until 14:20 UTC.`"""
    if first is None:
        return []
    if count == 1:
        return [f"{title}: 1 report waits for its next try, until {since(first, now)}."]
    waiting = f"{counted(count, 'report')} wait for their next try"
    return [f"{title}: {waiting}, the first until {since(first, now)}."]
