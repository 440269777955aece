"""Reports of the executive branch: the corpus's real ones, and printed ones for what no real one shows."""

import json
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import (
    LimitExceeded,
    NoRows,
    OtherDocument,
    ReadError,
    RowsDiffer,
    UnknownValue,
    Unreadable,
)
from ingest.source import printed_record
from ingest.sources.oge.report import first_name_first
from ingest.sources.oge.rows import ticker
from ingest.sources.oge.sound import MOST_BYTES, check_whole
from ingest.sources.oge.source import OGE
from replica.oge_printer import print_transactions
from replica.printer_file import File, add_page
from replica.printer_scan import print_scan
from storage.model import AmountRange, Chamber, Document, Filing, Kind, Listing, Owner, Side
from tests.support.shared import CORPUS

OGE_CORPUS = CORPUS / "oge"
ID = "42300720a4227e9e85258e77002dd1b3"

ROW = {
    "n": 1,
    "description": "Apple, Inc. (AAPL)",
    "type": "Sale",
    "date": "2025-02-05",
    "notified_over_30_days": False,
    "amount": "$15,001 - $50,000",
}
REPORT = {
    "file": f"{ID}.pdf",
    "filer": "Public, Jane Q",
    "signed": "2025-03-04",
    "extension_days": 0,
    "filer_block": "Public, Jane Q",
    "position": "Secretary, Department of Samples",
}
LISTING = Listing("oge", ID, "", "Public, Jane", date(2025, 4, 9), {"title": "Secretary"})


def report(*rows: dict[str, Any], **header: Any) -> dict[str, Any]:
    numbered = [{**ROW, "n": number, **row} for number, row in enumerate(rows, start=1)]
    return {**REPORT, **header, "rows": numbered}


def read(content: bytes, listing: Listing | None = None, name: str = ID) -> Filing:
    return OGE().read(Document("oge", name, content, "application/pdf"), listing)


def files(folder: str) -> Sequence[Path]:
    return sorted((OGE_CORPUS / folder).glob("*.pdf"))


@pytest.mark.corpus
def test_every_real_report_reads_as_expected() -> None:
    records = (OGE_CORPUS / "expected.jsonl").read_text("utf-8").splitlines()
    expected = {record["file"]: record for record in map(json.loads, records)}
    assert len(expected) == len(files("pdf")) > 0
    for path in files("pdf"):
        filing = read(path.read_bytes(), name=path.stem)
        assert printed_record(filing) == expected[path.name]
        assert filing.doubts == ()


@pytest.mark.corpus
def test_every_real_scan_is_paper_whatever_its_text_layer_says() -> None:
    assert files("scan")
    for path in files("scan"):
        filing = read(path.read_bytes(), LISTING)
        assert (filing.kind, filing.trades, filing.pages) == (Kind.PAPER, (), 3)
        assert (filing.filer, filing.office) == ("Jane Public", "Secretary")
        assert (filing.filed, filing.signed) == (date(2025, 4, 9), None)


def test_a_row_becomes_a_trade_of_which_nobody_says_whose_it_is() -> None:
    [trade] = read(print_transactions(report({"endnote": "Sold as agreed."})), LISTING).trades
    assert (trade.side, trade.owner, trade.ticker) == (Side.SELL, Owner.UNSTATED, "AAPL")
    assert (trade.asset, trade.asset_type, trade.note) == ("Apple, Inc. (AAPL)", "", "Sold as agreed.")
    assert (trade.traded, trade.notified) == (date(2025, 2, 5), None)
    assert trade.amount == AmountRange(1_500_100, 5_000_000)
    assert trade.printed["notified_over_30_days"] is False


def test_the_form_tells_who_filed_and_when_it_was_signed() -> None:
    filing = read(print_transactions(report({})), LISTING)
    assert (filing.kind, filing.chamber, filing.pages) == (Kind.ELECTRONIC, Chamber.EXECUTIVE, 2)
    assert (filing.filer, filing.office) == ("Jane Q Public", "Secretary, Department of Samples")
    assert (filing.state, filing.district) == ("", None)
    assert filing.filed == filing.signed == date(2025, 3, 4)
    assert filing.printed["filer_block"] == "Public, Jane Q"
    assert filing.doubts == ()


