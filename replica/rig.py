"""The outside world on loopback and the real service as a process, for demo, tests and benchmarks."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from replica import samples
from replica.clerk import Clerk, Entry, blank_page
from replica.discord import DiscordReplica
from replica.discord_world import Channel, Posted
from replica.oge import LIST as OGE_LIST
from replica.oge import Oge
from replica.senate import Senate, SenateMedia
from replica.telegram import TelegramReplica
from replica.telegram_chats import Chat, Person
from replica.telegram_world import Arrived

DISCORD_TOKEN = "replica-token-of-no-use-anywhere-else"  # noqa: S105
DOCUMENT = re.compile(r"\b(?:20\d{6}|82\d{5}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})\b")
"""A report's id: the Clerk's 20034836 and 8221321, the Senate's UUID, OGE's 32 hex digits."""
ROOT = Path(__file__).parents[1]  # benchmarks and chaos are no part of the installed packages
T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


class Outside:
    """The three offices, Telegram and Discord, each serving in a thread of its own while this is entered."""

    def __init__(self) -> None:
        self.clerk = Clerk(utc_now)
        self.senate = Senate(utc_now)
        self.senate_media = SenateMedia(utc_now)
        self.oge = Oge(utc_now)
        self.telegram = TelegramReplica(utc_now)
        self.discord = DiscordReplica(utc_now, DISCORD_TOKEN)
        self.person = Person(1000, "Ada")
        self.user = self.discord.world.user("Ada")
        self._guild = self.discord.world.guild("Newsroom")
        self._guild.managers.add(self.user.id)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        offices = (self.clerk, self.senate, self.senate_media, self.oge)
        for server in (*offices, self.telegram, self.discord):
            self._open.enter_context(server)
        self._begin_year()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _begin_year(self) -> None:
        """Something is listed everywhere, as on the real sites: on the Clerk's from January."""
        year = utc_now().year
        entry = Entry(f"8299{year % 1000:03}", "Sample", "Ada", "CA01", date(year, 1, 2), year)
        self.clerk.publish(entry, blank_page())
        samples.begin(self.senate, self.oge, utc_now().date())

    def environment(self, database: str, *, every_office: bool = False) -> dict[str, str]:
        """The settings, as HILLTAPE_ variables, of a service that knows only these replicas.

        It watches the Clerk; the Senate and OGE as well only where that is asked for.
        """
        return {
            "HILLTAPE_DATABASE": database,
            "HILLTAPE_SOURCES__HOUSE__BASE_URL": self.clerk.url,
            "HILLTAPE_SOURCES__HOUSE__EVERY": "1s",
            "HILLTAPE_SOURCES__SENATE__ACCEPT_TERMS": str(every_office).lower(),
            "HILLTAPE_SOURCES__SENATE__BASE_URL": self.senate.url,
            "HILLTAPE_SOURCES__SENATE__MEDIA_URL": self.senate_media.url,
            "HILLTAPE_SOURCES__SENATE__EVERY": "1s",
            "HILLTAPE_SOURCES__OGE__ENABLED": str(every_office).lower(),
            "HILLTAPE_SOURCES__OGE__BASE_URL": self.oge.url,
            "HILLTAPE_SOURCES__OGE__EVERY": "1s",
            "HILLTAPE_CHANNELS__TELEGRAM__BASE_URL": self.telegram.url,
            "HILLTAPE_CHANNELS__DISCORD__BASE_URL": self.discord.base_url,
            "HILLTAPE_CHANNELS__DISCORD__GATEWAY_URL": self.discord.gateway_url,
            "HILLTAPE_WEB__PORT": "0",
            "HILLTAPE_TELEGRAM_TOKEN": self.telegram.token,
            "HILLTAPE_DISCORD_TOKEN": DISCORD_TOKEN,
        }

    def first_run_over(self) -> bool:
        """Whether every yearly index has been asked for, and this year's a second time."""
        asked = [seen.path for seen in list(self.clerk.seen) if seen.path.endswith("FD.zip")]
        return len(asked) > len(set(asked)) > 1

    def every_first_run_over(self) -> bool:
        """That, and the Senate's three searches and OGE's two questions, and each again."""
        lists = [seen.path for seen in list(self.oge.seen) if seen.path == OGE_LIST]
        return self.first_run_over() and len(self.senate.searches) > 3 and len(lists) > 2

    def telegram_chat(self, number: int) -> Chat:
        """A group of that number, which the person administers."""
        chat = Chat(-number, "supergroup", f"Group {number}", {self.person: "administrator"})
        return self.telegram.run(_call(self.telegram.add, chat))

    def telegram_person(self, number: int) -> Chat:
        """The private chat of another person: Telegram has no limit by the minute for it."""
        chat = Chat.private(Person(number, f"Person {number}"))
        return self.telegram.run(_call(self.telegram.add, chat))

    def telegram_private(self) -> Chat:
        return self.telegram.run(_call(self.telegram.add, Chat.private(self.person)))

    def discord_channel(self, number: int) -> Channel:
        return self.discord.run(_call(self.discord.world.channel, self._guild, f"channel-{number}"))

    def say(self, chat: Chat, text: str) -> int:
        return self.telegram.run(_call(self.telegram.say, chat, text, self.person))

    def slash(self, channel: Channel, name: str, argument: str = "") -> str:
        return self.discord.run(_call(self.discord.slash, channel, self.user, name, argument))

    def upload(self, chat: Chat, content: bytes, words: str = "", *, answered: str = "") -> int:
        name = "hilltape-follows.json"
        return self.telegram.run(
            _call(partial(self.telegram.upload, answered=answered), chat, name, content, words, self.person)
        )

    def slash_with_file(self, channel: Channel, name: str, content: bytes) -> str:
        return self.discord.run(_call(self.discord.slash_with_file, channel, self.user, name, content))

    def press_on_telegram(self, message: Arrived, label: str) -> None:
        self.telegram.run(_call(self.telegram.press, message, label, self.person))

    def press_on_discord(self, message: Posted, label: str) -> None:
        self.discord.run(_call(self.discord.press, message, label, self.user))

    def told_on_telegram(self, chat: Chat) -> Counter[str]:
        """How often each document was named to this chat by a message."""
        texts = (m.text for m in list(self.telegram.messages) if m.chat == chat.id)
        return Counter(number for text in texts for number in set(DOCUMENT.findall(text)))

    def told_on_discord(self, channel: Channel) -> Counter[str]:
        said = (json.dumps(m.json["embeds"]) for m in list(self.discord.messages) if m.channel is channel)
        return Counter(number for text in said for number in set(DOCUMENT.findall(text)))


