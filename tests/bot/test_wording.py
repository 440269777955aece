from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.message import Tone
from bot.wording import told
from bot.wording_status import Status, status
from ingest.difference import difference
from storage.hours import Held
from storage.model import (
    AmountRange,
    Chamber,
    Change,
    Difference,
    Kind,
    Official,
    Owner,
    RowStatus,
    Side,
    Stored,
)
from storage.outbox import Owed
from storage.status import Latency

CALLS = "Purchased 200 call options with a strike price of $50 and an expiration date of 3/19/27."
HALF_TO_ONE = AmountRange(50_000_100, 100_000_000)
ONE_TO_FIVE = AmountRange(100_000_100, 500_000_000)


def owed(held: Stored, *why: str) -> Sequence[Owed]:
    return [Owed(1, "alert", why or ("P000197",), held)]


@pytest.fixture
def calls(trade):
    """INTC and UBER calls of a spouse, as in House report 20034836."""
    call = {"asset_type": "OP", "note": CALLS, "owner": Owner.SPOUSE}
    uber = {"asset": "Uber Technologies, Inc. Common Stock (UBER)", "ticker": "UBER", "amount": HALF_TO_ONE}
    return (trade(amount=ONE_TO_FIVE, **call), trade(ordinal=2, **uber, **call))


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


@pytest.fixture
def amendment(trade, filing, stored):
    """Of four rows DIS has another amount, AMD is gone, NVDA is new, and two are as they were."""
    dis, amd = trade(ordinal=1, ticker="DIS"), trade(ordinal=2, ticker="AMD", side=Side.SELL)
    same = [trade(ordinal=n, ticker=ticker) for n, ticker in ((3, "INTC"), (4, "UBER"))]
    now = [replace(dis, amount=HALF_TO_ONE), *same, trade(ordinal=5, ticker="NVDA", amount=ONE_TO_FIVE)]
    found = difference([dis, amd, *same], now, earlier=7)
    return stored(filing(trades=tuple(now)), amends=replace(found, documents=("20034835",)))


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


