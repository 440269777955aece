"""How the service stops, whatever it is at, and how it begins."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from replica.faults import slow
from replica.server import Server
from tests.support.service import ON_SQLITE, STOP, Service, everything


def unanswered(server: Server, part: str) -> bool:
    """Whether the newest request whose path has this part still waits for its answer."""
    paths = [one for one in list(server.seen) if part in one.path]
    return bool(paths) and paths[-1].status is None


async def both_hang(service: Service) -> None:
    telegram, discord = service.outside.telegram, service.outside.discord
    telegram.faults.add(slow(60), "sendMessage", times=None)
    discord.faults.add(slow(60), f"channel:{service.channel.id}", times=None)
    service.publish("20900001")
    await service.until(
        lambda: unanswered(telegram, "sendMessage") and unanswered(discord, service.channel.id)
    )


async def the_gateway_hangs(service: Service) -> None:
    discord = service.outside.discord
    service.outage(discord)
    discord.faults.add(slow(60), "gateway", times=None)
    service.back(discord)
    await service.until(lambda: unanswered(discord, "gateway"))


async def the_clerk_hangs(service: Service) -> None:
    service.outside.clerk.faults.add(slow(60), "*", times=None)
    service.publish("20900001")
    await service.until(lambda: unanswered(service.outside.clerk, "FD.zip"))


async def a_document_is_being_read(service: Service) -> None:
    """The reader process is halted, so that it is in the middle of the next one."""
    service.publish("20900000")
    await service.until(lambda: service.told("20900000") == (1, 1))
    [reader] = multiprocessing.active_children()
    assert reader.pid
    os.kill(reader.pid, signal.SIGSTOP)
    service.publish("20900001")
    await service.until(lambda: service.ledger("20900001") == "fetched")


async def nothing_happens(_service: Service) -> None:
    """Everything idles."""


@pytest.mark.parametrize(
    "happens", [nothing_happens, both_hang, the_gateway_hangs, the_clerk_hangs, a_document_is_being_read]
)
@ON_SQLITE
async def test_a_stop_comes_soon_and_loses_nothing(
    service: Service, happens: Callable[[Service], Awaitable[None]]
) -> None:
    async with service.running():
        await service.answers()
        await happens(service)
    for server in everything(service.outside):
        server.faults.clear()
    service.publish("20900001")
    async with service.running():
        await service.until(lambda: service.told("20900001") == (1, 1))
        await asyncio.sleep(1.2)
    assert service.told("20900001") == (1, 1)
    assert set(service.owed()) == {"sent"}


@ON_SQLITE
async def test_what_draws_is_imported_behind_a_start_and_holds_up_no_stop(service: Service) -> None:
    async with service.running():
        await service.until(lambda: "matplotlib.backends.backend_agg" in sys.modules)
    async with service.running():
        pass
    assert service.stop_took < STOP


@ON_SQLITE
async def test_with_no_channel_at_all_it_runs_and_stops_without_a_complaint(service: Service) -> None:
    service.changes |= {
        "telegram_token": None,
        "discord_token": None,
        "channels": {"console": {"enabled": False}},
    }
    with capture_logs() as logs:
        async with service.running():
            await asyncio.sleep(0.1)
    assert [line for line in logs if line["log_level"] != "info"] == []


@ON_SQLITE
async def test_a_service_whose_sources_are_all_off_says_that_nothing_is_watched(service: Service) -> None:
    service.changes["sources"] = {"house": {"enabled": False}, "oge": {"enabled": False}}
    with capture_logs() as logs:
        async with service.running():
            pass
    assert [line["event"] for line in logs if "nothing is watched" in line["event"]]
