"""The two programs that have printed the Clerk's reports, and how each draws the same page."""

from collections.abc import Sequence
from dataclasses import dataclass

from replica.printer_font import Font, Run, as_small_capitals, encode
from replica.printer_marks import Boxes, DrawnBoxes, LetteredBoxes

LETTERS_TO_LOSE = "ABDGLOU"
BOLD_LETTERS_LOST = ("ABCEFGILMNORTU", "BEFLMRU")  # the sets seen in the bold face


@dataclass(frozen=True, slots=True)
class Generator:
    """Lengths in pixels but `left`, the table's left edge in points.

    `front` is how much lower page 1 begins. The insets are from a column's left edge to its text. `columns`
    are widths with Cap. Gains, `columns_before` those of the layout without it; 0 stands for what is left.
    `is_older` is the habit of G1: it loses capitals, draws the header last and its borders a pixel longer.
    """

    producer: str
    left: float
    width: int
    front: int
    building: str
    fonts: tuple[str, str]
    header_size: float
    subline_size: float
    header_inset: float
    main_inset: float
    subline_inset: float
    columns: tuple[int, ...]
    columns_before: tuple[int, ...]
    boxes: Boxes
    is_older: bool

    def label(self, text: str, font: Font, size: float, grey: float) -> list[Run]:
        """A heading or label in small capitals, in the way of this generator."""
        if self.is_older:
            return _stepped(text.split(), font, size, grey)
        return [Run(as_small_capitals(text), font, size, grey)]


def _stepped(words: Sequence[str], font: Font, size: float, grey: float) -> list[Run]:
    """Capitals in two sizes: each word's capital letter in full size, what follows at seven tenths."""
    runs = []
    for place, word in enumerate(words):
        large = word[: int(word[0].isupper())]
        runs.append(Run(encode(" " * bool(place) + large), font, size, grey))
        runs.append(Run(encode(word[len(large) :].upper()), font, round(0.7 * size), grey))
    return [run for run in runs if run.codes]


GENERATORS = {
    "G1": Generator(
        producer="",
        left=22.5,
        width=708,
        front=19,
        building="135",
        fonts=("Georgia", "Georgia,Bold"),
        header_size=13,
        subline_size=11,
        header_inset=3,
        main_inset=3,
        subline_inset=3,
        columns=(50, 52, 0, 87, 71, 87, 99, 67),
        columns_before=(50, 52, 0, 87, 72, 87, 134),
        boxes=LetteredBoxes(),
        is_older=True,
    ),
    "G2": Generator(
        producer="EO.Pdf 21.3.18.0",
        left=21.75,
        width=739,
        front=0,
        building="B81",
        fonts=("Georgia", "Georgia-Bold"),
        header_size=12.6,
        subline_size=11.4,
        header_inset=3.77,
        main_inset=3.6,
        subline_inset=3.4,
        columns=(54, 52, 0, 86, 74, 86, 105, 71),
        columns_before=(54, 52, 0, 86, 74, 86, 140),
        boxes=DrawnBoxes(),
        is_older=False,
    ),
}
