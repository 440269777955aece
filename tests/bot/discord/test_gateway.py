"""Discord's gateway: drops, reconnects, invalid sessions, refusals."""

import asyncio

import pytest

from bot.channels.discord import Discord
from bot.errors import BadToken, Passing
from replica.discord_interactions import Kind
from replica.faults import answer as plain_answer
from tests.support.discord import TOKEN
from tests.support.discord_bench import MENU, Bench, listening, send
from tests.support.waiting import until


async def test_a_dropped_gateway_is_resumed(bench: Bench):
    async with listening(bench) as running:
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
        bench.replica.gateway.drop()
        await until(lambda: bench.replica.gateway.resumed)
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
        assert not running.done()


async def test_a_request_to_reconnect_is_followed(bench: Bench):
    async with listening(bench):
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
        bench.replica.gateway.ask_to_reconnect()
        await until(lambda: bench.replica.gateway.resumed)
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)


async def test_an_invalid_session_that_may_be_resumed_is(bench: Bench):
    async with listening(bench):
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
        bench.replica.gateway.invalidate(resumable=True)
        await until(lambda: bench.replica.gateway.resumed)


async def test_an_invalid_session_is_begun_anew(bench: Bench):
    async with listening(bench):
        bench.replica.gateway.invalidate(resumable=False)
        await until(lambda: bench.replica.gateway.identified == 2, seconds=10)
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)


async def test_without_a_gateway_run_ends_and_sending_goes_on(bench: Bench):
    bench.replica.faults.add(plain_answer(503), "gateway", times=None)
    async with listening(bench) as running:
        await asyncio.wait({running}, timeout=5)
        assert isinstance(running.exception(), Exception)
        assert await send(bench)
    bench.replica.faults.clear()
    async with listening(bench):
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)


async def test_a_gateway_that_refuses_connections_ends_run_and_not_sending(bench: Bench):
    bench.discord = Discord(TOKEN, bench.replica.base_url, "ws://127.0.0.1:9/", MENU)
    with pytest.raises(Passing):
        await asyncio.wait_for(bench.discord.run(bench.answer), timeout=5)
    assert await send(bench)


async def test_a_gateway_that_keeps_dropping_is_given_up(bench: Bench):
    async with listening(bench) as running:
        bench.replica.gateway.breaks = True
        bench.replica.gateway.drop()
        await asyncio.wait({running}, timeout=5)
        assert running.exception()
    assert bench.replica.gateway.connections < 10


async def test_a_malformed_event_ends_run_and_the_next_one_hears(bench: Bench):
    async with listening(bench) as running:
        bench.replica.gateway.say('{"op": 0, "t": "INTERACTION_CREATE", "s": 9, "d": {"id": "1"}}')
        await asyncio.wait({running}, timeout=5)
        assert running.exception()
    async with listening(bench):
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)


async def test_a_wrong_token_stops_the_channel(bench: Bench):
    stranger = Discord("another token", bench.replica.base_url, bench.replica.gateway_url, MENU)
    with pytest.raises(BadToken, match="HILLTAPE_DISCORD_TOKEN"):
        await stranger.run(bench.answer)
    with pytest.raises(BadToken):
        await stranger.check()
    await stranger.close()


@pytest.mark.parametrize(("code", "says"), [(4004, "token"), (4013, "intents"), (4014, "intents")])
async def test_a_setting_that_the_gateway_refuses_stops_the_channel(bench: Bench, code: int, says: str):
    bench.replica.gateway.close_code = code
    with pytest.raises(BadToken, match=says):
        await bench.discord.run(bench.answer)
