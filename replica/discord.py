"""The replica of Discord: REST and gateway, people who type and press, and a record of what arrived."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from replica import faults
from replica.discord_api import FILES, SENTENCES, Answer, Api
from replica.discord_gateway import Event, Gateway
from replica.discord_interactions import COMMAND, COMPONENT, TYPING, Answered, Interactions, member_json
from replica.discord_rates import Rates, TooMany
from replica.discord_refusals import Refused
from replica.discord_world import THREAD, Channel, Guild, Posted, Role, User, World
from replica.server import Server, uploaded

PREFIX = "/api/v10"
STRING, ROLE, ATTACHMENT = 3, 8, 11  # kinds of options
Handle = Callable[[web.Request, Any], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was not faulted, and its answer, to be held against Discord's own description.

    `files` are what came beside the body.
    """

    method: str
    path: str
    body: Any
    status: int
    answer: Any
    files: Sequence[bytes] = ()


class DiscordReplica(Server):
    """`world` holds servers, channels and people; `gateway` can be dropped; `faults` fail REST requests.

    A request's fault keys: its path, `POST /channels/1/messages`, `channel:1`, and `gateway` for the gateway.
    """

    def __init__(self, clock: Callable[[], datetime], token: str, port: int = 0) -> None:
        super().__init__(clock, port)
        self.token = token
        self.world = World(clock)
        self.api = Api(self.world)
        self.interactions = Interactions(self.world)
        self.gateway = Gateway(token, self._greeting)
        self.rates: Rates | None = None
        self.traffic: list[Exchange] = []
        self.uploads: list[bytes] = []

    @property
    def base_url(self) -> str:
        return self.url + PREFIX

    @property
    def gateway_url(self) -> str:
        return f"ws{self.url.removeprefix('http')}/gateway/"

    @property
    def messages(self) -> Sequence[Posted]:
        """Every message accepted by POST, once each: the record of what arrived."""
        return self.api.messages

    @property
    def answers(self) -> Sequence[Answered]:
        """Every answer to an interaction."""
        return self.interactions.answers

    def slash(self, channel: Channel, user: User, name: str, argument: str = "", role: str = "") -> str:
        """A person types `/name argument` and chooses a role; the interaction's id.

        KeyError if it is not registered.
        """
        given = {STRING: argument, ROLE: role}
        options = [
            {"type": option["type"], "name": option["name"], "value": given[option["type"]]}
            for option in self._command(name).get("options", ())
            if given.get(option["type"])
        ]
        return self._happens(self.interactions.begin(channel, user, COMMAND, self._data(name, options)))

    def slash_with_file(self, channel: Channel, user: User, name: str, content: bytes) -> str:
        """A person types `/name` and chooses a file; the interaction's id."""
        option = next(one for one in self._command(name)["options"] if one["type"] == ATTACHMENT)
        number, path = self.world.new_id(), f"/attachments/{len(self.uploads)}"
        self.uploads.append(content)
        attachment = {
            "id": number,
            "filename": "hilltape-follows.json",
            "size": len(content),
            "url": self.url + path,
            "proxy_url": self.url + path,
        }
        data = {
            **self._data(name, [{"type": ATTACHMENT, "name": option["name"], "value": number}]),
            "resolved": {"attachments": {number: attachment}},
        }
        return self._happens(self.interactions.begin(channel, user, COMMAND, data))

    def typing(self, channel: Channel, user: User, name: str, typed: str) -> str:
        """A person has typed so much after `/name`; the interaction's id. StopIteration if no one asks."""
        asked = next(one for one in self._command(name).get("options", ()) if one.get("autocomplete"))
        options = [{"type": STRING, "name": asked["name"], "value": typed, "focused": True}]
        return self._happens(self.interactions.begin(channel, user, TYPING, self._data(name, options)))

    def join(self, guild: Guild) -> None:
        """Somebody installs the bot in a server."""
        event = {**self._guild_json(guild)}
        del event["unavailable"]
        self.loop.call_soon_threadsafe(self.gateway.dispatch, "GUILD_CREATE", event)

    def press(self, message: Posted, label: str, user: User) -> str:
        """A person presses the button of this label; the interaction's id. KeyError if there is none."""
        rows = message.json["components"]
        buttons = {button.get("label"): button for row in rows for button in row["components"]}
        return self.claim(message, buttons[label]["custom_id"], user)

    def claim(self, message: Posted, custom_id: str, user: User) -> str:
        """A person's client says that it pressed a button of this id."""
        data = {"custom_id": custom_id, "component_type": 2}
        return self._happens(self.interactions.begin(message.channel, user, COMPONENT, data, message))

    def limit(self, requests: int, seconds: float, overall: int = 50) -> None:
        """Switch rate limits on: so many requests per route and channel, and `overall` a second in all."""
        self.rates = Rates(self.clock, requests, seconds, overall)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        api, interactions = self.api, self.interactions
        commands, messages = "/applications/{application}/commands", "/channels/{channel}/messages"
        yield web.get("/gateway{slash:/?}", self.gateway.serve)
        yield web.get("/attachments/{number}", self._attachment)
        yield self._route("GET", "/users/@me", api.me)
        yield self._route("GET", "/users/@me/guilds", api.guilds)
        yield self._route("GET", "/applications/@me", api.application)
        yield self._route("GET", "/oauth2/applications/@me", api.application)
        yield self._route("GET", commands, api.list_commands)
        yield self._route("PUT", commands, api.set_commands)
        yield self._route("POST", commands, api.add_command)
        yield self._route("GET", messages, api.list_messages)
        yield self._route("POST", messages, api.post_message)
        yield self._route("POST", "/users/@me/channels", api.open_direct)
        callback, webhook = "/interactions/{interaction}/{token}/callback", "/webhooks/{application}/{token}"
        yield self._route("POST", callback, interactions.callback)
        yield self._route("POST", webhook, interactions.follow_up)
        yield self._route("PATCH", f"{webhook}/messages/@original", interactions.edit)

    async def keys(self, request: web.Request) -> Sequence[str]:
        path = request.path.removeprefix(PREFIX)
        channel = request.match_info.get("channel")
        named = [f"channel:{channel}"] if channel else []
        return [
            request.path,
            f"{request.method} {path}",
            *named,
            *(["gateway"] if path.rstrip("/") == "/gateway" else []),
        ]

    def _route(self, method: str, path: str, handle: Handle) -> web.RouteDef:
        exempt = path.startswith(("/interactions", "/webhooks"))

        async def serve(request: web.Request) -> web.Response:
            body, files = await _content(request)
            request[FILES] = files
            headers: Mapping[str, str] = {}
            try:
                if not exempt:
                    self._authorise(request)
                    headers = self._take(f"{method}:{path}", request)
                status, answer = await handle(request, body)
            except Refused as refusal:
                status, answer = refusal.status, refusal.json
                headers = getattr(refusal, "headers", headers)
            path_asked = request.path.removeprefix(PREFIX)
            self.traffic.append(Exchange(method, path_asked, body, status, answer, files))
            return _response(status, answer, headers)

        return web.route(method, PREFIX + path, serve)

    async def _attachment(self, request: web.Request) -> web.Response:
        return web.Response(body=self.uploads[int(request.match_info["number"])])

    def _authorise(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refused(401, 0, "401: Unauthorized")

    def _take(self, route: str, request: web.Request) -> Mapping[str, str]:
        return self.rates.take(f"{route} {request.match_info.get('channel', '')}") if self.rates else {}

    def _command(self, name: str) -> Mapping[str, Any]:
        return {command["name"]: command for command in self.api.commands}[name]

    def _data(self, name: str, options: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        data = {"id": self._command(name)["id"], "name": name, "type": 1}
        return {**data, "options": options} if options else data

    def _happens(self, event: Mapping[str, Any]) -> str:
        self.loop.call_soon_threadsafe(self.gateway.dispatch, "INTERACTION_CREATE", event)
        return str(event["id"])

    def _greeting(self, session: str) -> Iterable[Event]:
        guilds = self.world.guilds
        yield (
            "READY",
            {
                "v": 10,
                "user": self.world.bot.json(),
                "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
                "session_id": session,
                "resume_gateway_url": self.gateway_url,
                "application": {"id": self.world.bot.id, "flags": 0},
            },
        )
        for guild in guilds:
            yield "GUILD_CREATE", self._guild_json(guild)

    def _guild_json(self, guild: Guild) -> dict[str, Any]:
        inside = [channel for channel in self.world.channels.values() if channel.guild is guild]
        bot = Role(self.world.bot.id, self.world.bot.name, mentionable=False)
        roles = [Role(guild.id, "@everyone").json(), bot.json(guild.rights), *(r.json() for r in guild.roles)]
        return {
            "id": guild.id,
            "name": guild.name,
            "owner_id": "1",
            "roles": roles,
            "members": [member_json(self.world.bot, [bot.id])],
            "system_channel_id": guild.system.id if guild.system else None,
            "channels": [channel.json() for channel in inside if channel.kind != THREAD],
            "threads": [channel.json() for channel in inside if channel.kind == THREAD],
            "member_count": 1,
            "unavailable": False,
        }


def failure(
    code: int, status: int | None = None, message: str = "", headers: Mapping[str, str] | None = None
) -> faults.Fault:
    """A fault in Discord's own shape, such as `failure(50013)` or `failure(0, 502)`."""
    usual_status, usual_message = SENTENCES.get(code, (400, "Refused"))
    body = json.dumps({"message": message or usual_message, "code": code}).encode()
    return faults.answer(status or usual_status, body, "application/json", headers)


def too_many(seconds: float, *, whole_bot: bool = False) -> faults.Fault:
    """A 429 as Discord answers it, for one channel or the whole bot."""
    scope = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
    refusal = TooMany(seconds, scope if whole_bot else {"X-RateLimit-Scope": "user"})
    return faults.answer(429, json.dumps(refusal.json).encode(), "application/json", refusal.headers)


async def _content(request: web.Request) -> tuple[Any, Sequence[bytes]]:
    """The JSON, and the files of a form: https://discord.com/developers/docs/reference#uploading-files."""
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return json.loads(text) if text else None, ()
    form = await request.post()
    files = [uploaded(value) for value in form.values() if isinstance(value, web.FileField)]
    return json.loads(bytes(form["payload_json"])), files  # type: ignore[arg-type] # no text, by its type


def _response(status: int, answer: Any, headers: Mapping[str, str]) -> web.Response:
    """Content-Type is exactly `application/json`: with a charset discord.py takes every body for text."""
    if status == 204:
        return web.Response(status=204, headers=headers)
    body = json.dumps(answer).encode()
    return web.Response(status=status, body=body, headers=headers, content_type="application/json")
