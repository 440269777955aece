"""Finding officials by what people type, in the table that Hilltape ships."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bot import wording_filings
from ingest.references import legislators
from storage import officials
from storage.database import Transaction
from storage.model import Chamber, Official, Term
from storage.people import CHOICES, SUGGESTIONS, People
from storage.query import AmbiguousName, UnknownName

TODAY = date(2026, 6, 23)


@pytest.fixture(scope="module")
def people() -> People:
    return People(legislators.load().officials, TODAY)


def official(number: int, name: str, until: date = date(2027, 1, 3)) -> Official:
    term = Term(Chamber.HOUSE, "CA", 1, "D", date(2013, 1, 3), until)
    return Official(f"X{number:06}", name, (name,), (term,))


@pytest.mark.parametrize(
    ("typed", "official_id"),
    [
        ("pelosi", "P000197"),
        ("Nancy PELOSI", "P000197"),
        ("Pelosi, Nancy", "P000197"),
        ("P000197", "P000197"),
        ("ro khanna", "K000389"),
        ("van hollen", "V000128"),
        ("velazquez", "V000081"),
        ("Velázquez", "V000081"),
        ("ocasio-cortez", "O000172"),
        ("O'ROURKE", "O000170"),
        ("boehner", "B000589"),
    ],
)
def test_a_name_only_one_has_is_found_however_it_is_typed(
    people: People, typed: str, official_id: str
) -> None:
    assert people.find(typed).id == official_id


def test_every_officials_own_label_finds_them_however_it_is_cut_and_kept(people: People) -> None:
    """`Nancy Pelosi (D, CA-11)`, as it is suggested: some edit what they have chosen and send it."""
    labels = Counter(wording_filings.official(one, TODAY) for one in people.everyone())
    known = [one for one in people.everyone() if labels[wording_filings.official(one, TODAY)] == 1]
    assert len(known) > 1000
    assert [one for one in known if people.find(wording_filings.official(one, TODAY)) is not one] == []


@pytest.mark.parametrize("typed", ["Rogers (R, AL-3)", "mike rogers (r, al-3)", "rogers (AL-3)"])
def test_a_seat_behind_a_name_says_which_one(people: People, typed: str) -> None:
    assert people.find(typed).id == "R000575"


def test_a_seat_held_before_still_tells_and_one_never_held_asks(people: People) -> None:
    assert people.find("Nancy Pelosi (D, CA-12)").id == "P000197"
    with pytest.raises(UnknownName) as error:
        people.find("Nancy Pelosi (R, TX-1)")
    assert error.value.nearest[0].id == "P000197"


def test_an_agency_behind_a_name_says_which_one_also_cut_as_we_cut_it() -> None:
    one, other = (replace(official(number, "Ada Sample"), terms=()) for number in (1, 2))
    commission = replace(one, agency="Securities and Exchange Commission")
    people = People([commission, replace(other, agency="Office of Examples")], TODAY)
    assert people.find("Ada Sample (securities and exchange commission)").id == "X000001"
    assert people.find("Ada Sample (Office of …)").id == "X000002"
    with pytest.raises(AmbiguousName):
        people.find("Ada Sample (executive branch)")
    for wrong in ("Office", "…", "buy"):
        with pytest.raises(UnknownName) as error:
            people.find(f"Ada Sample ({wrong})")
        assert len(error.value.nearest) == 2


def test_a_tie_is_offered_and_not_broken(people: People) -> None:
    with pytest.raises(AmbiguousName) as error:
        people.find("rogers")
    candidates = error.value.candidates
    assert [candidate.id for candidate in candidates] == ["R000395", "R000575", "R000572"]
    assert [people.serving(candidate) for candidate in candidates] == [True, True, False]


def test_a_member_in_office_does_not_hide_a_former_one_of_that_name() -> None:
    people = People([official(1, "Pat Doe", date(2015, 1, 3)), official(2, "Pat Doe")], TODAY)
    with pytest.raises(AmbiguousName) as error:
        people.find("doe")
    assert [candidate.id for candidate in error.value.candidates] == ["X000002", "X000001"]


def test_no_more_are_offered_than_a_person_reads(people: People) -> None:
    with pytest.raises(AmbiguousName) as error:
        people.find("john")
    assert len(error.value.candidates) == CHOICES


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("peloci", "P000197"), ("nanci pelosy", "P000197"), ("kanna", "K000389"), ("tubervile", "T000278")],
)
def test_an_unknown_name_suggests_the_nearest(people: People, typed: str, nearest: str) -> None:
    with pytest.raises(UnknownName) as error:
        people.find(typed)
    assert error.value.nearest[0].id == nearest
    assert len(error.value.nearest) <= SUGGESTIONS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pelo", "P000197"),  # a beginning
        ("william cassidy", "C001075"),  # Bill, by our own table of nicknames
        ("liz warren", "W000817"),
        ("vanhollen", "V000128"),
        ("mc caul", "M001157"),
        ("kahikina", "A000069"),  # a middle name that nobody calls him by
        ("james french hill", "H001072"),  # J. French Hill
        ("x pelosi", "P000197"),
        ("tim kaine jr", "K000384"),
    ],
)
def test_what_is_only_like_a_name_asks(people: People, typed: str, meant: str) -> None:
    with pytest.raises(UnknownName) as error:
        people.find(typed)
    assert error.value.nearest[0].id == meant


@pytest.mark.parametrize("typed", ["x", "J", "d. d."])
def test_a_single_letter_is_nobodys_name(people: People, typed: str) -> None:
    with pytest.raises(UnknownName) as error:
        people.find(typed)
    assert error.value.nearest == ()


@pytest.mark.parametrize(
    ("typed", "official_id"),
    [
        ("n pelosi", "P000197"),
        ("sen. Elizabeth Warren", "W000817"),
        ("bernie sanders", "S000033"),
        ("hawley", "H001089"),  # not Tommy Tuberville, whose middle name it is
        ("stewart", "S001192"),
        ("marjorie greene", "G000596"),
        ("john james", "J000307"),  # not John James "Jimmy" Duncan
        ("tulsi", "G000571"),
    ],
)
def test_what_surely_means_one_person_is_taken(people: People, typed: str, official_id: str) -> None:
    assert people.find(typed).id == official_id


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("barr", {"Andy Barr", "Nanette Diaz Barragán"}),  # a name, and the beginning of others
        ("james", {"John James", "James Comer"}),  # a surname, and how others are called
        ("bob menendez", {"Bob Menendez", "Robert Menendez"}),  # a father and his son
        ("tim johnson", {"Tim Johnson", "Timothy Johnson"}),
        ("m rogers", {"Mike Rogers"}),
    ],
)
def test_what_may_mean_another_too_asks(people: People, typed: str, names: set[str]) -> None:
    with pytest.raises(AmbiguousName) as error:
        people.find(typed)
    assert names <= {one.name for one in error.value.candidates}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("p", "Nancy Pelosi"),
        ("nanc", "Nancy Pelosi"),
        ("pelsi", "Nancy Pelosi"),
        ("bill cass", "Bill Cassidy"),
        ("bob aderholt", "Robert Aderholt"),
        ("Barragan", "Nanette Diaz Barragán"),
        ("sen", "F. James Sensenbrenner"),  # a title, and a beginning
    ],
)
def test_suggestions_come_while_one_types(people: People, typed: str, name: str) -> None:
    assert name in [one.name for one in people.ranked(typed, 60)]


def test_suggestions_have_those_in_office_first_and_are_no_more_than_asked_for(people: People) -> None:
    found = people.ranked("rogers", 2)
    assert [one.id for one in found] == ["R000395", "R000575"]
    assert people.ranked("", 5) == people.ranked("—", 5) == []


@pytest.mark.parametrize("typed", ["qqqqqq", "X999999", "—", '"'])
def test_what_is_like_nobody_suggests_nobody(people: People, typed: str) -> None:
    with pytest.raises(UnknownName) as error:
        people.find(typed)
    assert error.value.nearest == ()


def test_of_two_names_equally_near_the_serving_one_comes_first() -> None:
    people = People([official(1, "Ann Marlowe", date(2015, 1, 3)), official(2, "Bea Marlowe")], TODAY)
    assert [one.id for one in people.nearest("marlow")] == ["X000002", "X000001"]


@pytest.mark.parametrize(("until", "serving"), [(TODAY, True), (date(2026, 6, 22), False)])
def test_the_last_day_in_office_still_counts(until: date, serving: bool) -> None:
    assert People([], TODAY).serving(official(1, "Pat Doe", until)) is serving


def test_everyone_can_be_found_by_id(people: People) -> None:
    assert all(people.find(one.id) is one for one in people.everyone())


def test_who_has_come_since_is_found_once_learnt(transaction: Transaction) -> None:
    people = People([], TODAY)
    officials.executive(transaction, "Jane Placeholder")
    with pytest.raises(UnknownName):
        people.find("placeholder")
    people.learn(transaction, TODAY)
    assert people.find("placeholder").id == "X000001"
    before = people.everyone()
    people.learn(transaction, TODAY)
    assert people.everyone()[0] is before[0]  # nothing is read again while nobody has come


def test_a_day_later_who_left_serves_no_more(transaction: Transaction) -> None:
    until = date(2026, 6, 23)
    officials.load(transaction, TODAY, [official(1, "Pat Doe", until)])
    people = People([], TODAY)
    people.learn(transaction, TODAY)
    [doe] = people.everyone()
    assert people.serving(doe)
    people.learn(transaction, date(2026, 6, 24))
    assert not people.serving(doe)
