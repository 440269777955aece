import json
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from ingest.identify import Directory, Identified, identify
from ingest.references.legislators import load
from storage.model import Chamber, Filing, Kind, Official, Term
from storage.names import fold
from tests.support.shared import CORPUS

HOUSE, SENATE = CORPUS / "house", CORPUS / "senate"
DIRECTORY = Directory(load().officials)


def filed(filer: str, seat: str, day: str, directory: Directory = DIRECTORY) -> Identified:
    """Who the filing of one day is from, with the seat as the House prints it (`TX31`)."""
    state, district = seat[:2], int(seat[2:]) if seat[2:] else None
    when = date.fromisoformat(day)
    filing = Filing("house", "1", Kind.PAPER, Chamber.HOUSE, filer, state, district, when, None, 1)
    return identify(filing, directory, when)


def who(filer: str, seat: str, day: str) -> str:
    found = filed(filer, seat, day).official
    return found.id if found else ""


def official(id: str, name: str, *terms: Term) -> Official:
    return Official(id, name, (name,), terms)


def term(state: str, district: int, start: str, end: str) -> Term:
    return Term(Chamber.HOUSE, state, district, "D", date.fromisoformat(start), date.fromisoformat(end))


def test_the_evidence_names_the_seat_and_the_day() -> None:
    found = filed("Hon. Nancy Pelosi", "CA11", "2026-06-23")
    assert found.official is not None
    assert found.official.id == "P000197"
    assert found.evidence == "Nancy Pelosi held CA-11 on 23 Jun 2026"
    assert found.reason == ""


@pytest.mark.parametrize(
    ("filer", "seat", "day", "id"),
    [
        ("Hon. Neal Patrick MD, Facs Dunn", "FL02", "2025-03-01", "D000628"),
        ("Hon. Neal Patrick Dunn, MD, FACS", "FL02", "2025-03-01", "D000628"),
        ("Hon. Donald Sternoff Honorable Beyer Jr", "VA08", "2021-02-01", "B001292"),
        ("Hon. Marjorie Taylor Mrs Greene", "GA14", "2024-05-01", "G000596"),
        ("Hon. James E Hon Banks", "IN03", "2021-02-01", "B001299"),
        ("Hon. Felix Barry Moore", "AL02", "2021-12-01", "M001212"),
        ("Hon. Rohit Khanna", "CA17", "2024-05-01", "K000389"),
        ("Hon. Daniel Meuser", "PA09", "2024-05-01", "M001204"),
        ("Hon. Aston Donald McEachin", "VA04", "2020-05-01", "M001200"),
        ("Hon. James French Hill", "AR02", "2024-05-01", "H001072"),
        ("Hon. W. Greg Steube", "FL17", "2020-04-24", "S001214"),
        ("Hon. Nicholas V. Taylor", "TX03", "2022-01-14", "T000479"),
        ("Hon. William M. Cassidy", "LA06", "2014-12-01", "C001075"),
        ("HONORABLE MARY BONO MACK", "CA45", "2012-11-30", "B001228"),
    ],
)
def test_a_name_printed_the_houses_way_is_known(filer: str, seat: str, day: str, id: str) -> None:
    assert who(filer, seat, day) == id


@pytest.mark.parametrize(
    ("filer", "seat", "day", "id"),
    [
        ("Hon. Debbie Wasserman Schultz", "FL25", "2024-05-01", "W000797"),
        ("Hon. Chris Van Hollen", "MD08", "2016-05-01", "V000128"),
        ("Hon. Alexandria Ocasio-Cortez", "NY14", "2024-05-01", "O000172"),
        ("Hon. April McClain Delaney", "MD06", "2025-05-01", "M001232"),
        ("Hon. Cathy McMorris Rodgers", "WA05", "2016-05-01", "M001159"),
        ("Hon. Anna Paulina Luna", "FL13", "2024-05-01", "L000596"),
        ("Mr. Beto O'Rourke", "TX16", "2014-05-01", "O000170"),
        ("Mr. Raúl M. Grijalva", "AZ03", "2014-05-01", "G000551"),
        ("Ashley Hinson Arenholz", "IA01", "2021-05-01", "H001091"),
    ],
)
def test_surnames_of_several_words_and_with_accents_are_one(filer: str, seat: str, day: str, id: str) -> None:
    assert who(filer, seat, day) == id


