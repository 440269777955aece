"""Each platform as a test of delivery needs it: its replica, its chats, and its own ways to refuse."""

import asyncio
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web
from rich.console import Console as Rich

from bot.channel import Address, Channel, Part
from bot.channels.console import ADDRESS, Console
from bot.channels.discord import Discord
from bot.channels.email import Email, Server
from bot.channels.telegram import Telegram
from bot.channels.webhook import Webhook
from bot.channels.webhook.guard import anything
from replica import telegram_chats
from replica.discord import DiscordReplica, failure, too_many
from replica.faults import Fault, Handler, answer, answer_lost
from replica.mail import MailReplica
from replica.spec_telegram import TelegramSpec
from replica.telegram import TOKEN as TELEGRAM_TOKEN
from replica.telegram import TelegramReplica
from replica.telegram_refusals import refusal
from replica.webhook import WebhookReceiver
from tests.support.discord import TOKEN, faults_of_traffic
from tests.support.shared import TELEGRAM_SPEC


@dataclass
class RunningClock:
    """The time, and as far ahead of it as a test says; the service and the replica share it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def answered_late(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The request is carried out, and its answer does not come in time."""
    answer = await handler(request)
    await asyncio.sleep(60)
    return answer


class Platform(Protocol):
    """One platform, as a test needs it. `faults` are its own ways to say what a test is about."""

    channel: Channel
    faults: dict[str, Fault]

    def chat(self, number: int, *, thread: bool = False) -> Address: ...
    def told(self, address: Address) -> list[str]: ...
    def ids(self, address: Address) -> list[str]: ...
    def asked(self, address: Address) -> int: ...
    def fail(self, address: Address, fault: Fault, times: int | None = 1) -> None: ...
    def spec_faults(self) -> list[str]: ...


class OnTelegram:
    def __init__(self, clock: RunningClock) -> None:
        self.replica = TelegramReplica(clock)
        self.faults = {
            "blocked": refusal(403, "Forbidden: bot was blocked by the user"),
            "kicked": refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
            "no rights": refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
            "closed": refusal(400, "Bad Request: TOPIC_CLOSED"),
            "deleted": refusal(400, "Bad Request: message thread not found"),
            "wait": refusal(429, "Too Many Requests: retry after 40", retry_after=40),
            "malformed": refusal(400, "Bad Request: can't parse entities: unsupported start tag"),
            "broken": refusal(500, "Internal Server Error"),
            "token": refusal(401, "Unauthorized"),
            "late": answered_late,
        }

    def open(self) -> None:
        self.channel: Channel = Telegram(TELEGRAM_TOKEN, self.replica.url)

    def chat(self, number: int, *, thread: bool = False) -> Address:
        if not thread:
            self.replica.add(telegram_chats.Chat.private(telegram_chats.Person(number, f"Person {number}")))
            return Address(str(number))
        self.replica.add(telegram_chats.Chat(-number, "supergroup", f"Forum {number}", topics=(7,)))
        return Address(str(-number), "7", group=True)

    def told(self, address: Address) -> list[str]:
        thread = int(address.thread) if address.thread else None
        return [m.text for m in self.replica.messages if (str(m.chat), m.thread) == (address.chat, thread)]

    def ids(self, address: Address) -> list[str]:
        return [str(m.id) for m in self.replica.messages if str(m.chat) == address.chat]

    def asked(self, address: Address) -> int:
        sent = [one.parameters for one in self.replica.exchanges if one.method == "sendMessage"]
        asked = [(str(one.get("chat_id")), str(one.get("message_thread_id") or "")) for one in sent]
        return asked.count((address.chat, address.thread))

    def fail(self, address: Address, fault: Fault, times: int | None = 1) -> None:
        self.replica.faults.add(fault, f"sendMessage:{address.chat}", times)

    def spec_faults(self) -> list[str]:
        known = TELEGRAM_SPEC.exists()
        return TelegramSpec(TELEGRAM_SPEC).violations(self.replica.exchanges) if known else []


