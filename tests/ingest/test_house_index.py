"""The Clerk's yearly index: every real copy of the corpus, and the ways a copy can be broken."""

import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from ingest.errors import IndexEmpty, IndexUnreadable
from ingest.source import Index
from ingest.sources.house import House
from storage.model import Listing
from tests.support.shared import CORPUS

INDEXES = CORPUS / "house/index"

REPORTS = {  # ../shared/formats/house.md, section 1, and its count for 2012 and July 2026
    "2012FD.zip": 813,
    "2012FD-later.xml": 0,
    "2013FD.zip": 8,
    "2014FD.zip": 708,
    "2015FD.zip": 728,
    "2016FD.zip": 765,
    "2017FD.zip": 801,
    "2018FD.zip": 830,
    "2019FD.zip": 683,
    "2020FD.zip": 733,
    "2021FD.zip": 680,
    "2022FD.zip": 624,
    "2023FD.zip": 460,
    "2023FD.txt": 460,
    "2024FD.zip": 451,
    "2025FD.zip": 515,
    "2026FD.zip": 274,
    "2026FD-earlier.zip": 262,
}
HEAD = "Prefix\tLast\tFirst\tSuffix\tFilingType\tStateDst\tYear\tFilingDate\tDocID\r\n"


def zipped(name: str, content: bytes | str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def index(year: int, may_be_missing: bool = False) -> Index:
    return Index(f"{year}FD", "", timedelta(0), year, may_be_missing)


def listings(path: Path, year: int) -> Sequence[Listing]:
    content = path.read_bytes()
    return House().listings(index(year), content if path.suffix == ".zip" else zipped(path.name, content))


def xml(*members: str, before: str = "") -> bytes:
    rows = "".join(f"<Member>{member}</Member>" for member in members)
    return zipped("2025FD.xml", f"{before}<FinancialDisclosure>{rows}</FinancialDisclosure>")


def row(document_id: str, day: str = "2/7/2025", kind: str = "P", year: str = "2025") -> str:
    cells = {"Last": "Public", "FilingType": kind, "Year": year, "FilingDate": day, "DocID": document_id}
    return "".join(f"<{name}>{cell}</{name}>" for name, cell in cells.items())


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "count"), REPORTS.items())
def test_every_real_index_lists_its_reports(name: str, count: int) -> None:
    found = listings(INDEXES / name, int(name[:4]))
    assert len(found) == count
    assert all(listing.document_id.isdecimal() and listing.filed and listing.filer for listing in found)


@pytest.mark.corpus
def test_a_year_grows_from_copy_to_copy_without_listing_a_report_twice() -> None:
    copies = [listings(path, 2021) for path in sorted((INDEXES / "series-2021").iterdir())]
    ids = [[listing.document_id for listing in copy] for copy in copies]
    assert all(len(copy) == len(set(copy)) for copy in ids)
    assert (len(ids[0]), len(ids[-1])) == (219, 680)


@pytest.mark.corpus
def test_text_and_xml_of_one_year_say_the_same() -> None:
    from_xml = listings(INDEXES / "2023FD.zip", 2023)
    from_text = listings(INDEXES / "2023FD.txt", 2023)
    by_id = {listing.document_id: listing for listing in from_text}
    assert all(by_id[listing.document_id] == listing for listing in from_xml)


def test_this_years_index_comes_first_and_at_every_poll_the_earlier_daily() -> None:
    current, *earlier = House("https://example.org/").indexes(date(2026, 7, 6))
    assert current.url == "https://example.org/public_disc/financial-pdfs/2026FD.zip"
    assert current.every == timedelta(0)
    assert [index.year for index in earlier] == list(range(2025, 2011, -1))
    assert {index.every for index in earlier} == {timedelta(days=1)}


@pytest.mark.parametrize(("day", "missing"), [(1, True), (14, True), (15, False)])
def test_only_a_new_years_index_may_be_missing_and_only_before_15_january(day: int, missing: bool) -> None:
    current, *earlier = House().indexes(date(2027, 1, day))
    assert current.may_be_missing is missing
    assert not any(index.may_be_missing for index in earlier)


