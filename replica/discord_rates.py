"""Discord's rate limits: a bucket per route and channel told by headers, and one for the whole bot."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from replica.discord_refusals import Refused


@dataclass(slots=True)
class _Window:
    until: datetime
    used: int = 0


class Rates:
    """`limit` requests per bucket in `seconds`, `overall` per second in all."""

    def __init__(self, clock: Callable[[], datetime], limit: int, seconds: float, overall: int = 50) -> None:
        self._clock = clock
        self._limit = limit
        self._seconds = seconds
        self._overall = overall
        self._windows: dict[str, _Window] = {}

    def take(self, bucket: str) -> Mapping[str, str]:
        """The headers of one more request. Raises TooMany."""
        whole_bot = self._window("", 1.0)
        if whole_bot.used >= self._overall:
            raise TooMany(
                self._left(whole_bot), {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
            )
        whole_bot.used += 1
        window = self._window(bucket, self._seconds)
        window.used += 1
        if window.used > self._limit:
            raise TooMany(self._left(window), {**self._headers(bucket, window), "X-RateLimit-Scope": "user"})
        return self._headers(bucket, window)

    def _window(self, bucket: str, seconds: float) -> _Window:
        now = self._clock()
        window = self._windows.get(bucket)
        if window is None or window.until <= now:
            window = self._windows[bucket] = _Window(now + timedelta(seconds=seconds))
        return window

    def _left(self, window: _Window) -> float:
        return (window.until - self._clock()).total_seconds()

    def _headers(self, bucket: str, window: _Window) -> dict[str, str]:
        return {
            "X-RateLimit-Bucket": f"{hash(bucket.split(' ', 1)[0]) & 0xFFFFFFFF:08x}",
            "X-RateLimit-Limit": str(self._limit),
            "X-RateLimit-Remaining": str(max(0, self._limit - window.used)),
            "X-RateLimit-Reset": f"{window.until.timestamp():.3f}",
            "X-RateLimit-Reset-After": f"{self._left(window):.3f}",
        }


class TooMany(Refused):
    """A 429 as Discord itself answers it; `Via` is what tells it from Cloudflare's."""

    def __init__(self, seconds: float, headers: Mapping[str, str]) -> None:
        seconds = max(seconds, 0.001)
        whole_bot = "X-RateLimit-Global" in headers
        wait = {"retry_after": round(seconds, 3), "global": whole_bot}
        super().__init__(429, 0, "You are being rate limited.", None, **wait)
        self.headers = {**headers, "Via": "1.1 google", "Retry-After": str(math.ceil(seconds))}
