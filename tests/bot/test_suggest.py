"""What is suggested while somebody types: for each kind of argument, in inline mode, and to whom."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channel import Address, Card, Choice, Person
from bot.commands import COMMANDS
from bot.offload import Offload
from bot.suggest import Suggester
from bot.suggest_choices import TERMS
from storage import chats, follows, officials
from storage.database import Database
from storage.directory import directory
from storage.model import AmountRange, Filing, Owner, Side
from storage.people import People
from storage.query import Query, parse, resolve

Make = Callable[..., Any]
HERE, ANN = Address("7"), Person("7", "Ann", may_change=True)
ARGUMENTS = {command.name: command.argument for command in COMMANDS}


@pytest.fixture
def suggester(database: Database, known: None, people: People, now: datetime) -> Iterator[Suggester]:
    offload = Offload(threads=2)
    yield Suggester(
        database, people, ARGUMENTS, lambda: now, offload, lambda commands: dict.fromkeys(commands, "tok")
    )
    offload.close()


@pytest.fixture
def traded(published: Make, filing: Make, trade: Make) -> None:
    """Pelosi bought INTC and NVDA, McCaul sold NVDA and NVO."""
    nvda = trade(ordinal=2, ticker="NVDA", asset="NVIDIA Corporation (NVDA)", listed_as="NVIDIA CORP")
    published(filing(trades=(trade(owner=Owner.SPOUSE), nvda)))
    sold = trade(ordinal=1, ticker="NVDA", side=Side.SELL, listed_as="NVIDIA CORP")
    nvo = trade(ordinal=2, ticker="NVO", asset="Novo Nordisk", amount=AmountRange(None, None))
    other = {"document_id": "20034900", "filer": "Hon. Michael McCaul", "filed": date(2026, 6, 20)}
    published(filing(trades=(sold, nvo), **other), "M001157")


def offered(suggester: Suggester, command: str, typed: str, address: Address = HERE) -> Sequence[Choice]:
    return asyncio.run(_complete(suggester, command, typed, address))


async def _complete(suggester: Suggester, command: str, typed: str, address: Address) -> Sequence[Choice]:
    return await suggester.complete("telegram", address, command, typed)


def values(suggester: Suggester, command: str, typed: str) -> list[str]:
    return [choice.value for choice in offered(suggester, command, typed)]


def cards(suggester: Suggester, typed: str, person: Person = ANN) -> list[Card]:
    async def look() -> Sequence[Card]:
        return await suggester.inline("telegram", person, typed)

    return list(asyncio.run(look()))


def follow(database: Database, people: People, now: datetime, text: str, chat: str = "7") -> Query:
    with database.write() as transaction:
        place = chats.place(transaction, "telegram", chat)
        query = resolve(parse(text), directory(transaction, people), now.date())
        follows.add(transaction, place.id, query, now)
    return query


# one argument


@pytest.mark.parametrize("typed", ["pel", "Nancy P", "pelosi nancy", "peloci"])
def test_an_official_is_found_by_the_beginning_of_a_name_or_one_alike(suggester: Suggester, typed: str):
    assert offered(suggester, "official", typed)[0] == Choice("Nancy Pelosi (D, CA-11)", "P000197")


def test_before_anything_is_typed_who_filed_last_is_offered(suggester: Suggester, traded: None):
    assert values(suggester, "official", "") == ["P000197", "M001157"]


def test_a_ticker_is_found_by_its_beginning_the_most_traded_first(suggester: Suggester, traded: None):
    assert offered(suggester, "ticker", "nv") == [
        Choice("NVDA (NVIDIA CORP)", "NVDA"),
        Choice("NVO (Novo Nordisk)", "NVO"),
    ]


@pytest.mark.parametrize("typed", ["nvidia", "$nvda", "NVDX", "nordisk"])
def test_a_ticker_is_found_by_its_company_and_though_mistyped(suggester: Suggester, traded: None, typed: str):
    assert values(suggester, "ticker", typed)[0] in ("NVDA", "NVO")


def test_a_report_is_found_by_its_id_by_who_filed_it_and_by_being_new(suggester: Suggester, traded: None):
    assert values(suggester, "filing", "") == ["20034836", "20034900"]
    assert values(suggester, "filing", "200349") == ["20034900"]
    assert values(suggester, "filing", "mccaul") == ["20034900"]
    assert offered(suggester, "filing", "")[0].label == "20034836 · Nancy Pelosi · 23 Jun"


def test_a_report_s_id_is_taken_as_it_is_typed(suggester: Suggester, traded: None):
    assert values(suggester, "filing", "2%") == []
    assert values(suggester, "filing", "2_") == []


@pytest.mark.parametrize("command", ["status", "recent", "nothing"])
def test_where_nothing_is_to_be_chosen_nothing_is_offered(suggester: Suggester, command: str):
    assert values(suggester, command, "x") == []


@pytest.mark.parametrize("command", ["official", "follow", "why"])
def test_two_executives_of_one_name_are_offered_with_their_agencies(
    suggester: Suggester, database: Database, command: str
):
    with database.write() as transaction:
        for agency in ("Department of Samples", "Office of Examples"):
            officials.executive(transaction, "Ada Sample", f"Director, {agency}")
    assert offered(suggester, command, "ada sam")[:2] == [
        Choice("Ada Sample (Department of Samples)", "X000001"),
        Choice("Ada Sample (Office of Examples)", "X000002"),
    ]
    assert [card.title for card in cards(suggester, "ada")][1] == "Ada Sample (Office of Examples)"


@pytest.mark.parametrize(
    ("command", "typed"),
    [("follow", "$in"), ("search", "pelosi -$nv"), ("ticker", "nvid"), ("follow", "buy pe")],
)
def test_what_is_offered_can_also_be_sent_as_it_is_read(
    suggester: Suggester, traded: None, chat: Make, command: str, typed: str
):
    choice = offered(suggester, command, typed)[0]
    assert choice.label != choice.value
    assert chat(f"/{command} {choice.label}") == chat(f"/{command} {choice.value}")


# a query's next word


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pel", "P000197"),
        ("$nv", "$NVDA"),
        ("nvidia", "$NVDA"),
        ("pelosi $nv", "pelosi $NVDA"),
        ("pelosi,kha", "pelosi,K000389"),
        ("$NVDA nancy pel", "$NVDA P000197"),
        ("$NVDA bu", "$NVDA buy"),
        ("pelosi >5", "pelosi >50k"),
        ("party", "party:D"),
        ("is:l", "is:late"),
        ("$NVDA -exch", "$NVDA -exchange"),
        ('$NVDA "nancy pe', "$NVDA P000197"),
        ("Nancy Pelosi (D, CA-11) $nv", "Nancy Pelosi $NVDA"),
        ("$NVDA (Nvidia (Class A)) bu", "$NVDA buy"),
    ],
)
def test_the_last_word_is_completed_and_what_stands_before_is_kept(
    suggester: Suggester, traded: None, typed: str, first: str
):
    assert values(suggester, "follow", typed)[0] == first


def test_after_a_space_the_terms_are_offered(suggester: Suggester):
    assert values(suggester, "follow", "pelosi ")[:3] == [f"pelosi {term}" for term in TERMS[:3]]


def test_an_empty_query_begins_with_who_filed_and_what_was_traded_most(suggester: Suggester, traded: None):
    assert values(suggester, "follow", "") == ["P000197", "M001157", "$NVDA", "$INTC", "$NVO"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("state:c", ["state:CA", "state:CO", "state:CT"]),
        ("pelosi state:cal", ["pelosi state:CA"]),
        ('committee:"armed ser', ['committee:"armed services"']),
        ("-party:", ["-party:D", "-party:R", "-party:I", "-party:L"]),
        ("Nancy Pelosi (D, CA-11) owner:sp", ["Nancy Pelosi owner:spouse"]),
    ],
)
def test_every_value_of_a_key_is_offered(suggester: Suggester, typed: str, offered: list[str]):
    assert values(suggester, "follow", typed) == offered


def test_times_are_offered_to_search_only(suggester: Suggester):
    assert values(suggester, "search", "filed:") == ["filed:7d"]
    assert values(suggester, "follow", "filed:") == []


# choices of other commands


@pytest.mark.parametrize(
    ("command", "typed", "offered"),
    [
        ("top", "tickers c", ["tickers count"]),
        ("settings", "digest w", ["digest weekly mon 08:00"]),
        ("snooze", "", ["1h", "8h", "2d", "until 07:00", "off"]),
        ("forget", "", ["yes"]),
        ("help", "/s", ["search", "settings", "snooze", "start", "status"]),
        ("why", "pelo", ["P000197", "20034836"]),
    ],
)
def test_what_a_command_takes_is_offered(
    suggester: Suggester, traded: None, command: str, typed: str, offered: list[str]
):
    assert values(suggester, command, typed) == offered


def test_what_is_followed_here_can_be_paused_by_name(
    suggester: Suggester, database: Database, people: People, now: datetime
):
    follow(database, people, now, "pelosi")
    follow(database, people, now, "$NVDA")
    assert values(suggester, "follows", "") == ["edit 1", "edit 2"]
    assert offered(suggester, "follows", "pause nv") == [Choice("pause 2. $NVDA", "pause 2")]


# own follows


def test_what_is_followed_here_can_be_let_go(
    suggester: Suggester, database: Database, people: People, now: datetime
):
    query = follow(database, people, now, "pelosi")
    follow(database, people, now, "$NVDA")
    follow(database, people, now, "$INTC", chat="8")
    assert values(suggester, "unfollow", "") == [str(query), "$NVDA"]
    assert offered(suggester, "unfollow", "nancy") == [Choice("Nancy Pelosi", "P000197")]
    assert offered(suggester, "unfollow", "", Address("9")) == []
    assert offered(suggester, "unfollow", "", Address("7", "a thread")) == []


# inline mode


def test_cards_show_an_official_with_the_newest_trades(suggester: Suggester, traded: None):
    card = cards(suggester, "pelosi")[0]
    assert (card.id, card.title, card.description) == (
        "official-P000197",
        "Nancy Pelosi (D, CA-11)",
        "Lately INTC and NVDA",
    )
    assert "INTC" in card.message.lines[0]
    assert "filed 23 Jun" in card.message.lines[0]
    assert [button.command for button in card.message.buttons] == ["/start tok"]


def test_cards_show_who_traded_a_ticker_lately(suggester: Suggester, traded: None):
    card = next(card for card in cards(suggester, "nvda") if card.id == "ticker-NVDA")
    assert card.title == "NVDA · NVIDIA CORP"
    assert card.description == "Lately traded by Nancy Pelosi (D, CA-11) and Michael McCaul (R, TX-10)"
    assert not card.personal


@pytest.mark.parametrize("typed", ["pelosi $INTC", "pelosi intc"])
def test_cards_show_the_newest_reports_that_fit_a_whole_query(suggester: Suggester, traded: None, typed: str):
    card = cards(suggester, typed)[-1]
    assert (card.id, card.title) == ("house-20034836", "Nancy Pelosi (D, CA-11)")
    assert card.message.note == "House report 20034836"


def test_before_anything_is_typed_own_follows_come_before_the_newest_reports(
    suggester: Suggester, traded: None, database: Database, people: People, now: datetime
):
    follow(database, people, now, "$NVDA")
    found = cards(suggester, "")
    assert [card.title for card in found] == [
        "$NVDA",
        "Nancy Pelosi (D, CA-11)",
        "Michael McCaul (R, TX-10)",
    ]
    assert [card.personal for card in found] == [True, False, False]
    assert not any(card.personal for card in cards(suggester, "", Person("8", "Eve", may_change=False)))


# what goes wrong


@pytest.mark.parametrize("typed", ["\0", "(", '"', "%", "\ud800", "x" * 5000, "$", ",", "-", "né ", "*"])
def test_whatever_is_typed_nothing_fails(suggester: Suggester, traded: None, typed: str):
    with capture_logs() as logs:
        for command in ARGUMENTS:
            offered(suggester, command, typed)
        cards(suggester, typed)
    assert [log for log in logs if log["log_level"] == "error"] == []


def test_a_failure_suggests_nothing_and_is_logged(people: People, now: datetime, tmp_path: Path):
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    offload = Offload(threads=1)
    suggester = Suggester(empty, people, ARGUMENTS, lambda: now, offload)
    with capture_logs() as logs:
        assert (offered(suggester, "ticker", "nv"), cards(suggester, "nv")) == ((), [])
    offload.close()
    assert [log["event"] for log in logs] == ["nothing suggested", "nothing suggested"]


def test_a_report_that_comes_is_known_a_minute_later(
    database: Database, published: Make, filing: Make, trade: Make, people: People, now: datetime
):
    published(filing())
    offload = Offload(threads=1)
    moment = now

    suggester = Suggester(database, people, ARGUMENTS, lambda: moment, offload)
    assert values(suggester, "ticker", "") == ["INTC"]
    new: Filing = filing(document_id="20034901", trades=(trade(ticker="AMD"),))
    published(new)
    assert values(suggester, "ticker", "am") == []
    moment = now.replace(minute=now.minute + 2)
    assert values(suggester, "ticker", "am") == ["AMD"]
    offload.close()
