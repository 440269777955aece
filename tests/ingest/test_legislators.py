import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import ReferenceUnusable
from ingest.reference import write
from ingest.references import REFERENCES, legislators
from ingest.references.legislators import CURRENT, HISTORICAL, load, parse, read_table, refresh, write_table
from storage.model import Chamber, Official, Term
from tests.support.shared import CORPUS

TODAY = date(2026, 7, 1)

Entry = dict[str, Any]


def term(start: str, end: str, kind: str = "rep", party: str = "Democrat", district: int = 7) -> Entry:
    seat = {"district": district} if kind == "rep" else {"class": 2}
    return {"type": kind, "start": start, "end": end, "state": "OH", "party": party, **seat}


def member(number: int, *terms: Entry, **names: Any) -> Entry:
    name = {"first": "Ann", "last": "Sample"} | names
    return {
        "id": {"bioguide": f"S{number:06}", "lis": "S001"},
        "bio": {"gender": "F"},
        "name": name,
        "terms": terms,
    }


def published(current: list[Entry], former: list[Entry]) -> dict[str, bytes]:
    """The publisher's two files: the given entries, and as many other ones as it always has."""
    others = [member(900000 + number, term("2025-01-03", "2027-01-03")) for number in range(520)]
    gone = [member(800000 + number, term("2011-01-05", "2013-01-03")) for number in range(520)]
    return {CURRENT: json.dumps(current + others).encode(), HISTORICAL: json.dumps(former + gone).encode()}


def refreshed(entry: Entry) -> Official:
    return official(
        parse(refresh(published([entry], []).__getitem__, TODAY)).officials, entry["id"]["bioguide"]
    )


def official(officials: tuple[Official, ...], id: str) -> Official:
    (found,) = [official for official in officials if official.id == id]
    return found


def test_the_shipped_table_names_its_source_and_date() -> None:
    table = load()
    assert (table.as_of, table.source) == (date(2026, 6, 15), "unitedstates/congress-legislators")
    assert len(table.officials) == 1136
    assert "CC0" in legislators.shipped.read_text(encoding="utf-8")


def test_the_shipped_table_is_small() -> None:
    assert legislators.shipped.stat().st_size < 150_000


def test_reading_and_writing_the_shipped_table_changes_nothing() -> None:
    text = legislators.shipped.read_text(encoding="utf-8")
    assert write_table(*read_table(text)) == text


def test_the_shipped_table_tells_who_held_which_seat() -> None:
    pelosi = official(load().officials, "P000197")
    assert pelosi.name == "Nancy Pelosi"
    assert pelosi.terms[0].start.year == 1987
    seat = pelosi.on(date(2022, 6, 1))
    assert seat == Term(Chamber.HOUSE, "CA", 12, "D", date(2013, 1, 3), date(2023, 1, 3))


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("K000389", "Ro Khanna"),
        ("F000459", "Chuck Fleischmann"),  # Charles J. "Chuck" Fleischmann
        ("C001103", "Buddy Carter"),  # Earl L. "Buddy" Carter
        ("A000055", "Robert Aderholt"),  # Robert B. Aderholt
        ("B001292", "Donald Beyer"),  # Donald S. Beyer, Jr.
        ("H001072", "J. French Hill"),
        ("W000797", "Debbie Wasserman Schultz"),
        ("G000586", "Chuy García"),
    ],
)
def test_an_official_is_called_as_people_say(id: str, name: str) -> None:
    assert official(load().officials, id).name == name


def test_an_official_keeps_every_spelling_the_source_knows() -> None:
    officials = load().officials
    assert {"Andy Barr", "Garland Barr"} <= set(official(officials, "B001282").names)
    assert {"Mary Bono Mack", "Mary Bono"} <= set(official(officials, "B001228").names)
    assert {"Nikki Budzinski", "Nicole Budzinski"} <= set(official(officials, "B001315").names)
    assert "Gregory Steube" in official(officials, "S001214").names


def corpus_people() -> Iterator[Entry]:
    facts = json.loads((CORPUS / "reference" / "legislators.json").read_text(encoding="utf-8"))
    yield from facts["current"] + facts["former"]


@pytest.mark.corpus
def test_every_seat_of_the_corpus_is_in_the_shipped_table_on_every_day_it_was_held() -> None:
    officials = {official.id: official for official in load().officials}
    for person in corpus_people():
        for held in person["terms"]:
            if held["start"] <= person.get("last_listed", "9999"):
                seat = officials[person["bioguide"]].on(date.fromisoformat(held["start"]))
                assert seat is not None
                assert (seat.chamber, seat.state) == (held["chamber"], held["state"])
                assert (seat.district, seat.party) == (held.get("district"), held["party"][0])


