"""Who asks too much at once is told so, and then waits: a burst is free, afterwards it drips."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.channel import Answer, Request
from bot.message import Message
from bot.wording_errors import too_fast

BURST = 20
REST = 2.0  # seconds for each further command
REMEMBERED = 10_000  # people; whoever has not asked for longest is forgotten


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many commands are left, as of a moment of the clock; `warned` since it ran dry."""

    left: float
    at: float
    warned: bool = False


def ask(held: Bucket | None, now: float) -> tuple[Bucket, bool]:
    """The bucket after one more command, and whether there was room for it."""
    if held is None:
        return Bucket(BURST - 1, now), True
    left = min(BURST, held.left + (now - held.at) / REST)
    if left >= 1:
        return Bucket(left - 1, now), True
    return Bucket(left, now, held.warned), False


class Limited:
    """An Answer that lets each person of a channel ask so much; it says so once, and then stays silent."""

    def __init__(self, answer: Answer, clock: Callable[[], float]) -> None:
        self._answer = answer
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    async def __call__(self, request: Request) -> Message | None:
        person = (request.channel, request.person.id)
        bucket, room = ask(self._buckets.pop(person, None), self._clock())
        if len(self._buckets) >= REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[person] = bucket if room else Bucket(bucket.left, bucket.at, warned=True)
        if room:
            return await self._answer(request)
        return None if bucket.warned else too_fast(max(1, round((1 - bucket.left) * REST)))
