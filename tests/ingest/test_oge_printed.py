"""What the printer prints the reader reads back, and a damaged report never loses a row in silence."""

import json
import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import ReadError
from ingest.pdf import opened
from ingest.source import printed_record
from ingest.sources.oge.source import OGE
from replica.oge_printer import print_transactions
from storage.model import Document, Filing, Printed
from tests.support.shared import CORPUS

OGE_CORPUS = CORPUS / "oge"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789#$%&'*(),-./:;@|–’"
AMOUNTS = (
    "$1,001 - $15,000",
    "$500,001 - $1,000,000",
    "$25,000,001 - $50,000,000",
    "Over $50,000,000",
    "Over $1,000,000",
    "",
)

words = st.text(LETTERS, min_size=1, max_size=12)
sentences = st.lists(words, min_size=1, max_size=30).map(" ".join)
days = st.dates(date(2012, 1, 1), date(2030, 12, 31)).map(date.isoformat)
names = st.builds("{}, {}".format, *[st.text("ABCabcdé-", min_size=1, max_size=12)] * 2)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    row = {
        "description": draw(sentences),
        "type": draw(st.sampled_from(["Purchase", "Sale", "Exchange", ""])),
        "date": draw(st.just("") | days),
        "notified_over_30_days": draw(st.booleans()),
        "amount": draw(st.sampled_from(AMOUNTS)),
    }
    notes = st.lists(sentences, min_size=1, max_size=12).map(" ".join)
    return row | ({"endnote": draw(notes)} if draw(st.booleans()) else {})


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    drawn = draw(st.lists(rows(), min_size=1, max_size=20))
    is_signed = draw(st.booleans())
    return {
        "file": "a.pdf",
        "filer": draw(names) if is_signed else "",
        "signed": draw(days) if is_signed else "",
        "extension_days": draw(st.sampled_from([0, 14, 45, 75])) if is_signed else 0,
        "filer_block": draw(names),
        "position": " ".join(draw(sentences).split()[:8]),
        "rows": [{"n": number, **row} for number, row in enumerate(drawn, start=1)],
    }


def read(pdf: bytes, name: str = "a") -> Filing:
    return OGE().read(Document("oge", name, pdf, "application/pdf"), None)


@settings(deadline=None, max_examples=60)
@given(reports(), st.lists(st.integers(80, 480), max_size=12), st.just("") | sentences, st.booleans())
def test_any_report_reads_as_it_was_printed(
    report: Printed, rooms: list[int], comments: str, is_revised: bool
) -> None:
    more = {"comments": comments, "revised": "08/29/2025" if is_revised else ""}
    assert printed_record(read(print_transactions({**report, **more}, rooms))) == report


def test_a_row_longer_than_a_page_is_one_row() -> None:
    row = {"type": "Sale", "date": "2025-02-05", "notified_over_30_days": True, "amount": AMOUNTS[1]}
    long = {"description": "A fund with a long name. " * 150, "endnote": "Sold as agreed. " * 900}
    report = sample({**row, "description": "Short"}, {**row, **long}, {**row, "description": "Last"})
    filing = read(print_transactions(report))
    assert filing.pages > 4
    assert [trade.asset for trade in filing.trades] == ["Short", long["description"].strip(), "Last"]
    assert filing.trades[1].note == long["endnote"].strip()


def sample(*rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "filer": "Public, Jane",
        "signed": "2025-03-04",
        "extension_days": 0,
        "filer_block": "Public, Jane",
        "position": "Secretary, Department of Samples",
        "rows": [{"n": number, **row} for number, row in enumerate(rows, start=1)],
    }


def real_reports() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (OGE_CORPUS / "expected.jsonl").read_text("utf-8").splitlines()]


def real_pdf(report: Printed) -> bytes:
    return (OGE_CORPUS / "pdf" / report["file"]).read_bytes()


@pytest.mark.corpus
def test_what_real_reports_say_reads_as_it_was_printed() -> None:
    chance = random.Random(7)
    for report in real_reports():
        rooms = [chance.randint(80, 480) for _ in range(chance.randint(0, 20))]
        filing = read(print_transactions(report, rooms), report["file"].removesuffix(".pdf"))
        assert printed_record(filing) == report


def rules(pdf: bytes) -> list[list[tuple[int, int]]]:
    """Top and bottom of every rule of a table, page by page, without pages that have none."""
    with opened(pdf, 100) as document:
        found = [
            {(round(path.top), round(path.bottom)) for path in page.paths if path.right - path.left < 300}
            for page in document.pages()
        ]
    return [sorted(page) for page in found if page]


@pytest.mark.corpus
def test_rows_and_page_breaks_stand_where_the_real_document_has_them() -> None:
    same = [rules(print_transactions(report)) == rules(real_pdf(report)) for report in real_reports()]
    assert sum(same) / len(same) > 0.6  # the rest has a date of revision or comments, which this leaves out


def damaged(pdf: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, lost or doubled somewhere, or the middle cut out."""
    place = chance.randrange(len(pdf))
    length = chance.choice([1, 1, 1, 2, 8, 60, 600])
    kind = chance.randrange(4)
    if kind == 0:
        return pdf[:place] + chance.randbytes(length) + pdf[place + length :]
    if kind == 1:
        return pdf[:place] + pdf[place + length :]
    if kind == 2:
        return pdf[:place] + pdf[place : place + length] + pdf[place:]
    return pdf[:place] + bytes([pdf[place] ^ 1 << chance.randrange(8)]) + pdf[place + 1 :]


def lost_in_silence(pdfs: Iterable[bytes], chance: random.Random, times: int) -> list[tuple[int, int]]:
    """Each damage that changed the rows or their number without an error by name or a doubt."""
    silent = []
    for number, pdf in enumerate(pdfs):
        whole = read(pdf)
        for attempt in range(times):
            try:
                got = read(damaged(pdf, chance))
            except ReadError:
                continue
            if not got.doubts and (got.kind, got.trades) != (whole.kind, whole.trades):
                silent.append((number, attempt))
    return silent


def test_a_damaged_report_loses_nothing_in_silence() -> None:
    chance = random.Random(1)
    row = {"type": "Sale", "date": "2025-02-05", "notified_over_30_days": True, "amount": AMOUNTS[1]}
    made = []
    for count in (1, 8, 30):
        noted = {"endnote": "Sold as agreed in the ethics agreement."}
        drawn = [{**row, "description": f"Fund {place} (FUND)", **noted} for place in range(count)]
        made.append(print_transactions(sample(*drawn)))
    assert lost_in_silence(made, chance, 50) == []


@pytest.mark.corpus
def test_a_damaged_real_report_loses_nothing_in_silence() -> None:
    chance = random.Random(2)
    short = [real_pdf(report) for report in real_reports() if len(report["rows"]) < 20][::2]
    assert lost_in_silence(short, chance, 8) == []
