"""Assets, options, companies and sums in words."""

import pytest

from bot.wording import told
from storage.model import (
    AmountRange,
    Chamber,
    Official,
    Owner,
    Side,
)
from tests.support.owed import CALLS, HALF_TO_ONE, ONE_TO_FIVE, owed


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


def test_kinds_of_assets_stand_in_the_order_of_their_size(trade, filing, stored, people):
    option = {"asset_type": "OP", "note": CALLS}
    rows = (
        trade(amount=ONE_TO_FIVE, **option),
        trade(ordinal=2, ticker="UBER", asset_type="OP", note="C 38", amount=HALF_TO_ONE),
        trade(ordinal=3, ticker="DIS"),
    )
    message = told(owed(stored(filing(trades=rows))), people)
    assert message.title.endswith("bought INTC calls, UBER options and DIS")
