"""Real pages of the Senate, as the corpus has them."""

import json

import pytest

from ingest.source import printed_record
from ingest.sources.senate.kinds import PageKind, page_kind
from ingest.sources.senate.page import picture_urls, read_page
from storage.model import Kind
from tests.support.senate import LISTING, UUID, document, read
from tests.support.shared import CORPUS

SENATE = CORPUS / "senate"


@pytest.mark.corpus
def test_every_real_report_reads_as_expected() -> None:
    records = (SENATE / "expected.jsonl").read_text("utf-8").splitlines()
    expected = {record["uuid"]: record for record in map(json.loads, records)}
    files = sorted((SENATE / "ptr").glob("*.html"))
    assert [path.stem for path in files] == sorted(expected)
    for path in files:
        filing = read_page(document(path.read_bytes(), path.stem), None)
        assert printed_record(filing) == expected[path.stem]
        assert len(filing.trades) == filing.printed["summary"]["total"]


@pytest.mark.corpus
def test_only_the_known_slips_of_real_filers_are_doubted() -> None:
    cases = json.loads((SENATE / "cases.json").read_text("utf-8"))
    doubted = {}
    for path in sorted((SENATE / "ptr").glob("*.html")):
        if found := read_page(document(path.read_bytes(), path.stem), None).doubts:
            doubted[path.stem] = found
    assert sorted(doubted) == sorted(cases["date_after_filing"])
    assert all(found[0].startswith("dated after the filing: row ") for found in doubted.values())


@pytest.mark.corpus
def test_other_real_pages_are_what_they_are() -> None:
    kinds = {path.name[:6]: page_kind(path.read_bytes()) for path in (SENATE / "site").glob("*.html")}
    assert kinds == {
        "agreem": PageKind.HOME,
        "search": PageKind.SEARCH,
        "sessio": PageKind.SEARCH,
        "paper-": PageKind.PAPER,
        "extens": PageKind.EXTENSION,
    }


@pytest.mark.corpus
def test_a_real_paper_filing_has_its_images_in_order() -> None:
    [path] = (SENATE / "site").glob("paper-view-*.html")
    paper = document(path.read_bytes(), path.stem.removeprefix("paper-view-"))
    filing = read_page(paper, LISTING)
    assert (filing.kind, filing.pages, filing.trades) == (Kind.PAPER, 7, ())
    assert [url.rpartition("/")[2] for url in picture_urls(paper)] == [
        f"{number:09}.gif" for number in range(112, 119)
    ]


@pytest.mark.corpus
def test_a_real_extension_notice_tells_the_new_date() -> None:
    filing = read((SENATE / "site/extension-notice.html").read_bytes(), LISTING)
    assert (filing.kind, filing.filer, filing.trades) == (Kind.EXTENSION, "Benjamin E Sasse", ())
    assert filing.printed == {
        "uuid": UUID,
        "report": "Annual Report for 2016 Due Date Extension 1",
        "full_name": "Benjamin E Sasse",
        "was_due": "2017-05-15",
        "due": "2017-08-13",
    }
