"""What a channel is: a chat platform that renders messages, takes them, and brings what people say."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf
from typing import Any, Protocol

from bot.message import File, Message

NONCE_BYTES = 12  # 24 characters; Discord takes at most 25


@dataclass(frozen=True, slots=True)
class Part:
    """One platform message, rendered and frozen: what is sent again after a failure is exactly this.

    `payload` is the channel's own JSON (no chat id in it); `plain` is the text to send when the platform
    finds the payload malformed, and then without the `picture`; `nonce` is this part's alone. `reply_to` is
    the platform's id of the message that it answers, `""` for none; where that is gone, the part arrives all
    the same. A `file` has only an answer.
    """

    payload: Mapping[str, Any]
    plain: str
    nonce: str
    reply_to: str = ""
    picture: bytes = b""
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a part goes, in the platform's own ids; `thread` is `""` for none.

    `person` is the other side of a Discord direct message; `secret` see `storage.model.Chat`.
    """

    chat: str
    thread: str = ""
    group: bool = False
    person: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. `may_change` is that chat's admin right, found out at this very request; True in private."""

    id: str
    name: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent, of so many bytes as the platform says.

    `fetch` gives its bytes. Raises DeliveryError where the platform does not.
    """

    size: int
    fetch: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """Something a person typed or pressed: `text` is the whole command line, `/follow $NVDA`.

    `event` is the platform's id of the update or interaction, the same when it is delivered twice.
    `title` is the chat's name as the platform shows it. `upload` is the file that came with it. `returned`
    says that the chat has let the bot in again, and nothing is asked.
    """

    channel: str
    event: str
    address: Address
    title: str
    person: Person
    text: str
    upload: Upload | None = None
    returned: bool = False


Answer = Callable[[Request], Awaitable[Message | None]]
"""Answers a request; None is silence, for who asks too much or nothing. Never raises: what goes wrong is a
Message. The change it asks for, if any, is stored when it returns, so a channel confirms an update to its
platform only afterwards."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody who types may mean: `label` is what they read, `value` what the command then gets."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a person may send into any chat: two lines to choose it by, and the message itself.

    `id` is its own among those offered together. The message's buttons type `/start TOKEN` in the person's
    private chat with the bot, which is what a link into it can do. `personal` says that it is one of this
    person's own follows.
    """

    id: str
    title: str
    description: str
    message: Message
    personal: bool = False


class Suggests(Protocol):
    """Tells what may be meant while it is typed. Never raises: what goes wrong suggests nothing."""

    async def complete(self, channel: str, address: Address, command: str, typed: str) -> Sequence[Choice]:
        """For what stands after a command so far, best first, where it is typed."""
        ...

    async def inline(self, channel: str, person: Person, typed: str) -> Sequence[Card] | None:
        """For what somebody types in another's chat, best first; None is silence, for who asks too much."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a channel's check looked at; `said` is what it found, or what to do where not `well`.

    `what` names it, `""` for the channel as a whole.
    """

    what: str
    said: str
    well: bool = True


@dataclass(frozen=True, slots=True)
class Pace:
    """What a platform takes: a message every `rest` seconds a chat, `per_minute` a group, `overall` a second.

    `workers` is how many sends may be under way at once; `within_a_second` what arrives in any one second at
    most, however late or early each message is.
    """

    rest: float
    per_minute: int
    overall: float
    workers: int
    within_a_second: float = inf


@dataclass(frozen=True, slots=True)
class Retries:
    """How long to wait before each further try of what may be taken later; the last goes on.

    After `patience` the chat is paused; None is for ever. With it each chat is a receiver of its own: that
    one takes messages again says nothing of the others.
    """

    after: tuple[timedelta, ...]
    patience: timedelta | None = None


# soon again for a minute, as an outage mostly is; the longer it is, the more slowly
RETRIES = Retries(tuple(timedelta(seconds=s) for s in (1, 2, 4, *[8] * 7, 60, 300)))


class Channel(Protocol):
    """A chat platform. It never reads the database and knows no command; it renders, sends and listens."""

    name: str
    pace: Pace
    nonce_memory: timedelta  # how long the platform surely knows a nonce again; zero when it has none
    retries: Retries

    def render(self, message: Message) -> Sequence[Part]:
        """The platform messages that show this message, each within every limit; foreign text is escaped."""
        ...

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:
        """Sends one part once and returns the platform's id of it. Raises a DeliveryError or BadToken."""
        ...

    async def find(self, address: Address, part: Part, since: datetime) -> str | None:
        """The id of this part if it arrived since then although nobody told us.

        For outcomes unknown for longer than a nonce is remembered. A platform that cannot tell (Telegram)
        returns None, and the part is sent again.
        """
        ...

    async def run(self, answer: Answer, suggest: Suggests | None = None) -> None:
        """Listens until cancelled. Whatever ends it otherwise is an outage: the supervisor starts it again.

        `suggest` is asked where the platform shows suggestions to people who type. Raises BadToken when
        trying again is pointless.
        """
        ...

    async def close(self) -> None:
        """Lets go of every connection, within two seconds."""
        ...


def new_nonce() -> str:
    return secrets.token_hex(NONCE_BYTES)
