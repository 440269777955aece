"""The replica of Discord refuses what Discord refuses, forgets what it forgets, and answers in its shapes."""

import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
import requests

from replica.discord import DiscordReplica, Exchange, failure, too_many
from replica.discord_world import Channel
from replica.faults import answer_lost
from replica.spec_discord import load
from tests.support.clock import Clock
from tests.support.discord import check_traffic
from tests.support.shared import DISCORD_SPEC

START = datetime(2026, 7, 6, 13, 1, 30, tzinfo=UTC)
TOKEN = "a.test.token"
ROW = {"type": 1}
BUTTON = {"type": 2, "style": 2, "label": "Details", "custom_id": "/filing 1"}
LINK = {"type": 2, "style": 5, "label": "Document", "url": "https://example.org/1"}


class Bench:
    def __init__(self, replica: DiscordReplica, clock: Clock, session: aiohttp.ClientSession) -> None:
        self.replica = replica
        self.clock = clock
        self.session = session
        self.channel: Channel = replica.world.channel(replica.world.guild("Traders"), "alerts")
        self.person = replica.world.user("Ada")

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with self.session.request(method, self.replica.base_url + path, json=body) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def post(self, body: Any) -> tuple[int, Any]:
        return await self.ask("POST", f"/channels/{self.channel.id}/messages", body)

    async def slash(self) -> tuple[str, str]:
        """A command typed: the interaction's callback and its webhook."""
        await self.ask("PUT", "/applications/1/commands", [{"name": "status", "description": "Status"}])
        number = self.replica.slash(self.channel, self.person, "status")
        token = self.replica.interactions.tokens[-1]
        return f"/interactions/{number}/{token}/callback", f"/webhooks/{self.replica.world.bot.id}/{token}"


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    clock = Clock(START)
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with DiscordReplica(clock, TOKEN) as replica, aiohttp.ClientSession(headers=headers) as session:
        yield Bench(replica, clock, session)
    check_traffic(replica)


def embeds(*sizes: int) -> dict[str, Any]:
    return {"embeds": [{"description": "x" * size} for size in sizes]}


def fields(number: int) -> dict[str, Any]:
    return {"embeds": [{"fields": [{"name": "a", "value": "b"}] * number}]}


def rows(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"content": "x", "components": [{**ROW, "components": list(buttons)}]}


TAKEN = [
    {"content": "x" * 2000},
    embeds(4096),
    embeds(3000, 3000),
    fields(25),
    {"embeds": [{"title": "x" * 256, "footer": {"text": "y" * 2048}}]},
    rows(BUTTON, {**BUTTON, "custom_id": "x" * 100}, LINK),
    {"content": "  x  ", "nonce": "n" * 25, "enforce_nonce": True},
]
REFUSED = [
    ({}, 50006),
    ({"content": " \n"}, 50006),
    ({"content": "x" * 2001}, 50035),
    ({"content": "\ud800"}, 50035),
    (embeds(4097), 50035),
    (embeds(3000, 3001), 50035),
    (embeds(*[1] * 11), 50035),
    (embeds(0), 50035),
    (fields(26), 50035),
    ({"embeds": [{"title": "x" * 257}]}, 50035),
    ({"embeds": [{"title": "x", "footer": {"text": "y" * 2049}}]}, 50035),
    ({"embeds": [{"title": "x", "url": "nonsense"}]}, 50035),
    ({"embeds": [{"title": "x", "url": "ftp://example.org/"}]}, 50035),
    ({"embeds": [{"title": "x", "color": 2**24}]}, 50035),
    ({"content": "x", "nonce": "n" * 26}, 50035),
    (rows({**BUTTON, "custom_id": "x" * 101}), 50035),
    (rows({**BUTTON, "label": "x" * 81}), 50035),
    (rows({**BUTTON, "label": ""}), 50035),
    (rows(BUTTON, BUTTON), 50035),
    (rows(*({**BUTTON, "custom_id": str(number)} for number in range(6))), 50035),
    ({"content": "x", "components": [{**ROW, "components": [LINK]}] * 6}, 50035),
    ([], 50109),
]


@pytest.mark.parametrize("body", TAKEN)
async def test_what_discord_takes_is_recorded(bench: Bench, body: dict[str, Any]):
    status, _ = await bench.post(body)
    assert status == 200
    assert [posted.payload for posted in bench.replica.messages] == [body]


@pytest.mark.parametrize(("body", "code"), REFUSED)
async def test_what_discord_refuses_is_refused_in_its_words(bench: Bench, body: Any, code: int):
    status, answer = await bench.post(body)
    assert (status, answer["code"]) == (400, code)
    assert bool(answer.get("errors")) == (code == 50035)
    assert bench.replica.messages == []


