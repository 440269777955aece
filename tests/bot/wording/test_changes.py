"""Amendments and corrections in words: what changed, and what did not."""

from datetime import date

import pytest

from bot.wording import told
from storage.model import (
    Change,
    Difference,
    Kind,
    Owner,
    RowStatus,
    Side,
)
from storage.outbox import Owed
from tests.support.owed import ONE_TO_FIVE, owed


def test_amended_rows_that_fit_no_earlier_one_are_told_as_they_are_now(trade, filing, stored, people):
    rows = (
        trade(status=RowStatus.AMENDED),
        trade(ordinal=2, ticker="UBER", status=RowStatus.DELETED, side=Side.SELL),
    )
    unproven = Difference(unproven="no earlier row that is stored fits rows 1, 2")
    message = told(owed(stored(filing(trades=rows), amends=unproven)), people)
    assert message.title == "Nancy Pelosi (D, CA-11) amended a report: bought INTC"
    assert message.lines[:2] == (
        "1 trade · $1 K – $15 K",
        "Cannot be proven which report it amends: no earlier row that is stored fits rows 1, 2."
        " Such rows are shown as they are now.",
    )
    assert message.lines[3:5] == (
        "🟢 INTC Intel Corporation · $1 K – $15 K · 29 May · amends an earlier row",
        "Withdrawn sale: UBER Intel Corporation · $1 K – $15 K · 29 May",
    )
    withdrawn = told(owed(stored(filing(trades=rows[1:]), amends=unproven)), people)
    assert withdrawn.title.endswith("amended a report: withdrew 1 earlier row")


def test_an_amendment_says_what_it_changes_and_how_much_it_does_not(amendment, people):
    message = told(owed(amendment), people)
    assert message.title == (
        "Nancy Pelosi (D, CA-11) amended a report: 1 of 4 rows changed, 1 added, 1 removed"
    )
    assert message.lines[:-1] == (
        "Amends House report 20034835.",
        "",
        "🟢 DIS · $1 K – $15 K → $500 K – $1 M · 29 May",
        "Added 🟢 NVDA · $1 M – $5 M · 29 May",
        "Removed sale: AMD · $1 K – $15 K · 29 May",
        "+2 unchanged rows",
        "",
    )
    assert message.note == "House report 20034836 · sent because you follow Nancy Pelosi"


def test_an_amendment_shows_a_follower_of_one_ticker_its_rows_only(amendment, people):
    gone = told(owed(amendment, "$AMD"), people)
    assert gone.lines[2:5] == (
        "Removed sale: AMD · $1 K – $15 K · 29 May",
        "+2 other changes",
        "+2 unchanged rows",
    )


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"side": Side.SELL}, "🔴 INTC · buy → sale · $1 K – $15 K · 29 May"),
        ({"owner": Owner.SPOUSE}, "🟢 INTC · self → spouse · $1 K – $15 K · 29 May"),
        ({"traded": date(2026, 5, 2)}, "🟢 INTC · $1 K – $15 K · 29 May → 2 May"),
        ({"ticker": None, "asset": "Intel"}, "🟢 INTC → Intel · Intel Corporation - Common Stock (INTC) → "),
        ({"note": "At a loss."}, "🟢 INTC · nothing → “At a loss.” · $1 K – $15 K · 29 May"),
        ({"notified": None}, "🟢 INTC · $1 K – $15 K · 29 May · notified 29 May → nothing"),
        ({"status": RowStatus.AMENDED}, "🟢 INTC · $1 K – $15 K · 29 May · what changed stands in the doc"),
    ],
)
def test_every_field_that_changes_is_shown_as_it_was_and_as_it_is(
    change, line, trade, filing, stored, people
):
    now = trade(**change)
    held = stored(filing(trades=(now,)), amends=Difference((Change(trade(), now, 7),), ("20034835",)))
    assert told(owed(held), people).lines[2].startswith(line)


def test_some_rows_of_an_amendment_proven_and_some_not_are_both_told(trade, filing, stored, people):
    rows = (trade(status=RowStatus.AMENDED, amount=ONE_TO_FIVE), trade(ordinal=2, status=RowStatus.AMENDED))
    unproven = "several earlier rows fit row 2"
    amends = Difference((Change(trade(), rows[0], 7),), ("20034835",), unproven)
    message = told(owed(stored(filing(trades=rows), amends=amends)), people)
    assert message.title.endswith("amended a report: 1 row changed, 1 row not proven")
    assert message.lines[1].startswith("Cannot be proven all that it amends: several earlier rows fit row 2.")
    assert message.lines[4] == "🟢 INTC · $1 K – $15 K · 29 May · amends an earlier row"


def test_a_correction_says_that_it_was_our_reading(trade, filing, stored, people):
    now = trade(amount=ONE_TO_FIVE)
    held = stored(filing(trades=(now,)), corrects=Difference((Change(trade(), now, 7),)), revision=2)
    message = told([Owed(1, "correction", ("$INTC",), held)], people)
    assert message.title == ("Our reading of a report by Nancy Pelosi (D, CA-11) is corrected: 1 row changed")
    assert message.lines[0] == "We had read it wrongly; the report itself is the same."
    assert message.lines[2] == "🟢 INTC · $1 K – $15 K → $1 M – $5 M · 29 May"


def test_a_scan_given_to_another_is_corrected_with_both_names(filing, stored, people):
    held = stored(filing(kind=Kind.PAPER, trades=(), pages=41), corrects=Difference(instead_of="K000389"))
    message = told([Owed(1, "correction", ("K000389",), held, picture=b"a picture")], people)
    assert message.title == "Corrected: Nancy Pelosi (D, CA-11) filed on paper"
    assert message.lines[:2] == (
        "We had named Ro Khanna as its filer; the report itself is the same.",
        "41 pages, scanned; we cannot read the trades. The whole document is one tap away.",
    )
    assert message.picture == b"a picture"


def test_a_report_given_to_nobody_is_corrected_with_all_its_rows(trade, filing, stored, people):
    corrects = Difference((Change(None, trade()),), instead_of="")
    held = stored(filing(), corrects=corrects)
    message = told([Owed(1, "correction", ("*",), held)], people)
    assert message.title == "Corrected: Nancy Pelosi (D, CA-11) reported: bought INTC"
    assert message.lines[0] == "We had not known who filed it; the report itself is the same."
    group = told([Owed(1, "correction", ("*",), held), *owed(stored(filing()), "*")], people)
    assert group.lines[0].startswith(
        "🟢 Nancy Pelosi (D, CA-11): filer corrected, 1 buy · $1 K – $15 K · INTC"
    )


@pytest.mark.parametrize(
    ("amends", "said"),
    [
        (
            Difference(documents=("abc",)),
            "Amends Senate report abc; one of the two is a scan, so that we cannot say what it changes.",
        ),
        (
            Difference(unproven="2 fit as the report for 1 May 2026"),
            "Cannot be proven which report it amends: 2 fit as the report for 1 May 2026.",
        ),
    ],
)
def test_an_amendment_on_paper_says_what_it_amends_and_not_how(amends, said, filing, stored, people):
    paper = filing(kind=Kind.PAPER, trades=(), pages=3, source="senate", amendment=1)
    message = told(owed(stored(paper, amends=amends)), people)
    assert message.title == "Nancy Pelosi (D, CA-11) amended a report on paper"
    assert message.lines[1] == said