def test_a_swap_has_neither_type_nor_amount_and_is_not_doubted() -> None:
    blank = {"type": "", "amount": "", "date": ""}
    filing = read(print_transactions(report(blank, {"type": "Exchange", "amount": "Over $1,000,000"})))
    swap, exchange = filing.trades
    assert (swap.side, swap.amount, swap.traded) == (Side.UNSTATED, AmountRange(None, None), None)
    assert (exchange.side, exchange.amount) == (Side.EXCHANGE, AmountRange(100_000_100, None))
    assert filing.doubts == ()


def test_equal_rows_are_all_kept() -> None:
    assert [trade.ordinal for trade in read(print_transactions(report({}, {}, {}))).trades] == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Burgum, Doug", "Doug Burgum"),
        ("Chavez-Deremer, Lori M", "Lori M Chavez-Deremer"),
        ("Kennedy, Jr., Robert F.", "Kennedy, Jr., Robert F."),
        ("Prince", "Prince"),
        ("Burgum,", "Burgum,"),
    ],
)
def test_a_name_is_turned_only_where_its_parts_are_certain(name: str, shown: str) -> None:
    assert first_name_first(name) == shown


@pytest.mark.parametrize(
    ("description", "symbol"),
    [
        ("Apple, Inc. (AAPL)", "AAPL"),
        ("Berkshire Hathaway (BRK.B)", "BRK.B"),
        ("NextEra Energy, Inc. (NEE) (option strike price $57.27)", "NEE"),
        ("Alphabet, Inc. (GOOG) (sale of stock per required CD)", "GOOG"),
        ("ARLINGTON HEIGHTS ILL -- (--)", None),
        ("TOPEKA KS (Cusip 052404PX2)", None),
        ("BGC Group, Inc. (BGC) Class B", None),
        ("A Fund (LLC)", None),
        ("APPLE INC", None),
    ],
)
def test_a_ticker_is_taken_only_from_brackets_that_can_be_nothing_else(
    description: str, symbol: str | None
) -> None:
    assert ticker(description) == symbol


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        (report({"n": 2}), RowsDiffer),
        (report({}, {"n": 3}), RowsDiffer),
        (report({}, {"n": ""}), UnknownValue),
        (report({"amount": "$50,001 -"}), UnknownValue),
        (report({"amount": "$50,000"}), UnknownValue),
        (report({"amount": "$12,345"}), UnknownValue),
        (report({"type": "Gift"}), UnknownValue),
        (report({"description": ""}), UnknownValue),
        (report({"endnote": ""}), UnknownValue),
        (report(), NoRows),
        (report({}, position=""), Unreadable),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_the_form_does_not_allow_fails_by_name(changed: dict[str, Any], error: type[ReadError]) -> None:
    with pytest.raises(error):
        read(print_transactions(changed))


def test_an_unknown_value_names_its_row() -> None:
    with pytest.raises(UnknownValue, match="row 2, amount"):
        read(print_transactions(report({}, {"amount": "$7 -"})))


def replaced(pdf: bytes, old: str, new: str) -> bytes:
    """The printed text changed in the pages' streams; of equal length, so that no object moves."""
    parts = pdf.split(b"stream\n")
    for place in range(1, len(parts), 2):
        packed, end = parts[place].rsplit(b"\nend", 1)
        text = zlib.decompress(packed).replace(old.encode().hex().encode(), new.encode().hex().encode())
        parts[place] = zlib.compress(text) + b"\nend" + end
    return b"stream\n".join(parts)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("(OGE Form 278-T)", "(OGE Form 278e)", OtherDocument),
        ("Endnotes", "Ends", Unreadable),
        ("Summary of Contents", "Summary", Unreadable),
        ("Transactions", "Trades", Unreadable),
        ("Filer's Information", "Filer", Unreadable),
        ("in Integrity.gov", "elsewhere", Unreadable),
        ("03/04/2025", "13/04/2025", Unreadable),
        ("DESCRIPTION", "ASSET", UnknownValue),
        ("02/05/2025", "02/31/2025", UnknownValue),
        ("See Endnote", "See Below", UnknownValue),
        ("Page 2", "Page 3", RowsDiffer),
    ],
)
def test_a_report_that_is_not_built_as_known_fails_by_name(
    old: str, new: str, error: type[ReadError]
) -> None:
    pdf = print_transactions(report({"endnote": "Sold as agreed."}))
    assert read(replaced(pdf, "Apple", "Pears")).trades[0].asset == "Pears, Inc. (AAPL)"
    with pytest.raises(error):
        read(replaced(pdf, old, new))


