"""The Discord channel, held against the replica of Discord by the real client."""

import asyncio
import logging
import time

import pytest

from bot.channel import Address, Request
from bot.channels.discord import Discord
from bot.errors import Passing
from bot.message import Message
from replica.discord import failure
from replica.discord_interactions import Kind
from replica.faults import slow
from tests.support.discord import TOKEN
from tests.support.discord_bench import MENU, PICTURE, Bench, listening, send
from tests.support.waiting import until

# answering


@pytest.mark.parametrize(("pause", "kind"), [(0.0, Kind.REPLY), (1.7, Kind.EDIT)])
async def test_an_answer_shows_its_picture_at_once_or_after_thinking(bench: Bench, pause: float, kind: Kind):
    async def answer(_request: Request) -> Message:
        await asyncio.sleep(pause)
        return Message("Filed on paper", ("41 pages",), picture=PICTURE)

    async with listening(bench, answer=answer):
        said = await bench.answered(bench.slash(bench.channel, "official", "pelosi"), kind)
    assert said.posted.files == [PICTURE]
    assert said.posted.json["embeds"][0]["image"]["url"].endswith("/first-page.jpg")


async def test_an_answer_whose_picture_is_refused_is_given_without(bench: Bench):
    async def answer(_request: Request) -> Message:
        return Message("Filed on paper", ("41 pages",), picture=PICTURE)

    bench.replica.faults.add(failure(40005), "POST /interactions/*")
    async with listening(bench, answer=answer):
        said = await bench.answered(bench.slash(bench.channel, "official", "pelosi"), Kind.REPLY)
    assert said.payload["content"] == "Filed on paper\n41 pages"
    assert not said.posted.files


async def test_a_slash_command_in_a_server_is_answered_there(bench: Bench):
    async with listening(bench):
        heard = bench.slash(bench.channel, "official", "pelosi")
        said = await bench.answered(heard, Kind.REPLY)
    assert said.posted.channel is bench.channel
    assert said.payload["content"] == "You said /official pelosi"
    assert said.payload["allowed_mentions"] == {"parse": []}
    [request] = bench.asked
    assert (request.event, request.text, request.title) == (heard, "/official pelosi", "Traders #alerts")
    assert request.address == Address(bench.channel.id, group=True)
    assert (request.person.id, request.person.name, request.person.may_change) == (
        bench.person.id,
        "Ada",
        False,
    )


async def test_in_a_thread_the_chat_is_the_channel_above_it(bench: Bench):
    async with listening(bench):
        await bench.answered(bench.slash(bench.thread, "status"), Kind.REPLY)
    assert bench.asked[0].address == Address(bench.channel.id, bench.thread.id, group=True)
    assert bench.asked[0].text == "/status"


async def test_in_a_direct_message_the_person_is_kept_and_may_change(bench: Bench):
    async with listening(bench):
        await bench.answered(bench.slash(bench.direct, "recent"), Kind.REPLY)
    [request] = bench.asked
    assert request.address == Address(bench.direct.id, person=bench.person.id)
    assert request.person.may_change
    assert request.title == "Ada"


async def test_who_manages_the_server_may_change(bench: Bench):
    bench.guild.managers.add(bench.person.id)
    async with listening(bench):
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
    assert bench.asked[0].person.may_change


async def test_a_button_works_after_the_client_was_started_anew(bench: Bench):
    async with listening(bench):
        said = await bench.answered(bench.slash(bench.channel, "official", "pelosi"), Kind.REPLY)
    await until(lambda: not bench.replica.gateway.connected)
    async with listening(bench):
        pressed = bench.replica.press(said.posted, "Again", bench.person)
        await bench.answered(pressed, Kind.REPLY)
    assert [request.text for request in bench.asked] == ["/official pelosi", "/official pelosi"]
    assert bench.asked[1].event == pressed


