"""Answers in pages: which page is asked for, and the buttons to its neighbours."""

from collections.abc import Iterator

from bot.errors import UserError
from bot.message import Button

MOST = 1000  # pages; whoever is there wants another question


def parted(arguments: str) -> tuple[str, int]:
    """What is asked, and the page, which is a number at the end: `P000197 2` → `P000197`, 2."""
    before, _, last = arguments.rpartition(" ")
    if not last.isdecimal():
        return arguments, 1
    if not 0 < int(last[:6]) <= MOST:
        raise UserError(f"Pages go from 1 to {MOST:,}.")
    return before, int(last)


def neighbours(asked: str, page: int, *, more: bool, earlier: str, later: str) -> Iterator[Button]:
    """Buttons to the page before and, where there is `more`, to the next; `asked` is the command as typed."""
    if page > 1:
        yield Button(earlier, asked if page == 2 else f"{asked} {page - 1}")
    if more:
        yield Button(later, f"{asked} {page + 1}")
