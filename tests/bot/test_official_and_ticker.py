"""/official and /ticker: who traded what."""

from datetime import date

from storage import documents
from storage.model import AmountRange, Kind, RowStatus, Side


def commands(message):
    return [button.command for button in message.buttons]


def test_an_official_in_a_few_lines(chat, published, listed, filing, trade, database, now):
    sale = trade(ordinal=2, ticker="UBER", side=Side.SELL, traded=date(2026, 5, 19))
    amended = trade(ordinal=3, status=RowStatus.AMENDED)
    published(filing(trades=(trade(), sale, amended)))
    published(filing(document_id="8220999", kind=Kind.PAPER, trades=(), pages=41))
    published(filing(document_id="20010000", filed=date(2024, 5, 1)))
    listed("20040000")
    with database.write() as transaction:
        documents.failed(transaction, documents.named(transaction, "20040000"), "Unreadable", "", now)
    message = chat("/official pelosi")
    assert message.title == "Nancy Pelosi (D, CA-11) · House since 1987"
    assert message.lines == (
        "2 trades reported in the last 12 months · $2 K – $30 K · 1 buy, 1 sale"
        " · median 30 days from trade to filing",
        "Most traded: INTC 1, UBER 1",
        "1 row corrects an earlier report and is not counted.",
        "On paper: 1 of 2 reports; the trades on it are not counted.",
        "Not counted: 1 report could not be read yet.",
        "",
        "23 Jun · on paper, 41 pages · 8220999",
        "23 Jun · bought INTC, sold UBER · $3 K – $45 K · 20034836",
        "1 May 2024 · bought INTC · $1 K – $15 K · 20010000",
    )
    assert commands(message) == [
        "/follow P000197",
        "/recent P000197",
        "/chart P000197",
        "/filing 8220999",
        "/ticker $INTC",
        "/ticker $UBER",
    ]


def test_a_trade_that_an_amendment_states_again_counts_once(chat, published, filing, trade):
    published(filing(trades=(trade(printed={"id": "1"}), trade(ordinal=2, ticker="UBER"))))
    amended = trade(status=RowStatus.AMENDED, printed={"id": "1"}, amount=AmountRange(1_500_100, 5_000_000))
    published(filing(document_id="20034840", trades=(amended,)))
    lines = chat("/official pelosi").lines
    assert lines[0].startswith("2 trades reported in the last 12 months · $16 K – $65 K · 2 buys")
    assert "corrects an earlier report" not in str(lines)


def test_an_official_on_paper_is_not_said_to_have_traded_nothing(chat, published, filing):
    published(filing(kind=Kind.PAPER, trades=(), pages=41))
    assert chat("/official pelosi").lines[:2] == (
        "No trade that we can read in the last 12 months.",
        "Files mostly on paper: 1 of 1 report; the trades on it are not counted.",
    )


def test_an_official_who_is_followed_can_be_unfollowed_there(chat):
    chat("/follow khanna yes")
    message = chat("/official khanna")
    assert message.lines == ("No trade reported in the last 12 months.",)
    assert commands(message) == ["/unfollow K000389"]


def test_a_seat_at_large_says_so(chat):
    assert chat("/official begich").title == "Nicholas J. Begich (R, AK at large) · House since 2025"


def test_a_ticker_says_who_traded_it_newest_first(chat, published, filing, trade):
    published(filing(trades=(trade(traded=date(2026, 5, 1)), trade(ordinal=2, side=Side.SELL))))
    published(filing(document_id="20010000", filed=date(2024, 5, 1)), "K000389")
    message = chat("/ticker intc")
    assert message.title == "INTC: 2 trades reported in the last 12 months"
    assert message.lines[:3] == (
        "$2 K – $30 K · 1 buy, 1 sale",
        "Named as Intel Corporation - Common Stock (INTC); the SEC does not list INTC.",
        "Most trades: Nancy Pelosi (D, CA-11) 2, $2 K – $30 K",
    )
    assert message.lines[4:] == (
        "🟢 Nancy Pelosi (D, CA-11) · $1 K – $15 K · 1 May · filed 23 Jun · 20034836",
        "🔴 Nancy Pelosi (D, CA-11) · $1 K – $15 K · 29 May · filed 23 Jun · 20034836",
        "🟢 Ro Khanna (D, CA-17) · $1 K – $15 K · 29 May · filed 1 May 2024 · 20010000",
    )
    assert commands(message) == [
        "/follow $INTC",
        "/chart $INTC",
        "/official P000197",
        "/filing 20034836",
        "/filing 20010000",
    ]


def test_a_ticker_says_whom_the_sec_lists_and_when_the_name_is_another(chat, published, filing, trade):
    published(filing(trades=(trade(listed_as="INTEL CORP", confirmed=True),)))
    assert chat("/ticker INTC").lines[1].endswith("(INTC); the SEC lists INTEL CORP.")
    spectra = trade(ticker="SE", asset="Spectra Energy Corp.", listed_as="Sea Ltd")
    published(filing(document_id="20010000", trades=(spectra,)))
    message = chat("/ticker SE")
    assert message.lines[1].endswith("the SEC lists Sea Ltd under SE, so this may be another company.")
    assert "Nancy Pelosi (D, CA-11) · Spectra Energy Corp. · $1 K – $15 K" in message.lines[4]


def test_a_former_ticker_finds_what_was_traded_under_it_and_names_the_new_one(chat, published, filing, trade):
    facts = {"listed_as": "Meta Platforms, Inc.", "confirmed": True}
    facebook = trade(ticker="META", former_ticker="FB", asset="Facebook, Inc.", **facts)
    published(filing(trades=(facebook,)))
    former = chat("/ticker FB")
    assert former.title == "META (then FB): 1 trade reported in the last 12 months"
    assert former.lines[1] == "Named as Facebook, Inc.; the ticker is META today."
    assert commands(former)[:2] == ["/ticker $META", "/follow $FB"]
    message = chat("/ticker META")
    assert message.title == "META: 1 trade reported in the last 12 months"
    assert message.lines[1] == "Named as Facebook, Inc.; the SEC lists Meta Platforms, Inc."


def test_an_exchange_says_for_what_wherever_it_is_looked_up(chat, published, filing, trade):
    both = {"given": "Praxair, Inc.", "received": "Linde plc", "given_ticker": "PX", "received_ticker": "LIN"}
    note = "for Linde plc (LIN); by merger"
    published(filing(trades=(trade(side=Side.EXCHANGE, ticker="PX", printed={"exchange": both}, note=note),)))
    said = "Praxair, Inc. for Linde plc · $1 K – $15 K · 29 May"
    assert f"1. 🔁 {said} · “by merger”" in chat("/filing 20034836").lines
    assert said in chat("/ticker PX").lines[4]


def test_a_ticker_nobody_traded_suggests_the_nearest_that_was(chat, published, filing):
    published(filing())
    message = chat("/ticker INTX")
    assert message.title == "No report we have names INTX. Did you mean INTC?"
    assert commands(message) == ["/ticker $INTC", "/follow $INTX"]


def test_what_is_no_ticker_shows_how_one_looks(chat):
    message = chat("/ticker nvidia corporation")
    assert message.title == "“nvidia corporation” is not a ticker I can read. Type it like NVDA or BRK.B."
    assert message.lines == ("For example: /ticker NVDA",)
