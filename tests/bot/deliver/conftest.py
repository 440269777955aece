"""A sender as the service runs it: a real client, its platform's replica, a database, a clock to move."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, pairwise
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from rich.console import Console as Rich
from sqlalchemy import Row, select

from bot.answer import NO_WAYS, Answerer
from bot.channel import Address, Channel, Part, Person, Request
from bot.channels.console import ADDRESS, Console
from bot.channels.discord import Discord
from bot.channels.email import Email, Server
from bot.channels.telegram import Telegram
from bot.channels.webhook import Webhook
from bot.channels.webhook.guard import anything
from bot.command import Ways
from bot.commands import COMMANDS
from bot.deliver import deliver
from bot.event import as_event
from bot.message import Message
from bot.offload import Offload
from bot.outcomes import Delivering
from bot.pace import Pacer
from bot.wording import told
from replica import telegram_chats
from replica.discord import DiscordReplica, failure, too_many
from replica.faults import Fault, Handler, answer, answer_lost
from replica.mail import MailReplica
from replica.rig import DOCUMENT
from replica.spec_discord import load
from replica.spec_telegram import TelegramSpec
from replica.telegram import TOKEN, TelegramReplica
from replica.telegram_refusals import refusal
from replica.webhook import WebhookReceiver
from storage import chats, filings, follows, outbox, status
from storage.database import Database
from storage.model import Chat, Filing, Place
from storage.outbox import Holder, Owed
from storage.people import People
from storage.query import stored
from storage.tables_chats import deliveries, places, sendings
from tests.support.shared import SPECS

DISCORD_TOKEN = "token-of-a-test.never.logged"
PATIENCE = 15.0  # seconds, on a machine that is busy with other tests


@dataclass
class Clock:
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
    def __init__(self, clock: Clock) -> None:
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
        self.channel: Channel = Telegram(TOKEN, self.replica.url)

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
        file = SPECS / "telegram_api.json"
        return TelegramSpec(file).violations(self.replica.exchanges) if file.exists() else []


class OnDiscord:
    def __init__(self, clock: Clock) -> None:
        self.replica = DiscordReplica(clock, DISCORD_TOKEN)
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
        self.channel: Channel = Discord(DISCORD_TOKEN, self.replica.base_url, self.replica.gateway_url)

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
        file = SPECS / "discord_openapi.json"
        if not file.exists():
            return []
        return [fault for one in self.replica.traffic for fault in load(file).faults(one)]


def _shown(message: Mapping[str, Any]) -> str:
    embeds = message["embeds"]
    footers = [embed["footer"]["text"] for embed in embeds if "footer" in embed]
    return "\n".join([message["content"], *(embed["description"] for embed in embeds), *footers])


class OnConsole:
    """No replica: a terminal that is a text, and where in it each message began."""

    def __init__(self, _clock: Clock) -> None:
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


@dataclass
class Sender:
    """One channel's sender, started and stopped as often as a test likes, and what it owes and has told."""

    platform: Platform
    database: Database
    clock: Clock
    people: People
    publish: Callable[[str], Filing]
    offload: Offload
    say: Callable[[Sequence[Owed]], Message]
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stop_event: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None
    numbers: Any = field(default_factory=lambda: count(1))

    def start(self, **pace: float) -> None:
        """As after a start of the service. Chats rest for no time, unless `pace` says so."""
        self.stop_event.clear()
        channel = self.platform.channel
        with self.database.write() as transaction:
            epoch = outbox.take_over(transaction, channel.name)
        quick = replace(channel.pace, **{"rest": 0.0, "per_minute": 1000, "overall": 1000.0, **pace})
        self.pacer = Pacer(quick, monotonic)
        holder = Holder(channel.name, epoch)
        parts = Delivering(
            channel, self.database, holder, self.pacer, self.say, self.clock, self.offload, self.wake,
            self.stop_event,
        )  # fmt: skip
        self.task = asyncio.create_task(deliver(parts))

    async def stop(self) -> None:
        self.stop_event.set()
        self.wake.set()
        assert self.task
        await self.task

    async def kill(self) -> None:
        """Whatever is on its way is cut off, and nothing is written of it any more."""
        assert self.task
        sends = [task for task in asyncio.all_tasks() if "_send" in str(task.get_coro())]
        for task in (self.task, *sends):
            task.cancel()
        await asyncio.wait({self.task, *sends})

    def place(self, address: Address) -> Place:
        """The place as the chat's first command makes it."""
        how = {
            "group": address.group,
            "person": address.person,
            "title": "Somebody",
            "secret": address.secret,
        }
        with self.database.write() as transaction:
            return chats.place(transaction, self.platform.channel.name, address.chat, address.thread, **how)

    def chat(self, number: int = 1000, *, thread: bool = False) -> tuple[Address, Place]:
        address = self.platform.chat(number, thread=True) if thread else self.platform.chat(number)
        return address, self.place(address)

    def owe(self, document_id: str, *places: Place, after: timedelta = timedelta()) -> None:
        """A report is published, and these places follow everything."""
        with self.database.read() as transaction:
            known = filings.newest(transaction, "house", document_id)
        if known is None:
            self.publish(document_id)
        wanted = {place.id: ["*"] for place in places}
        with self.database.write() as transaction:
            found = filings.newest(transaction, "house", document_id)
            assert found
            outbox.enqueue(transaction, found.id, "alert", wanted, self.clock() + after)
        self.wake.set()

    def later(self, **duration: float) -> None:
        self.clock.ahead += timedelta(**duration)
        self.wake.set()

    async def until(self, happened: Callable[[], object], seconds: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not happened():
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"{self.states()}, {self.sendings()}") from None

    async def settled(self) -> dict[str, int]:
        """The number of deliveries by state, once none waits and none is on its way."""
        await self.until(lambda: self.states().keys() <= {"sent", "failed"})
        return self.states()

    async def tried(self, times: int) -> None:
        """Waits until the outbox has a sending back after so many attempts."""
        await self.until(
            lambda: any(
                one.state == "open" and one.attempts >= times and one.lease_until is None
                for one in self.sendings()
            )
        )

    def states(self) -> dict[str, int]:
        with self.database.read() as transaction:
            return status.deliveries_by_state(transaction, self.platform.channel.name)

    def delivery(self, place: Place, document_id: str) -> Row[Any]:
        with self.database.read() as transaction:
            found = filings.newest(transaction, "house", document_id)
            assert found
            here = (deliveries.c.place_id == place.id) & (deliveries.c.filing_id == found.id)
            return transaction.execute(select(deliveries).where(here)).one()

    def sendings(self) -> Sequence[Row[Any]]:
        with self.database.read() as transaction:
            return transaction.execute(select(sendings).order_by(sendings.c.id)).all()

    def repeats(self) -> int:
        with self.database.read() as transaction:
            return status.repeats(transaction)

    def known(self, place: Place) -> Chat:
        with self.database.read() as transaction:
            return chats.get(transaction, place.id).chat

    def paused(self, place: Place) -> str:
        """Why nothing goes to this thread alone, `""` where something does."""
        with self.database.read() as transaction:
            return transaction.scalar(select(places.c.paused).where(places.c.id == place.id)) or ""

    def follow(self, place: Place) -> None:
        with self.database.write() as transaction:
            assert follows.add(transaction, place.id, stored("*"), self.clock())

    def follows(self, place: Place) -> list[str]:
        with self.database.read() as transaction:
            return [follow.query for follow in follows.of(transaction, place.id)]

    async def speak(self, address: Address) -> None:
        """Somebody types a command in the chat."""
        answer = self.answerer()
        person = Person("1", "Ann", may_change=True)
        event = str(next(self.numbers))
        channel = self.platform.channel.name
        await answer(Request(channel, event, address, "Somebody", person, "/follows"))
        self.wake.set()

    def answerer(self, ways: Ways = NO_WAYS) -> Answerer:
        parts = (self.database, self.people, COMMANDS, self.clock, self.offload)
        return Answerer(*parts, ways=ways)

    def documents(self, address: Address) -> list[list[str]]:
        """Which documents each message in the chat names, in its order; those that name none are left out."""
        named = (list(dict.fromkeys(DOCUMENT.findall(text))) for text in self.platform.told(address))
        return [one for one in named if one]


