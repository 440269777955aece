"""A newer reader: what would change, what then does, and who hears of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from ingest.errors import UnknownValue
from ingest.identify import Directory
from ingest.poll import poll
from ingest.replay import Replayed, replay, waiting
from ingest.sources.house import House
from replica.clerk import Entry
from replica.printer import print_report
from replica.reports import demo_reports
from storage import filings, follows, images
from storage.model import AmountRange, Document, Filing, Listing, Stored, Trade
from storage.query import stored
from storage.tables_chats import deliveries, metadata

PELOSI, MEUSER, KENNEDY, JOHNSON = "20034836", "20030884", "20030542", "20030474"
LARGER = AmountRange(500_000_100, 2_500_000_000)

Change = Callable[[Filing], Filing]


class NewerHouse(House):
    reader = 2


@dataclass
class Newer:
    """A newer reader, which reads some documents in another way; `asked` is what it has read.

    `drawn` are those whose first page it has drawn.
    """

    world: Any
    changes: dict[str, Change] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def read(self, document: Document, listing: Listing | None) -> Filing:
        self.asked.append(document.id)
        filing = self.world.parts.reader.read(document, listing)
        return self.changes.get(document.id, lambda same: same)(filing)

    def first_page(self, document: Document) -> bytes:
        self.drawn.append(document.id)
        return self.world.parts.reader.first_page(document)

    def replay(self, *, apply: bool = True, **parts: Any) -> list[Replayed]:
        source = NewerHouse(self.world.clerk.url)
        newer = replace(self.world.parts, source=source, reader=self, **parts)
        return list(replay(newer, waiting(newer), apply=apply))


def with_row(place: int, **changes: Any) -> Change:
    """The same filing, but for one row."""

    def change(filing: Filing) -> Filing:
        rows: list[Trade] = list(filing.trades)
        rows[place] = replace(rows[place], **changes)
        return replace(filing, trades=tuple(rows))

    return change


def unreadable(_filing: Filing) -> Filing:
    raise UnknownValue("a new check fails")


@pytest.fixture
def told(world, publish) -> Newer:
    """After the first run two reports have been published and told to who follows them."""
    publish(KENNEDY)
    poll(world.parts)
    world.clock.advance(minutes=1)
    for address, queries in FOLLOWS.items():
        world.follow(*queries, address=address)
    publish(PELOSI, MEUSER)
    poll(world.parts)
    return Newer(world)


FOLLOWS = {"1": ["$INTC"], "2": ["$UBER"], "3": ["P000197"], "4": ["*"], "5": ["$NVDA"], "6": ["$AMD"]}
"""By chat; places are numbered like them."""


def newest(world, document_id: str) -> Stored:
    with world.parts.database.read() as transaction:
        found = filings.newest(transaction, "house", document_id)
    assert found
    return found


def corrected(world) -> dict[int, list[str]]:
    """Who is owed a correction, and why."""
    with world.parts.database.read() as transaction:
        owed = transaction.execute(select(deliveries).where(deliveries.c.kind == "correction"))
        return {row.place_id: row.why for row in owed}


def everything(world) -> dict[str, Sequence[Any]]:
    with world.parts.database.read() as transaction:
        tables = metadata.sorted_tables
        return {table.name: sorted(map(repr, transaction.execute(table.select()))) for table in tables}


def test_without_apply_what_would_change_is_told_and_nothing_does(world, told: Newer) -> None:
    told.changes[PELOSI] = with_row(0, amount=LARGER)
    before = everything(world)
    found = {one.document_id: one for one in told.replay(apply=False)}
    assert everything(world) == before
    assert found[MEUSER].is_same
    [(old, new)] = found[PELOSI].changes.changed
    assert (old.ticker, old.amount == new.amount, new.amount) == ("INTC", False, LARGER)
    assert len(found[PELOSI].changes.unchanged) == 1


def test_a_corrected_row_is_told_to_who_follows_it_and_to_nobody_else(world, told: Newer) -> None:
    told.changes[PELOSI] = with_row(0, amount=LARGER)
    told.replay()
    assert corrected(world) == {1: ["$INTC"], 3: ["P000197"], 4: ["*"]}
    held = newest(world, PELOSI)
    assert (held.revision, held.filing.trades[0].amount) == (2, LARGER)
    assert [new.ticker for _, new in held.corrects.changed] == ["INTC"]
    assert newest(world, MEUSER).revision == 1


def test_a_corrected_ticker_is_told_to_who_followed_either(world, told: Newer) -> None:
    told.changes[PELOSI] = with_row(0, ticker="AMD", asset="Advanced Micro Devices (AMD)")
    told.replay()
    assert corrected(world) == {1: ["$INTC"], 3: ["P000197"], 4: ["*"], 6: ["$AMD"]}


def test_who_followed_only_afterwards_or_no_longer_hears_of_no_correction(world, told: Newer) -> None:
    world.follow("$INTC", address="later")
    with world.parts.database.write() as transaction:
        assert follows.remove(transaction, 4, stored("*"))
    told.changes[PELOSI] = with_row(0, amount=LARGER)
    told.replay()
    assert corrected(world) == {1: ["$INTC"], 3: ["P000197"]}


def test_other_facts_make_a_new_reading_but_no_correction(world, told: Newer) -> None:
    told.changes[PELOSI] = lambda filing: replace(filing, doubts=("the report has no date of signature",))
    [of_pelosi] = [one for one in told.replay() if one.document_id == PELOSI]
    assert (of_pelosi.is_same, len(of_pelosi.changes.unchanged)) == (False, 2)
    assert (newest(world, PELOSI).revision, corrected(world)) == (2, {})


def test_a_report_that_reads_as_before_is_not_read_again(world, told: Newer) -> None:
    assert all(one.is_same for one in told.replay())
    assert sorted(told.asked)[-2:] == [MEUSER, PELOSI]
    assert told.replay() == []
    assert newest(world, PELOSI).revision == 1


def test_a_replay_that_was_stopped_goes_on_where_it_was(world, told: Newer) -> None:
    everyone = len(told.replay(apply=False))
    told.asked.clear()
    told.changes[PELOSI] = with_row(0, amount=LARGER)
    assert len(told.replay(stopping=lambda: len(told.asked) >= 2)) == 2
    assert len(told.replay()) == everyone - 2
    assert len(told.asked) == len(set(told.asked)) == everyone
    assert corrected(world) == {1: ["$INTC"], 3: ["P000197"], 4: ["*"]}


def test_a_second_correction_comes_on_top_of_the_first(world, told: Newer) -> None:
    told.changes[PELOSI] = with_row(0, amount=LARGER)
    told.replay()
    again = replace(world.parts, source=NewestHouse(world.clerk.url), reader=told)
    told.changes[PELOSI] = with_row(1, amount=LARGER)
    list(replay(again, waiting(again), apply=True))
    held = newest(world, PELOSI)
    assert held.revision == 3
    assert {new.ticker for _, new in held.corrects.changed} == {"INTC", "UBER"}
    with world.parts.database.read() as transaction:
        kinds = transaction.scalars(select(deliveries.c.kind).where(deliveries.c.place_id == 4))
        assert sorted(kinds) == ["alert", "alert", "correction", "correction"]


class NewestHouse(House):
    reader = 3


def test_what_was_recorded_silently_is_corrected_silently(world, publish) -> None:
    world.follow("*")
    publish(PELOSI)
    poll(world.parts)
    newer = Newer(world, {PELOSI: with_row(0, amount=LARGER)})
    newer.replay()
    assert newest(world, PELOSI).revision == 2
    assert world.owed() == []


def test_a_report_that_nobody_could_read_is_alerted_when_a_newer_reader_can(world, told, publish) -> None:
    failing = Newer(world, {JOHNSON: unreadable})
    publish(JOHNSON)
    world.clock.advance(minutes=1)
    poll(replace(world.parts, reader=failing))
    assert world.state(JOHNSON) == "failed"
    before = len(world.owed())
    [at_last] = [one for one in told.replay() if one.document_id == JOHNSON]
    assert (at_last.changes, at_last.is_same, at_last.problem) == (None, False, "")
    assert world.state(JOHNSON) == "matched"
    assert [why for _, why in world.owed()].count(["*"]) == 3
    assert len(world.owed()) == before + 1


def test_what_the_newer_reader_cannot_read_keeps_its_reading(world, told: Newer) -> None:
    told.changes[PELOSI] = unreadable
    [failed] = [one for one in told.replay() if one.problem]
    assert (failed.document_id, failed.problem.endswith("a new check fails")) == (PELOSI, True)
    assert (newest(world, PELOSI).revision, world.state(PELOSI)) == (1, "matched")
    assert [one.document_id for one in told.replay()] == [PELOSI]


def test_a_report_found_to_be_another_officials_is_news_to_who_follows_that_one(world, publish) -> None:
    publish(KENNEDY)
    poll(world.parts)
    world.clock.advance(minutes=1)
    world.follow("P000197", address="1")
    world.follow("$NVDA", address="2")
    publish(PELOSI)
    poll(replace(world.parts, directory=Directory(())))
    assert world.owed() == []
    Newer(world).replay()
    assert corrected(world) == {1: ["P000197"]}


@pytest.fixture
def misnamed(world, publish) -> Callable[[str, str], None]:
    """Publishes a report of one official that is taken for Ro Khanna's, with four chats that listen."""

    def make(document_id: str, filer: str) -> None:
        publish(KENNEDY)
        poll(world.parts)
        world.clock.advance(minutes=1)
        for address, query in {"1": filer, "2": KHANNA, "3": "*", "4": "$NVDA"}.items():
            world.follow(query, address=address)
        publish(document_id)
        wrong = [replace(one, id=KHANNA) for one in world.parts.directory.officials if one.id == filer]
        poll(replace(world.parts, directory=Directory(tuple(wrong))))
        assert world.owed() == [(2, [KHANNA]), (3, ["*"])]

    return make


