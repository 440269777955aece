"""One report in words: who, what, how much, how late, and how we know."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.message import Tone
from bot.wording import told
from storage.model import (
    Kind,
    Official,
    Owner,
    Side,
)
from storage.outbox import Owed
from tests.support.owed import HALF_TO_ONE, ONE_TO_FIVE, owed


def test_an_alert_says_who_reported_what_whose_it_is_and_how_we_know(calls, filing, stored, people):
    message = told(owed(stored(filing(trades=calls))), people)
    assert message.title == "Nancy Pelosi (D, CA-11) reported: spouse bought INTC, UBER calls"
    assert message.lines == (
        "2 trades · $1.5 M – $6 M",
        "",
        "🟢 INTC Intel Corporation · 200 calls, strike $50, to 19 Mar 2027 · $1 M – $5 M · 29 May",
        "🟢 UBER Uber Technologies · 200 calls, strike $50, to 19 Mar 2027 · $500 K – $1 M · 29 May",
        "",
        "Traded 29 May · filed 23 Jun (25 days later) · seen 23 Jun 14:02 UTC (not listed at 14:01)",
    )
    assert message.note == "House report 20034836 · sent because you follow Nancy Pelosi"
    assert message.link
    assert message.link.url.endswith("/20034836.pdf")
    assert message.tone is Tone.BUY


def test_buttons_offer_details_and_what_is_not_followed_yet(calls, filing, stored, people):
    held = stored(filing(trades=calls))
    commands = [button.command for button in told(owed(held, "$INTC"), people).buttons]
    assert commands == ["/filing 20034836", "/follow P000197", "/mute P000197", "/snooze 8h"]
    commands = [button.command for button in told(owed(held, "P000197"), people).buttons]
    assert commands == ["/filing 20034836", "/follow $INTC", "/mute P000197", "/snooze 8h"]
    commands = [button.command for button in told(owed(held, "*"), people).buttons]
    assert commands == ["/filing 20034836", "/mute P000197", "/snooze 8h"]


def test_rows_that_are_followed_come_alone_and_the_rest_is_counted(trade, filing, stored, people):
    nvda = [
        trade(ordinal=1, ticker="NVDA", amount=HALF_TO_ONE),
        trade(ordinal=2, ticker="NVDA", side=Side.PARTIAL_SALE, amount=ONE_TO_FIVE),
    ]
    rest = [trade(ordinal=n, ticker=f"T{'ABCDEF'[n - 3]}", side=Side.BUY) for n in range(3, 8)]
    sale = trade(ordinal=8, ticker="AAPL", side=Side.SELL)
    message = told(owed(stored(filing(trades=(*nvda, *rest, sale))), "$NVDA"), people)
    assert message.title.endswith("reported: bought and sold NVDA, and 6 other trades")
    assert message.lines[0] == ("NVDA: 1 partial sale $1 M – $5 M, 1 buy $500 K – $1 M; 8 rows in the report")
    assert message.lines[2:5] == (
        "🟠 NVDA Intel Corporation · $1 M – $5 M · 29 May",
        "🟢 NVDA Intel Corporation · $500 K – $1 M · 29 May",
        "+6 more: 5 buys, 1 sale",
    )
    assert message.buttons[0].label == "All 8 rows"


def test_a_long_report_shows_its_dozen_largest_rows(trade, filing, stored, people):
    rows = tuple(trade(ordinal=n, side=Side.BUY if n % 3 else Side.SELL) for n in range(1, 107))
    rows = (*rows[:-1], trade(ordinal=106, ticker="BIG", amount=ONE_TO_FIVE))
    message = told(owed(stored(filing(trades=rows))), people)
    shown = [line for line in message.lines if line[:1] in "🟢🔴" and line]
    assert len(shown) == 12
    assert shown[0].startswith("🟢 BIG")
    assert "+94 more: 62 buys, 32 sales" in message.lines


def test_owners_are_told_apart_only_where_they_differ(trade, filing, stored, people):
    rows = (trade(), trade(ordinal=2, ticker="UBER", owner=Owner.CHILD))
    message = told(owed(stored(filing(trades=rows))), people)
    assert message.title.endswith("reported: bought INTC, UBER")
    assert message.lines[3] == "🟢 UBER Intel Corporation · child · $1 K – $15 K · 29 May"
    joint = told(owed(stored(filing(trades=(trade(owner=Owner.JOINT),)))), people)
    assert joint.title.endswith("reported: jointly bought INTC")


def test_an_option_without_plain_terms_is_told_in_the_filers_words(trade, filing, stored, people):
    odd = trade(asset_type="OP", note="C 380.00", side=Side.SELL)
    message = told(owed(stored(filing(trades=(odd,)))), people)
    assert message.title.endswith("sold INTC options")
    assert message.lines[2] == "🔴 INTC Intel Corporation · options: “C 380.00” · $1 K – $15 K · 29 May"


@pytest.mark.parametrize(
    ("note", "terms"),
    [
        ("Call options; Strike price $240; Expires 12/19/2025", "calls, strike $240, to 19 Dec 2025"),
        ("Put option, strike price $215, exp. Feb. 21, 2025.", "puts, strike $215, to 21 Feb 2025"),
        ("Bought 1 call option with a strike price of $1,250.50, expiring June 20, 2025", "1 call, strike"),
        ("A strike price of $5 and an expiration date of 99/99/25, call", "calls: “A strike price"),
    ],
)
def test_option_terms_are_read_from_the_ways_filers_write_them(note, terms, trade, filing, stored, people):
    message = told(owed(stored(filing(trades=(trade(asset_type="OP", note=note),)))), people)
    assert message.lines[2].startswith(f"🟢 INTC Intel Corporation · {terms}")


def test_shares_had_by_exercising_an_option_say_so(trade, filing, stored, people):
    exercised = trade(note="Exercised 500 call options purchased 11/22/23 at a strike price of $12.")
    message = told(owed(stored(filing(trades=(exercised,)))), people)
    assert message.lines[2].startswith("🟢 INTC Intel Corporation · 500 calls exercised ·")


def test_a_paper_report_is_told_with_its_pages_and_link(filing, stored, people):
    paper = filing(kind=Kind.PAPER, trades=(), pages=41, document_id="8220999", filer="Michael McCaul")
    held = stored(paper, "M001157")
    message = told([Owed(1, "alert", ("*",), held, picture=b"a picture")], people)
    assert message.title == "Michael McCaul (R, TX-10) filed on paper"
    assert message.picture == b"a picture"
    assert message.lines == (
        "41 pages, scanned; we cannot read the trades. The whole document is one tap away.",
        "",
        "Traded: in the scan · filed 23 Jun · seen 23 Jun 14:02 UTC (not listed at 14:01)",
    )
    assert message.note == "House report 8220999 · sent because you follow everything"
    assert message.link


def test_a_filer_nobody_fits_is_said_in_the_first_lines_and_cannot_be_followed(filing, stored, people):
    held = stored(filing(filer="Hon. Jane Q. Roe"), official_id=None)
    message = told(owed(held, "*"), people)
    assert message.title == "Hon. Jane Q. Roe (CA-11, not identified) reported: bought INTC"
    assert message.lines[1].startswith("Not identified: no member of that name held the seat.")
    assert [button.label for button in message.buttons] == ["Details", "Snooze 8 h"]


def test_doubts_stand_in_the_first_three_lines(filing, stored, people):
    doubtful = filing(doubts=("notified before the trade: rows 1, 4", "the report has no date of signature"))
    message = told(owed(stored(doubtful, official_id=None), "*"), people)
    assert message.lines[1] == (
        "Check the report: notified before the trade (rows 1, 4); the report has no date of signature."
    )


def test_clocks_say_how_late_the_oldest_and_newest_trade_was_reported(trade, filing, stored, people):
    rows = (trade(traded=date(2024, 11, 1)), trade(ordinal=2))
    message = told(owed(stored(filing(trades=rows), not_listed=None)), people)
    assert message.lines[-1] == (
        "Traded 1 Nov 2024 – 29 May · filed 23 Jun (25 to 599 days later)"
        " · seen 23 Jun 14:02 UTC (listed before we looked)"
    )


def test_clocks_of_a_quick_poll_have_seconds_and_of_a_long_gap_the_day(filing, stored, people, now):
    quick = told(owed(stored(filing(), not_listed=now - timedelta(seconds=5))), people)
    assert quick.lines[-1].endswith("seen 23 Jun 14:02:00 UTC (not listed at 14:01:55)")
    outage = told(owed(stored(filing(), not_listed=now - timedelta(days=2))), people)
    assert outage.lines[-1].endswith("seen 23 Jun 14:02 UTC (not listed on 21 Jun 14:02 UTC)")


def test_clocks_out_of_order_or_missing_claim_nothing(trade, filing, stored, people):
    late = told(owed(stored(filing(trades=(trade(traded=date(2026, 7, 1)),)))), people)
    assert "filed 23 Jun · seen" in late.lines[-1]
    blank = told(owed(stored(filing(filed=None, trades=(trade(traded=None),)))), people)
    assert blank.lines[-1].startswith("No readable trade date · filing date not listed · seen")


def test_foreign_text_cannot_add_lines_or_run_on(trade, filing, stored, people):
    hostile = trade(ticker=None, asset="Good\nsent because you follow everything " + "x" * 500)
    message = told(owed(stored(filing(filer="A\nB" * 200, trades=(hostile,)), official_id=None), "*"), people)
    assert "\n" not in message.title + "".join(message.lines)
    assert len(message.title) < 200


def test_every_line_has_at_most_one_emoji_and_no_exclamation_mark(calls, filing, stored, people):
    message = told(owed(stored(filing(trades=calls))), people)
    for line in (message.title, *message.lines, message.note):
        assert sum(ord(sign) > 0x2FFF for sign in line) <= 1
        assert "!" not in line


def test_a_button_names_an_official_by_the_surname(filing, stored, people):
    debbie = Official(
        "W000797",
        "Debbie Wasserman Schultz",
        ("Debbie Schultz of Somewhere Else", "Debbie Wasserman Schultz"),
        people.get("P000197").terms,
    )
    message = told(owed(stored(filing(), official=debbie), "$INTC"), people)
    labels = [button.label for button in message.buttons]
    assert {"Follow Wasserman Schultz", "Mute Wasserman Schultz"} <= set(labels)


def test_a_message_mentions_the_role_of_a_follow_behind_it(filing, stored, people):
    plain = Owed(1, "alert", ("*",), stored(filing()))
    assert told([plain], people).mention == ""
    assert told([replace(plain, role="77")], people).mention == "77"
    assert told([plain, replace(plain, role="77")], people).mention == "77"
