"""Who asks too much at once is told so, and then waits: a burst is free, afterwards it drips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.channel import Address, Answer, Card, Choice, Person, Request, Suggests
from bot.message import Message
from bot.wording_errors import too_fast

BURST = 20
REST = 2.0  # seconds for each further command
TYPED_BURST, TYPED_REST = 60, 0.5  # of inline mode, which asks while somebody types
REMEMBERED = 10_000  # people; whoever has not asked for longest is forgotten


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many commands are left, as of a moment of the clock; `warned` since it ran dry."""

    left: float
    at: float
    warned: bool = False


def ask(held: Bucket | None, now: float, burst: int = BURST, rest: float = REST) -> tuple[Bucket, bool]:
    """The bucket after one more command, and whether there was room for it."""
    if held is None:
        return Bucket(burst - 1, now), True
    left = min(burst, held.left + (now - held.at) / rest)
    if left >= 1:
        return Bucket(left - 1, now), True
    return Bucket(left, now, held.warned), False


class Buckets:
    """The buckets of those people of each channel who asked last."""

    def __init__(self, clock: Callable[[], float], burst: int = BURST, rest: float = REST) -> None:
        self._clock, self._burst, self._rest = clock, burst, rest
        self._held: dict[tuple[str, str], Bucket] = {}

    def ask(self, channel: str, person: Person) -> tuple[Bucket, bool]:
        """As `ask`; `warned` is true from the second time on that there was no room."""
        name = (channel, person.id)
        bucket, room = ask(self._held.pop(name, None), self._clock(), self._burst, self._rest)
        if len(self._held) >= REMEMBERED:
            del self._held[next(iter(self._held))]
        self._held[name] = bucket if room else replace(bucket, warned=True)
        return bucket, room


class Limited:
    """An Answer that lets each person of a channel ask so much; it says so once, and then stays silent."""

    def __init__(self, answer: Answer, clock: Callable[[], float]) -> None:
        self._answer = answer
        self._buckets = Buckets(clock)

    async def __call__(self, request: Request) -> Message | None:
        bucket, room = self._buckets.ask(request.channel, request.person)
        if room:
            return await self._answer(request)
        return None if bucket.warned else too_fast(max(1, round((1 - bucket.left) * REST)))


class LimitedTyping:
    """A Suggests that lets each person ask so much in inline mode, and then stays silent."""

    def __init__(self, suggest: Suggests, clock: Callable[[], float]) -> None:
        self._suggest = suggest
        self._buckets = Buckets(clock, TYPED_BURST, TYPED_REST)

    async def complete(self, channel: str, address: Address, command: str, typed: str) -> Sequence[Choice]:
        return await self._suggest.complete(channel, address, command, typed)

    async def inline(self, channel: str, person: Person, typed: str) -> Sequence[Card] | None:
        _, room = self._buckets.ask(channel, person)
        return await self._suggest.inline(channel, person, typed) if room else None
