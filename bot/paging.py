"""Answers in pages: which page is asked for, and the buttons to its neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import UserError
from bot.message import Button

MOST = 1000  # pages; whoever is there wants another question


@dataclass(frozen=True, slots=True)
class Page:
    """Which page it is of what, the command as typed, and whether there is a next one.

    One that was `turned` to takes the place of the page before; the number alone does not say so.
    """

    asked: str
    number: int
    turned: bool
    more: bool = False

    def neighbours(self, earlier: str, later: str) -> Iterator[Button]:
        """Buttons to the page before and to the next, where there are such."""
        if self.number > 1:
            yield Button(earlier, f"{self.asked} {self.number - 1}")
        if self.more:
            yield Button(later, f"{self.asked} {self.number + 1}")


def parted(arguments: str) -> tuple[str, int | None]:
    """What is asked, and the page, which is a number at the end: `P000197 2` → `P000197`, 2."""
    before, _, last = arguments.rpartition(" ")
    if not last.isdecimal():
        return arguments, None
    if not 0 < int(last[:6]) <= MOST:
        raise UserError(f"Pages go from 1 to {MOST:,}.")
    return before, int(last)
