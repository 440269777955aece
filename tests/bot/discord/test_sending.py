"""Sending on Discord: where a part arrives, that it arrives once, and what each refusal means."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channel import Address, Part
from bot.channels.discord import Discord
from bot.channels.discord.render import body, render
from bot.errors import BadToken, BotError, Malformed, Moved, Passing, Permanent, PlatformWait, ReplyGone
from bot.message import Button, Link, Message
from replica.discord import DiscordReplica, failure, too_many
from replica.discord_world import Channel
from replica.faults import answer as plain_answer
from replica.faults import answer_lost, reset, slow
from storage.model import ChatState
from tests.support.discord import TOKEN, check_traffic

ALERT = Message(
    "Nancy Pelosi (D, CA-11) reported: spouse bought INTC",
    ("2 trades · $1.5 M – $6 M",),
    "sent because you follow pelosi",
    Link("Document", "https://disclosures-clerk.house.gov/public_disc/ptr-pdfs/2026/20034836.pdf"),
    (Button("Details", "/filing 20034836"),),
)


class Bench:
    """A replica with one server, channel, thread and person; its clock is the real one, moved by `ahead`."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.replica = DiscordReplica(self.clock, TOKEN)
        world = self.replica.world
        self.channel = world.channel(world.guild("Traders"), "alerts")
        self.thread = world.thread(self.channel, "pelosi")
        self.person = world.user("Ada")
        self.direct = world.direct(self.person)

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """Afterwards all that was said is held against Discord's own description."""
    bench = Bench()
    async with bench.replica as replica:
        bench.discord = Discord(TOKEN, replica.base_url, replica.gateway_url)
        yield bench
        await bench.discord.close()
    check_traffic(bench.replica)


def place(channel: Channel) -> Address:
    if channel.recipient:
        return Address(channel.id, person=channel.recipient.id)
    if channel.parent:
        return Address(channel.parent.id, channel.id, group=True)
    return Address(channel.id, group=True)


def alert() -> Part:
    [part] = render(ALERT)
    return part


async def test_a_part_arrives_in_the_channel_the_thread_and_the_direct_message(bench: Bench):
    for channel in (bench.channel, bench.thread, bench.direct):
        part = alert()
        number = await bench.discord.send(place(channel), part)
        assert [posted.id for posted in channel.history] == [number]
        assert channel.history[0].payload["embeds"] == part.payload["embeds"]


async def test_a_lost_answer_is_sent_again_and_arrives_once(bench: Bench):
    part, address = alert(), place(bench.channel)
    bench.replica.faults.add(answer_lost, f"channel:{bench.channel.id}")
    with pytest.raises(Passing) as lost:
        await bench.discord.send(address, part)
    assert lost.value.unknown
    number = await bench.discord.send(address, part)
    assert [posted.id for posted in bench.replica.messages] == [number]


@pytest.mark.parametrize("plain", [False, True])
async def test_after_the_nonce_is_forgotten_the_message_is_found(bench: Bench, plain: bool):
    part, address, begun = alert(), place(bench.channel), bench.clock()
    bench.replica.faults.add(answer_lost, f"channel:{bench.channel.id}")
    with pytest.raises(Passing):
        await bench.discord.send(address, part, plain=plain)
    bench.ahead = timedelta(minutes=3)
    assert await bench.discord.find(address, part, begun) == bench.replica.messages[0].id
    assert await bench.discord.find(place(bench.thread), part, begun) is None
    assert await bench.discord.find(address, render(Message("Another"))[0], begun) is None
    assert await bench.discord.find(address, part, begun + timedelta(minutes=5)) is None


async def test_a_message_is_found_behind_hundreds_of_others(bench: Bench):
    begun = bench.clock()
    for number in range(230):
        bench.replica.world.post(bench.channel, {"content": str(number)})
    part = alert()
    posted = bench.replica.world.post(bench.channel, body(part))
    assert await bench.discord.find(place(bench.channel), part, begun) == posted.id


@pytest.mark.parametrize("plain", [False, True])
async def test_a_part_that_answers_a_message_is_its_reply(bench: Bench, plain: bool):
    number = await bench.discord.send(place(bench.channel), alert())
    await bench.discord.send(place(bench.channel), replace(alert(), reply_to=number), plain=plain)
    said = bench.replica.messages[1].json
    assert (said["type"], said["message_reference"]["message_id"]) == (19, number)


async def test_a_part_whose_answered_message_is_gone_arrives_all_the_same(bench: Bench):
    await bench.discord.send(place(bench.channel), replace(alert(), reply_to=bench.channel.id))
    assert bench.replica.messages[0].json["type"] == 0


ROWS = [
    (10003, Permanent, ChatState.GONE),
    (10004, Permanent, ChatState.GONE),
    (10013, Permanent, ChatState.GONE),
    (10015, Permanent, ChatState.GONE),
    (50001, Permanent, ChatState.PAUSED),
    (50013, Permanent, ChatState.PAUSED),
    (50007, Permanent, ChatState.PAUSED),
    (50278, Permanent, ChatState.PAUSED),
    (50083, Permanent, ChatState.PAUSED),
    (160005, Permanent, ChatState.PAUSED),
    (200000, Permanent, ChatState.PAUSED),
    (240000, Permanent, ChatState.PAUSED),
    (50035, Malformed, None),
    (50006, Malformed, None),
    (40005, Malformed, None),
    (10008, ReplyGone, None),
    (40001, BadToken, None),
    (50014, BadToken, None),
    (20016, Passing, None),
    (20028, Passing, None),
    (40062, Passing, None),
    (40003, Passing, None),
]


