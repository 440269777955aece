"""How fast Telegram takes messages: in one chat, in one group, in all."""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from replica.telegram_chats import Chat
from replica.telegram_refusals import Refused

Window = tuple[str, int, timedelta]
"""What it counts, how many, in how long."""

EVERYTHING: Window = ("all", 30, timedelta(seconds=1))
A_CHAT: Window = ("chat", 1, timedelta(seconds=1))
A_GROUP: Window = ("group", 20, timedelta(minutes=1))


class Pace:
    """The limits of https://core.telegram.org/bots/faq, taken at their word."""

    def __init__(self) -> None:
        self._accepted: defaultdict[tuple[str, int], deque[datetime]] = defaultdict(deque)

    def check(self, chat: Chat, now: datetime) -> None:
        """Counts a message about to be accepted. Raises Refused with `retry_after`, counting nothing."""
        windows = [(EVERYTHING, 0), (A_CHAT, chat.id), *([(A_GROUP, chat.id)] if chat.group else [])]
        waits = [self._wait(window, key, now) for window, key in windows]
        if longest := max(waits):
            raise Refused(429, f"Too Many Requests: retry after {longest}", retry_after=longest)
        for (kind, _, _), key in windows:
            self._accepted[kind, key].append(now)

    def _wait(self, window: Window, key: int, now: datetime) -> int:
        """Whole seconds until the window takes another message; 0 when it does now."""
        kind, most, span = window
        times = self._accepted[kind, key]
        while times and times[0] <= now - span:
            times.popleft()
        return math.ceil((times[0] + span - now).total_seconds()) if len(times) >= most else 0
