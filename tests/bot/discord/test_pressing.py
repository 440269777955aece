"""Buttons, roles, suggestions and the first message on Discord, by the real client against its replica."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.channel import Address, Card, Choice, Person, Request
from bot.channels.discord import Discord, MenuEntry
from bot.channels.discord.render import render
from bot.message import Button, Message
from replica.discord import DiscordReplica, failure
from replica.discord_interactions import Answered, Kind
from replica.discord_world import Posted
from tests.support.discord import TOKEN, answered, check_traffic
from tests.support.waiting import now, until

MENU = (MenuEntry("page", "Shows a page", "number", role=True), MenuEntry("status", "Shows how it does"))
NEXT = (Button("Next", "/page 2"),)
PICTURE = b"\xff\xd8 a picture"
FIRST = Message("Page 1", ("One line",), buttons=NEXT, picture=PICTURE)
SECOND = Message("Page 2", in_place=True)


class Known:
    """Suggests what it is given, after a while."""

    def __init__(self, choices: Sequence[Choice] = (), pause: float = 0.0) -> None:
        self.choices, self.pause = choices, pause
        self.asked: list[tuple[str, Address, str, str]] = []

    async def complete(self, channel: str, address: Address, command: str, typed: str) -> Sequence[Choice]:
        self.asked.append((channel, address, command, typed))
        await asyncio.sleep(self.pause)
        return self.choices

    async def inline(self, channel: str, person: Person, typed: str) -> Sequence[Card]:
        raise AssertionError(f"{channel} has no such thing: {person} {typed}")


class Bench:
    """A server with one channel, where the bot answers with the first page, and then with the next."""

    def __init__(self, replica: DiscordReplica) -> None:
        self.replica = replica
        self.guild = replica.world.guild("Traders")
        self.channel = replica.world.channel(self.guild, "alerts")
        self.person = replica.world.user("Ada")
        self.next: Message | None = SECOND
        self.pause = 0.0
        self.known = Known()
        self.asked: list[Request] = []
        self.discord = Discord(
            TOKEN, replica.base_url, replica.gateway_url, MENU, lambda: Message("Hello", buttons=NEXT)
        )

    async def answer(self, request: Request) -> Message | None:
        self.asked.append(request)
        if "2" not in request.text:
            return FIRST
        await asyncio.sleep(self.pause)
        return self.next

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.discord.run(self.answer, self.known))
        await until(lambda: self.replica.gateway.connected)
        yield
        running.cancel()
        await asyncio.wait({running})

    async def opened(self) -> Posted:
        return (await self.answered(self.replica.slash(self.channel, self.person, "page", "1"))).posted

    async def answered(self, interaction: str, kind: Kind = Kind.REPLY) -> Answered:
        return await answered(self.replica, interaction, kind)

    async def turned(self, kind: Kind) -> Answered:
        async with self.listening():
            pressed = self.replica.press(await self.opened(), "Next", self.person)
            return await self.answered(pressed, kind)

    @property
    def read(self) -> list[str]:
        """What now stands in the channel."""
        return [posted.json["content"] for posted in self.channel.history]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with DiscordReplica(now, TOKEN) as replica:
        bench = Bench(replica)
        yield bench
        await bench.discord.close()
    check_traffic(replica)


# in place


async def test_the_next_page_takes_the_place_of_the_one_before(bench: Bench):
    said = await bench.turned(Kind.UPDATE)
    assert bench.read == ["Page 2"]
    assert (said.posted.json["embeds"], said.posted.json["components"], said.posted.files) == ([], [], ())


async def test_a_picture_takes_the_place_of_a_picture(bench: Bench):
    bench.next = Message("Page 2", picture=PICTURE + b"!", in_place=True)
    said = await bench.turned(Kind.UPDATE)
    assert (bench.read, said.posted.files) == (["Page 2"], [PICTURE + b"!"])


async def test_who_is_not_answered_does_not_read_that_we_failed(bench: Bench):
    bench.next = None
    async with bench.listening():
        pressed = bench.replica.press(await bench.opened(), "Next", bench.person)
        await bench.answered(pressed, Kind.UPDATE_DEFERRED)
        typed = bench.replica.slash(bench.channel, bench.person, "page", "2")
        said = await bench.answered(typed, Kind.REPLY)
    assert said.payload["content"] == "Too many at once; wait a little."
    assert said.payload["flags"] == 64


async def test_a_slow_page_takes_its_place_without_a_word_in_between(bench: Bench):
    bench.pause = 1.8
    await bench.turned(Kind.EDIT)
    assert bench.read == ["Page 2"]
    kinds = [answered.kind for answered in bench.replica.answers]
    assert kinds == [Kind.REPLY, Kind.UPDATE_DEFERRED, Kind.EDIT]


async def test_a_slow_answer_of_its_own_comes_below(bench: Bench):
    bench.pause, bench.next = 1.8, Message("Another matter")
    await bench.turned(Kind.FOLLOW_UP)
    assert bench.read == ["Page 1", "Another matter"]


async def test_an_answer_of_its_own_is_a_message_of_its_own(bench: Bench):
    bench.next = Message("Another matter")
    async with bench.listening():
        pressed = bench.replica.press(await bench.opened(), "Next", bench.person)
        await bench.answered(pressed)
    assert bench.read == ["Page 1", "Another matter"]


async def test_a_typed_command_gets_a_new_message(bench: Bench):
    async with bench.listening():
        await bench.opened()
        await bench.answered(bench.replica.slash(bench.channel, bench.person, "page", "2"))
    assert bench.read == ["Page 1", "Page 2"]


async def test_what_needs_several_messages_takes_no_message_s_place(bench: Bench):
    bench.next = Message("Page 2", tuple("x" * 3000 for _ in range(2)), in_place=True)
    await bench.turned(Kind.FOLLOW_UP)
    assert bench.read == ["Page 1", "Page 2", ""]


async def test_where_the_message_is_gone_the_answer_is_a_new_one(bench: Bench):
    async with bench.listening():
        page = await bench.opened()
        bench.channel.history.remove(page)
        await bench.answered(bench.replica.press(page, "Next", bench.person))
    assert bench.read == ["Page 2"]


async def test_where_discord_edits_nothing_a_slow_answer_comes_below(bench: Bench):
    bench.pause = 1.8
    bench.replica.faults.add(failure(50013), "PATCH *")
    await bench.turned(Kind.FOLLOW_UP)
    assert bench.read == ["Page 1", "Page 2"]


async def test_a_button_that_we_did_not_make_does_nothing(bench: Bench):
    async with bench.listening():
        claimed = bench.replica.claim(await bench.opened(), "/unfollow *", bench.person)
        said = await bench.answered(claimed)
    assert "no longer works" in said.payload["content"]
    assert (bench.read, [request.text for request in bench.asked]) == (["Page 1"], ["/page 1"])


# roles


async def test_a_chosen_role_stands_last_in_the_line(bench: Bench):
    role = bench.replica.world.role(bench.guild, "watchers")
    async with bench.listening():
        asked = bench.replica.slash(bench.channel, bench.person, "page", "of pelosi", role.id)
        await bench.answered(asked)
    assert bench.asked[0].text == f"/page of pelosi <@&{role.id}>"


async def send(bench: Bench, message: Message, *, plain: bool = False) -> Posted:
    address = Address(bench.channel.id, group=True)
    await bench.discord.send(address, render(message)[0], plain=plain)
    return bench.replica.messages[-1]


@pytest.mark.parametrize("plain", [False, True])
async def test_the_role_named_is_told_and_no_other(bench: Bench, plain: bool):
    role, other = (bench.replica.world.role(bench.guild, name) for name in ("watchers", "others"))
    said = f"@everyone <@&{other.id}> <@{bench.person.id}>"
    posted = await send(bench, Message(said, (said,), mention=role.id), plain=plain)
    assert posted.pinged == [role.id]
    assert posted.payload["allowed_mentions"] == {"parse": [], "roles": [role.id]}


@pytest.mark.parametrize("mention", ["", "everyone", "12 34", "<@&5>"])
async def test_what_is_no_role_s_id_mentions_nobody(bench: Bench, mention: str):
    posted = await send(bench, Message("Hello", mention=mention))
    assert posted.payload["content"] == "Hello"
    assert posted.payload["allowed_mentions"] == {"parse": []}


async def test_only_the_first_of_several_parts_mentions_the_role(bench: Bench):
    parts = render(Message("Hello", tuple("x" * 3000 for _ in range(2)), mention="77"))
    assert [part.payload.get("content") for part in parts] == ["Hello <@&77>", None]


# suggestions


async def suggested(bench: Bench, typed: str) -> Sequence[dict[str, str]]:
    async with bench.listening():
        asked = bench.replica.typing(bench.channel, bench.person, "page", typed)
        await until(lambda: asked in bench.replica.interactions.choices)
    return list(map(dict, bench.replica.interactions.choices[asked]))


async def test_what_may_be_meant_is_offered_where_it_is_typed(bench: Bench):
    bench.known = Known([Choice("Nancy Pelosi", "P000197")])
    assert await suggested(bench, "pel") == [{"name": "Nancy Pelosi", "value": "P000197"}]
    assert bench.known.asked == [("discord", Address(bench.channel.id, group=True), "page", "pel")]


async def test_offers_keep_within_discord_s_limits(bench: Bench):
    bench.known = Known(
        [Choice("a" * 101, "a" * 101), Choice(" ", "b"), *(Choice("c" * 101, f"{n}") for n in range(30))]
    )
    offered = await suggested(bench, "")
    assert [choice["value"] for choice in offered] == [str(number) for number in range(25)]
    assert {len(choice["name"]) for choice in offered} == {100}


async def test_offers_that_come_too_late_are_none(bench: Bench):
    bench.known = Known([Choice("Nancy Pelosi", "P000197")], pause=5)
    assert await suggested(bench, "pel") == []


async def test_offers_that_are_lost_end_nothing(bench: Bench):
    bench.replica.faults.add(failure(10062), "POST /interactions/*")
    async with bench.listening():
        bench.replica.typing(bench.channel, bench.person, "page", "p")
        await until(lambda: bench.known.asked)
        assert await bench.opened()


# the first message


async def test_a_new_server_is_greeted_once_where_discord_greets_people(bench: Bench):
    new = bench.replica.world.guild("Newcomers")
    general, new.system = (bench.replica.world.channel(new, name) for name in ("general", "welcome"))
    async with bench.listening():
        await bench.opened()
        bench.replica.join(new)
        await until(lambda: bench.replica.messages)
        bench.replica.gateway.drop()
        await until(lambda: bench.replica.gateway.resumed)
    assert [(m.channel.name, m.json["content"]) for m in bench.replica.messages] == [("welcome", "Hello")]
    assert general.history == []


async def test_a_server_that_was_there_before_is_not_greeted(bench: Bench):
    async with bench.listening():
        await bench.opened()
        bench.replica.gateway.invalidate(resumable=False)
        await until(lambda: bench.replica.gateway.identified == 2, seconds=12)
    assert bench.replica.messages == []


async def test_a_channel_the_bot_may_not_write_in_is_passed_over(bench: Bench):
    new = bench.replica.world.guild("Newcomers")
    names = ("rules", "staff", "general")
    rules, staff, general = (bench.replica.world.channel(new, name) for name in names)
    rules.closed, staff.refusal = True, 50013
    async with bench.listening():
        await bench.opened()
        bench.replica.join(new)
        await until(lambda: bench.replica.messages)
    assert [message.channel for message in bench.replica.messages] == [general]


async def test_where_the_bot_may_write_nowhere_it_stays_silent(bench: Bench):
    new = bench.replica.world.guild("Newcomers")
    bench.replica.world.channel(new, "rules").closed = True
    async with bench.listening():
        await bench.opened()
        bench.replica.join(new)
        await bench.opened()
    assert bench.replica.messages == []


async def test_the_greeting_s_buttons_work(bench: Bench):
    new = bench.replica.world.guild("Newcomers")
    bench.replica.world.channel(new, "general")
    async with bench.listening():
        await bench.opened()
        bench.replica.join(new)
        await until(lambda: bench.replica.messages)
        await bench.answered(
            bench.replica.press(bench.replica.messages[0], "Next", bench.person), Kind.UPDATE
        )
    assert bench.asked[-1].text == "/page 2"
