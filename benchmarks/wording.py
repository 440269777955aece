"""How long an alert takes from what is owed to what is sent, for a report as long as the longest there is."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

from bot.channels.discord import render as discord_render
from bot.channels.telegram import text as telegram_text
from bot.wording import told
from storage.model import AmountRange, Chamber, Filing, Kind, Owner, Side, Stored, Trade
from storage.outbox import Owed
from storage.people import People

ROWS = 722  # the most that any report of the House has
NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
SYMBOLS = ("AAPL", "BA", "CVX", "DIS", "GOOGL", "INTC", "KO", "META", "MSFT", "NVDA")
RENDER = {"telegram": telegram_text.render, "discord": discord_render.render}


@dataclass(frozen=True, slots=True)
class Outcome:
    """By platform: milliseconds to word and render one alert, at the median and the worst, and its parts."""

    rows: int
    median_ms: Mapping[str, float]
    worst_ms: Mapping[str, float]
    messages: Mapping[str, int]


def run(repeats: int = 30) -> Outcome:
    held = _owed()
    people = People([], NOW.date())
    times: dict[str, list[float]] = {name: [] for name in RENDER}
    messages = {}
    for _ in range(repeats):
        for name, render in RENDER.items():
            began = time.perf_counter()
            messages[name] = len(render(told([held], people)))
            times[name].append(1000 * (time.perf_counter() - began))
    medians = {name: round(median(taken), 1) for name, taken in times.items()}
    return Outcome(ROWS, medians, {name: round(max(taken), 1) for name, taken in times.items()}, messages)


def _owed() -> Owed:
    filing = Filing(
        source="house",
        document_id="20050005",
        kind=Kind.ELECTRONIC,
        chamber=Chamber.HOUSE,
        filer="Hon. Ada Sample",
        state="OH",
        district=99,
        filed=NOW.date(),
        signed=NOW.date(),
        pages=81,
        trades=tuple(map(_trade, range(1, ROWS + 1))),
    )
    stored = Stored(
        id=1,
        revision=1,
        superseded=False,
        filing=filing,
        official=None,
        unidentified="nobody of that name held the seat",
        url="https://example.org/20050005.pdf",
        seen=NOW,
        not_listed=NOW - timedelta(minutes=1),
        silent=False,
    )
    return Owed(1, "alert", ("*", "$NVDA"), stored)


def _trade(ordinal: int) -> Trade:
    symbol = SYMBOLS[ordinal % len(SYMBOLS)]
    return Trade(
        ordinal=ordinal,
        side=(Side.BUY, Side.SELL, Side.PARTIAL_SALE)[ordinal % 3],
        asset=f"{symbol} Placeholder Corporation - Common Stock ({symbol})",
        asset_type="ST",
        ticker=symbol,
        owner=(Owner.SELF, Owner.SPOUSE)[ordinal % 2],
        traded=date(2026, 5, ordinal % 28 + 1),
        notified=date(2026, 6, 1),
        amount=AmountRange(100_100, 1_500_000),
    )
