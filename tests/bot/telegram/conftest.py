"""The channel under test, and the replica it talks to."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import Telegram
from replica.telegram import TOKEN, TelegramReplica
from tests.support.telegram import with_ann
from tests.support.waiting import now


@pytest.fixture
async def replica() -> AsyncIterator[TelegramReplica]:
    async with with_ann(now) as replica:
        yield replica


@pytest.fixture
async def telegram(replica: TelegramReplica) -> AsyncIterator[Telegram]:
    telegram = Telegram(TOKEN, replica.url)
    yield telegram
    await telegram.close()
