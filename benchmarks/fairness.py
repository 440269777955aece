"""Whether one chat that a platform limits for a minute delays the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.crowd import Crowd, gathered
from replica.discord import too_many
from replica.telegram_refusals import refusal

PAIRS = 7
CHATS = 60  # beside those that are limited
WAIT = 60  # seconds that a limited chat is told to wait


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds from the first message about a report to the others', p95: with a limited chat and without.

    `times_as_long` is the median of the pairs, which alternate; `limited` how many chats were.
    """

    channel: str
    pairs: int
    chats: int
    limited: int
    p95_free: float
    p95_limited: float
    times_as_long: float


def run(folder: Path, pairs: int = PAIRS, chats: int = CHATS) -> Iterator[Outcome]:
    with gathered(folder, chats + pairs, 0, chats + pairs) as crowd:
        rounds = [_pair(crowd, number, pairs) for number in range(pairs)]
        for channel in crowd.addresses:
            free, limited = ([one[channel][which] for one in rounds] for which in (False, True))
            yield Outcome(
                channel=channel,
                pairs=pairs,
                chats=chats,
                limited=crowd.too_many(channel),
                p95_free=round(median(free), 2),
                p95_limited=round(median(limited), 2),
                times_as_long=round(median(b / a for a, b in zip(free, limited, strict=True)), 2),
            )


def _pair(crowd: Crowd, number: int, pairs: int) -> dict[str, dict[bool, float]]:
    """One report with one more chat limited, and one without; the one first, then the other."""
    found: dict[str, dict[bool, float]] = {channel: {} for channel in crowd.addresses}
    for limited in (False, True) if number % 2 else (True, False):
        if limited:
            _limit(crowd, number)
        document_id = str(20900001 + 2 * number + limited)
        crowd.publish(document_id)
        for channel, addresses in crowd.addresses.items():
            found[channel][limited] = _p95(crowd, channel, document_id, addresses[pairs:])
        crowd.forgive()
        for channel, addresses in crowd.addresses.items():
            crowd.wait_for(channel, document_id, addresses)
    return found


def _limit(crowd: Crowd, number: int) -> None:
    """The number-th chat of each platform takes no message for a minute."""
    for channel, addresses in crowd.addresses.items():
        address = addresses[number]
        if channel == "telegram":
            words = f"Too Many Requests: retry after {WAIT}"
            fault = refusal(429, words, retry_after=WAIT)
            crowd.outside.telegram.faults.add(fault, f"sendMessage:{address}")
        else:
            crowd.outside.discord.faults.add(too_many(WAIT), f"POST /channels/{address}/messages")


def _p95(crowd: Crowd, channel: str, document_id: str, others: Sequence[str]) -> float:
    crowd.wait_for(channel, document_id, others)
    arrivals = crowd.arrivals(channel, document_id)
    first = min(arrivals.values())
    delays = sorted((arrivals[address] - first).total_seconds() for address in others)
    return delays[len(delays) * 95 // 100]