async def test_a_nonce_is_remembered_for_two_minutes(bench: Bench):
    body = {"content": "x", "nonce": "n", "enforce_nonce": True}
    (_, first), (_, again) = await bench.post(body), await bench.post(body)
    bench.clock.advance(minutes=1, seconds=59)
    _, later = await bench.post(body)
    assert first["id"] == again["id"] == later["id"]
    bench.clock.advance(seconds=1)
    _, forgotten = await bench.post(body)
    assert forgotten["id"] != first["id"]
    assert len(bench.replica.messages) == 2


async def test_a_nonce_that_is_not_enforced_prevents_nothing(bench: Bench):
    for _ in range(2):
        await bench.post({"content": "x", "nonce": "n"})
    assert len(bench.replica.messages) == 2


async def test_an_answer_is_lost_after_the_message_was_taken(bench: Bench):
    bench.replica.faults.add(answer_lost, f"channel:{bench.channel.id}")
    with pytest.raises(aiohttp.ClientError):
        await bench.post({"content": "x"})
    assert len(bench.replica.messages) == 1


async def test_messages_are_read_newest_first_and_after_an_id(bench: Bench):
    for number in range(5):
        bench.clock.advance(seconds=1)
        await bench.post({"content": str(number), "nonce": str(number)})
    path = f"/channels/{bench.channel.id}/messages"
    _, newest = await bench.ask("GET", f"{path}?limit=2")
    assert [message["content"] for message in newest] == ["4", "3"]
    _, after = await bench.ask("GET", f"{path}?limit=2&after={bench.replica.messages[0].id}")
    assert [message["content"] for message in after] == ["2", "1"]
    assert "nonce" not in newest[0]


@pytest.mark.parametrize(("code", "status"), [(50001, 403), (50007, 403), (50013, 403), (50083, 400)])
async def test_a_channel_may_refuse_everything(bench: Bench, code: int, status: int):
    bench.channel.refusal = code
    answered, answer = await bench.post({"content": "x"})
    assert (answered, answer["code"]) == (status, code)


async def test_what_does_not_exist_is_unknown(bench: Bench):
    bench.replica.world.delete(bench.channel)
    status, answer = await bench.post({"content": "x"})
    assert (status, answer) == (404, {"message": "Unknown Channel", "code": 10003})
    status, answer = await bench.ask("POST", "/users/@me/channels", {"recipient_id": "1"})
    assert (status, answer["code"]) == (404, 10013)


async def test_another_token_is_unauthorized(bench: Bench):
    bench.replica.token = "changed"
    assert await bench.ask("GET", "/users/@me") == (401, {"message": "401: Unauthorized", "code": 0})


async def test_the_content_type_is_exactly_what_discord_sends(bench: Bench):
    async with bench.session.get(f"{bench.replica.base_url}/users/@me") as response:
        assert response.headers["Content-Type"] == "application/json"


async def test_a_channel_s_limit_is_told_and_kept(bench: Bench):
    bench.replica.limit(2, 5)
    url = f"{bench.replica.base_url}/channels/{bench.channel.id}/messages"
    for left in ("1", "0"):
        async with bench.session.post(url, json={"content": "x"}) as response:
            assert response.headers["X-RateLimit-Remaining"] == left
            assert response.headers["X-RateLimit-Reset-After"] == "5.000"
    async with bench.session.post(url, json={"content": "x"}) as response:
        assert response.status == 429
        assert (response.headers["Retry-After"], response.headers["Via"]) == ("5", "1.1 google")
        assert (await response.json())["global"] is False
    bench.clock.advance(seconds=5)
    assert (await bench.post({"content": "x"}))[0] == 200


async def test_the_whole_bot_s_limit_spares_interactions(bench: Bench):
    callback, _ = await bench.slash()
    bench.replica.limit(100, 1, overall=1)
    assert (await bench.post({"content": "x"}))[0] == 200
    status, answer = await bench.post({"content": "x"})
    assert (status, answer["global"]) == (429, True)
    assert (await bench.ask("POST", callback, {"type": 5}))[0] == 204


@pytest.mark.parametrize("fault", [failure(50013), failure(0, 502), too_many(3), too_many(3, whole_bot=True)])
async def test_scripted_faults_have_discord_s_shape(bench: Bench, fault: Any):
    bench.replica.faults.add(fault, f"POST /channels/{bench.channel.id}/messages")
    status, answer = await bench.post({"content": "x"})
    if DISCORD_SPEC.exists() and status < 500:
        one = Exchange("POST", f"/channels/{bench.channel.id}/messages", None, status, answer)
        assert load(DISCORD_SPEC).faults(one) == []
    assert (await bench.post({"content": "x"}))[0] == 200


async def test_an_interaction_is_answered_once_and_within_three_seconds(bench: Bench):
    callback, webhook = await bench.slash()
    assert (await bench.ask("POST", webhook, {"content": "x"}))[1]["code"] == 10015
    status, answer = await bench.ask(
        "POST", f"{callback}?with_response=true", {"type": 4, "data": {"content": "x"}}
    )
    assert (status, answer["resource"]["message"]["content"]) == (200, "x")
    assert (await bench.ask("POST", callback, {"type": 5}))[1]["code"] == 40060
    assert (await bench.ask("POST", webhook, {"content": "y"}))[0] == 200
    late, _ = await bench.slash()
    bench.clock.advance(seconds=3.1)
    assert (await bench.ask("POST", late, {"type": 5}))[1]["code"] == 10062
    bench.clock.advance(minutes=15)
    assert (await bench.ask("POST", webhook, {"content": "z"}))[1]["code"] == 50027


