"""Discord's REST API as far as a bot that registers commands and posts messages uses it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiohttp import web

from replica.discord_refusals import Problem, Refused, at_most, check_form, check_message
from replica.discord_world import Channel, Posted, World

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
SENTENCES: Mapping[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40003: (400, "You are opening direct messages too fast"),
    40005: (413, "Request entity too large. Try sending something smaller in size"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "Tried to perform an operation on an archived thread"),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160005: (403, "This thread is locked"),
    200000: (400, "Message was blocked by automatic moderation"),
    240000: (400, "Message blocked by harmful links filter"),
}
COMMAND_NAME = re.compile(r"[-_'a-z0-9]{1,32}")
Answer = tuple[int, Any]
FILES = web.RequestKey("FILES", Sequence[bytes])
"""What was uploaded with a request."""


def refused(code: int) -> Refused:
    status, message = SENTENCES[code]
    return Refused(status, code, message)


class Api:
    """Each method answers one route with a status and what becomes JSON. Raises Refused."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.commands: list[dict[str, Any]] = []
        self.messages: list[Posted] = []

    async def me(self, _request: web.Request, _body: Any) -> Answer:
        return 200, {**self.world.bot.json(), "mfa_enabled": False, "locale": "en-US"}

    async def application(self, _request: web.Request, _body: Any) -> Answer:
        nothing = ("icon", "type", "interactions_endpoint_url", "role_connections_verification_url", "team")
        bot = self.world.bot
        counts = ("guild", "user_install", "user_authorization")
        return 200, {
            "id": bot.id,
            "name": bot.name,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "owner": bot.json(),
            "redirect_uris": [],
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
            **dict.fromkeys(nothing),
            **{f"approximate_{name}_count": len(self.world.guilds) for name in counts},
        }

    async def guilds(self, _request: web.Request, _body: Any) -> Answer:
        """The servers the bot is in, with what it may do there."""
        nothing: dict[str, Any] = {"icon": None, "banner": None, "owner": False, "features": []}
        return 200, [
            {"id": guild.id, "name": guild.name, "permissions": str(guild.rights), **nothing}
            for guild in self.world.guilds
        ]

    async def list_commands(self, _request: web.Request, _body: Any) -> Answer:
        return 200, self.commands

    async def set_commands(self, _request: web.Request, body: Sequence[Mapping[str, Any]]) -> Answer:
        if len(body) > 100:
            raise Refused(400, 30032, "Maximum number of application commands reached (100).")
        check_form(_command_problems(body))
        self.commands = [self._registered(command) for command in body]
        return 200, self.commands

    async def add_command(self, _request: web.Request, body: Mapping[str, Any]) -> Answer:
        check_form(_command_problems([body]))
        others = [command for command in self.commands if command["name"] != body["name"]]
        command = self._registered(body)
        created = len(others) == len(self.commands)
        self.commands = [*others, command]
        return (201 if created else 200), command

    async def post_message(self, request: web.Request, body: Any) -> Answer:
        channel = self._channel(request)
        check_message(body, request[FILES])
        self._check_reply(channel, body.get("message_reference"))
        known = self.world.remembered(str(body.get("nonce") or "")) if body.get("enforce_nonce") else None
        if known is None:
            self.messages.append(self.world.post(channel, body, request[FILES]))
        posted = known or self.messages[-1]
        return 200, {**posted.json, "nonce": posted.nonce} if posted.nonce else posted.json

    async def list_messages(self, request: web.Request, _body: Any) -> Answer:
        """Newest first; with `after`, those that follow it at once. A nonce is not told again."""
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 50))
        found = [posted.json for posted in self._channel(request).history if int(posted.id) > after]
        page = found[:limit] if after else found[-limit:]
        return 200, page[::-1]

    async def open_direct(self, _request: web.Request, body: Mapping[str, Any]) -> Answer:
        user = self.world.users.get(str(body.get("recipient_id")))
        if user is None:
            raise refused(10013)
        return 200, self.world.direct(user).json()

    def _check_reply(self, channel: Channel, reference: Mapping[str, Any] | None) -> None:
        """Without `fail_if_not_exists: false` a message that is gone cannot be answered."""
        if reference and reference.get("fail_if_not_exists", True):
            where = ("message_reference",)
            unknown = reference["message_id"] not in [posted.id for posted in channel.history]
            check_form([(where, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")] if unknown else [])

    def _channel(self, request: web.Request) -> Channel:
        channel = self.world.channels.get(request.match_info["channel"])
        if channel is None:
            raise refused(10003)
        if channel.refusal:
            raise refused(channel.refusal)
        return channel

    def _registered(self, command: Mapping[str, Any]) -> dict[str, Any]:
        """As Discord tells a command back: with its defaults, and without what is empty or false."""
        options = [
            {key: value for key, value in option.items() if value} for option in command.get("options") or ()
        ]
        given = {key: value for key, value in command.items() if value is not None and key != "options"}
        return {
            "id": self.world.new_id(),
            "application_id": self.world.bot.id,
            "version": self.world.new_id(),
            "default_member_permissions": None,
            "nsfw": False,
            "type": 1,
            **given,
            **({"options": options} if options else {}),
        }


def _command_problems(commands: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    names: set[str] = set()
    for number, command in enumerate(commands):
        yield from _named((number,), command)
        if command["name"] in names:
            where, code = (number, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME"
            yield where, code, "Application command names must be unique"
        names.add(command["name"])
        for option_number, option in enumerate(command.get("options") or ()):
            yield from _named((number, "options", option_number), option)


def _named(where: tuple[str | int, ...], thing: Mapping[str, Any]) -> Iterator[Problem]:
    if not COMMAND_NAME.fullmatch(thing["name"]):
        yield (*where, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"
    yield from at_most((*where, "description"), thing.get("description") or "", 100, least=1)
