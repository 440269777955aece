"""The Senate's site and media host as replicas, the source that asks them, and reports to publish there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ingest.fetch import Fetch, Limits
from ingest.sources.senate.source import Senate
from replica import senate
from replica.senate import Report, SenateMedia
from replica.senate_pages import print_extension, print_paper, print_report
from replica.senate_scan import draw_page


@pytest.fixture
def site(clock) -> Iterator[senate.Senate]:
    with senate.Senate(clock) as site:
        yield site


@pytest.fixture
def media(clock) -> Iterator[SenateMedia]:
    with SenateMedia(clock) as media:
        yield media


@pytest.fixture
def source(site: senate.Senate, media: SenateMedia) -> Senate:
    return Senate(site.url, media.url, accept_terms=True)


@pytest.fixture
def fetch(source: Senate) -> Iterator[Fetch]:
    with Fetch(source.hosts, "Hilltape's tests", 0, limits=Limits(total=5)) as fetch:
        yield fetch


def uuid(number: int) -> str:
    return f"{number:08x}-1234-4abc-8def-{number:012x}"


def record(number: int, filed: date, amendment: int, rows: int) -> dict:
    """An electronic report of Jane Placeholder that sells `rows` times."""
    row = {
        "date": (filed - timedelta(days=30)).isoformat(),
        "owner": "Self",
        "tickers": ["NVDA"],
        "asset": "NVIDIA Corporation - Common Stock",
        "asset_type": "Stock",
        "type": "Sale (Partial)",
        "amount": "$1,001 - $15,000",
        "comment": "",
    }
    return {
        "uuid": uuid(number),
        "title_date": filed.isoformat(),
        "amendment": amendment,
        "salutation": "The Honorable",
        "full_name": "Jane Placeholder",
        "name_last_first": "Placeholder, Jane",
        "filed": f"{filed.isoformat()}T11:15",
        "summary": {"total": rows, "self": rows, "joint": 0, "spouse": 0, "child": 0},
        "rows": [{"ordinal": ordinal, **row} for ordinal in range(1, rows + 1)],
    }


@pytest.fixture
def electronic() -> Callable[..., Report]:
    def make(number: int, filed: date = date(2026, 6, 22), amendment: int = 0, rows: int = 2) -> Report:
        amended = f" (Amendment {amendment})" if amendment else ""
        title = f"Periodic Transaction Report for {filed:%m/%d/%Y}{amended}"
        page = print_report(record(number, filed, amendment, rows))
        office = "Placeholder, Jane (Senator)"
        return Report(uuid(number), "ptr", "Jane", "Placeholder,  ", office, title, filed, page)

    return make


@pytest.fixture
def paper(media: SenateMedia) -> Callable[..., Report]:
    """A paper filing whose images lie on the media host, or where `images` says."""

    def make(number: int, pages: int = 2, images: tuple[str, ...] = (), amendment: int = 0) -> Report:
        filed = date(2026, 6, 20)
        shown = images or media.publish(*(draw_page(page) for page in range(1, pages + 1)))
        amended = f" (Amendment {amendment})" if amendment else ""
        title = f"Periodic Transaction Report for {filed:%m/%d/%Y}{amended}"
        page = print_paper(uuid(number).upper(), shown)
        return Report(uuid(number).upper(), "paper", "NORMAN ", "PLACEHOLDER", "Senator", title, filed, page)

    return make


@pytest.fixture
def extension() -> Callable[[int], Report]:
    def make(number: int) -> Report:
        page = print_extension("Jane Placeholder", "Annual Report", date(2026, 5, 15), date(2026, 8, 13))
        title = "Annual Report Due Date Extension 1"
        office = "Placeholder, Jane (Senator)"
        filed = date(2026, 5, 14)
        return Report(uuid(number), "extension", "Jane", "Placeholder", office, title, filed, page)

    return make


@pytest.fixture
def senate_world(world, site: senate.Senate, source: Senate):
    """The world of another site; `fetch` here is the Senate's."""
    world.parts = replace(world.parts, source=source, every=timedelta(minutes=5))
    world.site = site
    return world
