"""A sender as the service runs it: a real client, its platform's replica, a database, a clock to move."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import count
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.answer import NO_WAYS, Answerer
from bot.channel import Address, Person, Request
from bot.command import Ways
from bot.commands import COMMANDS
from bot.deliver import deliver
from bot.event import as_event
from bot.message import Message
from bot.offload import Offload
from bot.outcomes import Delivering
from bot.pace import Pacer
from bot.wording import told
from replica.rig import DOCUMENT
from storage import chats, filings, follows, outbox, status
from storage.database import Database
from storage.model import Chat, Filing, Place
from storage.outbox import Holder, Owed
from storage.people import People
from storage.query import stored
from storage.tables_chats import deliveries, places, sendings
from tests.support.platforms import PLATFORMS, OnConsole, Platform, RunningClock

PATIENCE = 15.0  # seconds, on a machine that is busy with other tests


@dataclass
class Sender:
    """One channel's sender, started and stopped as often as a test likes, and what it owes and has told."""

    platform: Platform
    database: Database
    clock: RunningClock
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


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture(params=["telegram", "discord"])
async def platform(request: pytest.FixtureRequest, clock: RunningClock) -> AsyncIterator[Platform]:
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
    clock: RunningClock,
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
