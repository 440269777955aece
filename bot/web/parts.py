"""What every page is made with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.offload import Offload
from storage.database import Database


@dataclass(frozen=True, slots=True)
class WebParts:
    """`stop` is set when the service ends."""

    database: Database
    offload: Offload
    clock: Callable[[], datetime]
    stop: asyncio.Event
