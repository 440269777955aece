"""What people type and press on the replica of Discord, and the bot's answers to it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from aiohttp import web

from replica.discord_api import FILES, Answer, refused
from replica.discord_refusals import Refused, check_form, check_message, choice_problems
from replica.discord_world import Channel, Posted, User, World

COMMAND, COMPONENT, TYPING = 2, 3, 4
REPLY, REPLY_LATER, UPDATE_LATER, UPDATE, CHOICES = 4, 5, 6, 7, 8
TAKES = {
    COMMAND: (REPLY, REPLY_LATER),
    COMPONENT: (REPLY, REPLY_LATER, UPDATE_LATER, UPDATE),
    TYPING: (CHOICES,),
}
LOADING = 1 << 7
ACKNOWLEDGED_WITHIN = timedelta(seconds=3)
TOKEN_VALID = timedelta(minutes=15)


class Kind(StrEnum):
    REPLY = "reply"
    DEFERRED = "deferred"
    UPDATE_DEFERRED = "update deferred"
    UPDATE = "update"
    EDIT = "edit"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to an interaction. `posted` is the message everyone sees in the channel, or that changed."""

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
    pressed: Posted | None = None
    original: Posted | None = None
    answered: bool = False


class Interactions:
    """Interactions under way and all answers that arrived, oldest first; `choices` are suggestions."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.answers: list[Answered] = []
        self.choices: dict[str, Sequence[Mapping[str, str]]] = {}
        self._open: dict[str, _Open] = {}

    @property
    def tokens(self) -> list[str]:
        return list(self._open)

    def begin(
        self, channel: Channel, user: User, kind: int, data: Mapping[str, Any], message: Posted | None = None
    ) -> dict[str, Any]:
        """The INTERACTION_CREATE event of a person's deed."""
        world, token = self.world, secrets.token_urlsafe(24)
        self._open[token] = one = _Open(world.new_id(), token, channel, world.clock(), kind, message)
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
        if one.answered:
            raise refused(40060)
        if self.world.clock() - one.at > ACKNOWLEDGED_WITHIN:
            raise refused(10062)
        if body.get("type") not in TAKES[one.kind]:
            raise Refused(400, 50035, "Invalid Form Body")
        self._first_answer(one, body, request[FILES])
        one.answered = True
        if request.query.get("with_response") != "true" or one.original is None:
            return 204, None
        return 200, self._callback_response(one, body["type"], one.original)

    def _first_answer(self, one: _Open, body: Mapping[str, Any], files: Sequence[bytes]) -> None:
        data = body.get("data") or {}
        match body["type"], one.pressed:
            case (8, _):
                check_form(choice_problems(data.get("choices") or ()))
                self.choices[one.id] = data.get("choices") or ()
            case (5, _):
                one.original = self._record(one, Kind.DEFERRED, {"flags": LOADING}, ())
            case (6, Posted() as pressed):
                one.original = pressed
                self._note(one, Kind.UPDATE_DEFERRED, {}, pressed)
            case (7, Posted() as pressed):
                one.original = self._changed(one, Kind.UPDATE, pressed, data, files)
            case _:
                check_message(data, files)
                one.original = self._record(one, Kind.REPLY, data, files)

    async def follow_up(self, request: web.Request, body: Mapping[str, Any]) -> Answer:
        one, _ = self._acknowledged(request)
        check_message(body, request[FILES])
        return 200, self._record(one, Kind.FOLLOW_UP, body, request[FILES]).json

    async def edit(self, request: web.Request, body: Mapping[str, Any]) -> Answer:
        one, original = self._acknowledged(request)
        return 200, self._changed(one, Kind.EDIT, original, body, request[FILES]).json

    def _acknowledged(self, request: web.Request) -> tuple[_Open, Posted]:
        one = self._open.get(request.match_info["token"])
        if one is None or one.original is None or request.match_info["application"] != self.world.bot.id:
            raise refused(10015)
        if self.world.clock() - one.at > TOKEN_VALID:
            raise refused(50027)
        return one, one.original

    def _changed(
        self, one: _Open, kind: Kind, posted: Posted, body: Mapping[str, Any], files: Sequence[bytes]
    ) -> Posted:
        """What the answer leaves out stays as it was. Raises Refused."""
        if posted is one.pressed and posted not in one.channel.history:
            raise refused(10008)
        whole = {**posted.payload, **body} if posted is one.pressed else body
        kept = files if files or "attachments" in body else posted.files
        check_message(whole, kept)
        self.world.revise(posted, whole, kept)
        self._note(one, kind, body, posted)
        return posted

    def _note(self, one: _Open, kind: Kind, payload: Mapping[str, Any], posted: Posted) -> None:
        self.answers.append(Answered(one.id, kind, payload, posted, self.world.clock()))

    def _record(self, one: _Open, kind: Kind, payload: Mapping[str, Any], files: Sequence[bytes]) -> Posted:
        posted = self.world.post(one.channel, payload, files)
        self._note(one, kind, payload, posted)
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


def _origin(channel: Channel, user: User) -> dict[str, Any]:
    """Who did it and where: a member of a server, or a person in a direct message."""
    if channel.guild is None:
        return {"user": user.json(), "context": 1, "authorizing_integration_owners": {"0": "0"}}
    guild = channel.guild
    member = {**member_json(user, []), "permissions": guild.permissions(user)}
    return {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member,
        "context": 0,
        "authorizing_integration_owners": {"0": guild.id},
    }


def member_json(user: User, roles: Sequence[str]) -> dict[str, Any]:
    return {
        "user": user.json(),
        "roles": roles,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "nick": None,
        "avatar": None,
    }
