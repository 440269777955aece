"""Charts of trades as pictures; the only door to matplotlib, which is imported behind the start."""

import atexit
import gc
import io
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from bot.figures import amount
from storage.model import AmountRange

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT, DPI = 1000, 600, 100  # pixels
PAPER, INK, FAINT = "#ffffff", "#1a1a1a", "#d9d9d9"
BUYS, SELLS = ("#0072b2", "#a6cbe3"), ("#d55e00", "#f2c9ad")
"""To the lower and to the upper bounds: told apart by every kind of colour vision, and by up and down."""

BIG, SMALL = 22, 17  # points: 12 and 9 pixels high on a phone
TITLE_ROOM = 46  # characters of the title that fit
QUALITY = 90
MARGIN = 1.12
_OF_MATPLOTLIB = ("font_manager", "axes", "figure", "backends.backend_agg")
PARTS = ("numpy", "matplotlib", *(f"matplotlib.{one}" for one in _OF_MATPLOTLIB))
"""Each takes up to half a second to import."""
_DRAWING = ThreadPoolExecutor(1, "chart")
"""Matplotlib opens and keeps its fonts anew for every thread that draws: one thread draws for all."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month's sums in cents: from the lower to the upper bounds of what was bought and sold.

    A sum with an open end has no `high`: it is drawn to its lower bound, with an arrow.
    """

    first: date
    bought: AmountRange
    sold: AmountRange


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    months: Sequence[Month]
    source: str


def prepare(stopping: Callable[[], bool]) -> None:
    """Imports all that drawing needs, so that nobody waits for it, until it is to stop.

    What cannot be imported raises again, and is told, when a chart is to be drawn. What the process holds by
    then it holds for good: the garbage collector looks through it no more, and so is quick after each chart.
    """
    _leave_nothing_at_home()
    for part in PARTS:
        if stopping():
            return
        import_module(part)
    gc.collect()
    gc.freeze()


def draw(chart: Chart) -> bytes:
    """A JPEG of 1000 by 600 pixels: buys rise, sales fall, from the sum of lower to that of upper bounds."""
    try:
        return _DRAWING.submit(_drawn, chart).result()
    finally:
        _DRAWING.submit(gc.collect)  # a figure and its parts hold each other, megabytes of them


def _drawn(chart: Chart) -> bytes:
    _leave_nothing_at_home()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.15, 0.2, 0.8, 0.59), facecolor=PAPER)
    _bars(axes, [(month.bought, 1) for month in chart.months], BUYS)
    _bars(axes, [(month.sold, -1) for month in chart.months], SELLS)
    _scale(axes, chart)
    _words(figure, chart)
    file = io.BytesIO()
    figure.savefig(file, format="jpeg", pil_kwargs={"quality": QUALITY})
    return file.getvalue()


def _bars(axes: "Axes", held: Sequence[tuple[AmountRange, int]], colours: tuple[str, str]) -> None:
    """Solid to the lower bound, pale from there to the upper one, an arrow where there is none."""
    places = range(len(held))
    lows = [sign * _dollars(sums.low) for sums, sign in held]
    above = [sign * max(_dollars(sums.high) - _dollars(sums.low), 0) for sums, sign in held]
    solid, pale = colours
    axes.bar(places, lows, 0.72, color=solid)
    axes.bar(places, above, 0.72, bottom=lows, color=pale)
    arrows = [(place, lows[place], sign) for place, (sums, sign) in enumerate(held) if _is_open(sums)]
    for sign, mark in ((1, "^"), (-1, "v")):
        points = [(place, low) for place, low, side in arrows if side == sign]
        axes.plot([p for p, _ in points], [low for _, low in points], mark, color=solid, markersize=14)


def _is_open(held: AmountRange) -> bool:
    return held.low is not None and held.high is None


def _scale(axes: "Axes", chart: Chart) -> None:
    """Few ticks: some round sums, and about every third month."""
    tops = [max(_dollars(m.bought.high), _dollars(m.bought.low)) for m in chart.months]
    bottoms = [max(_dollars(m.sold.high), _dollars(m.sold.low)) for m in chart.months]
    top, bottom = max(tops, default=0), max(bottoms, default=0)
    most = max(top, bottom, 1)
    axes.set_ylim(-max(bottom, most / 20) * MARGIN, max(top, most / 20) * MARGIN)
    axes.set_xlim(-0.6, len(chart.months) - 0.4)
    step = _step(top + bottom)
    ticks = [step * n for n in range(-int(bottom // step), int(top // step) + 1)]
    axes.set_yticks(ticks, [_sum(tick) for tick in ticks], fontsize=SMALL, color=INK, parse_math=False)
    every = -(-len(chart.months) // 5)
    named = range((len(chart.months) - 1) % every, len(chart.months), every)
    months = [f"{chart.months[place].first:%b %Y}" for place in named]
    axes.set_xticks(list(named), months, fontsize=SMALL, color=INK, parse_math=False)
    axes.grid(axis="y", color=FAINT, linewidth=1)
    axes.axhline(0, color=INK, linewidth=1.5)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _words(figure: "Figure", chart: Chart) -> None:
    size = BIG if len(chart.title) <= TITLE_ROOM else BIG * TITLE_ROOM / len(chart.title)
    figure.text(0.03, 0.92, chart.title, fontsize=size, fontweight="bold", color=INK, parse_math=False)
    figure.text(0.03, 0.84, "▲ bought", fontsize=SMALL, fontweight="bold", color=BUYS[0])
    figure.text(0.24, 0.84, "▼ sold", fontsize=SMALL, fontweight="bold", color=SELLS[0])
    said = "Solid: sum of the lower bounds. Pale: up to the upper ones."
    if any(_is_open(sums) for month in chart.months for sums in (month.bought, month.sold)):
        said = "Solid: lower bounds. Pale: to the upper ones; arrow: no upper bound."
    figure.text(0.03, 0.075, said, fontsize=SMALL - 2, color=INK, parse_math=False)
    figure.text(0.03, 0.022, chart.source, fontsize=SMALL - 3, color="#555555", parse_math=False)


def _step(span: float) -> float:
    """The round sum, a 1, 2 or 5 with noughts, of which at most six make the span."""
    step = 1.0
    while span / step > 6:
        step *= 2.5 if str(step)[0] == "2" else 2
    return step


def _sum(dollars: float) -> str:
    cents = round(abs(dollars)) * 100
    return amount(AmountRange(cents, None)).removeprefix("over ") if cents else "0"


def _dollars(cents: int | None) -> float:
    return (cents or 0) / 100


def _leave_nothing_at_home() -> None:
    """Matplotlib keeps a list of fonts in the home folder: ours goes with the process, unless told where."""
    if "MPLCONFIGDIR" not in os.environ:
        os.environ["MPLCONFIGDIR"] = folder = mkdtemp(prefix="hilltape-charts-")
        atexit.register(rmtree, folder, ignore_errors=True)
