"""What the printer prints the reader reads back, whatever the values and wherever a page ends."""

import json
import random
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fields import OWNERS
from ingest.pdf import opened
from ingest.sources.house import House
from ingest.sources.house_vehicles import in_rows
from replica.printer import print_report
from storage.model import Document, Filing, Printed
from tests.support.shared import CORPUS

HOUSE = CORPUS / "house"
needs_corpus = pytest.mark.skipif(not HOUSE.exists(), reason="needs ../shared/corpus")

# every character seen in 8,159 transactions
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"#$%&'*,-./:;>@|–’"
AMOUNTS = (
    "$1,001 - $15,000",
    "$100,001 - $250,000",
    "$5,000,001 - $25,000,000",
    "$25,000,001 - $50,000,000",
    "Over $50,000,000",
    "Spouse/DC Over $1,000,000",
    "$2,761.57",
    "$770.32",
)
ENDINGS = {  # what may stand in an asset's last brackets, and the ticker it means
    "": None,
    "(BRK.B)": "BRK.B",
    "(COF$I)": "COF$I",
    "(Symbol: CWGIX)": "CWGIX",
    "(Ticker: CCLFX)": "CCLFX",
    "( GOOGL )": "GOOGL",
    "(ABDGL)": "ABDGL",
    "(CRYPTO:BTC)": None,
    "(91282CJP7)": None,
    "(widely held)": None,
    "(LLC)": None,
}

words = st.text(LETTERS, min_size=1, max_size=12)
notes = st.text(LETTERS + "()", min_size=1, max_size=12)
sentences = st.lists(notes, min_size=1, max_size=40).map(" ".join)
days = st.dates(date(2012, 1, 1), date(2030, 12, 31)).map(date.isoformat)


@st.composite
def vehicles(draw: st.DrawFn) -> dict[str, str]:
    names = st.lists(st.lists(words, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=3)
    return {
        "name": " ⇒ ".join(draw(names)),
        "interest": draw(st.sampled_from(["", "100%", "33%"])),
        "owner": draw(st.sampled_from(["", "SP", "JT", "DC"])),
        "location": draw(st.sampled_from(["", "US", "Augusta/ Richmond, GA, US"])),
        "description": draw(st.just("") | sentences),
    }


@st.composite
def rows(draw: st.DrawFn, has_gains: bool, holders: list[str]) -> dict[str, Any]:
    ending = draw(st.sampled_from(sorted(ENDINGS)))
    amended = draw(st.booleans())
    return {
        "id": draw(st.integers(2_000_000_000, 2_000_999_999).map(str)) if amended else "",
        "owner": draw(st.sampled_from(["", "SP", "JT", "DC"])),
        "asset": f"{' '.join(draw(st.lists(words, min_size=1, max_size=12)))} {ending}".strip(),
        "asset_type": draw(st.sampled_from(["ST", "OP", "GS", "OI", "AB", *([] if has_gains else [""])])),
        "ticker": ENDINGS[ending],
        "type": draw(st.sampled_from(["P", "S", "S (partial)", "E"])),
        "date": draw(days),
        "notified": draw(days),
        "amount": draw(st.sampled_from(AMOUNTS)),
        "cap_gains": draw(st.booleans()) if has_gains else None,
        "filing_status": draw(st.sampled_from(["Amended", "Deleted"])) if amended else "New",
        "subholding_of": draw(st.sampled_from(["", *holders])),
        **{name: draw(st.just("") | sentences) for name in ("location", "description", "comments")},
    }


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    listed = draw(st.lists(vehicles(), max_size=4))
    holders = [vehicle["name"].replace("⇒", ">") for vehicle in listed]
    drawn = draw(st.lists(rows(draw(st.booleans()), holders), min_size=1, max_size=8))
    return {
        "doc_id": str(draw(st.integers(20_000_000, 20_999_999))),
        "filer": f"Hon. {draw(words)} {draw(words)}",
        "status": draw(st.sampled_from(["Member", "Former Member"])),
        "state_district": draw(st.sampled_from(["AK00", "CA11", "GU00", "OH10", "DC00"])),
        "signed": draw(st.just("") | days),
        "rows": [{"ordinal": ordinal, **row} for ordinal, row in enumerate(drawn, start=1)],
        "vehicles": listed,
    }


def read(report: Printed, pdf: bytes) -> Filing:
    return House().read(Document("house", report["doc_id"], pdf, "application/pdf"), None)


def printed(filing: Filing, report: Printed) -> dict[str, Any]:
    """The reading in the shape of the report, without vehicles."""
    fields = {name: filing.printed[name] for name in report if name in filing.printed}
    return {**fields, "rows": [dict(trade.printed) for trade in filing.trades]}


def listed_vehicles(filing: Filing) -> list[dict[str, str]]:
    codes = {owner: code for code, owner in OWNERS.items()}
    return [{**asdict(vehicle), "owner": codes[vehicle.owner]} for vehicle in filing.vehicles]


@settings(deadline=None, max_examples=100)
@given(reports(), st.sampled_from(["G1", "G2"]), st.lists(st.integers(24, 700), max_size=12))
def test_any_report_reads_as_it_was_printed(report: Printed, generator: str, break_at: list[int]):
    filing = read(report, print_report(report, generator, break_at))
    assert {**printed(filing, report), "vehicles": listed_vehicles(filing)} == report
    assert not [doubt for doubt in filing.doubts if doubt.startswith(("its investment", "held in"))]


def expected() -> list[dict[str, Any]]:
    lines = (HOUSE / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def without_pages(report: Printed) -> dict[str, Any]:
    return {name: value for name, value in report.items() if name not in ("pages", "generator")}


@needs_corpus
@pytest.mark.parametrize("seed", range(4))
def test_what_real_reports_say_reads_as_it_was_printed_by_either_generator(seed: int):
    chance = random.Random(seed)
    for real in expected()[seed::4]:
        report = without_pages(real)
        break_at = [chance.randint(24, 700) for _ in range(chance.randint(0, 20))]
        pdf = print_report(report, chance.choice(["G1", "G2"]), break_at)
        filing = read(report, pdf)
        assert printed(filing, report) == report
        assert {row["subholding_of"] for row in report["rows"]} - {""} == set(map(in_rows, filing.vehicles))


def row_borders(pdf: bytes) -> list[list[tuple[int, int]]]:
    """Top and bottom of every narrow vertical piece in the border's grey, page by page, in half points.

    They stand on quarters of a point, which a tenth more keeps from being rounded either way.
    """
    with opened(pdf, 100) as document:
        return [
            sorted(
                (round(2 * path.top + 0.1), round(2 * path.bottom + 0.1))
                for path in page.paths
                if path.left < 24
                and path.right - path.left < 1 < path.bottom - path.top
                and 0.79 < path.grey < 0.81
            )
            for page in document.pages()
        ]


@needs_corpus
def test_rows_and_page_breaks_stand_where_the_real_document_has_them():
    short = [real for real in expected() if real["pages"] <= 6][::5]
    same = [
        row_borders(print_report(real, real["generator"]))
        == row_borders((HOUSE / "ptr" / f"{real['doc_id']}.pdf").read_bytes())
        for real in short
    ]
    assert sum(same) / len(same) > 0.9  # the rest wrap a name elsewhere, by a column one pixel wider
