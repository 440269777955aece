"""The connection to Discord's gateway, which brings what people type and press."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.channels.discord.rest import INTENTS, ended

DROPS, DROPS_WITHIN = 4, 60.0  # connections, seconds


class Listener(discord.Client):
    """One connection to the gateway; it is never used again once it has ended."""

    def __init__(
        self,
        heard: Callable[[discord.Interaction], Awaitable[None]],
        installed: Callable[[discord.Guild], Awaitable[None]],
    ) -> None:
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=0.0,  # we do not wait for READY
        )
        self._heard = heard
        self._installed = installed
        self._drops: deque[float] = deque(maxlen=DROPS)
        self._running: asyncio.Task[None] | None = None

    async def listen(self, token: str) -> None:
        """Until something ends it: raises discord.ConnectionClosed or one of `errors.FAILURES`."""
        # discord.py's own reconnecting waits up to 17 minutes; the supervisor knows better
        self._running = running = asyncio.create_task(self.start(token, reconnect=False))
        try:
            await asyncio.wait({running})
        finally:
            await self.end()
        if not running.cancelled():
            running.result()
        raise ConnectionAbortedError("the gateway connection was closed")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._heard(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Not for the servers that were there at the start: those become available."""
        await self._installed(guild)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Raises ConnectionError if the gateway only drops us: discord.py comes back 500 times a second."""
        if event == "disconnect":
            self._drops.append(self.loop.time())
            if len(self._drops) == DROPS and self._drops[-1] - self._drops[0] < DROPS_WITHIN:
                raise ConnectionError("Discord's gateway keeps dropping the connection")
        super().dispatch(event, *args, **kwargs)

    async def end(self) -> None:
        """Closes within about a second, also when the gateway does not confirm it."""
        if self._running:
            await ended(self._running)
        try:
            await asyncio.wait_for(self.close(), timeout=1.0)
        except TimeoutError:
            await self.http.close()
