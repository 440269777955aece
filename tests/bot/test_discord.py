"""The Discord channel, held against the replica of Discord by the real client."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channel import Address, Part, Request
from bot.channels.discord import Discord, MenuEntry
from bot.channels.discord_render import body, render
from bot.errors import BadToken, BotError, Malformed, Moved, Passing, Permanent, PlatformWait, ReplyGone
from bot.message import Button, Link, Message, Tone
from replica.discord import DiscordReplica, failure, too_many
from replica.discord_interactions import Answered, Kind
from replica.discord_world import Channel, Guild, User
from replica.faults import answer as plain_answer
from replica.faults import answer_lost, reset, slow
from replica.spec_discord import Spec, load
from storage.model import ChatState

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "discord_openapi.json"
TOKEN = "token-of-a-test.never.logged"
MENU = (
    MenuEntry("official", "Shows an official", "name", required=True),
    MenuEntry("recent", "Shows what was filed lately", "query"),
    MenuEntry("status", "Shows how Hilltape is doing"),
)
ALERT = Message(
    "Nancy Pelosi (D, CA-11) reported: spouse bought INTC",
    ("2 trades · $1.5 M – $6 M", "", "INTC 200 calls"),
    "sent because you follow pelosi",
    Link("Document", "https://disclosures-clerk.house.gov/public_disc/ptr-pdfs/2026/20034836.pdf"),
    (Button("Details", "/filing 20034836"), Button("Follow INTC", "/follow $INTC")),
    Tone.BUY,
)


class Clock:
    """The real time, moved on when a test says so."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Bench:
    """A replica with one server, channel, thread and person, and the channel under test."""

    def __init__(self, replica: DiscordReplica, clock: Clock) -> None:
        self.replica = replica
        self.clock = clock
        world = replica.world
        self.guild: Guild = world.guild("Traders")
        self.channel: Channel = world.channel(self.guild, "alerts")
        self.thread: Channel = world.thread(self.channel, "pelosi")
        self.person: User = world.user("Ada")
        self.direct: Channel = world.direct(self.person)
        self.asked: list[Request] = []
        self.discord = self.client()

    def client(self) -> Discord:
        return Discord(TOKEN, self.replica.base_url, self.replica.gateway_url, MENU)

    async def answer(self, request: Request) -> Message:
        self.asked.append(request)
        return Message(f"You said {request.text}", buttons=(Button("Again", request.text),))

    def slash(self, channel: Channel, name: str, argument: str = "") -> str:
        return self.replica.slash(channel, self.person, name, argument)

    async def answered(self, interaction: str, kind: Kind) -> Answered:
        def found() -> Iterator[Answered]:
            return (a for a in self.replica.answers if (a.interaction, a.kind) == (interaction, kind))

        await until(lambda: any(found()))
        return next(found())


async def until(true: Callable[[], object], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


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


def place(channel: Channel) -> Address:
    if channel.recipient:
        return Address(channel.id, person=channel.recipient.id)
    if channel.parent:
        return Address(channel.parent.id, channel.id, group=True)
    return Address(channel.id, group=True)


def alert() -> Part:
    return render(ALERT)[0]


@pytest.fixture(scope="session")
def spec() -> Spec | None:
    return load(SPEC) if SPEC.exists() else None


@pytest.fixture
async def bench(spec: Spec | None) -> AsyncIterator[Bench]:
    """Afterwards all that was said is held against Discord's own description."""
    clock = Clock()
    async with DiscordReplica(clock, TOKEN) as replica:
        bench = Bench(replica, clock)
        yield bench
        await bench.discord.close()
    if spec:
        assert [fault for one in replica.traffic for fault in spec.faults(one)] == []


# answering


async def test_a_slash_command_in_a_server_is_answered_there(bench: Bench):
    async with listening(bench):
        heard = bench.slash(bench.channel, "official", "pelosi")
        said = await bench.answered(heard, Kind.REPLY)
    assert said.posted.channel is bench.channel
    assert said.payload["embeds"][0]["title"] == "You said /official pelosi"
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


# the gateway


async def test_a_dropped_gateway_is_resumed(bench: Bench):
    async with listening(bench) as running:
        bench.replica.gateway.drop()
        await until(lambda: bench.replica.gateway.resumed)
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)
        assert not running.done()


async def test_a_request_to_reconnect_is_followed(bench: Bench):
    async with listening(bench):
        bench.replica.gateway.ask_to_reconnect()
        await until(lambda: bench.replica.gateway.resumed)
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)


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
        assert await bench.discord.send(place(bench.channel), alert())
    bench.replica.faults.clear()
    async with listening(bench):
        await bench.answered(bench.slash(bench.channel, "status"), Kind.REPLY)


async def test_a_gateway_that_refuses_connections_ends_run_and_not_sending(bench: Bench):
    bench.discord = Discord(TOKEN, bench.replica.base_url, "ws://127.0.0.1:9/", MENU)
    with pytest.raises(Passing):
        await asyncio.wait_for(bench.discord.run(bench.answer), timeout=5)
    assert await bench.discord.send(place(bench.channel), alert())


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
        await stranger.send(place(bench.channel), alert())
    await stranger.close()


@pytest.mark.parametrize(("code", "says"), [(4004, "token"), (4013, "intents"), (4014, "intents")])
async def test_a_setting_that_the_gateway_refuses_stops_the_channel(bench: Bench, code: int, says: str):
    bench.replica.gateway.close_code = code
    with pytest.raises(BadToken, match=says):
        await bench.discord.run(bench.answer)


# sending


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
    bench.clock.ahead = timedelta(minutes=3)
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
    assert moved.value.address == bench.replica.world.direct(bench.person).id


async def test_the_plain_text_is_cut_at_what_discord_takes(bench: Bench):
    [part] = render(Message("Long", ("x" * 3000,)))
    await bench.discord.send(place(bench.channel), part, plain=True)
    content = bench.replica.messages[0].payload["content"]
    assert len(content) == 2000
    assert content.endswith("…")


# the rest


async def test_check_tells_the_name_and_the_link_that_installs(bench: Bench):
    told = await bench.discord.check()
    assert told.startswith("Hilltape")
    assert f"client_id={bench.replica.world.bot.id}" in told
    assert "scope=bot+applications.commands" in told
    assert "permissions=274878024704" in told


async def test_closing_ends_a_hanging_send_and_the_listener(bench: Bench):
    bench.replica.faults.add(slow(60), f"channel:{bench.channel.id}")
    async with listening(bench):
        hanging = asyncio.create_task(bench.discord.send(place(bench.channel), alert()))
        await asyncio.sleep(0.2)
        begun = time.perf_counter()
        await bench.discord.close()
        with pytest.raises(Passing):
            await hanging
        assert time.perf_counter() - begun < 2


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