KHANNA, FLEISCHMANN, SCAN = "K000389", "F000459", "8221321"


@pytest.mark.parametrize(("document_id", "filer"), [(PELOSI, "P000197"), (SCAN, FLEISCHMANN)])
def test_a_report_told_as_anothers_is_corrected_to_the_followers_of_both(
    world, misnamed, document_id: str, filer: str
) -> None:
    misnamed(document_id, filer)
    Newer(world).replay()
    held = newest(world, document_id)
    assert (held.official.id, held.corrects.instead_of) == (filer, KHANNA)
    assert corrected(world) == {1: [filer], 2: [KHANNA], 3: ["*"]}


def test_a_report_that_turns_out_to_be_nobodys_is_corrected_to_who_heard_of_it(world, misnamed) -> None:
    misnamed(SCAN, FLEISCHMANN)
    Newer(world).replay(directory=Directory(()))
    assert newest(world, SCAN).official is None
    assert corrected(world) == {2: [KHANNA], 3: ["*"]}


def picture(world) -> bytes:
    with world.parts.database.read() as transaction:
        held = newest(world, SCAN)
        return images.of_filings(transaction, [held.id])[held.id]


def test_a_scan_that_reads_as_before_is_not_drawn_again(world, publish) -> None:
    publish(SCAN)
    poll(world.parts)
    before = picture(world)
    newer = Newer(world)
    assert all(one.is_same for one in newer.replay())
    assert (newer.drawn, picture(world), newest(world, SCAN).revision) == ([], before, 1)


