"""The service as a process of its own whose clock is moved by who started it: for benchmarks/soak.py."""

import os
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread

from bot.app import run
from bot.config import Settings, load
from bot.logs import set_up


@dataclass
class Moved:
    """The time, and as far ahead of it as the lines of the standard input have said so far, in seconds."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def listen(self) -> None:
        for line in sys.stdin:
            self.ahead += timedelta(seconds=float(line))


def quick(settings: Settings, every: timedelta) -> Settings:
    """Polls so often; a configuration allows no less than a second."""
    house = settings.sources.house.model_copy(update={"every": every})
    sources = settings.sources.model_copy(update={"house": house})
    return settings.model_copy(update={"sources": sources})


def main() -> int:
    given = ArgumentParser()
    given.add_argument("--every", type=float, default=1.0)
    asked = given.parse_args()
    settings, clock = quick(load(None, os.environ), timedelta(seconds=asked.every)), Moved()
    set_up(settings.log.level, settings.log.format, settings.secrets)
    Thread(target=clock.listen, daemon=True).start()
    return run(settings, clock)


if __name__ == "__main__":
    sys.exit(main())
