"""Kills the service at random moments while it delivers; counts by what the platforms received."""

import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from benchmarks import postgresql
from replica.clerk import Entry
from replica.discord_world import Channel
from replica.printer import print_report
from replica.rig import DOCUMENT, Outside, Running, wait_for
from replica.telegram_chats import Chat
from storage import chats, follows, status
from storage.database import Database
from storage.query import stored

PATIENCE = 240  # seconds for the last filing to be everywhere


@dataclass(frozen=True, slots=True)
class Plan:
    """The filings appear evenly over `seconds`; kills come all that while."""

    kills: int = 20
    filings: int = 50
    chats: int = 40
    seconds: float = 60.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Over every chat and filing: `lost` never came, `repeated_…` came more than once, beyond the first.

    A repeated message may name several filings; the service counts the parts that it sent again in doubt.
    """

    kills: int
    filings: int
    chats: int
    lost: int
    repeated_discord: int
    repeated_telegram: int
    repeated_messages_telegram: int
    counted_by_the_service: int


LONG = Plan(kills=200, filings=100, chats=100, seconds=240.0)


def run(folder: Path, plan: Plan) -> Outcome:
    """The one process of SQLite."""
    database = f"sqlite:///{folder}/hilltape.db"
    with Outside() as outside, Running(folder, outside.environment(database)) as service:
        return _outcome(outside, plan, database, [service])


def on_postgresql(folder: Path, plan: Plan) -> Outcome:
    """One of the two that deliver, beside one that reads. Raises NotInstalled."""
    with postgresql.server(postgresql.installed()) as server, Outside() as outside, ExitStack() as started:
        database = postgresql.create(server)
        settings = outside.environment(database)
        started.enter_context(Running(folder, settings, "ingest", "ingest"))
        names = ("first", "second")
        both = [started.enter_context(Running(folder, settings, "deliver", name)) for name in names]
        return _outcome(outside, plan, database, both)


def _outcome(outside: Outside, plan: Plan, database: str, services: Sequence[Running]) -> Outcome:
    documents = [str(20900001 + number) for number in range(plan.filings)]
    groups = [outside.telegram_chat(number + 1) for number in range(plan.chats // 2)]
    channels = [outside.discord_channel(number + 1) for number in range(plan.chats - len(groups))]
    _follow(database, groups, channels)
    wait_for(outside.first_run_over, 60, "the first run, which alerts nobody")
    publishing = Thread(target=_publish, args=(outside, documents, plan))
    publishing.start()
    _kill(services, plan)
    publishing.join()
    complete = _Complete(outside, groups, channels, frozenset(documents))
    lost = 0
    try:
        wait_for(complete, PATIENCE, "every filing in every chat")
    except TimeoutError:
        lost = complete.missing()
    time.sleep(2)  # for a repeat that might still be on its way
    for service in services:
        service.stop()
    return Outcome(
        kills=plan.kills,
        filings=plan.filings,
        chats=plan.chats,
        lost=lost,
        repeated_discord=_repeats(map(outside.told_on_discord, channels), documents),
        repeated_telegram=_repeats(map(outside.told_on_telegram, groups), documents),
        repeated_messages_telegram=_repeated_messages(outside),
        counted_by_the_service=counted(database),
    )


def _follow(url: str, groups: Sequence[Chat], channels: Sequence[Channel]) -> None:
    """Stored as the commands store it: one person may not type so many of them."""
    database, now = Database(url), datetime.now(UTC)
    addresses = [*(("telegram", str(one.id)) for one in groups), *(("discord", one.id) for one in channels)]
    with database.write() as transaction:
        for channel, address in addresses:
            place = chats.place(transaction, channel, address, group=True)
            follows.add(transaction, place.id, stored("*"), now)
    database.close()


def follow_everything(outside: Outside, chats: Sequence[Chat], channels: Sequence[Channel]) -> None:
    """Has an administrator type `/follow *` in every chat, and waits for each answer."""
    for chat in chats:
        outside.say(chat, "/follow * yes")
    connected = lambda: outside.discord.api.commands and outside.discord.gateway.connected  # noqa: E731
    wait_for(connected, 20, "the bot on Discord's gateway")
    for channel in channels:
        outside.slash(channel, "follow", "* yes")
    answered = lambda: {m.chat for m in list(outside.telegram.messages)} >= {c.id for c in chats}  # noqa: E731
    wait_for(answered, 60, "an answer in every Telegram chat")
    wait_for(lambda: len(outside.discord.answers) >= len(channels), 60, "an answer in every Discord channel")


def publish(outside: Outside, document_id: str) -> None:
    """A small report of our own making appears on the Clerk's site, filed today."""
    today = datetime.now(UTC).date()
    entry = Entry(document_id, "Pelosi", "Nancy", "CA11", today, today.year)
    pdf = print_report(_record(document_id, today.isoformat()))
    outside.clerk.publish(entry, pdf)


@dataclass(frozen=True, slots=True)
class _Complete:
    outside: Outside
    chats: Sequence[Chat]
    channels: Sequence[Channel]
    documents: frozenset[str]

    def __call__(self) -> bool:
        return self.missing() == 0

    def missing(self) -> int:
        told = [
            *map(self.outside.told_on_telegram, self.chats),
            *map(self.outside.told_on_discord, self.channels),
        ]
        return sum(len(self.documents - set(one)) for one in told)


def _publish(outside: Outside, documents: Sequence[str], plan: Plan) -> None:
    for document_id in documents:
        publish(outside, document_id)
        time.sleep(plan.seconds / plan.filings)


def _kill(services: Sequence[Running], plan: Plan) -> None:
    """Each start is awaited; the kill then falls anywhere into the next seconds of work."""
    chance = random.Random(plan.seed)
    for _ in range(plan.kills):
        time.sleep(chance.uniform(0.0, plan.seconds / plan.kills))
        service = chance.choice(services)
        service.kill()
        service.start()


def _repeats(told: Iterable[Counter[str]], documents: Sequence[str]) -> int:
    return sum(max(0, one[document_id] - 1) for one in told for document_id in documents)


def _repeated_messages(outside: Outside) -> int:
    """Messages about filings that came to a chat with the same words as one before."""
    alerts = Counter((m.chat, m.text) for m in list(outside.telegram.messages) if DOCUMENT.search(m.text))
    return sum(times - 1 for times in alerts.values())


def counted(database: str) -> int:
    """The parts that the service says it sent again in doubt."""
    store = Database(database)
    try:
        with store.read() as transaction:
            return status.repeats(transaction)
    finally:
        store.close()


def _record(document_id: str, day: str) -> dict[str, object]:
    row = {
        "ordinal": 1,
        "id": "",
        "owner": "SP",
        "asset": "Intel Corporation - Common Stock (INTC)",
        "asset_type": "ST",
        "ticker": "INTC",
        "type": "P",
        "date": day,
        "notified": day,
        "amount": "$1,001 - $15,000",
        "cap_gains": False,
        "filing_status": "New",
        "subholding_of": "",
        "location": "",
        "description": "",
        "comments": "",
    }
    return {
        "doc_id": document_id,
        "filer": "Hon. Nancy Pelosi",
        "status": "Member",
        "state_district": "CA11",
        "signed": day,
        "rows": [row],
    }