def test_a_scan_that_reads_otherwise_keeps_a_picture(world, publish) -> None:
    publish(SCAN)
    poll(replace(world.parts, directory=Directory(())))
    before = picture(world)
    newer = Newer(world)
    newer.replay()
    assert (newer.drawn, picture(world), newest(world, SCAN).revision) == ([SCAN], before, 2)


def test_two_replays_at_once_store_a_correction_once(world, told: Newer) -> None:
    told.changes[PELOSI] = with_row(0, amount=LARGER)
    source = NewerHouse(world.clerk.url)
    parts = replace(world.parts, source=source, reader=told)
    entries = [one for one in waiting(parts) if one == PELOSI]
    slower = Newer(world, {PELOSI: lambda filing: meanwhile(filing)})

    def meanwhile(filing: Filing) -> Filing:
        list(replay(parts, entries, apply=True))
        return with_row(0, amount=LARGER)(filing)

    list(replay(replace(parts, reader=slower), entries, apply=True))
    assert newest(world, PELOSI).revision == 2
    assert corrected(world) == {1: ["$INTC"], 3: ["P000197"], 4: ["*"]}


def amending(original: Entry) -> tuple[Entry, bytes]:
    """A later report that amends the first row of Meuser's; the Clerk's index has it, as the newer, first."""
    report = next(one for one in demo_reports() if one.doc_id == MEUSER)
    assert report.record
    changed = {"id": "2000137143", "filing_status": "Amended", "amount": "$1,000,001 - $5,000,000"}
    record = {**report.record, "doc_id": "20039999", "rows": [{**report.record["rows"][0], **changed}]}
    return replace(original, document_id="20039999", filed=date(2026, 6, 23)), print_report(record)


def test_an_amendment_read_before_what_it_amends_waits_for_no_replay(world, publish, printed) -> None:
    publish(MEUSER)
    world.clerk.publish(*amending(printed[MEUSER][0]))
    poll(world.parts)
    held = newest(world, "20039999")
    assert (held.amends.documents, held.amends.unproven, held.revision) == ((MEUSER,), "", 1)
    assert (world.owed(), waiting(world.parts)) == ([], [])


def test_amendments_of_a_report_that_is_anothers_are_linked_anew(world, publish, printed) -> None:
    publish(MEUSER)
    world.clerk.publish(*amending(printed[MEUSER][0]))
    right = world.parts.directory
    wrong = [replace(one, id=KHANNA) for one in right.officials if one.id == "M001204"]
    poll(replace(world.parts, directory=Directory(tuple(wrong))))
    assert newest(world, "20039999").amends.documents == (MEUSER,)
    newer = replace(world.parts, source=NewerHouse(world.clerk.url))
    list(replay(newer, [MEUSER], apply=True))
    assert newest(world, "20039999").amends.unproven == "no earlier row that is stored fits row 1"
    list(replay(newer, ["20039999"], apply=True))
    assert newest(world, "20039999").amends.documents == (MEUSER,)
