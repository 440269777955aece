"""How fast a channel may send: replies to people first, then alerts, each chat resting between messages."""

import asyncio
from bisect import insort
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf

from bot.channel import Address, Pace

SECOND, MINUTE = 1.0, 60.0


class NoTurn(Exception):
    """Its turn does not come any more."""


@dataclass(slots=True)
class _Chat:
    """When a chat's last messages were answered, or will go: seconds of the monotonic clock, oldest first."""

    group: bool
    sent: deque[float] = field(default_factory=deque)

    def free_at(self, pace: Pace) -> float:
        if not self.sent:
            return 0.0
        full = self.group and len(self.sent) >= pace.per_minute
        return max(self.sent[-1] + pace.rest, self.sent[-pace.per_minute] + MINUTE if full else 0.0)

    def forget(self, now: float) -> None:
        while self.sent and self.sent[0] <= now - MINUTE:
            self.sent.popleft()

    def answered(self, moment: float, now: float) -> None:
        """It may have arrived as late as now: from here on the chat rests."""
        with suppress(ValueError):  # it took so long that it is forgotten
            self.sent.remove(moment)
        insort(self.sent, now)


class Pacer:
    """One channel's pace, for replies and alerts together. `monotonic` gives seconds.

    When a message arrives nobody tells us: between its turn and its answer, less the way there and back,
    which is at most as long as the quickest answer took. No second has more that may have arrived in it than
    the platform takes, however they bunch on a full processor or line.
    """

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._chats: dict[str, _Chat] = {}  # that had a message within the last minute or two
        self._resting: dict[str, _Chat] = {}  # of those, the ones to look at
        self._forget_at = 0.0
        self._free_at = 0.0
        self._held_until = 0.0
        self._under_way: dict[asyncio.Future[None], float] = {}  # and since when
        self._answers: deque[float] = deque()
        self._quickest = inf  # of the answers to what was accepted
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, address: Address, *, reply: bool = False) -> AsyncIterator[None]:
        """Begins when the chat has rested and this message's turn has come; ends with its answer.

        Raises NoTurn when alerts are dismissed meanwhile.
        """
        chat, moment = self._reserve(address)
        await asyncio.sleep(moment - self._monotonic())
        turn = asyncio.get_running_loop().create_future()
        heappush(self._queue, (not reply, next(self._numbers), turn))
        self._arm()
        well = False
        try:
            await turn
            yield
            well = True
        finally:
            if (began := self._under_way.pop(turn, None)) is not None:
                self._answered(began, well)
                chat.answered(moment, self._monotonic())
                self._resting[address.chat] = chat

    def hold(self, seconds: float) -> None:
        """The platform limits the whole bot: nobody's turn comes before then."""
        self._held_until = max(self._held_until, self._monotonic() + seconds)
        self._free_at = max(self._free_at, self._held_until)

    def dismiss_alerts(self) -> None:
        """Those that wait for their turn wait no longer."""
        alerts = [turn for is_alert, _, turn in self._queue if is_alert]
        for turn in alerts:
            if not turn.done():
                turn.set_exception(NoTurn())

    def held(self) -> float:
        """Seconds until the platform takes anything again; 0 when it does now."""
        return max(0.0, self._held_until - self._monotonic())

    def resting(self) -> frozenset[str]:
        """The chats that had a message too recently for an alert."""
        now = self._monotonic()
        self._resting = {name: chat for name, chat in self._resting.items() if chat.free_at(self._pace) > now}
        return frozenset(self._resting)

    def next_free(self) -> float | None:
        """Seconds until the first resting chat takes a message again; None when none rests."""
        now = self._monotonic()
        waits = (chat.free_at(self._pace) - now for chat in self._resting.values())
        return min((wait for wait in waits if wait > 0), default=None)

    def _reserve(self, address: Address) -> tuple[_Chat, float]:
        """Books the chat's next free moment."""
        now = self._monotonic()
        if now >= self._forget_at:
            self._forget(now)
        chat = self._chats.setdefault(address.chat, _Chat(address.group))
        chat.forget(now)
        moment = max(now, chat.free_at(self._pace))
        insort(chat.sent, moment)
        self._resting[address.chat] = chat
        return chat, moment

    def _forget(self, now: float) -> None:
        for chat in self._chats.values():
            chat.forget(now)
        self._chats = {name: chat for name, chat in self._chats.items() if chat.sent}
        self._forget_at = now + MINUTE

    def _answered(self, began: float, well: bool) -> None:
        now = self._monotonic()
        if well:  # a connection refused at once tells nothing of how long the way is
            self._quickest = min(self._quickest, now - began)
        self._answers.append(now)
        self._arm()

    def _arm(self) -> None:
        if self._timer is None and self._queue:
            wait = max(self._free_at, self._room_at()) - self._monotonic()
            if wait < inf:  # else the next answer arms it
                self._timer = asyncio.get_running_loop().call_later(max(0.0, wait), self._release)

    def _release(self) -> None:
        self._timer = None
        while self._queue and self._monotonic() >= max(self._free_at, self._room_at()):
            *_, turn = heappop(self._queue)
            if not turn.done():
                self._free_at = self._after_this()
                self._under_way[turn] = self._monotonic()
                turn.set_result(None)
        self._arm()

    def _room_at(self) -> float:
        """When the last second takes another message; 0 when it does now."""
        way = self._quickest if self._quickest < inf else 0.0
        arrived_by = self._monotonic() - SECOND
        while self._answers and self._answers[0] - way <= arrived_by:
            self._answers.popleft()
        if len(self._under_way) + len(self._answers) < self._pace.within_a_second:
            return 0.0
        return self._answers[0] - way + SECOND if self._answers else inf

    def _after_this(self) -> float:
        """When the next may go. A turn that came late, by up to half the time between two, is made up for.

        So lateness costs no pace, and no second has more than one message beyond it.
        """
        between = 1 / self._pace.overall
        return max(self._free_at, self._monotonic() - between / 2) + between
