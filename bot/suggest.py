"""What somebody who is still typing may mean: choices for a command's argument, cards for inline mode."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

import structlog

from bot.channel import Address, Card, Choice, Person
from bot.offload import Offload
from bot.suggest_cards import cards
from bot.suggest_choices import Known, choices
from storage import chats, follows, suggestions
from storage.database import Database, Transaction
from storage.model import Follow
from storage.people import People
from storage.suggestions import Traded

MAX_TEXT = 200
REFRESH = timedelta(minutes=1)

T = TypeVar("T")
log = structlog.get_logger()


def _none(_commands: Sequence[str]) -> Mapping[str, str]:
    return {}


class Symbols:
    """Every ticker traded, counted anew a minute later where reports have come since."""

    def __init__(self) -> None:
        self._known: Sequence[Traded] = ()
        self._newest = -1
        self._again: datetime | None = None
        self._lock = Lock()

    def known(self, transaction: Transaction, now: datetime) -> Sequence[Traded]:
        """Whoever finds the table old counts, the others go on with it; only the first of all wait."""
        if (self._again is None or now >= self._again) and self._lock.acquire(blocking=self._again is None):
            try:
                self._count(transaction, now)
            finally:
                self._lock.release()
        return self._known

    def _count(self, transaction: Transaction, now: datetime) -> None:
        newest = suggestions.newest_filing(transaction)
        if newest != self._newest:
            self._known, self._newest = suggestions.traded(transaction), newest
        self._again = now + REFRESH


class Suggester:
    """A bot.channel.Suggests. `arguments` names what follows each command, `share` finds tokens for commands.

    What is followed is told in the chat that follows it, and in inline mode only of the person's own chat.
    """

    def __init__(
        self,
        database: Database,
        people: People,
        arguments: Mapping[str, str],
        clock: Callable[[], datetime],
        offload: Offload,
        share: Callable[[Sequence[str]], Mapping[str, str]] = _none,
    ) -> None:
        self._database = database
        self._people = people
        self._arguments = arguments
        self._clock = clock
        self._offload = offload
        self._share = share
        self._symbols = Symbols()

    async def complete(self, channel: str, address: Address, command: str, typed: str) -> Sequence[Choice]:
        return await self._told(self._offload(self._complete, channel, address, command, typed[:MAX_TEXT]))

    async def inline(self, channel: str, person: Person, typed: str) -> Sequence[Card]:
        return await self._told(self._offload(self._inline, channel, person, typed[:MAX_TEXT]))

    def _complete(self, channel: str, address: Address, command: str, typed: str) -> Sequence[Choice]:
        with self._database.read() as transaction:
            known = self._known(transaction, channel, address.chat, address.thread)
            return choices(known, command, self._arguments.get(command, ""), typed)

    def _inline(self, channel: str, person: Person, typed: str) -> Sequence[Card]:
        with self._database.read() as transaction:
            found = cards(self._known(transaction, channel, person.id, ""), typed, self._clock())
        tokens = self._share([one.command for one in found])
        return [one.card(tokens.get(one.command)) for one in found]

    def _known(self, transaction: Transaction, channel: str, chat: str, thread: str) -> Known:
        now = self._clock()
        self._people.learn(transaction, now.date())

        def followed() -> Sequence[Follow]:
            place = chats.find(transaction, channel, chat, thread)
            return follows.of(transaction, place.id) if place else ()

        symbols = self._symbols.known(transaction, now)
        return Known(transaction, self._people, symbols, followed, now.date(), tuple(self._arguments))

    async def _told(self, looking: Coroutine[Any, Any, Sequence[T]]) -> Sequence[T]:
        """Nothing at all where something went wrong: whoever types goes on typing."""
        outcome: Sequence[Sequence[T] | BaseException] = await asyncio.gather(looking, return_exceptions=True)
        if isinstance(outcome[0], BaseException):
            log.error("nothing suggested", error=repr(outcome[0]), exc_info=outcome[0])
            return ()
        return outcome[0]
