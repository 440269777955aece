"""What exists on the replica of Discord: users, servers, channels and what was said in them."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)  # of ids: milliseconds since then, then a running number
TEXT, DIRECT, THREAD = 0, 1, 11
MANAGE_GUILD, VIEW, SEND = 1 << 5, 1 << 10, 1 << 11
BOT_RIGHTS = 274878024704  # what the link that installs Hilltape asks for
CDN = "https://cdn.discordapp.com/attachments/1/1/"
ONLY_FOR_THEM = 1 << 6  # a message that only the person who pressed or typed sees
MENTIONED = re.compile(r"(?<!\\)<@&(\d+)>")
NONCE_KEPT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    bot: bool = False

    def json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "username": self.name,
            "global_name": self.name,
            "avatar": None,
            "discriminator": "0",
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            "bot": self.bot,
        }


@dataclass(frozen=True, slots=True)
class Role:
    """One that not everybody may mention is mentioned without anybody being told."""

    id: str
    name: str
    mentionable: bool = True

    def json(self, permissions: int = 0) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "permissions": str(permissions),
            "mentionable": self.mentionable,
            "position": 0,
            "colors": {},
            "color": 0,
            "hoist": False,
            "managed": False,
            "flags": 0,
        }


@dataclass(slots=True)
class Guild:
    """A server. `managers` are the ids of members with the right Manage Server, `rights` the bot's own.

    `system` is the channel in which Discord itself greets people.
    """

    id: str
    name: str
    managers: set[str] = field(default_factory=set)
    roles: "list[Role]" = field(default_factory=list)
    rights: int = BOT_RIGHTS
    system: "Channel | None" = None

    def permissions(self, user: User) -> str:
        return str(VIEW | SEND | (MANAGE_GUILD if user.id in self.managers else 0))


@dataclass(slots=True)
class Channel:
    """A channel, a thread (with its parent) or a direct message (with its recipient).

    `refusal` is the code with which Discord refuses everything here: 50001, 50013, 50007, 50083 …
    In one that is `closed` nobody without a right of its own may write.
    """

    id: str
    kind: int
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipient: User | None = None
    refusal: int | None = None
    closed: bool = False
    history: "list[Posted]" = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        common: dict[str, Any] = {"id": self.id, "type": self.kind, "flags": 0, "last_message_id": None}
        if self.recipient:
            return {**common, "recipients": [self.recipient.json()]}
        common |= {"name": self.name, "guild_id": self.guild.id if self.guild else None}
        if self.parent:
            return {**common, **_thread(self.parent)}
        nobody = {"id": self.guild.id if self.guild else "", "type": 0, "allow": "0", "deny": str(SEND)}
        barred = [nobody] if self.closed else []
        return {**common, "position": 0, "parent_id": None, "permission_overwrites": barred}


@dataclass(slots=True)
class Posted:
    """A message the bot said. `payload` and `files` are what it sent, `json` what everyone reads.

    `pinged` are the roles whose members are told of it.
    """

    id: str
    channel: Channel
    payload: Mapping[str, Any]
    nonce: str
    at: datetime
    json: dict[str, Any]
    files: Sequence[bytes] = ()

    @property
    def pinged(self) -> list[str]:
        roles: list[str] = self.json["mention_roles"]
        return roles


def _thread(parent: Channel) -> dict[str, Any]:
    metadata = {
        "archived": False,
        "archive_timestamp": EPOCH.isoformat(),
        "auto_archive_duration": 1440,
        "locked": False,
    }
    return {
        "parent_id": parent.id,
        "owner_id": "1",
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": metadata,
    }


class World:
    """Everything there is, and the ids by which it is found."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self._numbers = itertools.count(1)
        self.bot = User(self.new_id(), "Hilltape", bot=True)
        self.guilds: list[Guild] = []
        self.channels: dict[str, Channel] = {}
        self.users: dict[str, User] = {}
        self._nonces: dict[str, Posted] = {}

    def new_id(self) -> str:
        milliseconds = (self.clock() - EPOCH) // timedelta(milliseconds=1)
        return str((milliseconds << 22) | (next(self._numbers) & 0x3FFFFF))

    def user(self, name: str) -> User:
        user = User(self.new_id(), name)
        self.users[user.id] = user
        return user

    def guild(self, name: str) -> Guild:
        """A server with the bot in it; known to the bot from its next connection on."""
        self.guilds.append(Guild(self.new_id(), name))
        return self.guilds[-1]

    def role(self, guild: Guild, name: str, *, mentionable: bool = True) -> Role:
        guild.roles.append(Role(self.new_id(), name, mentionable))
        return guild.roles[-1]

    def channel(self, guild: Guild, name: str) -> Channel:
        return self._add(Channel(self.new_id(), TEXT, name, guild))

    def thread(self, parent: Channel, name: str) -> Channel:
        return self._add(Channel(self.new_id(), THREAD, name, parent.guild, parent))

    def direct(self, user: User) -> Channel:
        """The person's direct message with the bot, opened if there is none."""
        for channel in self.channels.values():
            if channel.recipient == user:
                return channel
        return self._add(Channel(self.new_id(), DIRECT, recipient=user))

    def delete(self, channel: Channel) -> None:
        del self.channels[channel.id]

    def remembered(self, nonce: str) -> Posted | None:
        """What the bot said with this nonce within the last two minutes, in any channel."""
        posted = self._nonces.get(nonce)
        return posted if posted and self.clock() - posted.at < NONCE_KEPT else None

    def post(self, channel: Channel, payload: Mapping[str, Any], files: Sequence[bytes] = ()) -> Posted:
        now, number = self.clock(), self.new_id()
        nonce = str(payload.get("nonce") or "")
        message = self._message(channel, number, now, payload)
        posted = Posted(number, channel, payload, nonce, now, message, files)
        if not message["flags"] & ONLY_FOR_THEM:
            channel.history.append(posted)
        if nonce:
            self._nonces[nonce] = posted
        return posted

    def revise(self, posted: Posted, payload: Mapping[str, Any], files: Sequence[bytes]) -> None:
        posted.payload, posted.files = payload, files
        posted.json = self._message(posted.channel, posted.id, posted.at, payload)
        posted.json["edited_timestamp"] = self.clock().isoformat()

    def _add(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def _message(
        self, channel: Channel, number: str, at: datetime, payload: Mapping[str, Any]
    ) -> dict[str, Any]:
        answered = (payload.get("message_reference") or {}).get("message_id")
        is_reply = answered in [posted.id for posted in channel.history]
        reference = {"type": 0, "channel_id": channel.id, "message_id": answered}
        return {
            "id": number,
            "channel_id": channel.id,
            "type": 19 if is_reply else 0,
            **({"message_reference": reference} if is_reply else {}),
            "author": self.bot.json(),
            "content": (payload.get("content") or "").strip(),
            "embeds": [_embed(embed) for embed in payload.get("embeds") or ()],
            "components": _numbered(payload.get("components") or ()),
            "timestamp": at.isoformat(),
            "edited_timestamp": None,
            "flags": payload.get("flags") or 0,
            "mention_roles": list(_pinged(channel.guild, payload)),
            **{key: [] for key in ("mentions", "attachments")},
            **dict.fromkeys(("pinned", "mention_everyone", "tts"), False),
        }


def _pinged(guild: Guild | None, payload: Mapping[str, Any]) -> Iterator[str]:
    """Without a say every role: https://discord.com/developers/docs/resources/message#allowed-mentions-object."""
    allowed = payload.get("allowed_mentions") or {"parse": ["roles"]}
    for number in dict.fromkeys(MENTIONED.findall(payload.get("content") or "")):
        wanted = "roles" in (allowed.get("parse") or ()) or number in (allowed.get("roles") or ())
        roles = guild.roles if guild else ()
        if wanted and any(role.id == number and role.mentionable for role in roles):
            yield number


def _embed(embed: Mapping[str, Any]) -> dict[str, Any]:
    """As Discord shows it: white space at the ends is gone, a picture lies on Discord's own host."""
    trimmed = {key: value.strip() if isinstance(value, str) else value for key, value in embed.items()}
    if "fields" in embed:
        trimmed["fields"] = [{"inline": False, **field} for field in embed["fields"]]
    if "image" in embed:
        trimmed["image"] = {"url": embed["image"]["url"].replace("attachment://", CDN)}
    return {**trimmed, "type": "rich"}


def _numbered(rows: Any) -> list[dict[str, Any]]:
    numbers = itertools.count(1)
    return [
        {
            **row,
            "id": next(numbers),
            "components": [{**one, "id": next(numbers)} for one in row["components"]],
        }
        for row in rows
    ]
