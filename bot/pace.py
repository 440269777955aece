"""How fast a channel may send: replies to people first, then alerts, each chat resting between messages."""

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from bot.channel import Address, Pace


class Pacer:
    """One channel's pace, for replies and alerts together. `monotonic` gives seconds."""

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._free_at = 0.0
        self._rest_until: dict[str, float] = {}
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, address: Address, *, reply: bool = False) -> None:
        """Waits for this message's turn on the platform; the chat rests from then on."""
        turn = asyncio.get_running_loop().create_future()
        heappush(self._queue, (not reply, next(self._numbers), turn))
        self._arm()
        await turn
        self._rest(address)

    def hold(self, seconds: float) -> None:
        """The platform limits the whole bot: nobody's turn comes before then."""
        self._free_at = max(self._free_at, self._monotonic() + seconds)

    def resting(self) -> frozenset[str]:
        """The chats that had a message too recently for an alert."""
        now = self._monotonic()
        self._rest_until = {chat: until for chat, until in self._rest_until.items() if until > now}
        return frozenset(self._rest_until)

    def next_free(self) -> float | None:
        """Seconds until the first resting chat takes a message again; None when none rests."""
        now = self._monotonic()
        return min((max(0.0, until - now) for until in self._rest_until.values()), default=None)

    def _rest(self, address: Address) -> None:
        pause = self._pace.group if address.group else self._pace.private
        self._rest_until[address.chat] = self._monotonic() + pause

    def _arm(self) -> None:
        if self._timer is None and self._queue:
            wait = max(0.0, self._free_at - self._monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._release)

    def _release(self) -> None:
        self._timer = None
        while self._queue and self._monotonic() >= self._free_at:
            *_, turn = heappop(self._queue)
            if not turn.cancelled():
                self._free_at = max(self._free_at, self._monotonic()) + 1 / self._pace.overall
                turn.set_result(None)
        self._arm()