def test_a_listing_knows_where_its_report_is_and_what_only_the_index_says() -> None:
    text = HEAD + '\tAasen\tAndrew "Andy"\t\tC\tOR05\t2025\t8/5/2025\t10055494\r\n'
    text += "Hon.\tPublic\tJane Q.\tJr\tP\tOH10\t2025\t2/7/2025\t20099999\r\n"
    [listing] = House("https://example.org").listings(index(2025), zipped("2025FD.txt", text))
    assert listing.url == "https://example.org/public_disc/ptr-pdfs/2025/20099999.pdf"
    assert (listing.filer, listing.filed) == ("Hon. Jane Q. Public Jr", date(2025, 2, 7))
    assert listing.facts == {
        "prefix": "Hon.",
        "last": "Public",
        "first": "Jane Q.",
        "suffix": "Jr",
        "state_district": "OH10",
        "year": "2025",
    }


def test_a_row_with_a_damaged_date_is_listed_without_one() -> None:
    good, damaged = House().listings(index(2025), xml(row("20000001"), row("20000002", day="13/13/2025")))
    assert (good.filed, damaged.filed) == (date(2025, 2, 7), None)


@pytest.mark.parametrize("document_id", ["", "../../etc/passwd", "2000000x", "٣٤٥", "2" * 5_000])
def test_a_row_with_a_damaged_id_stays_visible_and_leads_nowhere_else(document_id: str) -> None:
    site = House("https://example.org")
    good, damaged = site.listings(index(2025), xml(row("20000001"), row(document_id)))
    assert good.document_id == "20000001"
    assert damaged.document_id.startswith("damaged row: 2025FD Public 2/7/2025")
    assert len(damaged.document_id) <= 100
    folder, _, file = damaged.url.rpartition("/")
    assert folder == "https://example.org/public_disc/ptr-pdfs/2025"
    assert file.startswith("damaged%20row")


def test_rows_with_damaged_ids_that_say_the_same_are_told_apart_and_cost_no_other() -> None:
    copies = [row("2000000x"), row("20000001"), row("2000000x"), row("20000001"), row("2000000x")]
    found = House().listings(index(2025), xml(*copies))
    assert [listing.document_id for listing in found] == [
        "damaged row: 2025FD Public 2/7/2025 2000000x",
        "20000001",
        "damaged row: 2025FD Public 2/7/2025 2000000x (2)",
        "damaged row: 2025FD Public 2/7/2025 2000000x (3)",
    ]


def test_rows_damaged_alike_in_two_years_are_two() -> None:
    names = {
        listing.document_id
        for year in (2024, 2025)
        for listing in House().listings(index(year), xml(row("", day="")))
    }
    assert len(names) == 2


def test_a_year_that_is_none_leads_to_the_indexs_own() -> None:
    [listing] = House("https://example.org").listings(index(2025), xml(row("20000001", year="../x")))
    assert listing.url == "https://example.org/public_disc/ptr-pdfs/2025/20000001.pdf"


def test_an_index_without_any_report_is_an_alarm() -> None:
    with pytest.raises(IndexEmpty, match="2025FD, 1 filings of other types"):
        House().listings(index(2025), xml(row("10000001", kind="C")))


def test_an_index_that_may_be_missing_may_also_name_no_report() -> None:
    new_year = index(2025, may_be_missing=True)
    assert House().listings(new_year, xml(row("10000001", kind="C"))) == []


BOMB = zipped("2025FD.xml", b"<a>" + b" " * (10 << 20) + b"</a>")
ENTITIES = '<!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><title>Request Rejected</title></html>",
        xml(row("20000001"))[:-30],
        zipped("readme.md", "nothing"),
        zipped("2025FD.xml", "<FinancialDisclosure><Member>"),
        zipped("2025FD.xml", "<html/>"),
        zipped("2025FD.txt", "Last\tFirst\r\n"),
        xml(row("20000001"), before=ENTITIES),
        BOMB,
    ],
    ids=["empty", "html", "cut", "no list", "bad xml", "other xml", "other text", "entities", "bomb"],
)
def test_what_is_no_index_is_unreadable(content: bytes) -> None:
    with pytest.raises(IndexUnreadable):
        House().listings(index(2025), content)


def test_a_zip_of_many_files_is_refused() -> None:
    buffer = BytesIO(xml(row("20000001")))
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", "")
    with pytest.raises(IndexUnreadable, match="21 files"):
        House().listings(index(2025), buffer.getvalue())
