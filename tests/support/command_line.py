"""The command line against the replicas."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from typing import Any

from typer.testing import Result

from replica.clerk import Entry
from replica.rig import Outside, utc_now

ROOT = Path(__file__).parents[2]
HILLTAPE = (sys.executable, "-m", "bot.cli")
YEAR = utc_now().year
Run = Callable[..., Result]


def variables(outside: Outside) -> dict[str, str]:
    return outside.environment("sqlite:///hilltape.db") | {"HILLTAPE_SOURCES__HOUSE__EVERY": "60s"}


def process(outside: Outside, folder: Path) -> dict[str, Any]:
    """How to run the command line as a process of its own."""
    environment = {**os.environ, **variables(outside), "PYTHONPATH": str(ROOT)}
    return {"cwd": folder, "env": environment, "stdout": PIPE, "stderr": PIPE, "text": True}


def paper(number: int) -> Entry:
    return Entry(f"82{number:05}", "Placeholder", "Jane", "DE00", utc_now().date(), YEAR)
