"""Suggestions, edits of what was pressed, mentions and new servers on the replica of Discord."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from replica.discord import DiscordReplica
from replica.discord_world import Posted
from tests.support.discord import check_traffic
from tests.support.waiting import now

TOKEN = "a.test.token"
BUTTON = {"type": 2, "style": 2, "label": "More", "custom_id": "/more"}
PAGE = {"content": "Page 1", "components": [{"type": 1, "components": [BUTTON]}]}
NAME = {"type": 3, "name": "name", "description": "name", "required": True, "autocomplete": True}
COMMAND = {"name": "official", "description": "Shows an official", "options": [NAME]}


class Bench:
    def __init__(self, replica: DiscordReplica, session: aiohttp.ClientSession) -> None:
        self.replica = replica
        self.session = session
        self.guild = replica.world.guild("Traders")
        self.channel = replica.world.channel(self.guild, "alerts")
        self.person = replica.world.user("Ada")

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with self.session.request(method, self.replica.base_url + path, json=body) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def post(self, body: Any) -> Posted:
        await self.ask("POST", f"/channels/{self.channel.id}/messages", body)
        return self.replica.messages[-1]

    async def answer(self, number: str, body: Any) -> tuple[int, Any]:
        token = self.replica.interactions.tokens[-1]
        return await self.ask("POST", f"/interactions/{number}/{token}/callback", body)

    async def pressed(self) -> str:
        return self.replica.press(await self.post(PAGE), "More", self.person)

    async def typing(self) -> str:
        await self.ask("PUT", "/applications/1/commands", [COMMAND])
        return self.replica.typing(self.channel, self.person, "official", "pel")


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with DiscordReplica(now, TOKEN) as replica, aiohttp.ClientSession(headers=headers) as session:
        yield Bench(replica, session)
    check_traffic(replica)


def choices(number: int, name: str = "Nancy Pelosi", value: str = "P000197") -> dict[str, Any]:
    return {"type": 8, "data": {"choices": [{"name": name, "value": value}] * number}}


@pytest.mark.parametrize(("number", "name"), [(25, "x" * 100), (1, "y"), (0, "")])
async def test_suggestions_within_the_limits_are_taken(bench: Bench, number: int, name: str):
    asked = await bench.typing()
    assert await bench.answer(asked, choices(number, name)) == (204, None)
    assert len(bench.replica.interactions.choices[asked]) == number


@pytest.mark.parametrize(
    "body",
    [choices(26), choices(1, "x" * 101), choices(1, " "), choices(1, value="x" * 101), {"type": 5}],
)
async def test_suggestions_that_discord_refuses_are_refused(bench: Bench, body: dict[str, Any]):
    assert (await bench.answer(await bench.typing(), body))[1]["code"] == 50035
    assert bench.replica.interactions.choices == {}


async def test_what_is_pressed_can_be_changed_and_keeps_what_is_left_out(bench: Bench):
    pressed = await bench.pressed()
    assert (await bench.answer(pressed, {"type": 7, "data": {"content": "Page 2"}}))[0] == 204
    [page] = bench.channel.history
    assert (page.json["content"], len(page.json["components"])) == ("Page 2", 1)
    assert (await bench.answer(pressed, {"type": 6}))[1]["code"] == 40060


async def test_a_change_put_off_is_made_later(bench: Bench):
    assert (await bench.answer(await bench.pressed(), {"type": 6}))[0] == 204
    webhook = f"/webhooks/{bench.replica.world.bot.id}/{bench.replica.interactions.tokens[-1]}"
    await bench.ask("PATCH", f"{webhook}/messages/@original", {"content": "Page 2", "components": []})
    await bench.ask("POST", webhook, {"content": "Another matter"})
    assert [posted.json["content"] for posted in bench.channel.history] == ["Page 2", "Another matter"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": 7, "data": {"content": "x" * 2001}}, 50035),
        ({"type": 7, "data": {"content": "", "components": []}}, 50006),
        ({"type": 8, "data": {"choices": []}}, 50035),
    ],
)
async def test_a_change_that_discord_refuses_leaves_the_message(bench: Bench, body: Any, code: int):
    assert (await bench.answer(await bench.pressed(), body))[1]["code"] == code
    assert bench.channel.history[0].json["content"] == "Page 1"


async def test_a_command_changes_no_message(bench: Bench):
    await bench.ask("PUT", "/applications/1/commands", [COMMAND])
    typed = bench.replica.slash(bench.channel, bench.person, "official", "pelosi")
    assert (await bench.answer(typed, {"type": 7, "data": {"content": "x"}}))[1]["code"] == 50035


async def test_what_is_gone_cannot_be_changed(bench: Bench):
    pressed = await bench.pressed()
    bench.channel.history.clear()
    assert (await bench.answer(pressed, {"type": 7, "data": {"content": "x"}}))[1]["code"] == 10008


async def test_only_one_person_sees_what_is_only_for_them(bench: Bench):
    told = {"type": 4, "data": {"content": "No longer", "flags": 64}}
    assert (await bench.answer(await bench.pressed(), told))[0] == 204
    assert [posted.json["content"] for posted in bench.channel.history] == ["Page 1"]


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        (None, True),
        ({"parse": ["roles"]}, True),
        ({"parse": []}, False),
        ({"parse": [], "roles": ["ROLE"]}, True),
        ({"parse": [], "roles": ["1"]}, False),
    ],
)
async def test_a_role_is_told_as_far_as_mentions_are_allowed(bench: Bench, allowed: Any, told: bool):
    role = bench.replica.world.role(bench.guild, "watchers")
    if allowed and "ROLE" in allowed.get("roles", ()):
        allowed = {**allowed, "roles": [role.id]}
    limits = {"allowed_mentions": allowed} if allowed else {}
    posted = await bench.post({"content": f"<@&{role.id}> look", **limits})
    assert posted.pinged == ([role.id] if told else [])


async def test_neither_an_escaped_mention_nor_one_in_an_embed_nor_a_closed_role_tells_anybody(bench: Bench):
    role = bench.replica.world.role(bench.guild, "watchers")
    closed = bench.replica.world.role(bench.guild, "staff", mentionable=False)
    text = f"\\<@&{role.id}> <@&{closed.id}>"
    posted = await bench.post({"content": text, "embeds": [{"description": f"<@&{role.id}>"}]})
    assert posted.pinged == []


async def test_a_role_is_allowed_by_its_name_or_by_its_kind_and_not_by_both(bench: Bench):
    both = {"content": "x", "allowed_mentions": {"parse": ["roles"], "roles": ["1"]}}
    _, answer = await bench.ask("POST", f"/channels/{bench.channel.id}/messages", both)
    assert answer["code"] == 50035


async def test_the_bot_s_servers_are_told_with_its_permissions(bench: Bench):
    bench.guild.rights = 1024
    _, guilds = await bench.ask("GET", "/users/@me/guilds")
    assert [(guild["name"], guild["permissions"]) for guild in guilds] == [("Traders", "1024")]
