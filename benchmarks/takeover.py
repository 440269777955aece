"""How long after the sender is killed the process that stands by has sent its first message."""

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import postgresql
from benchmarks.kills import follow_everything, publish
from replica.discord_world import Channel
from replica.rig import Outside, Running, wait_for
from replica.telegram_chats import Chat

SEATS = ("telegram", "discord")
PATIENCE = 60  # seconds; six times what is promised


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds from SIGKILL to the first message that each platform took; repeats count messages."""

    kills: int
    telegram: tuple[float, ...]
    discord: tuple[float, ...]
    worst: float
    lost: int
    repeated_discord: int


def run(folder: Path, kills: int = 5) -> Outcome:
    """What the killed one has not sent is published right after the kill."""
    with postgresql.server(postgresql.installed()) as url, Outside() as outside:
        settings = outside.environment(postgresql.create(url))
        one, other = (Running(folder, settings, "deliver", name) for name in ("one", "other"))
        with Running(folder, settings, "ingest", "ingest"), one, other:
            chat, channel = outside.telegram_chat(1), outside.discord_channel(1)
            follow_everything(outside, [chat], [channel])
            wait_for(outside.first_run_over, 60, "the first run")
            documents = [str(20900001 + number) for number in range(kills)]
            took = []
            for document in documents:
                took.append(_take_over(outside, one, chat, channel, document))
                _stand_by(one)
                one, other = other, one
            told = outside.told_on_telegram(chat), outside.told_on_discord(channel)
    lost = sum(document not in one for one in told for document in documents)
    repeated = sum(told[1][document] - 1 for document in documents if document in told[1])
    telegram, discord = zip(*took, strict=True)
    return Outcome(kills, telegram, discord, max(*telegram, *discord), lost, repeated)


def _take_over(
    outside: Outside, sender: Running, chat: Chat, channel: Channel, document: str
) -> tuple[float, float]:
    sender.kill()
    killed = time.monotonic()
    publish(outside, document)
    waiting = {
        "telegram": lambda: outside.told_on_telegram(chat)[document],
        "discord": lambda: outside.told_on_discord(channel)[document],
    }
    took: dict[str, float] = {}
    while len(took) < len(waiting):
        wait_for(lambda: any(waiting[name]() for name in waiting.keys() - took), PATIENCE, "a message")
        for name in waiting.keys() - took:
            if waiting[name]():
                took[name] = time.monotonic() - killed
    return took["telegram"], took["discord"]


def _stand_by(service: Running) -> None:
    """Starts it again, and waits until it knows that the other one sends."""
    said = "standing by for {}: another process sends"
    before = {name: service.said(said.format(name)) for name in SEATS}
    service.start()
    for name in SEATS:
        wait_for(lambda n=name: service.said(said.format(n)) > before[n], 30, f"standing by for {name}")
