"""What people type and press on the replica of Discord, and the bot's answers to it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from aiohttp import web

from replica.discord_api import FILES, Answer, refused
from replica.discord_refusals import Refused, check_message
from replica.discord_world import Channel, Posted, User, World

COMMAND, COMPONENT = 2, 3
REPLY, REPLY_LATER = 4, 5
LOADING = 1 << 7
ACKNOWLEDGED_WITHIN = timedelta(seconds=3)
TOKEN_VALID = timedelta(minutes=15)


class Kind(StrEnum):
    REPLY = "reply"
    DEFERRED = "deferred"
    EDIT = "edit"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to an interaction. `posted` is the message everyone sees in the channel."""

    interaction: str
    kind: Kind
    payload: Mapping[str, Any]
    posted: Posted
    at: datetime


@dataclass(slots=True)
class _Open:
    id: str
    token: str
    channel: Channel
    at: datetime
    kind: int
    original: Posted | None = None


class Interactions:
    """Interactions under way and all answers that arrived, oldest first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.answers: list[Answered] = []
        self._open: dict[str, _Open] = {}

    @property
    def tokens(self) -> list[str]:
        return list(self._open)

    def begin(
        self, channel: Channel, user: User, kind: int, data: Mapping[str, Any], message: Posted | None = None
    ) -> dict[str, Any]:
        """The INTERACTION_CREATE event of a person's deed."""
        world, token = self.world, secrets.token_urlsafe(24)
        self._open[token] = one = _Open(world.new_id(), token, channel, world.clock(), kind)
        event = {
            "id": one.id,
            "application_id": world.bot.id,
            "type": kind,
            "data": data,
            "token": token,
            "version": 1,
            "channel_id": channel.id,
            "channel": channel.json(),
            "app_permissions": "0",
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10 * 2**20,
            **_origin(channel, user),
        }
        return {**event, "message": message.json} if message else event

    async def callback(self, request: web.Request, body: Mapping[str, Any]) -> Answer:
        one = self._open.get(request.match_info["token"])
        if one is None or one.id != request.match_info["interaction"]:
            raise refused(10062)
        if one.original:
            raise refused(40060)
        if self.world.clock() - one.at > ACKNOWLEDGED_WITHIN:
            raise refused(10062)
        kind, payload = _first_answer(body, request[FILES])
        one.original = self._record(one, kind, payload, request[FILES])
        if request.query.get("with_response") != "true":
            return 204, None
        return 200, self._callback_response(one, body["type"], one.original)

    async def follow_up(self, request: web.Request, body: Mapping[str, Any]) -> Answer:
        one, _ = self._acknowledged(request)
        check_message(body, request[FILES])
        return 200, self._record(one, Kind.FOLLOW_UP, body, request[FILES]).json

    async def edit(self, request: web.Request, body: Mapping[str, Any]) -> Answer:
        one, original = self._acknowledged(request)
        check_message(body, request[FILES])
        self.world.revise(original, body, request[FILES])
        self.answers.append(Answered(one.id, Kind.EDIT, body, original, self.world.clock()))
        return 200, original.json

    def _acknowledged(self, request: web.Request) -> tuple[_Open, Posted]:
        one = self._open.get(request.match_info["token"])
        if one is None or one.original is None or request.match_info["application"] != self.world.bot.id:
            raise refused(10015)
        if self.world.clock() - one.at > TOKEN_VALID:
            raise refused(50027)
        return one, one.original

    def _record(self, one: _Open, kind: Kind, payload: Mapping[str, Any], files: Sequence[bytes]) -> Posted:
        posted = self.world.post(one.channel, payload, files)
        self.answers.append(Answered(one.id, kind, payload, posted, posted.at))
        return posted

    def _callback_response(self, one: _Open, kind: int, original: Posted) -> dict[str, Any]:
        deferred = kind == REPLY_LATER
        interaction = {
            "id": one.id,
            "type": one.kind,
            "response_message_id": original.id,
            "response_message_loading": deferred,
            "response_message_ephemeral": False,
        }
        resource = {"type": kind} if deferred else {"type": kind, "message": original.json}
        return {"interaction": interaction, "resource": resource}


def _first_answer(body: Mapping[str, Any], files: Sequence[bytes]) -> tuple[Kind, Mapping[str, Any]]:
    if body.get("type") == REPLY_LATER:
        return Kind.DEFERRED, {"flags": LOADING}
    if body.get("type") != REPLY:
        raise Refused(400, 50035, "Invalid Form Body")
    check_message(body.get("data"), files)
    return Kind.REPLY, body["data"]


def _origin(channel: Channel, user: User) -> dict[str, Any]:
    """Who did it and where: a member of a server, or a person in a direct message."""
    if channel.guild is None:
        return {"user": user.json(), "context": 1, "authorizing_integration_owners": {"0": "0"}}
    guild = channel.guild
    member = {
        "user": user.json(),
        "permissions": guild.permissions(user),
        "roles": [],
        "joined_at": "2024-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "nick": None,
        "avatar": None,
    }
    return {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member,
        "context": 0,
        "authorizing_integration_owners": {"0": guild.id},
    }
