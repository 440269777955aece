"""The joined service: no outage ends it, a stop comes soon whatever hangs, and nothing is lost either way."""

import asyncio

import pytest
from sqlalchemy import create_engine, text

from replica.discord import too_many
from storage.database import Database
from storage.status import deliveries_by_state
from tests.support.service import ON_SQLITE, Service, everything


async def test_an_outage_of_everything_at_the_start_ends_nothing(service: Service) -> None:
    service.outage(*everything(service.outside))
    async with service.running():
        await asyncio.sleep(1.0)
        service.back(*everything(service.outside))
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (1, 1))
        await service.answers()


@ON_SQLITE
async def test_an_outage_of_everything_later_ends_nothing(service: Service) -> None:
    async with service.running():
        await service.answers()
        service.outage(*everything(service.outside))
        await asyncio.sleep(1.0)
        service.publish("20900001")
        service.back(*everything(service.outside))
        await service.until(lambda: service.told("20900001") == (1, 1))
        await service.answers()


@ON_SQLITE
async def test_alerts_go_out_while_discords_gateway_is_broken(service: Service) -> None:
    gateway = service.outside.discord.gateway
    async with service.running():
        await service.answers()
        gateway.breaks = True
        service.outside.discord.loop.call_soon_threadsafe(gateway.drop)
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (1, 1))
        gateway.breaks = False
        await service.answers()


@ON_SQLITE
async def test_telegram_goes_on_while_discord_is_away(service: Service) -> None:
    async with service.running():
        await service.answers()
        service.outage(service.outside.discord)
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (1, 0))
        service.back(service.outside.discord)
        await service.until(lambda: service.told("20900001") == (1, 1))
        await service.answers()


@ON_SQLITE
async def test_a_listener_that_dies_of_a_malformed_event_is_started_again(service: Service) -> None:
    discord = service.outside.discord
    async with service.running():
        await service.answers()
        before = discord.gateway.identified
        malformed = '{"op":0,"t":"GUILD_CREATE","s":9,"d":[]}'
        discord.loop.call_soon_threadsafe(discord.gateway.say, malformed)
        await service.until(lambda: discord.gateway.identified > before)
        await service.answers()


@ON_SQLITE
async def test_a_token_that_is_refused_stops_its_channel_only_and_health_says_so(service: Service) -> None:
    service.changes["telegram_token"] = "1234567:another-token-of-no-use-anywhere-at-all"
    async with service.running():
        service.publish("20900001")
        await service.until(lambda: service.told("20900001") == (0, 1))
        for part in ("channel:telegram", "channel:telegram sender"):
            await service.until(lambda part=part: service.health(part).failing_since)
            assert service.health(part).reason == "BadToken"
        asked = len(service.outside.telegram.exchanges)
        await asyncio.sleep(1.0)
        assert len(service.outside.telegram.exchanges) == asked
    del service.changes["telegram_token"]
    async with service.running():
        await service.until(lambda: service.told("20900001") == (1, 1))


def let_in(database: Database, allowed: bool) -> None:
    """While nobody is let in, every connection is cut off, as when PostgreSQL is restarted."""
    server = create_engine(database.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = database.url.database
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(allowed).lower()}"))
        if not allowed:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(cut), {"name": name})
    server.dispose()


def noted_as_sent(database: Database) -> int:
    with database.read() as transaction:
        return deliveries_by_state(transaction, "telegram").get("sent", 0)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_an_outage_of_the_database_ends_nothing(service: Service) -> None:
    """Discord's sender asks it every second meanwhile: a chat is owed something and has to wait."""
    names = ["20900001", "20900002", "20900003"]
    async with service.running():
        service.outside.discord.faults.add(too_many(5), f"channel:{service.channel.id}")
        for name in names[:2]:
            service.publish(name)
            await service.until(lambda name=name: service.told(name) == (1, 0))
        # what Telegram took and the database has not noted yet would rightly be sent again
        await service.until(lambda: noted_as_sent(service.database) == 2)
        await asyncio.to_thread(let_in, service.database, False)
        service.publish(names[2])
        await asyncio.sleep(2.0)
        await asyncio.to_thread(let_in, service.database, True)
        await service.until(lambda: [service.told(name) for name in names] == [(1, 1)] * 3)
        await service.answers()
