"""Reports of the House: all real ones of the corpus, and printed ones for what no real one shows."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import NoRows, OtherDocument, ReadError, RowsDiffer, UnknownValue, Unreadable
from ingest.source import printed_record
from ingest.sources.house import House
from replica.printer import print_report
from storage.model import AmountRange, Chamber, Document, Filing, Kind, Listing, Owner, RowStatus, Side
from tests.support.shared import CORPUS

HOUSE_CORPUS = CORPUS / "house"
PARTS = 8  # so that both cores read

ROW = {
    "id": "",
    "owner": "SP",
    "asset": "Apple Inc. - Common Stock (AAPL)",
    "asset_type": "ST",
    "type": "P",
    "date": "2025-01-07",
    "notified": "2025-01-08",
    "amount": "$1,001 - $15,000",
    "cap_gains": False,
    "filing_status": "New",
    "subholding_of": "Brokerage Account",
    "location": "",
    "description": "",
    "comments": "",
}
REPORT = {
    "doc_id": "20099999",
    "filer": "Hon. Jane Q. Public",
    "status": "Member",
    "state_district": "OH10",
    "signed": "2025-02-06",
}
LISTING = Listing(
    source="house",
    document_id="20099999",
    url="",
    filer="Hon. Jane Public",
    filed=date(2025, 2, 7),
    facts={"last": "Public", "state_district": "OH10"},
)


def report(*rows: dict[str, Any], **header: str) -> dict[str, Any]:
    return {**REPORT, **header, "rows": [{**ROW, **row} for row in rows]}


def document(content: bytes, name: str = "20099999") -> Document:
    return Document("house", name, content, "application/pdf")


def read(content: bytes, listing: Listing | None = None) -> Filing:
    return House().read(document(content), listing)


def page(content: str) -> bytes:
    """A PDF of one page that the Clerk's generators did not make."""
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F0 5 0 R>>>>>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF\n".encode()


def lines(*texts: str) -> str:
    return "BT /F0 10 Tf 14 TL 50 700 Td " + " ".join(f"({text}) Tj T*" for text in texts) + " ET"


def files(folder: str) -> Sequence[Path]:
    return sorted((HOUSE_CORPUS / folder).glob("*.pdf"))


@pytest.mark.corpus
@pytest.mark.parametrize("part", range(PARTS))
def test_every_real_report_reads_as_expected(part: int) -> None:
    records = (HOUSE_CORPUS / "expected.jsonl").read_text("utf-8").splitlines()
    expected = {record["doc_id"]: record for record in map(json.loads, records)}
    assert len(expected) == len(files("ptr"))
    for path in files("ptr")[part::PARTS]:
        filing = House().read(document(path.read_bytes(), path.stem), None)
        assert printed_record(filing) == expected[path.stem]


@pytest.mark.corpus
def test_every_real_scan_is_paper_known_by_its_listing() -> None:
    for path in files("paper"):
        filing = House().read(document(path.read_bytes(), path.stem), LISTING)
        assert (filing.kind, filing.trades) == (Kind.PAPER, ())
        assert filing.pages > 0
        assert filing.doubts == ()
        assert (filing.filer, filing.state, filing.district) == ("Hon. Jane Public", "OH", 10)
        assert filing.filed == date(2025, 2, 7)


@pytest.mark.corpus
def test_a_scan_without_its_listing_is_paper_of_nobody_known() -> None:
    path = files("paper")[0]
    filing = House().read(document(path.read_bytes(), path.stem), None)
    assert (filing.kind, filing.filer, filing.state, filing.district) == (Kind.PAPER, "", "", None)
    assert printed_record(filing)["generator"] == "scan"


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_a_row_becomes_a_trade(generator: Any) -> None:
    option = "Exercised 50 call options with a strike price of $80."
    row = {"id": "2000137143", "type": "S (partial)", "filing_status": "Amended", "description": option}
    filing = read(print_report(report({**row, "cap_gains": True}), generator), LISTING)
    [trade] = filing.trades
    assert (trade.side, trade.owner, trade.status) == (Side.PARTIAL_SALE, Owner.SPOUSE, RowStatus.AMENDED)
    assert (trade.ticker, trade.asset_type, trade.note) == ("AAPL", "ST", option)
    assert (trade.traded, trade.notified) == (date(2025, 1, 7), date(2025, 1, 8))
    assert trade.amount == AmountRange(100_100, 1_500_000)
    assert trade.printed["cap_gains"] is True
    assert filing.doubts == ()


def test_the_header_tells_who_filed_and_the_listing_when() -> None:
    filing = read(print_report(report({})), LISTING)
    assert (filing.kind, filing.chamber, filing.pages) == (Kind.ELECTRONIC, Chamber.HOUSE, 1)
    assert (filing.filer, filing.state, filing.district) == ("Hon. Jane Q. Public", "OH", 10)
    assert (filing.signed, filing.filed) == (date(2025, 2, 6), date(2025, 2, 7))


