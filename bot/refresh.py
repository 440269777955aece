"""A newer table of who serves in Congress than the shipped one: fetched on request, kept by the database."""

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from ingest.reference import Get, write
from ingest.references import legislators
from ingest.references.legislators import Legislators

HOSTS = frozenset({urlsplit(legislators.CURRENT).netloc, urlsplit(legislators.HISTORICAL).netloc})
"""Where the publisher's files lie."""


def refresh(folder: Path, get: Get, today: date) -> Path:
    """Puts a table of today into that folder; returns its file. Raises FetchError or ReferenceUnusable."""
    file = _refreshed(folder)
    write(legislators.refresh(get, today), file)
    return file


def newest(folder: Path) -> Legislators:
    """The newer one of the table in that folder, if there is one, and the table shipped.

    Raises ReferenceUnusable.
    """
    files = [file for file in (legislators.shipped, _refreshed(folder)) if file.exists()]
    return max((legislators.load(file) for file in files), key=lambda table: table.as_of)


def _refreshed(folder: Path) -> Path:
    return folder / legislators.shipped.name
