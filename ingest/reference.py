"""What a reference is: public facts on people or companies, shipped with source and date, and refreshed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

Get = Callable[[str], bytes]
"""Fetches one address; raises a FetchError."""


class Dated(Protocol):
    """A table in memory; `as_of` is the day its source was read."""

    @property
    def as_of(self) -> date: ...


Table_co = TypeVar("Table_co", bound=Dated, covariant=True)


class Reference(Protocol[Table_co]):
    """One set of facts as a text file: `shipped` comes with Hilltape, `refresh` makes a newer one.

    `addresses` are the publisher's files; one that `needs_contact` serves only whom it can reach.
    """

    name: str
    title: str
    shipped: Path
    addresses: tuple[str, ...]
    needs_contact: bool

    def load(self, path: Path) -> Table_co:
        """The table in that file. Raises ReferenceUnusable."""
        ...

    def refresh(self, get: Get, today: date) -> str:
        """The text of a new file of that day, checked whole. Raises FetchError or ReferenceUnusable."""
        ...


def write(text: str, path: Path) -> None:
    """Puts the text in place at once or not at all: readers see the old file or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8", newline="")
    new.replace(path)
