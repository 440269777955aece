"""The list of investment vehicles below a House report's table, and the rows that name them."""

import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from ingest.errors import UnknownValue
from ingest.sources.house import House
from ingest.sources.house_vehicle_doubts import about_list
from ingest.sources.house_vehicles import Line, in_rows, read_vehicles
from replica.printer import print_report
from storage.model import Document, Filing, Owner, Vehicle
from tests.support.shared import CORPUS

PTRS = CORPUS / "house/ptr"

ROW = {
    "ordinal": 1,
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
    "subholding_of": "Family Trust > Brokerage",
    "location": "",
    "description": "",
    "comments": "",
}
VEHICLES = (
    {"name": "Family Trust", "interest": "50%", "owner": "", "location": "", "description": ""},
    {
        "name": "Family Trust ⇒ Brokerage",
        "interest": "",
        "owner": "JT",
        "location": "Dover, DE, US",
        "description": "Held at a bank until 2024, then moved to where it is held today. " * 3,
    },
    {"name": "Roth IRA " * 20, "interest": "", "owner": "DC", "location": "US", "description": ""},
)


def report(row: Mapping[str, Any], vehicles: Sequence[Mapping[str, str]] | None) -> dict[str, Any]:
    listed = {} if vehicles is None else {"vehicles": vehicles}
    filer = {"filer": "Hon. Jane Q. Public", "status": "Member", "state_district": "OH10"}
    return {"doc_id": "20099999", **filer, "signed": "2025-02-06", "rows": [{**ROW, **row}], **listed}


def read(content: bytes, name: str = "20099999") -> Filing:
    return House().read(Document("house", name, content, "application/pdf"), None)


@pytest.mark.corpus
def test_every_row_of_the_corpus_that_is_held_in_something_names_a_listed_vehicle() -> None:
    counts: Counter[str] = Counter()
    for path in sorted(PTRS.glob("*.pdf")):
        filing = read(path.read_bytes(), path.stem)
        holders = [trade.printed["subholding_of"] for trade in filing.trades]
        counts["reports with a list"] += bool(filing.vehicles)
        counts["vehicles"] += len(filing.vehicles)
        counts["in another"] += sum("⇒" in vehicle.name for vehicle in filing.vehicles)
        counts["rows held in one"] += sum(map(bool, holders))
        assert set(holders) - {""} <= set(map(in_rows, filing.vehicles)), path.stem
        assert not [doubt for doubt in filing.doubts if "vehicles" in doubt or "twice" in doubt], path.stem
    assert counts == {
        "reports with a list": 306,
        "vehicles": 531,
        "in another": 71,
        "rows held in one": 6_803,
    }


@pytest.mark.parametrize("generator", ["G1", "G2"])
@pytest.mark.parametrize("break_at", [[], [130], [150], [170], [190], [210], [230]])
def test_each_bullet_is_a_vehicle_on_whatever_page_its_lines_stand(
    generator: Any, break_at: list[int]
) -> None:
    filing = read(print_report(report({}, VEHICLES), generator, break_at))
    trust, brokerage, ira = filing.vehicles
    assert trust == Vehicle("Family Trust", Owner.SELF, "50%", "", "")
    assert (brokerage.name, brokerage.owner) == ("Family Trust ⇒ Brokerage", Owner.JOINT)
    assert brokerage.location == "Dover, DE, US"
    assert brokerage.description == VEHICLES[1]["description"].strip()
    assert (ira.name, ira.owner, ira.location) == ("Roth IRA " * 19 + "Roth IRA", Owner.CHILD, "US")
    assert filing.doubts == ()


def test_a_report_without_a_list_has_no_vehicles() -> None:
    filing = read(print_report(report({"subholding_of": ""}, ()), "G2"))
    assert (filing.vehicles, filing.doubts) == ((), ())


def test_a_row_held_in_what_is_not_listed_is_a_doubt() -> None:
    filing = read(print_report(report({"subholding_of": "Family Trust > Savings"}, VEHICLES)))
    assert filing.doubts == ("held in what the report does not list: row 1",)
    assert len(filing.vehicles) == len(VEHICLES)


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_a_list_that_cannot_be_read_is_a_doubt_and_no_failure(generator: Any) -> None:
    filing = read(print_report(report({}, [{**VEHICLES[0], "owner": "XX"}]), generator))
    assert filing.doubts == ("its investment vehicles cannot be read: owner 'XX'",)
    assert (filing.vehicles, len(filing.trades)) == ((), 1)


def redrawn(content: bytes, old: bytes, new: bytes) -> bytes:
    """The PDF with other operators, each page packed again: nothing but its drawing tells."""

    def packed(part: re.Match[bytes]) -> bytes:
        operators = zlib.decompress(part[2])
        again = zlib.compress(operators.replace(old, new, 1))
        return b"/Length %d>>\nstream\n%s\nendstream" % (len(again), again)

    changed = re.sub(rb"/Length (\d+)>>\nstream\n(.*?)\nendstream", packed, content, flags=re.DOTALL)
    assert changed != content
    return changed


def pages_of(content: bytes) -> bytes:
    return b"".join(map(zlib.decompress, re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)))


PLACE = b"BT /F6 12 Tf 1 0 0 -1 87.164 545 Tm <446f7665722c2044452c205553> Tj ET"