def test_equal_rows_are_all_kept() -> None:
    filing = read(print_report(report({}, {}, {})))
    assert [trade.ordinal for trade in filing.trades] == [1, 2, 3]


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_a_page_break_anywhere_changes_nothing(generator: Any) -> None:
    long = {"asset": "A fund with a name that takes three lines of its narrow column at least (AFUND)"}
    labelled = {"description": "Part of a plan. " * 12, "comments": "See the note. " * 9, "location": "US"}
    rows = [{**long, "amount": "$100,001 - $250,000"}, {**labelled, "cap_gains": True}, {"type": "S"}]
    whole = read(print_report(report(*rows), generator)).trades
    for room in range(30, 330, 6):
        assert read(print_report(report(*rows), generator, [room])).trades == whole, room


def test_a_description_that_looks_like_a_row_or_a_label_stays_a_description() -> None:
    text = "Filing Status: New 01/02/2025 01/03/2025 $1,001 - $15,000"
    [trade] = read(print_report(report({"description": text}))).trades
    assert trade.note == text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        (report({"asset": "A note of 01/02/2025 01/03/2025"}), RowsDiffer),
        (report({"amount": "$50,001 - $200"}), UnknownValue),
        (report({"type": "X"}), UnknownValue),
        (report({"owner": "XX"}), UnknownValue),
        (report({"filing_status": "Odd"}), UnknownValue),
        (report({}, doc_id="20088888"), OtherDocument),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_the_form_does_not_allow_fails_by_name(changed: dict[str, Any], error: type[ReadError]) -> None:
    with pytest.raises(error):
        read(print_report(changed))


PICTURE = "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q"
HEADER = ("Filing ID #20099999", "Name: Hon. Jane Q. Public", "Status: Member", "State/District: OH10")


def test_a_picture_without_text_is_paper() -> None:
    filing = read(page(PICTURE))
    assert (filing.kind, filing.doubts) == (Kind.PAPER, ())


def test_a_page_that_shows_nothing_is_doubtful_paper() -> None:
    filing = read(page(""))
    assert (filing.kind, filing.trades) == (Kind.PAPER, ())
    assert filing.doubts == ("its pages are blank",)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("0 g 9 9 500 1 re f", Unreadable),
        (lines("Dear Madam Clerk,"), Unreadable),
        (lines("Filing ID #20099999"), Unreadable),
        (lines(*HEADER), NoRows),
        (lines(*HEADER) + PICTURE, NoRows),
        (lines("Filing ID #20088888", *HEADER[1:]), OtherDocument),
    ],
    ids=["nothing but a line", "a letter", "no header", "no table", "no table but a picture", "another's"],
)
def test_a_text_that_is_no_report_fails_by_name(content: str, error: type[ReadError]) -> None:
    with pytest.raises(error):
        read(page(content))


def test_an_unknown_value_names_its_row() -> None:
    with pytest.raises(UnknownValue, match="row 2, amount"):
        read(print_report(report({}, {"amount": "$7 -"})))


@pytest.mark.parametrize("kept", [0, 100, 2_000])
def test_a_truncated_report_is_unreadable(kept: int) -> None:
    with pytest.raises(Unreadable):
        read(print_report(report({}))[:kept])


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        ({"date": "2025-01-09"}, "notified before the trade: row 1"),
        ({"date": "2025-02-07", "notified": "2025-02-07"}, "dated after the signature: row 1"),
        ({"asset_type": ""}, "the asset does not end with its one code: row 1"),
        ({"asset": "Dow Inc. [ST] (EOG)"}, "the asset does not end with its one code: row 1"),
        ({"date": "2023-01-07"}, "traded over a year before the signature: row 1"),
        ({"id": "2000137143"}, "the filer's own number and the filing status do not fit: row 1"),
    ],
)
def test_a_filers_slip_is_a_doubt_and_no_failure(row: dict[str, Any], doubt: str) -> None:
    filing = read(print_report(report(row)))
    assert filing.doubts == (doubt,)
    assert len(filing.trades) == 1


def test_a_doubt_about_many_rows_names_the_first_few() -> None:
    rows = [{"date": "2025-01-09"}] * 7
    [doubt] = read(print_report(report(*rows))).doubts
    assert doubt == "notified before the trade: rows 1, 2, 3, 4, 5 and 2 more"


def test_a_report_that_contradicts_its_listing_is_doubted() -> None:
    filing = read(print_report(report({}, filer="Hon. John Doe", state_district="CA11")), LISTING)
    assert filing.doubts == (
        "the index names Hon. Jane Public, the report Hon. John Doe",
        "the index says OH10, the report CA11",
    )