def test_an_endnote_that_no_row_is_marked_for_is_not_dropped() -> None:
    pdf = print_transactions(report({"endnote": "Sold as agreed."}))
    with pytest.raises(RowsDiffer, match="endnotes for the rows"):
        read(replaced(pdf, "See Endnote", ""))


def page(content: bytes) -> bytes:
    file = File()
    return file.finished([add_page(file, content, "", in_form=False)], "")


@pytest.mark.parametrize("content", [b"%PDF-1.4\n%%EOF", b"", page(b"0 g 9 9 500 1 re f")])
def test_what_shows_nothing_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


def test_a_page_without_anything_is_doubtful_paper() -> None:
    filing = read(page(b""))
    assert (filing.kind, filing.doubts) == (Kind.PAPER, ("its pages are blank",))


def test_a_scan_without_its_listing_is_paper_of_nobody_known() -> None:
    filing = read(print_scan(3))
    assert (filing.kind, filing.filer, filing.pages, filing.filed) == (Kind.PAPER, "", 3, None)


@pytest.mark.parametrize("kept", [0, 100, 2_000])
def test_a_truncated_report_is_unreadable(kept: int) -> None:
    with pytest.raises(Unreadable):
        read(print_transactions(report({}))[:kept])


@pytest.mark.parametrize(
    ("row", "header", "doubts"),
    [
        ({"date": "2025-03-05"}, {}, ["dated after the signature: row 1"]),
        ({"date": "2023-03-05"}, {}, ["traded over a year before the signature: row 1"]),
        ({"type": ""}, {}, ["only one of type and amount: row 1"]),
        ({"amount": ""}, {}, ["only one of type and amount: row 1"]),
        ({"date": ""}, {}, ["a type but no date: row 1"]),
        ({}, {"signed": "", "filer": ""}, ["the report has no signature"]),
        ({}, {"filer": "Other, Jane"}, ["the report is Public, Jane Q's, the signature Other, Jane's"]),
        ({}, {"filer": "Públic, J"}, []),
        ({}, {"signed": "2025-05-01"}, ["signed on 1 May 2025, but listed on 9 Apr 2025"]),
    ],
)
def test_a_filers_slip_is_a_doubt_and_no_failure(
    row: dict[str, Any], header: dict[str, Any], doubts: list[str]
) -> None:
    filing = read(print_transactions(report(row, **header)), LISTING)
    assert filing.doubts == tuple(doubts)
    assert len(filing.trades) == 1


def test_a_report_without_signature_was_filed_when_it_was_listed() -> None:
    filing = read(print_transactions(report({}, signed="", filer="")), LISTING)
    assert (filing.filed, filing.signed) == (date(2025, 4, 9), None)


def test_a_report_that_contradicts_its_listing_is_doubted() -> None:
    header = {"filer": "Doe, John", "filer_block": "Doe, John"}
    filing = read(print_transactions(report({}, **header)), LISTING)
    assert filing.doubts == ("the list names Public, Jane, the report Doe, John",)


def test_a_report_whose_packed_text_does_not_fit_its_checksum_is_unreadable() -> None:
    pdf = print_transactions(report({}))
    last_of_checksum = pdf.index(b"\nendstream") - 1
    broken = pdf[:last_of_checksum] + bytes([pdf[last_of_checksum] ^ 1]) + pdf[last_of_checksum + 1 :]
    with pytest.raises(Unreadable, match="a compressed part is damaged"):
        read(broken)


def test_a_report_that_unpacks_to_too_much_is_refused() -> None:
    huge = zlib.compress(bytes(MOST_BYTES + 1))
    bomb = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(huge), huge)
    with pytest.raises(LimitExceeded):
        check_whole(bomb)
