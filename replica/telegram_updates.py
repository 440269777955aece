"""The queue of updates behind `getUpdates`: waiting, confirming, and one poller at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from replica.telegram_refusals import Parameters, Refused, decoded

FIRST_UPDATE = 700_000_001
MOST = 100
TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(eq=False, slots=True)
class _Poll:
    """One waiting request."""

    loop: asyncio.AbstractEventLoop
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    taken_over: bool = False

    def wake(self) -> None:
        self.loop.call_soon_threadsafe(self.woken.set)


class Updates:
    """`add` may be called from any thread; `get` is the server's."""

    def __init__(self) -> None:
        self.waiting: list[dict[str, Any]] = []
        self._allowed: Sequence[str] = ()
        self._next = FIRST_UPDATE
        self._poll: _Poll | None = None
        self._lock = Lock()

    def add(self, kind: str, content: Mapping[str, Any]) -> int:
        """The update's id. A kind that the last poll did not ask for is dropped, as Telegram does."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            if not self._allowed or kind in self._allowed:
                self.waiting.append({"update_id": number, kind: content})
            if self._poll:
                self._poll.wake()
        return number

    async def get(self, params: Parameters) -> list[dict[str, Any]]:
        """What waits from `offset` on, within `timeout` seconds. Raises Refused if another poll came."""
        self._allowed = decoded(params.get("allowed_updates")) or self._allowed
        offset, timeout = int(params.get("offset", 0)), int(params.get("timeout", 0))
        self._confirm(offset)
        if timeout and not self.waiting:
            await self._wait(timeout)
        limit = min(int(params.get("limit", MOST)), MOST)
        return self.waiting[:limit]

    def _confirm(self, offset: int) -> None:
        """Forgets what comes before; a negative offset counts from the end."""
        with self._lock:
            self.waiting = [
                update
                for update in (self.waiting[offset:] if offset < 0 else self.waiting)
                if update["update_id"] >= offset
            ]

    async def _wait(self, seconds: float) -> None:
        poll = self._begin()
        try:
            async with asyncio.timeout(seconds):
                await poll.woken.wait()
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.taken_over:
            raise Refused(409, TAKEN_OVER)

    def _begin(self) -> _Poll:
        """The older poll is the one that ends: tdlib/telegram-bot-api, Client.cpp, abort_long_poll."""
        with self._lock:
            if self._poll:
                self._poll.taken_over = True
                self._poll.wake()
            self._poll = poll = _Poll(asyncio.get_running_loop())
            if self.waiting:  # came in just now, from another thread
                poll.wake()
        return poll
