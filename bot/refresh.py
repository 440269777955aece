"""Newer tables of facts than the shipped ones: fetched on request, kept beside the database."""

from datetime import date
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from ingest.reference import Dated, Get, Reference, write

Table = TypeVar("Table", bound=Dated)


def hosts(reference: Reference[Dated]) -> frozenset[str]:
    """Where the publisher's files lie."""
    return frozenset(urlsplit(address).netloc for address in reference.addresses)


def refusal(reference: Reference[Dated], contact: str | None) -> str:
    """Why its publisher cannot be asked, and what to do; `""` if it can."""
    if contact or not reference.needs_contact:
        return ""
    return (
        f"Left {reference.title} as they were: {', '.join(hosts(reference))} serves only whom it can reach. "
        "Set contact in config.yaml, or HILLTAPE_CONTACT, and run this again."
    )


def refresh(reference: Reference[Dated], folder: Path, get: Get, today: date) -> Path:
    """Puts a table of today into that folder; returns its file. Raises FetchError or ReferenceUnusable."""
    file = _refreshed(reference, folder)
    write(reference.refresh(get, today), file)
    return file


def newest(reference: Reference[Table], folder: Path) -> Table:
    """The newer one of the table in that folder, if there is one, and the table shipped.

    Raises ReferenceUnusable.
    """
    files = [file for file in (reference.shipped, _refreshed(reference, folder)) if file.exists()]
    return max((reference.load(file) for file in files), key=lambda table: table.as_of)


def _refreshed(reference: Reference[Dated], folder: Path) -> Path:
    return folder / reference.shipped.name
