"""Newer tables of facts than the shipped ones: fetched on request, kept beside the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from bot.config import Settings
from ingest.errors import IngestError
from ingest.fetch import Fetch
from ingest.reference import Dated, Get, Reference, write

PAUSE = 1.0  # seconds between two requests to a publisher

Table = TypeVar("Table", bound=Dated)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one table, in words. `file` is the new one, None where the table is as it was.

    One that nobody could ask for is left, and has not `failed`.
    """

    said: str
    file: Path | None = None
    failed: bool = False


def refresh_each(
    references: Iterable[Reference[Dated]], settings: Settings, today: date
) -> Iterator[Refreshed]:
    """Every table, one after another; one that fails stops no other."""
    for reference in references:
        if why := refusal(reference, settings.contact):
            yield Refreshed(why)
            continue
        try:
            with Fetch(hosts(reference), settings.user_agent, PAUSE) as fetch:
                file = refresh(reference, settings.data_folder, _get(fetch), today)
        except (IngestError, OSError) as error:
            yield Refreshed(f"Left {reference.title} as they were. {error}", failed=True)
        else:
            said = f"Newest {reference.title} in {file}; `./hilltape run` uses them from its next start."
            yield Refreshed(said, file)


def _get(fetch: Fetch) -> Get:
    return lambda url: fetch.get(url).content or b""


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
