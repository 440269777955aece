"""The service as a process whose clock, for its libraries too, is moved by who started it."""

import os
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from threading import Thread

import time_machine

from bot.app import run
from bot.config import load
from bot.logs import set_up
from bot.roles import Role


def listen(traveller: time_machine.Traveller) -> None:
    """Each line of the standard input says by how many seconds the clock is moved."""
    for line in sys.stdin:
        traveller.shift(timedelta(seconds=float(line)))


def main() -> int:
    given = ArgumentParser()
    given.add_argument("--role", type=Role, default=Role.ALL)
    role = given.parse_args().role
    settings = load(None, os.environ)
    set_up(settings.log.level, settings.log.format, settings.secrets)
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        Thread(target=listen, args=(traveller,), daemon=True).start()
        return run(settings, role=role)


if __name__ == "__main__":
    sys.exit(main())