def test_a_state_with_one_seat_and_a_delegate_are_printed_with_00() -> None:
    assert who("Hon. Nicholas Begich III", "AK00", "2025-05-01") == "B001323"
    assert who("Ms. Eleanor Holmes Norton", "DC00", "2014-03-11") == "N000147"
    assert (
        filed("Hon. Peter Welch", "VT00", "2016-03-11").evidence
        == "Peter Welch held VT at large on 11 Mar 2016"
    )


def test_who_left_office_goes_on_filing_for_a_while() -> None:
    found = filed("Mr. Jared Polis", "CO02", "2019-01-20")
    assert found.evidence.startswith("Jared Polis held CO-2 until 3 Jan 2019; nobody else of that name")
    assert who("Mr. Jared Polis", "CO02", "2020-03-01") == ""


def test_a_seat_may_be_printed_with_its_number_before_the_redrawing() -> None:
    found = filed("Hon. Pete Sessions", "TX32", "2021-05-03")
    assert found.evidence.startswith("Pete Sessions held TX-17 on 3 May 2021, not TX-32 as printed; ")
    assert who("Hon. Nancy Pelosi", "CA12", "2023-01-12") == "P000197"


def test_the_wife_who_followed_her_husband_is_not_taken_for_him() -> None:
    assert who("Mr. John D. Dingell", "MI12", "2015-01-05") == "D000355"
    assert who("Hon. John D. Dingell", "MI12", "2015-02-10") == "D000355"
    assert who("Hon. Debbie Dingell", "MI12", "2015-02-10") == "D000624"
    assert who("Hon. John D. Dingell", "MI12", "2017-02-10") == ""


def test_a_name_in_another_state_is_no_evidence() -> None:
    found = filed("Hon. Nancy Pelosi", "TX31", "2026-01-02")
    assert found == Identified(None, "no member named Hon. Nancy Pelosi held TX-31 on 2 Jan 2026", "")


def test_a_surname_alone_is_no_evidence() -> None:
    assert who("Patricia Pelosi", "CA11", "2026-01-02") == ""
    assert who("Pelosi", "CA11", "2026-01-02") == ""
    assert who("", "CA11", "2026-01-02") == ""


def test_a_filing_from_before_the_term_is_nobodys() -> None:
    assert who("Hon. Julie Johnson", "TX32", "2024-12-20") == ""


def test_who_stands_under_no_state_is_not_identified() -> None:
    found = filed("Richard Roe", "AO00", "2026-01-02")
    assert found.reason == "Richard Roe is listed under “AO”, which is no state with a seat"
    assert filed("Richard Roe", "", "2026-01-02").official is None


def senator(filer: str, day: str) -> Identified:
    when = date.fromisoformat(day)
    filing = Filing("senate", "1", Kind.ELECTRONIC, Chamber.SENATE, filer, "", None, when, None, 1)
    return identify(filing, DIRECTORY, when)


@pytest.mark.parametrize(
    ("filer", "day", "id"),
    [
        ("A. Mitchell McConnell Jr.", "2018-02-01", "M000355"),
        ("Rafael E Cruz", "2014-02-27", "C001098"),
        ("Jacklyn S Rosen", "2019-06-20", "R000608"),
        ("THOMAS R CARPER", "2012-08-02", "C000174"),
        ("Ladda Tammy Duckworth", "2017-05-01", "D000622"),
        ("Jeff Sessions", "2017-03-01", "S001141"),  # three weeks after he left
    ],
)
def test_a_senators_name_alone_is_enough(filer: str, day: str, id: str) -> None:
    found = senator(filer, day)
    assert found.official is not None, found.reason
    assert found.official.id == id


