"""Answers on their way: sent behind the poll's back, in order within a chat, no chat waiting for another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass

import structlog

from bot.channel import Address, Part
from bot.channels.telegram.edit import Pressed

MOST_TASKS = 200
MOST_PARTS = 20  # waiting for one chat; who asks faster loses answers, never changes

log = structlog.get_logger(channel="telegram")


@dataclass(frozen=True, slots=True)
class Reply:
    """One part of an answer; `instead_of` is the pressed message whose place it takes, if any."""

    address: Address
    part: Part
    instead_of: Pressed | None = None


class Replies:
    """`send` says one part and raises nothing."""

    def __init__(self, send: Callable[[Reply], Awaitable[None]]) -> None:
        self._send = send
        self._queues: dict[str, deque[Reply]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, address: Address, parts: Sequence[Part], instead_of: Pressed | None = None) -> None:
        """An answer of several parts takes no message's place: its first part would stand before others."""
        queue = self._queues.get(address.chat)
        if queue is None:
            queue = self._queues[address.chat] = deque()
            self.start(self._drain(address.chat))
        elif len(queue) >= MOST_PARTS:
            log.warning("answer dropped", chat=address.chat)
            return
        fits = instead_of if len(parts) == 1 and instead_of and instead_of.can_become(parts[0]) else None
        queue.extend(Reply(address, part, fits) for part in parts)

    def start(self, step: Coroutine[object, object, None]) -> None:
        """Runs something small beside everything else."""
        task = asyncio.create_task(step)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def room(self) -> None:
        """Waits until few enough are on their way."""
        while len(self._tasks) >= MOST_TASKS:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drain(self, chat: str) -> None:
        queue = self._queues[chat]
        try:
            while queue:
                await self._send(queue.popleft())
        finally:
            del self._queues[chat]