def test_a_group_tells_amendments_and_corrections_apart_from_trades(amendment, trade, filing, stored, people):
    message = told([*owed(amendment, "$DIS"), *owed(stored(filing()), "*")], people)
    assert message.title == "2 reports, 1 trade that you follow"
    assert message.lines[0].startswith(
        "🟢 Nancy Pelosi (D, CA-11): amended, 1 of 4 rows changed, 1 added, 1 removed · DIS · traded"
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


def test_several_reports_make_one_message_that_names_each(trade, filing, stored, people):
    ids = [str(20030000 + number) for number in range(20)]
    group = [owed(stored(filing(document_id=one)))[0] for one in ids]
    message = told(group, people)
    assert message.title == "20 reports, 20 trades that you follow"
    assert [line.rpartition(" · ")[2] for line in message.lines] == ids
    assert message.lines[0] == (
        "🟢 Nancy Pelosi (D, CA-11): 1 buy · $1 K – $15 K · INTC · traded 29 May, filed 23 Jun · 20030000"
    )
    assert message.note == "Seen 23 Jun 14:02 UTC · sent because you follow Nancy Pelosi"


def test_a_group_counts_only_rows_that_are_followed_and_names_paper(trade, filing, stored, people):
    mixed = stored(filing(trades=(trade(), trade(ordinal=2, ticker="UBER", side=Side.SELL))))
    paper = stored(filing(kind=Kind.PAPER, trades=(), pages=3, document_id="8220999"), "M001157")
    message = told([*owed(mixed, "$INTC"), *owed(paper, "*")], people)
    assert message.title == "2 reports (1 on paper), 1 trade that you follow"
    assert message.lines[0].startswith("🟢 Nancy Pelosi (D, CA-11): 1 buy, of 2 rows · $1 K – $15 K · INTC")
    assert message.lines[1] == "• Michael McCaul (R, TX-10): on paper, 3 pages · filed 23 Jun · 8220999"
    assert message.note.endswith("sent because you follow $INTC and everything")


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


def test_status_says_how_fast_alerts_were_and_what_may_have_been_sent_twice(now):
    took = (timedelta(seconds=seconds) for seconds in (35, 65, 1.2, 3))
    held = Status((), Latency(*took, 120), 7, {}, (), {"sent": 1200, "waiting": 2}, 1, None)
    message = status(held, now)
    assert message.title == "Nothing has run yet"
    assert message.lines == (
        "Latency of 120 alerts in 7 days: half within 35 s, 95 % within 1 min 5 s, from the last poll that"
        " did not list the report until the chat had the alert; from the poll that did, 1.2 s and 3.0 s.",
        "Deliveries: 1,200 sent in 7 days, 2 waiting; 1 part sent again in doubt.",
    )


def test_an_executive_is_shown_with_the_office_and_no_owner(trade, filing, stored, people):
    sale = trade(side=Side.SELL, owner=Owner.UNSTATED)
    swap = trade(ordinal=2, asset="Total return swap", ticker=None, side=Side.UNSTATED, owner=Owner.UNSTATED)
    office = {
        "source": "oge",
        "chamber": Chamber.EXECUTIVE,
        "office": "Secretary, Department of Placeholders",
    }
    report = filing(state="", district=None, trades=(sale, swap), **office)
    jane = Official("X000001", "Jane Placeholder", ("Jane Placeholder",), ())
    said = told(owed(stored(report, official=jane)), people)
    assert said.title == (
        "Jane Placeholder (Secretary of Placeholders) reported: sold INTC, traded Total return swap"
    )
    assert said.lines[0] == "2 trades · $2 K – $30 K: 1 sale $1 K – $15 K, 1 unspecified trade $1 K – $15 K"
    assert "unstated" not in str(said.lines)


def test_an_office_is_said_once_and_without_the_forms_own_marks(filing, stored, people):
    jane = Official("X000001", "Jane Placeholder", ("Jane Placeholder",), ())
    marked = filing(office="Director, Office of Placeholders, Office of Placeholders -- Simple")
    said = told(owed(stored(marked, official=jane)), people)
    assert said.title.startswith("Jane Placeholder (Director, Office of Placeholders) reported: ")


def test_a_senators_option_is_told_like_a_members(trade, filing, stored, people):
    put = trade(
        asset_type="Stock Option",
        asset="Kellogg Company",
        ticker="K",
        note="Put, strike $60, expires 09/18/2020",
    )
    assert told(owed(stored(filing(trades=(put,)))), people).title.endswith("bought K puts")


def test_a_ticker_that_changed_or_is_another_companys_today_is_not_left_alone(filing, trade, stored, people):
    facebook = trade(ticker="META", former_ticker="FB", listed_as="Meta Platforms, Inc.", confirmed=True)
    spectra = trade(ordinal=2, ticker="SE", asset="Spectra Energy Corp.", listed_as="Sea Ltd")
    message = told(owed(stored(filing(trades=(facebook, spectra)))), people)
    assert message.title.endswith("reported: bought META (then FB), SE (Spectra Energy Corp.)")
    assert message.lines[2].startswith("🟢 META (then FB) · ")
    assert message.lines[3].startswith("🟢 SE (Spectra Energy Corp.) · ")


def test_an_exchange_names_both_assets(trade, filing, stored, people):
    both = {"given": "Praxair, Inc.", "received": "Linde plc", "given_ticker": "PX", "received_ticker": "LIN"}
    names = {"given": "Sample Bank", "received": "Placeholder Bancorp"}
    exchange = {"side": Side.EXCHANGE, "asset": "Praxair, Inc. (Exchanged) Linde plc (Received)"}
    merged = trade(ticker="PX", printed={"exchange": both}, note="for Linde plc (LIN)", **exchange)
    banks = trade(ordinal=2, ticker=None, printed={"exchange": names}, **exchange)
    message = told(owed(stored(filing(trades=(merged, banks)))), people)
    assert message.title.endswith("reported: exchanged PX for LIN, Sample Bank for Placeholder Bancorp")
    assert message.lines[2] == "🔁 PX for LIN · $1 K – $15 K · 29 May"


def test_an_exchange_or_swap_is_told_with_the_filers_note(trade, filing, stored, people):
    shares = trade(side=Side.EXCHANGE, note="Private shares became public ones.")
    message = told(owed(stored(filing(trades=(shares,)))), people)
    assert message.lines[2].endswith("29 May · “Private shares became public ones.”")


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("coupon 5.5%, matures 03/15/2018; sold early", "bond, coupon 5.5%, matures 15 Mar 2018"),
        ("coupon 6.75, matures 2/1/24", "bond, coupon 6.75, matures 2/1/24"),
        ("sold early", "bond"),
    ],
)
def test_a_bond_is_not_taken_for_shares_of_its_ticker(note, said, trade, filing, stored, people):
    bond = trade(asset_type="Corporate Bond", note=note)
    message = told(owed(stored(filing(trades=(bond,)))), people)
    assert message.title.endswith("bought INTC bonds")
    assert message.lines[2] == f"🟢 INTC Intel Corporation · {said} · $1 K – $15 K · 29 May"