def test_a_senator_of_another_time_is_not_identified() -> None:
    assert senator("John Fetterman", "2022-06-01").official is None
    assert senator("Jeff Sessions", "2026-01-02").reason == (
        "no member named Jeff Sessions sat in the Senate on 2 Jan 2026"
    )
    assert senator("", "2026-01-02").reason == "no name is printed or listed"


def test_two_members_who_fit_are_both_named_and_neither_is_taken() -> None:
    one = official("1", "Mike Rogers", term("AL", 3, "2023-01-03", "2027-01-03"))
    other = official("2", "Michael Rogers", term("AL", 4, "2023-01-03", "2027-01-03"))
    directory = Directory((one, other))
    found = filed("Mike Rogers", "AL05", "2026-01-02", directory)
    assert found.official is None
    assert found.reason == "Mike Rogers (AL-5) could be any of 2 members: Mike Rogers and Michael Rogers"
    assert filed("Mike Rogers", "AL04", "2026-01-02", directory).official == other


def test_a_report_without_a_district_needs_a_name_that_is_alone_in_its_state() -> None:
    assert who("Hon. Nancy Pelosi", "CA", "2026-06-23") == "P000197"
    assert filed("Hon. Nancy Pelosi", "TX", "2026-06-23").reason.endswith("held TX on 23 Jun 2026")


def test_what_documents_taught_proves_nothing_of_other_documents() -> None:
    seat = term("MI", 12, "2023-01-03", "2027-01-03")
    names = ("John Dingell", "J. Dingell")
    taught = Official("1", "John Dingell", names, (seat,), learned=("J. Dingell",))
    assert filed("Joan Dingell", "MI12", "2026-01-02", Directory((taught,))).official is None


def printed_reports() -> Iterator[tuple[str, str, str]]:
    with (HOUSE / "expected.jsonl").open(encoding="utf-8") as lines:
        for report in map(json.loads, lines):
            yield report["filer"], report["state_district"], report["signed"]


def listed_reports() -> Iterator[tuple[str, str, str]]:
    for year in range(2013, 2027):
        with ZipFile(HOUSE / "index" / f"{year}FD.zip") as archive:
            root = ElementTree.fromstring(archive.read(f"{year}FD.xml"))
        for row in root:
            field = {cell.tag: cell.text or "" for cell in row}
            if field["FilingType"] == "P":
                printed = (field[part] for part in ("Prefix", "First", "Last", "Suffix"))
                day = datetime.strptime(field["FilingDate"], "%m/%d/%Y").date()
                yield " ".join(filter(None, printed)), field["StateDst"], day.isoformat()


@pytest.mark.corpus
def test_every_filer_of_the_corpus_is_identified() -> None:
    assert [report for report in printed_reports() if not who(*report)] == []


@pytest.mark.corpus
def test_every_member_whom_the_indexes_list_is_identified_and_nobody_else() -> None:
    unknown = {(filer, seat) for filer, seat, day in listed_reports() if not who(filer, seat, day)}
    assert unknown == {("Ada Norah Henriquez", "PR00"), ("Richard B. Reisdorf", "MN01")}


@pytest.mark.corpus
def test_one_printed_name_and_seat_is_always_the_same_official() -> None:
    found = {(filer, seat, who(filer, seat, day)) for filer, seat, day in listed_reports()}
    assert len(found) == len({(filer, seat) for filer, seat, _ in found})


@pytest.mark.corpus
def test_every_senator_of_the_corpus_is_identified_and_bears_the_printed_surname() -> None:
    lines = (SENATE / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    filers = {(one["full_name"], one["name_last_first"], one["filed"][:10]) for one in map(json.loads, lines)}
    assert len(filers) > 400
    for full_name, last_first, day in filers:
        found = senator(full_name, day).official
        assert found is not None, (full_name, day)
        assert fold(last_first.partition(",")[0]) in fold(found.name), (full_name, found.name)
