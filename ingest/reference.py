"""What a reference is: public facts on people or companies, shipped with source and date, and refreshed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

Get = Callable[[str], bytes]
"""Fetches one address; raises a FetchError."""


class Reference(Protocol):
    """One set of facts as a text file: `shipped` comes with Hilltape, `refresh` makes a newer one.

    `refresh` dates the new text `today`, checks it whole and raises FetchError or ReferenceUnusable.
    """

    name: str
    title: str
    shipped: Path

    def refresh(self, get: Get, today: date) -> str:
        """The text of a new file, from the publisher's own."""
        ...


def write(text: str, path: Path) -> None:
    """Puts the text in place at once or not at all: readers see the old file or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8", newline="")
    new.replace(path)