class OnWebhook:
    """A program's receiver; each chat is a path of it."""

    secret = "whsec_" + "c2VjcmV0" * 4

    def __init__(self, clock: Clock) -> None:
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

    def __init__(self, clock: Clock) -> None:
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


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["telegram", "discord"])
async def platform(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Platform]:
    """Each platform; afterwards all its traffic is held against the platform's own description."""
    if request.param == "console":
        yield OnConsole(clock)
        return
    platform = PLATFORMS[request.param](clock)
    async with platform.replica:
        platform.open()
        yield platform
        await platform.channel.close()
    assert platform.spec_faults() == []


@pytest.fixture
async def sender(
    platform: Platform,
    database: Database,
    clock: Clock,
    people: People,
    published: Callable[..., Filing],
    filing: Callable[..., Filing],
) -> AsyncIterator[Sender]:
    """Not started yet, so that a test may prepare what it sends. It leaves no task behind."""
    offload = Offload(threads=4)
    say = partial(as_event if platform.channel.name == "webhook" else told, people=people)
    made = Sender(
        platform, database, clock, people, lambda name: published(filing(document_id=name)), offload, say
    )
    before = asyncio.all_tasks()
    yield made
    if made.task and not made.task.done():
        await made.stop()
    await platform.channel.close()
    await asyncio.sleep(0.01)
    left = [task for task in asyncio.all_tasks() - before if "deliver" in repr(task) or "pace" in repr(task)]
    assert left == []
    offload.close()
