"""Real pages of the Senate, as the corpus has them."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.source import printed_record
from ingest.sources.senate.kinds import PageKind, page_kind
from ingest.sources.senate.page import picture_urls, read_page
from storage.model import Document, Filing, Kind, Listing

CORPUS = Path(__file__).parents[2].parent / "shared/corpus/senate"
UUID = "0abc0000-1111-2222-3333-444455556666"
ROW: dict[str, Any] = {
    "ordinal": 1,
    "date": "2026-05-27",
    "owner": "Joint",
    "tickers": ["IBM"],
    "asset": "International Business Machines Corporation",
    "asset_type": "Stock",
    "type": "Purchase",
    "amount": "$1,001 - $15,000",
    "comment": "",
}
REPORT: dict[str, Any] = {
    "uuid": UUID,
    "title_date": "2026-06-16",
    "amendment": 0,
    "salutation": "The Honorable",
    "full_name": "Jane Q Public",
    "name_last_first": "Public, Jane",
    "filed": "2026-06-16T09:46",
}
LISTING = Listing(
    source="senate",
    document_id=UUID,
    url="",
    filer="Jane Q Public",
    filed=date(2026, 6, 16),
    facts={"last": "Public, Jr.", "office": "Public, Jane (Senator)", "title": "… (Amendment 2)"},
)


def report(*rows: dict[str, Any], **header: Any) -> dict[str, Any]:
    full = [{**ROW, **row} for row in rows]
    held = Counter(row["owner"].lower() for row in full)
    summary = {"total": len(full), **{name: held[name] for name in ("self", "joint", "spouse", "child")}}
    return {**REPORT, "summary": summary, **header, "rows": full}


def document(content: bytes, name: str = UUID) -> Document:
    return Document("senate", name, content, "text/html")


def read(content: bytes, listing: Listing | None = None) -> Filing:
    return read_page(document(content), listing)


@pytest.mark.corpus
def test_every_real_report_reads_as_expected() -> None:
    records = (CORPUS / "expected.jsonl").read_text("utf-8").splitlines()
    expected = {record["uuid"]: record for record in map(json.loads, records)}
    files = sorted((CORPUS / "ptr").glob("*.html"))
    assert [path.stem for path in files] == sorted(expected)
    for path in files:
        filing = read_page(document(path.read_bytes(), path.stem), None)
        assert printed_record(filing) == expected[path.stem]
        assert len(filing.trades) == filing.printed["summary"]["total"]


@pytest.mark.corpus
def test_only_the_known_slips_of_real_filers_are_doubted() -> None:
    cases = json.loads((CORPUS / "cases.json").read_text("utf-8"))
    doubted = {}
    for path in sorted((CORPUS / "ptr").glob("*.html")):
        if found := read_page(document(path.read_bytes(), path.stem), None).doubts:
            doubted[path.stem] = found
    assert sorted(doubted) == sorted(cases["date_after_filing"])
    assert all(found[0].startswith("dated after the filing: row ") for found in doubted.values())


@pytest.mark.corpus
def test_other_real_pages_are_what_they_are() -> None:
    kinds = {path.name[:6]: page_kind(path.read_bytes()) for path in (CORPUS / "site").glob("*.html")}
    assert kinds == {
        "agreem": PageKind.HOME,
        "search": PageKind.SEARCH,
        "sessio": PageKind.SEARCH,
        "paper-": PageKind.PAPER,
        "extens": PageKind.EXTENSION,
    }


@pytest.mark.corpus
def test_a_real_paper_filing_has_its_images_in_order() -> None:
    [path] = (CORPUS / "site").glob("paper-view-*.html")
    paper = document(path.read_bytes(), path.stem.removeprefix("paper-view-"))
    filing = read_page(paper, LISTING)
    assert (filing.kind, filing.pages, filing.trades) == (Kind.PAPER, 7, ())
    assert [url.rpartition("/")[2] for url in picture_urls(paper)] == [
        f"{number:09}.gif" for number in range(112, 119)
    ]


@pytest.mark.corpus
def test_a_real_extension_notice_tells_the_new_date() -> None:
    filing = read((CORPUS / "site/extension-notice.html").read_bytes(), LISTING)
    assert (filing.kind, filing.filer, filing.trades) == (Kind.EXTENSION, "Benjamin E Sasse", ())
    assert filing.printed == {
        "uuid": UUID,
        "report": "Annual Report for 2016 Due Date Extension 1",
        "full_name": "Benjamin E Sasse",
        "was_due": "2017-05-15",
        "due": "2017-08-13",
    }
