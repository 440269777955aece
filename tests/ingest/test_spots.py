"""Every row read from a PDF says where it stands: what is drawn in that strip of the page are its words."""

import io
import re
from collections.abc import Iterable

import pdfplumber
import pytest

from ingest.pdf import Page, opened
from ingest.source import Source
from ingest.sources.house import House
from ingest.sources.oge.source import OGE
from replica import samples
from replica.oge_printer import print_transactions
from replica.printer import print_report
from replica.reports import demo_reports
from storage.model import Document, Spot, Trade
from tests.support.shared import CORPUS

FOLDERS = {"house": "house/ptr", "oge": "oge/pdf"}
PARTS = 8  # so that both cores read
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def document(source: Source, name: str, content: bytes) -> Document:
    return Document(source.name, name, content, source.media_type)


def trades(source: Source, held: Document) -> tuple[Trade, ...]:
    return source.read(held, None).trades


def pages(held: Document) -> list[Page]:
    with opened(held.content, 400) as pdf:
        return list(pdf.pages())


def words(page: Page, spot: Spot) -> str:
    """What stands in the strip, letters whose middle it holds."""
    inside = [run for run in page.runs if spot.top <= (run.top + run.bottom) / 2 < spot.bottom]
    return "".join(run.text for run in inside)


def dates(text: str) -> set[tuple[int, ...]]:
    return {tuple(map(int, found)) for found in _DATE.findall(text)}


def printed_dates(trade: Trade) -> set[tuple[int, ...]]:
    return {(day.month, day.day, day.year) for day in (trade.traded, trade.notified) if day}


def elsewhere(held: Document, found: Iterable[Trade]) -> list[int]:
    """The rows whose strip does not hold their dates, or holds some of the row before."""
    drawn = pages(held)
    wrong = []
    end = (1, 0.0)
    for trade in found:
        spot = trade.spot
        if (
            not spot
            or (spot.page, spot.top) < end
            or spot.top >= spot.bottom
            or not printed_dates(trade) <= dates(words(drawn[spot.page - 1], spot))
        ):
            wrong.append(trade.ordinal)
        end = (spot.page, spot.bottom) if spot else end
    return wrong


@pytest.mark.parametrize("break_at", [[], [400], [390, 300, 200]])
@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_a_printed_house_row_stands_where_it_says(generator: str, break_at: list[int]) -> None:
    for report in demo_reports():
        if report.record:
            held = document(House(), report.doc_id, print_report(report.record, generator, break_at))
            assert elsewhere(held, trades(House(), held)) == []


def test_a_printed_oge_row_stands_where_it_says() -> None:
    held = document(OGE(), samples.OGE_ID, print_transactions(samples.oge_record()))
    assert elsewhere(held, trades(OGE(), held)) == []


def test_a_row_that_stands_elsewhere_is_the_same_row() -> None:
    [report, *_] = [report for report in demo_reports() if report.record]
    assert report.record
    one, other = (
        trades(House(), document(House(), report.doc_id, print_report(report.record, generator)))
        for generator in ("G1", "G2")
    )
    assert one == other
    assert [row.spot for row in one] != [row.spot for row in other]
    assert [row.facts for row in one] == [row.facts for row in other]


@pytest.mark.corpus
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("source", [House(), OGE()], ids=lambda source: source.name)
def test_every_real_row_stands_where_it_says(source: Source, part: int) -> None:
    for path in sorted((CORPUS / FOLDERS[source.name]).glob("*.pdf"))[part::PARTS]:
        held = document(source, path.stem, path.read_bytes())
        assert (path.stem, elsewhere(held, trades(source, held))) == (path.stem, [])


@pytest.mark.corpus
@pytest.mark.parametrize("source", [House(), OGE()], ids=lambda source: source.name)
def test_another_reader_finds_the_dates_in_the_strip(source: Source) -> None:
    for path in sorted((CORPUS / FOLDERS[source.name]).glob("*.pdf"))[::40]:
        held = document(source, path.stem, path.read_bytes())
        with pdfplumber.open(io.BytesIO(held.content)) as pdf:
            for trade in trades(source, held)[:20]:
                spot = trade.spot
                assert spot
                page = pdf.pages[spot.page - 1]
                strip = page.within_bbox((0, spot.top - 1, page.width, spot.bottom + 1))
                assert printed_dates(trade) <= dates(strip.extract_text())