@pytest.mark.parametrize(
    ("old", "new", "doubt"),
    [
        (PLACE, PLACE + b"\n" + PLACE, "letters are drawn twice in one place: page 1"),
        (PLACE, b"", "drawn as no list before: 'L???????:'"),
        (b"87.164 545", b"88.164 545", "drawn as no list before: 'L???????: Dover, DE, US'"),
        (b"87.164 545", b"87.164 541", "'Dover, DE, US' begins elsewhere"),
        (b"0 0 0 rg " + PLACE, b"0 7 0 rg " + PLACE, "drawn as no list before: 'L???????:'"),
        (b"<446f7665722c20", b"<446fc1c1722c20", "drawn as no list before: 'L???????: Do??r, DE, US'"),
        (b"29 597 Tm <", b"29 600 Tm <", "drawn as no list before: "),
        (b"<4ccfc3c1d4c9cfce>", b"<4ccfc3c1d4c94fce>", "drawn as no list before: 'L?????O?: Dover"),
    ],
)
def test_a_list_whose_drawing_contradicts_itself_is_told(old: bytes, new: bytes, doubt: str) -> None:
    whole = print_report(report({}, VEHICLES))
    assert read(whole).doubts == ()
    found = read(redrawn(whole, old, new)).doubts
    assert [each for each in found if doubt in each], found


def test_a_lost_bullet_or_line_leaves_a_gap() -> None:
    lines = [TITLE, *(replace(NAME, text=text, bottom=23.5 + 18 * n) for n, text in enumerate("abc"))]
    last = lines[-1].bottom
    sound = [*lines, replace(PLAIN, text="wrapped", bottom=last + 10.5), replace(AFTER, bottom=last + 55)]
    assert about_list(sound) == ()
    for place, shown in ((2, "c"), (4, "Initial Public Offerings")):
        [doubt] = about_list([*sound[:place], *sound[place + 1 :]])
        assert doubt.endswith(f"drawn as no list before: {shown!r}")
    [doubt] = about_list([*lines[:3], replace(lines[3], has_bullet=False), *sound[4:]])
    assert doubt.endswith("drawn as no list before: 'c'")


def test_letters_that_became_others_in_one_string_may_be_the_reports_own() -> None:
    """Nothing in such a document says that it is not what the office published."""
    filing = read(redrawn(print_report(report({}, VEHICLES)), b"<446f7665722c20", b"<446f7665725c20"))
    assert (filing.vehicles[1].location, filing.doubts) == ("Dover\\ DE, US", ())


def test_an_empty_tick_box_that_is_partly_drawn_twice_is_no_ticked_one() -> None:
    shadow = b"0.6627 0.6627 0.6627 rg 698.2 340.2 m 706.8"
    whole = print_report(report({}, VEHICLES))
    [box] = re.findall(re.escape(shadow) + rb".* f\n", pages_of(whole))
    filing = read(redrawn(whole, box, box + box))
    assert (filing.trades[0].printed["cap_gains"], filing.doubts) == (False, ())


@pytest.mark.parametrize("generator", ["G1", "G2"])
def test_a_lost_part_of_the_tables_header_is_a_doubt(generator: Any) -> None:
    cell = {"G1": b"rg 640 289 67 58 re f", "G2": b"rg 667 270 71 58 re f"}[generator]
    filing = read(redrawn(print_report(report({}, VEHICLES), generator), cell, b"rg"))
    assert filing.doubts == ("an asset code, but no column of capital gains: row 1",)


TITLE = Line("Investment Vehicle Details", 21.75, is_heading=True, has_bullet=False)
AFTER = Line("Initial Public Offerings", 21.75, is_heading=True, has_bullet=False)
NAME = Line("Roth IRA", 43.5, is_heading=False, has_bullet=True)
PLAIN = Line("Roth IRA", 43.5, is_heading=False, has_bullet=False)
FARTHER = Line(": US", 70, is_heading=False, has_bullet=False)
BULLET = Line("", 0, is_heading=False, has_bullet=True)
PLACE = Line("Location: US", 43.5, is_heading=False, has_bullet=True)


@pytest.mark.parametrize(
    ("below", "problem"),
    [
        ([TITLE, AFTER], "a heading without a list"),
        ([TITLE, PLAIN, NAME], "no bullet before 'Roth IRA'"),
        ([TITLE, NAME, AFTER, NAME], "a bullet stands beside no line of the list"),
        ([TITLE, NAME, BULLET], "a bullet stands beside no line of the list"),
        ([AFTER, NAME], "a bullet stands beside no line of the list"),
        ([TITLE, NAME, FARTHER, AFTER], "': US' begins elsewhere than their list"),
        ([TITLE, PLACE], "a bullet without a name"),
    ],
)
def test_lines_and_bullets_that_do_not_belong_together_are_told(below: list[Line], problem: str) -> None:
    with pytest.raises(UnknownValue, match=problem):
        read_vehicles(below)


@pytest.mark.parametrize("title", ["ASSeT cLASS DeTAILS", "I\0\0\0\0\0\0\0\0\0 V\0\0\0\0\0\0 D\0\0\0\0\0\0"])
def test_the_list_ends_at_the_next_heading(title: str) -> None:
    below = [PLAIN, Line(title, 21.75, is_heading=True, has_bullet=False), NAME, AFTER, PLAIN]
    assert read_vehicles(below) == (Vehicle("Roth IRA", Owner.SELF, "", "", ""),)