class OnDiscord:
    def __init__(self, clock: RunningClock) -> None:
        self.replica = DiscordReplica(clock, TOKEN)
        self.guild = self.replica.world.guild("Newsroom")
        self.faults = {
            "blocked": failure(50007),
            "kicked": failure(10003),
            "no rights": failure(50013),
            "closed": failure(50083),
            "deleted": failure(10003),
            "wait": too_many(40),
            "malformed": failure(50035),
            "broken": failure(0, 503),
            "token": failure(0, 401),
            "late": answered_late,
        }

    def open(self) -> None:
        self.channel: Channel = Discord(TOKEN, self.replica.base_url, self.replica.gateway_url)

    def chat(self, number: int, *, thread: bool = False) -> Address:
        world = self.replica.world
        channel = world.channel(self.guild, f"channel-{number}")
        return Address(channel.id, world.thread(channel, "thread").id if thread else "", group=True)

    def told(self, address: Address) -> list[str]:
        said = [m for m in self.replica.messages if m.channel.id == (address.thread or address.chat)]
        return [_shown(m.json) for m in said]

    def ids(self, address: Address) -> list[str]:
        return [m.id for m in self.replica.messages if m.channel.id == (address.thread or address.chat)]

    def asked(self, address: Address) -> int:
        return sum(
            seen.method == "POST" and f"/channels/{address.thread or address.chat}/" in seen.path
            for seen in self.replica.seen
        )

    def fail(self, address: Address, fault: Fault, times: int | None = 1) -> None:
        self.replica.faults.add(fault, f"POST /channels/{address.thread or address.chat}/messages", times)

    def spec_faults(self) -> list[str]:
        return faults_of_traffic(self.replica)


def _shown(message: Mapping[str, Any]) -> str:
    embeds = message["embeds"]
    footers = [embed["footer"]["text"] for embed in embeds if "footer" in embed]
    return "\n".join([message["content"], *(embed["description"] for embed in embeds), *footers])


class OnConsole:
    """No replica: a terminal that is a text, and where in it each message began."""

    def __init__(self, _clock: RunningClock) -> None:
        shown = self.shown = io.StringIO()
        begun = self.begun = list[int]()

        class Terminal(Console):
            async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:
                begun.append(shown.tell())
                return await super().send(address, part, plain=plain)

        self.channel: Channel = Terminal(Rich(file=shown, width=200))

    def chat(self, _number: int) -> Address:
        return ADDRESS

    def told(self, _address: Address) -> list[str]:
        text = self.shown.getvalue()
        return [text[start:end] for start, end in pairwise([*self.begun, len(text)])]


class OnWebhook:
    """A program's receiver; each chat is a path of it."""

    secret = "whsec_" + "c2VjcmV0" * 4

    def __init__(self, clock: RunningClock) -> None:
        self.replica, self.clock = WebhookReceiver(clock), clock
        self.replica.secrets.append(self.secret)
        self.faults = {"broken": answer(500), "gone": answer(410), "late": answered_late, "lost": answer_lost}

    def open(self) -> None:
        self.channel: Channel = Webhook("Hilltape/test", self.clock, anything)

    def chat(self, number: int) -> Address:
        return Address(f"{self.replica.url}/{number}#1", secret=self.secret)

    def told(self, address: Address) -> list[str]:
        path = urlsplit(address.chat).path
        return [json.dumps(event.body) for event in self.replica.events if event.path == path]

    def ids(self, address: Address) -> list[str]:
        return [one.id for one in self.replica.events if one.path == urlsplit(address.chat).path]

    def asked(self, address: Address) -> int:
        return sum(seen.path == urlsplit(address.chat).path for seen in self.replica.seen)

    def fail(self, address: Address, fault: Fault, times: int | None = 1) -> None:
        self.replica.faults.add(fault, urlsplit(address.chat).path, times)

    def spec_faults(self) -> list[str]:
        return []


class OnEmail:
    """A mail server; each chat is an address of it."""

    def __init__(self, clock: RunningClock) -> None:
        self.replica, self.clock = MailReplica(), clock
        self.faults: dict[str, Fault] = {}

    def open(self) -> None:
        where = {"host": "127.0.0.1", "port": self.replica.port, "security": "none"}
        server = Server(**where, sender="Hilltape <a@h.example>", public_url="https://h.example")
        self.channel: Channel = Email(server, self.clock)

    def spec_faults(self) -> list[str]:
        return []


PLATFORMS = {
    "telegram": OnTelegram,
    "discord": OnDiscord,
    "console": OnConsole,
    "webhook": OnWebhook,
    "email": OnEmail,
}