async def refusal(bench: Bench, channel: Channel, *faults: object) -> BotError:
    for fault in faults:
        bench.replica.faults.add(fault, f"channel:{channel.id}")
    with pytest.raises(BotError) as refused:
        await bench.discord.send(place(channel), alert())
    assert bench.replica.messages == []
    assert TOKEN not in str(refused.value)
    return refused.value


@pytest.mark.parametrize(("code", "kind", "state"), ROWS)
async def test_each_code_of_discord_has_its_meaning(
    bench: Bench, code: int, kind: type[BotError], state: ChatState | None
):
    error = await refusal(bench, bench.channel, failure(code))
    assert type(error) is kind
    if isinstance(error, Permanent):
        assert (error.state, error.thread_only) == (state, False)
    if isinstance(error, Passing):
        assert error.after
        assert not error.unknown


@pytest.mark.parametrize("code", [10003, 50083, 160005, 50013])
async def test_a_thread_that_takes_nothing_does_not_pause_its_chat(bench: Bench, code: int):
    error = await refusal(bench, bench.thread, failure(code))
    assert isinstance(error, Permanent)
    assert error.thread_only


async def test_a_missing_right_is_named(bench: Bench):
    assert "Send Messages" in str(await refusal(bench, bench.channel, failure(50013)))
    assert "View Channel" in str(await refusal(bench, bench.channel, failure(50001)))


async def test_a_limited_chat_waits_and_the_others_do_not(bench: Bench):
    error = await refusal(bench, bench.channel, too_many(40))
    assert type(error) is Passing
    assert error.after == timedelta(seconds=40)
    assert not error.unknown
    assert await bench.discord.send(place(bench.direct), alert())


@pytest.mark.parametrize(
    "fault", [too_many(3, whole_bot=True), plain_answer(429, b"banned", headers={"Retry-After": "3"})]
)
async def test_a_limit_on_the_whole_bot_is_told_apart(bench: Bench, fault: object):
    error = await refusal(bench, bench.channel, fault)
    assert isinstance(error, PlatformWait)
    assert error.after == timedelta(seconds=3)


async def test_a_cancelled_send_into_a_limit_does_not_block_later_ones(bench: Bench):
    """discord.py would close its lock at a global limit and never open it again."""
    bench.replica.faults.add(too_many(5, whole_bot=True), f"channel:{bench.channel.id}")
    bench.replica.faults.add(slow(5), f"channel:{bench.channel.id}")
    for _ in range(2):
        with pytest.raises((TimeoutError, PlatformWait)):
            await asyncio.wait_for(bench.discord.send(place(bench.channel), alert()), timeout=0.3)
    for channel in (bench.channel, bench.direct):
        await asyncio.wait_for(bench.discord.send(place(channel), alert()), timeout=2)


async def test_buckets_told_by_headers_are_kept_to(bench: Bench):
    bench.replica.limit(2, 0.5)
    for _ in range(6):
        await bench.discord.send(place(bench.channel), alert())
    assert len(bench.replica.messages) == 6
    assert 429 not in [one.status for one in bench.replica.traffic]


async def test_one_failing_gateway_in_between_is_repeated_inside(bench: Bench):
    bench.replica.faults.add(failure(0, 502), f"channel:{bench.channel.id}")
    await bench.discord.send(place(bench.channel), alert())
    assert len(bench.replica.messages) == 1


async def test_a_failing_server_leaves_the_outcome_unknown(bench: Bench):
    error = await refusal(bench, bench.channel, failure(0, 503))
    assert isinstance(error, Passing)
    assert error.unknown


@pytest.mark.parametrize("fault", [slow(30), failure(0, 502), reset, plain_answer(200, b"<html>")])
async def test_silence_and_broken_answers_leave_the_outcome_unknown(bench: Bench, fault: object):
    bench.discord.rest.deadline = 0.5
    error = await refusal(bench, bench.channel, fault)
    assert isinstance(error, Passing)
    assert error.unknown


async def test_before_the_first_login_nothing_can_have_arrived(bench: Bench):
    bench.replica.faults.add(failure(0, 503), "*/users/@me")
    with pytest.raises(Passing) as failed:
        await bench.discord.send(place(bench.channel), alert())
    assert not failed.value.unknown
    assert await bench.discord.send(place(bench.channel), alert())


async def test_a_refused_connection_is_no_unknown_outcome(bench: Bench):
    await bench.discord.send(place(bench.channel), alert())
    await bench.replica.stop()
    error = await _while_down(bench)
    await bench.replica.start()
    assert isinstance(error, Passing)
    assert not error.unknown
    assert await bench.discord.send(place(bench.channel), alert())


async def _while_down(bench: Bench) -> BotError:
    with contextlib.suppress(Passing):  # the pooled connection breaks first
        await bench.discord.send(place(bench.channel), alert())
    with pytest.raises(BotError) as down:
        await bench.discord.send(place(bench.channel), alert())
    return down.value


async def test_a_closed_direct_message_is_opened_again(bench: Bench):
    bench.replica.faults.add(failure(10003), f"channel:{bench.direct.id}")
    assert await bench.discord.send(place(bench.direct), alert())
    assert len(bench.direct.history) == 1


async def test_a_direct_message_with_a_new_id_moves(bench: Bench):
    bench.replica.world.delete(bench.direct)
    with pytest.raises(Moved) as moved:
        await bench.discord.send(place(bench.direct), alert())
    assert bench.replica.messages == []
    assert await bench.discord.find(place(bench.direct), alert(), bench.clock()) is None
    assert moved.value.address == bench.replica.world.direct(bench.person).id


async def test_the_plain_text_is_cut_at_what_discord_takes(bench: Bench):
    [part] = render(Message("Long", ("x" * 3000,)))
    await bench.discord.send(place(bench.channel), part, plain=True)
    content = bench.replica.messages[0].payload["content"]
    assert len(content) == 2000
    assert content.endswith("…")
