"""The one door from the event loop to blocking work: the database is only ever used in its threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8  # below the database's pool of connections


class Offload:
    """Runs functions in threads: `await offload(function, *arguments)`."""

    def __init__(self, threads: int = THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="offload")

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        future = self._threads.submit(function, *args, **kwargs)
        # What has begun is finished even when nobody waits any more: a half-told outcome helps nobody.
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        """Waits for what is running; nothing queued is begun."""
        self._threads.shutdown(wait=True, cancel_futures=True)