@pytest.mark.corpus
def test_nobody_is_shown_in_office_long_after_the_source_stopped_listing_them() -> None:
    officials = {official.id: official for official in load().officials}
    for person in corpus_people():
        if listed := person.get("last_listed"):
            end = officials[person["bioguide"]].terms[-1].end
            assert (end - date.fromisoformat(listed)).days <= 60


def test_a_refresh_keeps_who_left_after_november_2012() -> None:
    late = member(1, term("2011-01-05", "2013-01-03"))
    early = member(2, term("2011-01-05", "2012-07-31"))
    ids = {
        official.id for official in parse(refresh(published([], [late, early]).__getitem__, TODAY)).officials
    }
    assert "S000001" in ids
    assert "S000002" not in ids


def test_a_refresh_reads_the_publishers_names() -> None:
    names = {"first": "Richard", "middle": "Q.", "last": "Sample", "suffix": "Jr.", "nickname": "Rick"}
    entry = member(
        1, term("2025-01-03", "2027-01-03"), **names, official_full='Richard Q. "Rick" Sample, Jr.'
    )
    entry["other_names"] = [{"last": "Example", "end": "2020-01-01"}]
    read = refreshed(entry)
    assert read.name == "Rick Sample"
    assert {"Richard Sample", "Richard Q. Sample", "Richard Example"} <= set(read.names)


def test_a_refresh_joins_terms_for_one_seat_and_parts_what_changed() -> None:
    seats = [
        term("1993-01-05", "1994-12-01"),
        term("1995-01-04", "1997-01-03"),
        term("1997-01-07", "1999-01-03", party="Independent"),
        term("2001-01-03", "2003-01-03", party="Independent"),
        term("2003-01-07", "2005-01-03", party="Independent", district=0),
        term("2005-01-04", "2027-01-03", kind="sen", party="Independent"),
    ]
    terms = refreshed(member(1, *seats)).terms
    stretches = [(term.start.year, term.end.year, term.party, term.district) for term in terms]
    assert stretches[:2] == [(1993, 1997, "D", 7), (1997, 1999, "I", 7)]
    assert stretches[2:] == [(2001, 2003, "I", 7), (2003, 2005, "I", 0), (2005, 2027, "I", None)]
    assert terms[-1].chamber is Chamber.SENATE


def without(entry: Entry, *path: Any) -> Entry:
    copy = json.loads(json.dumps(entry))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return copy


@pytest.mark.parametrize(
    "path",
    [("id",), ("id", "bioguide"), ("name", "last"), ("terms", 0), ("terms",)]
    + [("terms", 0, field) for field in ("type", "start", "end", "state", "district", "party")],
)
def test_a_refresh_refuses_an_entry_that_lacks_a_field(path: tuple[Any, ...]) -> None:
    broken = without(member(1, term("2025-01-03", "2027-01-03")), *path)
    with pytest.raises(ReferenceUnusable, match="members of Congress"):
        refresh(published([broken], []).__getitem__, TODAY)


@pytest.mark.parametrize("url", [CURRENT, HISTORICAL])
@pytest.mark.parametrize("content", [b"", b"<html>Not found</html>", b"{}", b"[]", b"[1, 2]", b"\xff"])
def test_a_refresh_refuses_what_is_no_list_of_members(url: str, content: bytes) -> None:
    with pytest.raises(ReferenceUnusable):
        refresh((published([], []) | {url: content}).__getitem__, TODAY)


@pytest.mark.parametrize("cut", [0, 100, 5_000, 100_000])
def test_a_table_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(ReferenceUnusable):
        parse(legislators.shipped.read_text(encoding="utf-8")[:cut])


def test_writing_puts_the_whole_text_in_place_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "data" / "legislators.csv"
    write("old", path)
    write(legislators.shipped.read_text(encoding="utf-8"), path)
    assert load(path) == load()
    assert [file.name for file in path.parent.iterdir()] == ["legislators.csv"]


def test_the_table_of_contents_names_each_reference_once() -> None:
    names = [reference.name for reference in REFERENCES]
    assert names == ["legislators", "committees", "tickers", "sectors"]
    assert all(reference.shipped.exists() for reference in REFERENCES)
