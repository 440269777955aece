"""The bench that most tests of Discord use."""

from collections.abc import AsyncIterator

import pytest

from replica.discord import DiscordReplica
from tests.support.discord import TOKEN, check_traffic
from tests.support.discord_bench import Bench
from tests.support.waiting import now


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """Afterwards all that was said is held against Discord's own description."""
    async with DiscordReplica(now, TOKEN) as replica:
        bench = Bench(replica)
        yield bench
        await bench.discord.close()
    check_traffic(replica)
