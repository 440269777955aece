"""The service as a process whose clock can be moved from outside."""

from datetime import timedelta
from pathlib import Path
from subprocess import Popen
from typing import Any

from replica.rig import Running

ROOT = Path(__file__).parents[1]


class Moved(Running):
    """As `Running`, through chaos/served.py; every process of it begins with the right time."""

    @property
    def command(self) -> list[str]:
        return ["chaos.served", "--role", self.role]

    @property
    def number(self) -> int:
        return self._started.pid

    def move(self, seconds: float) -> None:
        pipe = self._started.stdin
        assert pipe
        pipe.write(f"{timedelta(seconds=seconds).total_seconds()}\n".encode())
        pipe.flush()

    @property
    def _started(self) -> "Popen[Any]":
        assert self.process
        return self.process
