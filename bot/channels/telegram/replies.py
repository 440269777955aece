"""Answers on their way: sent behind the poll's back, in order within a chat, no chat waiting for another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence

import structlog

from bot.channel import Address, Part

MOST_TASKS = 200
MOST_PARTS = 20  # waiting for one chat; who asks faster loses answers, never changes

log = structlog.get_logger(channel="telegram")


class Replies:
    """`send` says one part and raises nothing."""

    def __init__(self, send: Callable[[Address, Part], Awaitable[None]]) -> None:
        self._send = send
        self._queues: dict[str, deque[tuple[Address, Part]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, address: Address, parts: Sequence[Part]) -> None:
        queue = self._queues.get(address.chat)
        if queue is None:
            queue = self._queues[address.chat] = deque()
            self.start(self._drain(address.chat))
        elif len(queue) >= MOST_PARTS:
            log.warning("answer dropped", chat=address.chat)
            return
        queue.extend((address, part) for part in parts)

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
                await self._send(*queue.popleft())
        finally:
            del self._queues[chat]
