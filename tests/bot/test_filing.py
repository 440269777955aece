"""/filing and /recent: reports, whole and in lists."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.message import Tone
from storage import documents
from storage.model import AmountRange, Kind, Owner, RowStatus, Vehicle


def commands(message):
    return [button.command for button in message.buttons]


def test_a_report_on_paper_shows_its_first_page(chat, published, filing, picture):
    published(filing(document_id="8220999", kind=Kind.PAPER, trades=(), pages=41), picture=picture)
    published(filing())
    assert chat("/filing 8220999").picture == picture
    assert chat("/filing 20034836").picture == b""


def test_a_report_says_what_its_assets_are_held_in(chat, published, filing):
    trust = Vehicle("Family Trust", Owner.SELF, "50%", "", "")
    brokerage = Vehicle("Family Trust ⇒ Brokerage", Owner.JOINT, "", "Dover, DE, US", "Opened in 2024")
    published(filing(vehicles=(trust, brokerage, Vehicle("Roth IRA", Owner.SELF, "", "", ""))))
    published(
        filing(document_id="20034837", vehicles=(Vehicle("Account " * 99, Owner.CHILD, "", "", ""),) * 99)
    )
    published(filing(document_id="20034838"))
    held = [
        [line for line in chat(f"/filing {name}").lines if line.startswith("Held in: ")]
        for name in ("20034836", "20034837", "20034838")
    ]
    assert held[0] == [
        "Held in: Family Trust (50%), Family Trust ⇒ Brokerage (joint, Dover, DE, US), Roth IRA"
    ]
    assert len(held[1][0]) <= 400
    assert held[2] == []


def test_an_amendment_shows_what_it_changed_and_the_first_report_names_it(chat, published, filing, trade):
    uber = trade(ordinal=2, ticker="UBER")
    published(filing(trades=(trade(), uber)))
    changed = trade(status=RowStatus.AMENDED, amount=AmountRange(5_000_100, 10_000_000))
    rows = (changed, replace(uber, status=RowStatus.DELETED))
    published(filing(document_id="20039999", filed=date(2026, 6, 24), trades=rows))
    lines = chat("/filing 20039999").lines
    assert lines[1] == "Amends House report 20034836: 1 of 2 rows changed, 1 removed."
    assert lines[3:5] == (
        "1. 🟢 INTC · $1 K – $15 K → $50 K – $100 K · 29 May",
        "2. Removed buy: UBER · $1 K – $15 K · 29 May",
    )
    assert "Amended by House report 20039999." in chat("/filing 20034836").lines


def test_a_filing_is_shown_whole_with_its_clocks_and_document(chat, published, filing, trade):
    published(
        filing(trades=(trade(note="Dividend reinvestment"), trade(ordinal=2, amount=AmountRange(None, None))))
    )
    message = chat("/filing 20034836")
    assert message.title == "Nancy Pelosi (D, CA-11): bought INTC"
    assert message.lines == (
        "2 trades · $1 K – $15 K (1 without an amount)",
        "Reported in time: due 29 Jun (5 U.S.C. 13105(l)).",
        "",
        "1. 🟢 Intel Corporation - Common Stock (INTC) · $1 K – $15 K · 29 May · “Dividend reinvestment”",
        "2. 🟢 Intel Corporation - Common Stock (INTC) · amount not given · 29 May",
        "",
        "Traded 29 May · filed 23 Jun (25 days later) · seen 23 Jun 14:02 UTC (not listed at 14:01)",
    )
    assert message.link.url.endswith("20034836.pdf")


def test_a_very_long_filing_comes_in_pages(chat, published, filing, trade):
    published(filing(trades=tuple(trade(ordinal=n) for n in range(1, 723))))
    message = chat("/filing 20034836")
    assert "Rows 1 – 30 of 722" in message.lines
    assert (message.buttons[0].label, message.buttons[0].command) == ("Rows 31 – 60", "/filing 20034836 2")
    last = chat("/filing 20034836 25")
    assert "Rows 721 – 722 of 722" in last.lines
    assert last.buttons[0].label == "Rows 691 – 720"
    assert chat("/filing 20034836 26").title.startswith("Report 20034836 has 25 pages of rows")


def test_a_report_that_failed_says_why_and_when_it_is_tried_again(chat, listed, database, now):
    listed("20040000")
    with database.write() as transaction:
        documents.failed(transaction, documents.named(transaction, "20040000"), "NoRows", "", now)
    message = chat("/filing 20040000")
    assert message.title == "House report 20040000 is not read yet"
    assert message.lines == (
        "Hon. Nancy Pelosi, filed 23 Jun.",
        "State: no transaction was found in an electronic report (tried once; next try 14:02 UTC).",
    )


def test_a_report_that_waits_says_for_what(chat, listed):
    listed("20040000")
    listed("20010000", silent=True, read_since=date(2027, 1, 1))
    assert chat("/filing 20040000").lines[1] == "State: waiting to be fetched."
    assert chat("/filing 20010000").lines[1] == "State: recorded, waiting for a backfill."


def test_an_unknown_report_shows_what_an_id_looks_like(chat):
    message = chat("/filing 1")
    assert message.title.startswith("I know no report “1”.")
    assert message.lines == ("For example: /filing 20034836",)


def test_recent_shows_the_newest_reports_first(chat, published, filing):
    assert chat("/recent").title == "No report has been read yet."
    for number in range(12):
        published(filing(document_id=f"200300{number:02}", filed=date(2026, 6, 1) + timedelta(days=number)))
    message = chat("/recent")
    assert message.title == "The newest 10 reports"
    assert message.lines[0] == "12 Jun · Nancy Pelosi (D, CA-11): bought INTC · $1 K – $15 K · 20030011"
    assert len(message.lines) == 10
    older = chat(commands(message)[0])
    assert older.title == "The next older 2 reports"
    assert older.lines[1].endswith("20030000")
    assert commands(older)[0] == "/recent 1"


@pytest.mark.parametrize("asked", ["/recent", "/recent K000389"])
def test_after_the_last_page_of_recent_a_button_leads_to_the_first(chat, published, filing, asked):
    published(filing(), "K000389")
    message = chat(f"{asked} 2")
    assert message.title.startswith("No older report")
    assert message.in_place
    assert commands(message) == [f"{asked} 1"]
    assert chat(f"{asked} 1").title.startswith("The only report so far")


def test_recent_may_be_of_one_official(chat, published, filing):
    published(filing())
    published(filing(document_id="20030001"), "K000389")
    message = chat("/recent khanna")
    assert message.title == "The only report so far by Ro Khanna (D, CA-17)"
    assert chat("/recent mccaul").title == "No report by Michael McCaul (R, TX-10) has been read yet."
    assert chat("/recent 1001").title == "Pages go from 1 to 1,000."


def test_a_notice_of_more_time_can_be_looked_up_and_is_no_report(chat, filing, published):
    printed = {"report": "Annual Report for 2025", "was_due": "2026-05-15", "due": "2026-08-13"}
    published(filing(document_id="8220998", kind=Kind.EXTENSION, trades=(), printed=printed))
    assert chat("/recent").title == "No report has been read yet."
    assert "no such report" in chat("/follow *").lines[0]
    said = chat("/filing 8220998")
    assert said.title == "Nancy Pelosi (D, CA-11) asked for more time"
    assert said.lines[0] == "Annual Report for 2025: due on 2026-08-13 instead of 2026-05-15."


UUIDS = tuple(f"{start}-2f44-4d4e-9d30-0f8a8b1d2c3e" for start in ("6c0eeba3", "6c0eeba9", "6c0eebaf"))


def test_lists_show_the_beginning_of_a_long_id_and_filing_and_why_take_it(chat, published, filing):
    for name in UUIDS[:2]:
        published(filing(document_id=name))
    for asked in ("/recent", "/search pelosi", "/ticker INTC", "/official pelosi"):
        said = "\n".join(chat(asked).lines)
        assert "6c0eeba3" in said, asked
        assert "6c0eeba3-" not in said, asked
    for typed in ("6c0eeba3", "6C0EEBA3", "6c0eeba3-2f44", UUIDS[0]):
        assert chat(f"/filing {typed}").note.startswith(f"House report {UUIDS[0]}")
        assert chat(f"/filing {typed} row 1").title == "Row 1 of 1 by Nancy Pelosi (D, CA-11)"
        assert UUIDS[0] in "\n".join((chat(f"/why {typed}").title, *chat(f"/why {typed}").lines))


def test_a_beginning_of_several_ids_names_them_and_one_of_none_is_not_known(chat, published, filing):
    published(filing(document_id=UUIDS[0]))
    published(filing(document_id=UUIDS[0].replace("d2c3e", "d2c3f")))
    for command in ("/filing", "/why"):
        title = chat(f"{command} 6c0eeba3").title
        assert title == f"Several reports begin with “6c0eeba3”: {UUIDS[0]} or {UUIDS[0][:-1]}f."
        for typed in ("6c0eebaf", "6c0eeba", "%", "6c0eeba3%"):
            assert chat(f"{command} {typed}").tone is Tone.ERROR
