"""The real service as a process with very many chats on both platforms, which keep to their limits."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from benchmarks import followers
from benchmarks.followers import Follower
from benchmarks.kills import publish
from replica.discord_rates import Rates
from replica.discord_world import Posted
from replica.rig import DOCUMENT, Outside, Running, utc_now, wait_for
from replica.telegram_chats import Chat, Person
from replica.telegram_pace import Pace
from storage.database import Database
from storage.tables_chats import chats, sendings

A_CHANNEL = (5, 5.0)  # messages in so many seconds, as Discord's headers mostly say
FIRST_PERSON = 10_000
LOOK = 0.2  # seconds; the messages' own times are what counts


class _Heard:
    """One platform's messages, each read once: the replicas answer in the process that reads here."""

    def __init__(self) -> None:
        self._read = 0
        self._told: defaultdict[str, dict[str, datetime]] = defaultdict(dict)

    def told(self, messages: Sequence[Any], document_id: str) -> Mapping[str, datetime]:
        """By address, when each was first told of the document."""
        new = messages[self._read :]
        self._read += len(new)
        for message in new:
            posted = isinstance(message, Posted)
            address = message.channel.id if posted else str(message.chat)
            for found in DOCUMENT.findall(str(message.json["embeds"]) if posted else message.text):
                self._told[found].setdefault(address, message.at)
        return self._told[document_id]


@dataclass(frozen=True, slots=True)
class Crowd:
    """`addresses` are the chats of each platform."""

    outside: Outside
    addresses: Mapping[str, tuple[str, ...]]
    url: str
    _heard: defaultdict[str, _Heard] = field(default_factory=lambda: defaultdict(_Heard))

    def publish(self, document_id: str) -> None:
        publish(self.outside, document_id)

    def arrivals(self, channel: str, document_id: str) -> Mapping[str, datetime]:
        """When each chat was first told of a document, by address."""
        server = self.outside.telegram if channel == "telegram" else self.outside.discord
        return self._heard[channel].told(server.messages, document_id)

    def wait_for(self, channel: str, document_id: str, some: Collection[str], seconds: float = 60) -> None:
        """Until all of these have been told. Raises TimeoutError."""
        until, wanted = time.monotonic() + seconds, set(some)
        while missing := wanted - self.arrivals(channel, document_id).keys():
            if time.monotonic() > until:
                raise TimeoutError(f"{len(missing)} chats of {channel} were not told in {seconds:g} s")
            time.sleep(LOOK)

    def forgive(self) -> None:
        """No chat waits any more because its platform said so."""
        database, now = Database(self.url), datetime.now(UTC)
        with database.write() as transaction:
            transaction.execute(update(chats).values(not_before=None))
            transaction.execute(update(sendings).where(sendings.c.state == "open").values(due_at=now))
        database.close()

    def too_many(self, channel: str) -> int:
        """How often the platform said that it takes no more (429)."""
        server = self.outside.telegram if channel == "telegram" else self.outside.discord
        return sum(seen.status == 429 for seen in list(server.seen))


@contextmanager
def gathered(folder: Path, persons: int, groups: int, channels: int) -> Iterator[Crowd]:
    """So many private chats and groups on Telegram and channels on Discord, which all follow everything."""
    url = f"sqlite:///{folder}/hilltape.db"
    with Outside() as outside:
        outside.telegram.pace = Pace()
        outside.discord.rates = Rates(utc_now, *A_CHANNEL)
        addresses = {
            "telegram": tuple(_on_telegram(outside, persons, groups)),
            "discord": tuple(outside.discord_channel(number).id for number in range(channels)),
        }
        _follow(url, addresses)
        with Running(folder, outside.environment(url)):
            wait_for(outside.first_run_over, 60, "the first run")
            yield Crowd(outside, addresses, url)


def _on_telegram(outside: Outside, persons: int, groups: int) -> Iterator[str]:
    for number in range(FIRST_PERSON, FIRST_PERSON + persons):
        outside.telegram.add(Chat.private(Person(number, f"Person {number}")))
        yield str(number)
    for number in range(1, groups + 1):
        yield str(outside.telegram_chat(number).id)


def _follow(url: str, addresses: Mapping[str, tuple[str, ...]]) -> None:
    database = Database(url)
    database.upgrade()
    everybody = (
        Follower(channel, address, "*", group=channel == "discord" or address.startswith("-"))
        for channel, some in addresses.items()
        for address in some
    )
    followers.add(database, everybody, datetime.now(UTC))
    database.close()