async def test_a_slow_answer_is_announced_first(bench: Bench):
    async def slowly(request: Request) -> Message:
        await asyncio.sleep(1.8)
        return Message("Found it", tuple("x" * 3000 for _ in range(3)))

    async with listening(bench, answer=slowly):
        heard = bench.slash(bench.channel, "status")
        await bench.answered(heard, Kind.DEFERRED)
        await bench.answered(heard, Kind.FOLLOW_UP)
    kinds = [answered.kind for answered in bench.replica.answers]
    assert kinds == [Kind.DEFERRED, Kind.EDIT, Kind.FOLLOW_UP, Kind.FOLLOW_UP]


async def test_an_answer_that_discord_finds_malformed_is_said_plainly(bench: Bench):
    bench.replica.faults.add(failure(50035), "*/callback")
    async with listening(bench):
        said = await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
    assert said.payload["content"] == "You said /status"


async def test_a_lost_answer_ends_nothing(bench: Bench):
    bench.replica.faults.add(failure(10062), "*/callback")
    async with listening(bench):
        bench.slash(bench.channel, "status")
        await until(lambda: bench.asked)
        await bench.answered(bench.slash(bench.channel, "recent"), Kind.REPLY)


async def test_commands_are_registered_once(bench: Bench):
    for _ in range(3):
        async with listening(bench):
            pass
        await until(lambda: not bench.replica.gateway.connected)
    assert [one.method for one in bench.replica.traffic if one.path.endswith("/commands")] == [
        "GET",
        "PUT",
        "GET",
        "GET",
    ]
    names = [command["name"] for command in bench.replica.api.commands]
    assert names == ["official", "recent", "status"]


async def test_a_changed_menu_is_registered_again(bench: Bench):
    async with listening(bench):
        pass
    await until(lambda: not bench.replica.gateway.connected)
    changed = Discord(TOKEN, bench.replica.base_url, bench.replica.gateway_url, MENU[:2])
    async with listening(bench, changed):
        assert len(bench.replica.api.commands) == 2
    await changed.close()


@pytest.mark.parametrize("code", [30034, 30032, 50035])
async def test_refused_commands_do_not_keep_it_from_listening(bench: Bench, code: int):
    bench.replica.faults.add(failure(code, 400), "PUT */commands")
    async with listening(bench) as running:
        assert bench.replica.gateway.connected
        assert not running.done()


# the rest


async def test_check_tells_the_name_and_the_link_that_installs(bench: Bench):
    first, _, commands, _ = await bench.discord.check()
    assert first.said.startswith("Hilltape")
    assert f"client_id={bench.replica.world.bot.id}" in first.said
    assert "scope=bot+applications.commands" in first.said
    assert "permissions=274878024704" in first.said
    assert "will register" in commands.said


async def test_check_sees_that_the_commands_are_registered(bench: Bench):
    async with listening(bench):
        pass
    assert "registered" in [finding.said for finding in await bench.discord.check()]


async def test_closing_ends_a_hanging_send_and_the_listener(bench: Bench):
    bench.replica.faults.add(slow(60), f"channel:{bench.channel.id}")
    async with listening(bench):
        hanging = asyncio.create_task(send(bench))
        await asyncio.sleep(0.2)
        begun = time.perf_counter()
        await bench.discord.close()
        with pytest.raises(Passing):
            await hanging
        assert time.perf_counter() - begun < 2
        with pytest.raises(Passing):
            await send(bench)


async def test_cancelling_run_leaves_nothing_behind(bench: Bench):
    before = asyncio.all_tasks()
    async with listening(bench):
        pass
    await bench.discord.close()
    await until(lambda: not bench.replica.gateway.connected)
    await asyncio.sleep(0)
    ours = {task for task in asyncio.all_tasks() - before if "aiohttp" not in repr(task.get_coro())}
    assert ours == set()


async def test_no_token_is_logged(bench: Bench, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    bench.replica.faults.add(failure(0, 502), "*/users/@me")
    async with listening(bench):
        said = await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
        bench.replica.gateway.drop()
        await until(lambda: bench.replica.gateway.resumed)
    assert said
    tokens = [TOKEN, *bench.replica.interactions.tokens]
    assert len(tokens) == 2
    assert not [token for token in tokens if token in caplog.text]