@dataclass
class Running:
    """`hilltape run` as a process of its own, with nothing of this process's environment but the PATH."""

    folder: Path
    settings: Mapping[str, str]
    role: str = "all"
    name: str = "service"
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    @property
    def command(self) -> list[str]:
        return ["bot.cli", "run", "--role", self.role]

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def start(self) -> float:
        """Starts it and waits until it is ready; the seconds that took."""
        began, known = time.monotonic(), self._ready_lines()
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **self.settings}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", *self.command],
                cwd=self.folder,
                env={**environment, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        wait_for(lambda: self._ready_lines() > known or self._ended(), 30, "the service to be ready")
        if self._ended():
            raise RuntimeError(self.log.read_text()[-2000:])
        self.starts.append(time.monotonic() - began)
        return self.starts[-1]

    def kill(self) -> None:
        """SIGKILL: nothing of it gets to finish."""
        self._end(signal.SIGKILL)

    def stop(self) -> tuple[int, float]:
        """SIGTERM; the exit code and the seconds until it had ended."""
        began = time.monotonic()
        return self._end(signal.SIGTERM), time.monotonic() - began

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended():
            self.kill()

    def _end(self, signal_number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(signal_number)
        code = self.process.wait(30)
        if self.process.stdin:
            self.process.stdin.close()
        return code

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def said(self, event: str) -> int:
        """How often the log says so."""
        return self.log.read_text().count(f'"event": "{event}"') if self.log.exists() else 0

    def _ready_lines(self) -> int:
        return self.said("ready")


def wait_for(happened: Callable[[], Any], seconds: float, what: str) -> None:
    """Looks twenty times a second. Raises TimeoutError naming what did not happen."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        time.sleep(0.05)


async def _call(function: Callable[..., T], *arguments: Any) -> T:
    return function(*arguments)
