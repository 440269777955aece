"""How many messages a second the platforms take while thousands of chats wait, and whether any is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crowd import Crowd, gathered
from bot.channels.discord import Discord
from bot.channels.telegram import Telegram

PACES = {"telegram": Telegram.pace.overall, "discord": Discord.pace.overall}
DOCUMENT = "20900001"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`share` is the pace that was reached of the one that is set; `refused` counts answers of 429."""

    channel: str
    chats: int
    seconds: float
    a_second: float
    configured: float
    share: float
    refused: int


def run(folder: Path, persons: int = 1_700, groups: int = 300, channels: int = 2_000) -> Iterator[Outcome]:
    with gathered(folder, persons, groups, channels) as crowd:
        crowd.publish(DOCUMENT)
        for channel in PACES:
            yield _measured(crowd, channel)


def _measured(crowd: Crowd, channel: str) -> Outcome:
    chats = len(crowd.addresses[channel])
    crowd.wait_for(channel, DOCUMENT, crowd.addresses[channel], 60 + 4 * chats / PACES[channel])
    times = sorted(crowd.arrivals(channel, DOCUMENT).values())
    seconds = (times[-1] - times[0]).total_seconds()
    pace = (chats - 1) / seconds
    return Outcome(
        channel=channel,
        chats=chats,
        seconds=round(seconds, 1),
        a_second=round(pace, 2),
        configured=PACES[channel],
        share=round(pace / PACES[channel], 3),
        refused=crowd.too_many(channel),
    )
