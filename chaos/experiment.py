"""One experiment: reports appear all the while, and for some seconds of it something goes wrong."""

import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, pairwise

from benchmarks.kills import counted, publish
from chaos.troubles import World, troubles
from replica.rig import DOCUMENT, wait_for

BEFORE, DURING, AFTER = 2, 4, 2  # reports
BETWEEN = 1.1  # seconds between reports; we ask the site for no more than one a second
PATIENCE = 90.0
RECOVERED = 10.0

numbers = count(20900001)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Over every chat and report: `lost` never came; of the others, by platform, what came more than once.

    `out_of_order` counts reports that came after one the service fetched later. `recovery` are the seconds
    from the end of the trouble, or of the wait that a platform asked for in it, until all that had appeared
    while it lasted had arrived.
    """

    troubles: tuple[str, ...]
    reports: int
    lost: int
    out_of_order: int
    repeated_telegram: int
    repeated_discord: int
    counted_by_the_service: int
    recovery: float

    @property
    def well(self) -> bool:
        repeats = self.repeated_discord == 0 and self.repeated_telegram <= self.counted_by_the_service
        return not self.lost and not self.out_of_order and repeats and self.recovery <= RECOVERED


def run(world: World, names: Sequence[str], database: str) -> Outcome:
    before = counted(database)
    known = troubles("sqlite" if world.postgres is None else "postgresql")
    reports = [_publish(world) for _ in range(BEFORE)]
    with ExitStack() as going_wrong:
        for name in names:
            going_wrong.enter_context(known[name](world))
        reports += [_publish(world) for _ in range(DURING)]
    ended, by_then = datetime.now(UTC), list(reports)
    reports += [_publish(world) for _ in range(AFTER)]
    lost = _wait(world, reports)
    heard = [*_told_on_telegram(world), *_told_on_discord(world)]
    ended = max([ended, *world.waits])
    arrived = [at for told in heard for at, number in told if number in by_then]
    telegram, discord = _twice(_told_on_telegram(world), reports), _twice(_told_on_discord(world), reports)
    return Outcome(
        troubles=tuple(names),
        reports=len(reports),
        lost=lost,
        out_of_order=sum(_out_of_order(world, told, reports) for told in heard),
        repeated_telegram=telegram,
        repeated_discord=discord,
        counted_by_the_service=counted(database) - before,
        recovery=round(max((at - ended).total_seconds() for at in [ended, *arrived]), 1),
    )


Told = list[tuple[datetime, str]]
"""What one chat was told, as it came: when, and of which report."""


def _publish(world: World) -> str:
    document_id = str(next(numbers))
    publish(world.outside, document_id)
    time.sleep(BETWEEN)
    return document_id


def _told_on_telegram(world: World) -> list[Told]:
    messages = list(world.outside.telegram.messages)
    return [
        [(m.at, number) for m in messages if m.chat == chat.id for number in _named(m.text)]
        for chat in world.chats
    ]


def _told_on_discord(world: World) -> list[Told]:
    messages = list(world.outside.discord.messages)
    return [
        [(m.at, number) for m in messages if m.channel is channel for number in _named(str(m.json["embeds"]))]
        for channel in world.channels
    ]


def _named(text: str) -> Iterable[str]:
    return dict.fromkeys(DOCUMENT.findall(text))


def _wait(world: World, reports: Sequence[str]) -> int:
    """How many of them never came to a chat."""

    def missing() -> int:
        told = [*_told_on_telegram(world), *_told_on_discord(world)]
        return sum(len(set(reports) - {number for _, number in one}) for one in told)

    try:
        wait_for(lambda: not missing(), PATIENCE, "every report in every chat")
    except TimeoutError:
        return missing()
    time.sleep(1)  # for a repeat that might still be on its way
    return 0


def _twice(told: Sequence[Told], reports: Sequence[str]) -> int:
    return sum(max(0, [number for _, number in one].count(report) - 1) for one in told for report in reports)


def _out_of_order(world: World, told: Told, reports: Sequence[str]) -> int:
    """The site's own record says when the service had each."""
    fetched = {
        report: next(
            (seen.at for seen in world.outside.clerk.seen if report in seen.path and seen.status == 200),
            datetime.max.replace(tzinfo=UTC),
        )
        for report in reports
    }
    firsts = list(dict.fromkeys(number for _, number in told if number in fetched))
    return sum(fetched[later] < fetched[earlier] for earlier, later in pairwise(firsts))
