"""A replica of Discord with one server, and the channel under test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.channel import Address, Request
from bot.channels.discord import Discord, MenuEntry
from bot.channels.discord.render import render
from bot.message import Button, Message
from replica.discord import DiscordReplica
from replica.discord_interactions import Answered, Kind
from replica.discord_world import Channel, Guild, User
from tests.support.discord import TOKEN, answered
from tests.support.waiting import until

MENU = (
    MenuEntry("official", "Shows an official", "name", required=True),
    MenuEntry("recent", "Shows what was filed lately", "query"),
    MenuEntry("status", "Shows how Hilltape is doing"),
)


PICTURE = b"\xff\xd8 a picture"


class Bench:
    """A replica with one server, channel, thread and person, and the channel under test."""

    def __init__(self, replica: DiscordReplica) -> None:
        self.replica = replica
        world = replica.world
        self.guild: Guild = world.guild("Traders")
        self.channel: Channel = world.channel(self.guild, "alerts")
        self.thread: Channel = world.thread(self.channel, "pelosi")
        self.person: User = world.user("Ada")
        self.direct: Channel = world.direct(self.person)
        self.asked: list[Request] = []
        self.discord = Discord(TOKEN, replica.base_url, replica.gateway_url, MENU)

    async def answer(self, request: Request) -> Message:
        self.asked.append(request)
        return Message(f"You said {request.text}", buttons=(Button("Again", request.text),))

    def slash(self, channel: Channel, name: str, argument: str = "") -> str:
        return self.replica.slash(channel, self.person, name, argument)

    async def answered(self, interaction: str, kind: Kind) -> Answered:
        return await answered(self.replica, interaction, kind)


@contextlib.asynccontextmanager
async def listening(
    bench: Bench,
    discord: Discord | None = None,
    answer: Callable[[Request], Awaitable[Message]] | None = None,
) -> AsyncIterator[asyncio.Task[None]]:
    running = asyncio.create_task((discord or bench.discord).run(answer or bench.answer))
    try:
        await until(lambda: bench.replica.gateway.connected or running.done())
        yield running
    finally:
        running.cancel()
        await asyncio.wait({running})


def send(bench: Bench) -> Awaitable[str]:
    return bench.discord.send(Address(bench.channel.id, group=True), render(Message("An alert"))[0])
