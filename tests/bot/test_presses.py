"""A follow asked for, confirmed by a press and told: the real clients, the replicas, our own answers."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.answer import Answerer
from bot.channels.discord import Discord, MenuEntry
from bot.channels.telegram import Telegram
from bot.commands import COMMANDS
from bot.limit import BURST, Limited
from bot.offload import Offload
from replica.discord import DiscordReplica
from replica.telegram import TOKEN, TelegramReplica
from replica.telegram_chats import Chat, Person
from tests.support.waiting import now, until

MANY = ",".join(f"$A{chr(65 + number)}" for number in range(20))
MENU = [MenuEntry(c.name, c.help, c.argument, c.required) for c in COMMANDS]
ANN = Person(501, "Ann")

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def answer(database, known, people) -> Iterator[Limited]:
    offload = Offload(threads=2)
    yield Limited(Answerer(database, people, COMMANDS, now, offload), lambda: 0.0)
    offload.close()


@asynccontextmanager
async def listening(channel: Telegram | Discord, answer: Limited) -> AsyncIterator[None]:
    task = asyncio.create_task(channel.run(answer))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await channel.close()


async def test_a_long_follow_is_confirmed_by_a_press_on_telegram(answer):
    async with TelegramReplica(now) as replica:
        chat = replica.add(Chat.private(ANN))
        async with listening(Telegram(TOKEN, replica.url), answer):
            replica.say(chat, f"/follow {MANY}", ANN)
            await until(lambda: replica.messages)
            replica.press(replica.messages[0], "Follow", ANN)
            await until(lambda: "Followed: $AA or $AB" in replica.messages[-1].text)


async def test_a_long_follow_is_confirmed_by_a_press_on_discord(answer):
    async with DiscordReplica(now, "token-of-a-test.never.logged") as replica:
        user = replica.world.user("Ada")
        channel = replica.world.direct(user)
        discord = Discord("token-of-a-test.never.logged", replica.base_url, replica.gateway_url, MENU)
        async with listening(discord, answer):
            await until(lambda: replica.gateway.connected and replica.api.commands)
            replica.slash(channel, user, "follow", MANY)
            await until(lambda: replica.answers and replica.answers[-1].posted.json["components"])
            replica.press(replica.answers[-1].posted, "Follow", user)
            await until(lambda: "Followed: $AA or $AB" in replica.answers[-1].payload["content"])


async def test_who_types_too_much_at_once_on_telegram_hears_so_once(answer):
    async with TelegramReplica(now) as replica:
        chat = replica.add(Chat.private(ANN))
        async with listening(Telegram(TOKEN, replica.url), answer):
            for _ in range(BURST + 5):
                replica.say(chat, "/follows", ANN)
            await until(lambda: not replica.updates.waiting)
            await until(lambda: any("Too many at once" in one.text for one in replica.messages))
    assert sum("Too many at once" in one.text for one in replica.messages) == 1
