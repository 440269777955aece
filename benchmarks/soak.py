"""Three days of polls, alerts, commands and faults in minutes: what the service holds hour by hour."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median

from benchmarks.kills import follow_everything, publish
from replica import faults
from replica.discord import too_many
from replica.discord_world import Channel
from replica.rig import Outside, wait_for
from replica.telegram_chats import Chat
from replica.telegram_refusals import refusal

HOURS = 72
MINUTE = 0.1  # seconds that a simulated one takes; the clock is moved only while nothing is on its way
CHATS = 5  # of either platform
PATIENCE = 60
COMMANDS = (
    "recent",
    "search nvda",
    "official pelosi",
    "ticker INTC",
    "top",
    "status",
    "why pelosi",
    "follows",
)
AT_ONCE = COMMANDS[:3]


@dataclass(frozen=True, slots=True)
class Held:
    """What the service holds after so many simulated hours: megabytes, of the readers' processes apart."""

    hour: int
    megabytes: float
    readers: float
    threads: int
    files: int
    connections: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole run. `growth` is megabytes from the median of hours 2 to 13 to that of the last twelve."""

    hours: int
    filings: int
    messages: int
    commands: int
    faults: int
    growth: float
    more_threads: int
    more_files: int
    more_connections: int


def run(folder: Path, hours: int = HOURS) -> Iterator[Held | Outcome]:
    with Outside() as outside, Lasting(folder, outside) as service:
        chats = [outside.telegram_chat(number + 1) for number in range(CHATS)]
        channels = [outside.discord_channel(number + 1) for number in range(CHATS)]
        follow_everything(outside, chats, channels)
        wait_for(outside.first_run_over, PATIENCE, "the first run")
        held, faulty = list[Held](), cycle(_faults(outside, channels))
        _asked_at_once(outside, chats, channels)
        for hour in range(1, hours + 1):
            next(faulty)()
            service.minutes(10)
            _well(outside)
            _told(outside, str(20900000 + hour), chats, channels)
            _asked(outside, COMMANDS[hour % len(COMMANDS)], chats[0], channels[0])
            service.minutes(50)
            held.append(service.held(hour))
            yield held[-1]
        yield _outcome(outside, held)


class Lasting:
    """The service, whose clock is moved from here."""

    def __init__(self, folder: Path, outside: Outside) -> None:
        self._folder = folder
        self._settings = outside.environment(f"sqlite:///{folder}/hilltape.db")

    def __enter__(self) -> "Lasting":
        as_launched = {"MALLOC_ARENA_MAX": "2", "PYTHONPATH": str(Path(__file__).parents[1])}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self._folder), **as_launched, **self._settings}
        with (self._folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.soaked", "--every", str(MINUTE)],
                env=environment,
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        assert self._process.wait(30) == 0, "it did not end well"

    def minutes(self, number: int) -> None:
        """So many minutes go by, and in each the sites are asked."""
        assert self._process.stdin
        for _ in range(number):
            self._process.stdin.write(b"60\n")
            self._process.stdin.flush()
            time.sleep(MINUTE)

    def held(self, hour: int) -> Held:
        here = Path(f"/proc/{self._process.pid}")
        files = [str(file.readlink()) for file in (here / "fd").iterdir()]
        readers = [
            one for task in (here / "task").iterdir() for one in (task / "children").read_text().split()
        ]
        return Held(
            hour=hour,
            megabytes=_resident(here),
            readers=sum(_resident(Path(f"/proc/{one}")) for one in readers),
            threads=len(list((here / "task").iterdir())),
            files=len(files),
            connections=sum(file.startswith("socket:") for file in files),
        )


def _resident(process: Path) -> float:
    pages = int((process / "statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1024**2, 1)


def _faults(outside: Outside, channels: Sequence[Channel]) -> list[Callable[[], None]]:
    """What goes wrong for ten minutes, hour after hour."""
    telegram, discord, clerk = outside.telegram.faults, outside.discord.faults, outside.clerk.faults
    busy = f"POST /channels/{channels[0].id}/messages"
    return [
        lambda: clerk.add(faults.answer(500), "*", None),
        lambda: clerk.add(faults.reset, "*", None),
        lambda: telegram.add(faults.answer(502), "*", None),
        lambda: telegram.add(refusal(429, "Too Many Requests: retry after 3", retry_after=3), "*", 3),
        lambda: telegram.add(faults.reset, "*", 5),
        lambda: discord.add(faults.reset, "*", 5),
        lambda: discord.add(too_many(3), busy, 2),
        lambda: outside.discord.loop.call_soon_threadsafe(outside.discord.gateway.drop),
        lambda: None,
    ]


def _well(outside: Outside) -> None:
    for server in (outside.telegram, outside.discord, outside.clerk):
        server.faults.clear()


def _told(outside: Outside, document_id: str, chats: Sequence[Chat], channels: Sequence[Channel]) -> None:
    publish(outside, document_id)
    everywhere = lambda: (  # noqa: E731
        all(outside.told_on_telegram(chat)[document_id] for chat in chats)
        and all(outside.told_on_discord(channel)[document_id] for channel in channels)
    )
    wait_for(everywhere, PATIENCE, f"{document_id} in every chat")


def _asked(outside: Outside, command: str, chat: Chat, channel: Channel) -> None:
    """Somebody types it on either platform, and in inline mode, and reads the answer."""
    name, _, argument = command.partition(" ")
    before, answers = len(outside.telegram.messages), len(outside.discord.answers)
    outside.say(chat, f"/{command}")
    outside.slash(channel, name, argument)
    wait_for(lambda: len(outside.telegram.messages) > before, PATIENCE, f"Telegram's answer to /{command}")
    wait_for(lambda: len(outside.discord.answers) > answers, PATIENCE, f"Discord's answer to /{command}")


def _asked_at_once(outside: Outside, chats: Sequence[Chat], channels: Sequence[Channel]) -> None:
    """As much as one person may: what the service needs at most, it needs in its first hour."""
    before, answers = len(outside.telegram.messages), len(outside.discord.answers)
    for command in AT_ONCE:
        name, _, argument = command.partition(" ")
        for chat, channel in zip(chats, channels, strict=True):
            outside.say(chat, f"/{command}")
            outside.slash(channel, name, argument)
    asked = len(AT_ONCE) * len(chats)
    wait_for(lambda: len(outside.discord.answers) >= answers + asked, PATIENCE, "Discord's answers")
    wait_for(lambda: len(outside.telegram.messages) >= before + asked, PATIENCE, "Telegram's answers")


def _outcome(outside: Outside, held: Sequence[Held]) -> Outcome:
    early, late = held[1:13], held[-12:]

    def more(of: Callable[[Held], float]) -> float:
        return median(map(of, late)) - median(map(of, early))

    return Outcome(
        hours=len(held),
        filings=len(held),
        messages=len(outside.telegram.messages) + len(outside.discord.messages),
        commands=2 * len(held),
        faults=len(held),
        growth=round(more(lambda one: one.megabytes), 1),
        more_threads=round(more(lambda one: one.threads)),
        more_files=round(more(lambda one: one.files)),
        more_connections=round(more(lambda one: one.connections)),
    )