def test_a_bond_without_a_ticker_shows_its_terms_beside_its_whole_name(trade, filing, stored, people):
    name = "PLACEHOLDER TWP PA GO BDS 2014 SER B DUE 12/01/2029"
    terms = "coupon 3.125%, matures 12/01/2029"
    bond = trade(asset_type="Municipal Security", asset=name, ticker=None, note=terms)
    message = told(owed(stored(filing(trades=(bond,)))), people)
    assert message.lines[2].startswith(f"🟢 {name} · coupon 3.125%, matures 1 Dec 2029 · $1 K")


def test_a_ticker_stands_once_beside_the_name_of_another_company(trade, filing, stored, people):
    named = {"ticker": "META", "asset": "Meta Financial Group, Inc. (META)", "listed_as": "Meta Platforms"}
    message = told(owed(stored(filing(trades=(trade(**named),)))), people)
    assert message.title.endswith("bought META (Meta Financial Group, Inc.)")


def test_what_has_no_amount_makes_no_sum(trade, filing, stored, people):
    swap = trade(ordinal=2, side=Side.UNSTATED, amount=AmountRange(None, None))
    message = told(owed(stored(filing(trades=(trade(), swap)))), people)
    assert message.lines[0] == (
        "2 trades · $1 K – $15 K (1 without an amount): 1 buy $1 K – $15 K, 1 unspecified trade"
    )


@pytest.mark.parametrize(
    ("asset", "company"),
    [
        ("Apple Inc. - Common Stock (AAPL)", "Apple"),
        ("Alphabet Inc. - Class A Common Stock (AAPL)", "Alphabet"),
        ("Berkshire Hathaway Inc. New Common Stock (AAPL)", "Berkshire Hathaway"),
        ("Boeing Company (AAPL)", "Boeing Company"),
        ("A Company of So Many Names That Nobody Reads Them (AAPL)", "A Company of So Many Names…"),
    ],
)
def test_a_company_stands_behind_its_ticker_by_the_name_it_is_known_by(
    asset, company, trade, filing, stored, people
):
    message = told(owed(stored(filing(trades=(trade(asset=asset, ticker="AAPL"),)))), people)
    assert message.lines[2].startswith(f"🟢 AAPL {company} · ")


def test_companies_are_named_only_where_there_is_room(trade, filing, stored, people):
    rows = tuple(trade(ordinal=number) for number in range(1, 7))
    message = told(owed(stored(filing(trades=rows))), people)
    assert message.lines[2].startswith("🟢 INTC · ")
    assert told(owed(stored(filing(trades=(trade(asset="INTC"),)))), people).lines[2].startswith("🟢 INTC · ")


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


def test_kinds_of_assets_stand_in_the_order_of_their_size(trade, filing, stored, people):
    option = {"asset_type": "OP", "note": CALLS}
    rows = (
        trade(amount=ONE_TO_FIVE, **option),
        trade(ordinal=2, ticker="UBER", asset_type="OP", note="C 38", amount=HALF_TO_ONE),
        trade(ordinal=3, ticker="DIS"),
    )
    message = told(owed(stored(filing(trades=rows))), people)
    assert message.title.endswith("bought INTC calls, UBER options and DIS")


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Held.NO, "2 reports, 2 trades that you follow"),
        (Held.QUIET, "While you slept: 2 reports, 2 trades that you follow"),
        (Held.SNOOZED, "While snoozed: 2 reports, 2 trades that you follow"),
        (Held.DAILY, "Today: 2 reports, 2 trades that you follow"),
        (Held.WEEKLY, "This week: 2 reports, 2 trades that you follow"),
    ],
)
def test_a_grouped_message_says_why_it_is_one(held, said, filing, stored, people):
    several = [Owed(n, "alert", ("*",), stored(filing(document_id=str(n)))) for n in (1, 2)]
    waited = replace(several[0], held=held)
    assert told([several[1], waited], people).title == said


def test_a_message_mentions_the_role_of_a_follow_behind_it(filing, stored, people):
    plain = Owed(1, "alert", ("*",), stored(filing()))
    assert told([plain], people).mention == ""
    assert told([replace(plain, role="77")], people).mention == "77"
    assert told([plain, replace(plain, role="77")], people).mention == "77"