async def test_a_deferred_answer_is_filled_in_later(bench: Bench):
    callback, webhook = await bench.slash()
    assert (await bench.ask("POST", callback, {"type": 5}))[0] == 204
    status, message = await bench.ask("PATCH", f"{webhook}/messages/@original", {"content": "done"})
    assert (status, message["content"]) == (200, "done")
    assert [posted.json["content"] for posted in bench.channel.history] == ["done"]


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Capital", "description": "x"},
        {"name": "status", "description": ""},
        {"name": "status", "description": "x" * 101},
        {"name": "status", "description": "x", "options": [{"type": 3, "name": "a b", "description": "x"}]},
    ],
)
async def test_commands_that_discord_refuses_are_refused(bench: Bench, command: dict[str, Any]):
    status, answer = await bench.ask("POST", "/applications/1/commands", command)
    assert (status, answer["code"]) == (400, 50035)


@pytest.mark.parametrize(("token", "code"), [("wrong", 4004), (TOKEN, 4014)])
async def test_the_gateway_closes_on_a_wrong_token_or_setting(bench: Bench, token: str, code: int):
    bench.replica.gateway.close_code = 4014
    async with bench.session.ws_connect(bench.replica.gateway_url) as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 2, "d": {"token": token}})
        assert (await socket.receive()).data == code


async def test_the_gateway_replays_what_a_resumed_session_missed(bench: Bench):
    await bench.ask("PUT", "/applications/1/commands", [{"name": "status", "description": "Status"}])
    async with bench.session.ws_connect(bench.replica.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": TOKEN}})
        ready, guild = await socket.receive_json(), await socket.receive_json()
    assert (ready["t"], guild["t"]) == ("READY", "GUILD_CREATE")
    missed = bench.replica.slash(bench.channel, bench.person, "status")
    async with bench.session.ws_connect(bench.replica.gateway_url) as socket:
        await socket.receive_json()
        resume = {"token": TOKEN, "session_id": ready["d"]["session_id"], "seq": guild["s"]}
        await socket.send_json({"op": 6, "d": resume})
        event, resumed = await socket.receive_json(), await socket.receive_json()
    assert (event["d"]["id"], resumed["t"]) == (missed, "RESUMED")


def test_it_serves_from_a_thread_of_its_own():
    clock = Clock(START)
    with DiscordReplica(clock, TOKEN) as replica:
        headers = {"Authorization": f"Bot {TOKEN}"}
        answered = requests.get(
            f"{replica.base_url}/users/@me", headers=headers, timeout=5, proxies={"http": ""}
        )
        assert answered.json()["username"] == "Hilltape"


# pictures


def form(body: dict[str, Any], *files: bytes) -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False)
    data.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, file in enumerate(files):
        data.add_field(f"files[{number}]", file, filename="page.png", content_type="image/png")
    return data


async def upload(bench: Bench, body: dict[str, Any], *files: bytes) -> tuple[int, Any]:
    url = f"{bench.replica.base_url}/channels/{bench.channel.id}/messages"
    async with bench.session.post(url, data=form(body, *files)) as response:
        return response.status, await response.json()


SHOWN = {
    "embeds": [{"description": "A page", "image": {"url": "attachment://page.png"}}],
    "attachments": [{"id": "0", "filename": "page.png"}],
}


async def test_an_uploaded_picture_is_shown_in_the_embed(bench: Bench):
    status, message = await upload(bench, SHOWN, b"a picture")
    assert status == 200
    assert message["embeds"][0]["image"]["url"].endswith("/page.png")
    assert [posted.files for posted in bench.replica.messages] == [[b"a picture"]]


async def test_a_file_that_no_embed_shows_lies_below_the_message(bench: Bench):
    await upload(bench, {**SHOWN, "embeds": [{"description": "No page"}]}, io.BytesIO(b"a list"))
    assert [posted.files for posted in bench.replica.messages] == [[b"a list"]]


@pytest.mark.parametrize(
    ("body", "files", "code"),
    [
        (SHOWN, (), 50035),
        ({**SHOWN, "attachments": []}, (b"a picture",), 50035),
        (SHOWN, (bytearray(10 * 2**20 + 1),), 40005),
    ],
    ids=["nothing uploaded", "nothing attached", "too large"],
)
async def test_a_picture_that_does_not_fit_its_message_is_refused(
    bench: Bench, body: dict[str, Any], files: tuple[bytes, ...], code: int
):
    _, refusal = await upload(bench, body, *(io.BytesIO(file) for file in files))
    assert refusal["code"] == code
    assert bench.replica.messages == []
