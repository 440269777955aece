"""Who sat on which committee: shipped small, brought up to date from today's list, used as of a day."""

import json
from datetime import date, timedelta

import pytest

from ingest.errors import ReferenceUnusable
from ingest.references import committees, legislators
from ingest.references.committees import load, parse, refresh, seated
from storage.model import Official, Seat

SHIPPED = load()
LATER = SHIPPED.as_of + timedelta(days=60)
PELOSI = Official("P000197", "Nancy Pelosi", (), ())


def published(**of: str) -> bytes:
    """Today's list: 1,200 seats of others, and one committee for each member named."""
    others = [{"bioguide": f"Z{number:06}"} for number in range(1_200)]
    own = {committee: [{"bioguide": member}] for member, committee in of.items()}
    return json.dumps({"HSAG": others, "HSAG15": [{"bioguide": "X"}], **own}).encode()


def standing_on(day: date, *seats: Seat) -> frozenset[str]:
    return Official("A000001", "", (), (), seats).standing(day).committees


def test_the_shipped_table_is_small_and_names_its_source_licence_and_date() -> None:
    text = committees.shipped.read_text(encoding="utf-8")
    assert len(text) < 150_000
    assert "# Licence: CC0 1.0" in text
    assert (SHIPPED.as_of, "congress-legislators" in SHIPPED.source) == (date(2026, 4, 14), True)
    assert sum(map(len, SHIPPED.seats.values())) == 4_857


def test_every_member_in_it_is_known() -> None:
    assert SHIPPED.seats.keys() <= {one.id for one in legislators.load().officials}


def test_a_seat_on_the_newest_list_has_no_end() -> None:
    [mccaul] = seated([Official("M001157", "Michael McCaul", (), ())], SHIPPED)
    assert {"HSFA", "HSHM"} <= mccaul.standing(date(2030, 1, 1)).committees


def test_a_seat_of_the_last_list_before_an_election_year_ends_lasts_to_the_end_of_that_congress() -> None:
    table = committees.Committees(
        LATER, "", {"P000197": (Seat("HLIG", date(2023, 2, 1), date(2024, 12, 6)),)}
    )
    [found] = seated([PELOSI], table)
    assert found.seats[0].end == date(2025, 1, 3)


def test_members_sit_from_the_first_day_listed_to_the_last() -> None:
    seat = Seat("HSAS", date(2025, 2, 1), date(2025, 6, 1))
    assert [len(standing_on(date(2025, month, 1), seat)) for month in (1, 2, 6, 7)] == [0, 1, 1, 0]


def test_a_refresh_prolongs_ends_and_begins_seats() -> None:
    list_of_today = published(M001157="HSFA", K000389="HSWM")
    table = parse(refresh(lambda _: list_of_today, LATER))
    assert {seat.committee for seat in table.seats["M001157"] if seat.end == LATER} == {"HSFA"}
    assert Seat("HSWM", LATER, LATER) in table.seats["K000389"]
    assert len(table.seats["Z000001"]) == 1
    assert "X" not in table.seats


@pytest.mark.parametrize("content", [b"", b"[]", b'{"HSAG": 1}', b'{"HSAG": [{}]}', b"{}"])
def test_a_damaged_list_is_an_error(content: bytes) -> None:
    with pytest.raises(ReferenceUnusable):
        refresh(lambda _: content, LATER)


@pytest.mark.parametrize("cut", [0, 300, 2_000])
def test_a_damaged_table_is_an_error(cut: int) -> None:
    with pytest.raises(ReferenceUnusable):
        parse(committees.shipped.read_text(encoding="utf-8")[:cut])
