import io
from dataclasses import replace
from datetime import date

from PIL import Image

from storage import officials
from storage.model import AmountRange, Kind, Owner, Seat, Side


def commands(message):
    return [button.command for button in message.buttons]


def size(picture):
    with Image.open(io.BytesIO(picture)) as image:
        return (image.format, *image.size)


def test_an_official_and_a_ticker_come_with_a_chart(chat, published, filing):
    published(filing())
    for asked in ("/official pelosi", "/ticker INTC", "/chart pelosi", "/chart $INTC"):
        assert size(chat(asked).picture) == ("JPEG", 1000, 600), asked


def test_an_official_who_serves_comes_with_committees_by_their_short_names(chat, database, now):
    seats = (Seat("HSWM", date(2021, 1, 3), None), Seat("HSAS", date(2023, 1, 3), None))
    former = Seat("HSGO", date(2019, 1, 3), date(2021, 1, 3))
    with database.write() as transaction:
        khanna = replace(officials.get(transaction, "K000389"), seats=(former, *seats))
        officials.load(transaction, now.date(), [khanna])
    title = chat("/official khanna").title
    assert title == "Ro Khanna (D, CA-17) · House since 2017 · Armed Services, Ways and Means"


def test_no_amount_makes_no_chart(chat, published, filing, trade):
    published(filing(trades=(trade(amount=AmountRange(None, None)),)))
    assert chat("/official pelosi").picture == b""
    assert "amount not given" in chat("/official pelosi").lines[0]


def test_a_chart_says_in_words_what_it_shows(chat, published, filing, trade):
    sale = trade(ordinal=2, side=Side.SELL, ticker="UBER", amount=AmountRange(100_000_100, None))
    earlier = trade(ordinal=3, traded=date(2026, 2, 2), owner=Owner.SPOUSE)
    published(filing(trades=(trade(), sale, earlier)))
    message = chat("/chart pelosi")
    assert message.title == "Nancy Pelosi: bought and sold by month, Jul 2025 – Jun 2026"
    assert message.lines == (
        "May 2026 · 1 buy $1 K – $15 K · 1 sale over $1 M",
        "Feb 2026 · 1 buy $1 K – $15 K",
    )
    assert commands(message) == ["/official P000197"]


def test_a_chart_may_be_of_an_official_with_one_ticker(chat, published, filing, trade):
    published(filing(trades=(trade(), trade(ordinal=2, ticker="UBER"))))
    message = chat("/chart pelosi $UBER")
    assert message.title.startswith("Nancy Pelosi with UBER: bought and sold")
    assert message.lines == ("May 2026 · 1 buy $1 K – $15 K",)
    assert commands(message) == ["/official P000197", "/ticker $UBER"]


def test_a_chart_of_what_it_cannot_show_says_what_it_can(chat, published, filing):
    for asked in ("/chart *", "/chart pelosi,khanna", "/chart $A $B"):
        assert chat(asked).title.startswith("A chart shows an official, a ticker or both: /chart pelosi")
    message = chat("/chart khanna")
    assert message.title == "Ro Khanna: no trade in Jul 2025 – Jun 2026"
    assert message.picture == b""


def test_the_top_is_by_volume_in_this_month(chat, published, filing, trade):
    big = trade(ordinal=2, amount=AmountRange(5_000_100, 10_000_000), side=Side.SELL, ticker="UBER")
    published(filing(trades=(trade(), big)))
    published(filing(document_id="2", trades=tuple(trade(ordinal=n) for n in (1, 2, 3))), "K000389")
    published(filing(document_id="3"), None)
    message = chat("/top")
    assert message.title == "Largest volume, officials: June 2026"
    assert message.lines == (
        "1. Nancy Pelosi (D, CA-11) · 2 trades · $51 K – $115 K · 1 buy, 1 sale",
        "2. Ro Khanna (D, CA-17) · 3 trades · $3 K – $45 K · 3 buys",
    )
    assert chat("/top count").lines[0].startswith("1. Ro Khanna")


def test_the_top_of_tickers_in_every_period(chat, published, filing, trade):
    published(filing(trades=(trade(), trade(ordinal=2), trade(ordinal=3, ticker="UBER"))))
    titles = {
        "week": "the week of 22 Jun 2026",
        "month": "June 2026",
        "quarter": "the 2nd quarter of 2026",
        "year": "2026",
        "all": "all time",
    }
    for period, name in titles.items():
        message = chat(f"/top {period} tickers count")
        assert message.title == f"Most trades, tickers: {name}"
        assert message.lines[0] == "1. INTC · 2 trades · $2 K – $30 K · 2 buys"
        assert commands(message)[-2:] == ["/ticker $INTC", "/ticker $UBER"]


def test_a_period_without_reports_shows_the_one_before(chat, published, filing):
    published(filing(filed=date(2026, 5, 30)))
    message = chat("/top month")
    assert message.title == "Largest volume, officials: May 2026"
    assert message.lines[0] == "Nothing is reported yet in June 2026; this is May 2026."
    assert chat("/top week").title == "No trade reported in the week of 22 Jun 2026."


def test_every_button_of_the_top_can_be_pressed(chat, published, filing):
    published(filing())
    for command in commands(chat("/top")):
        assert chat(command).title


def test_a_word_that_top_does_not_know_is_named(chat):
    assert chat("/top stocks").title.startswith("I do not know “stocks”. /top takes of these what you like:")


def test_a_search_shows_rows_newest_first_and_how_many_there_are(chat, published, filing, trade):
    published(filing(trades=(trade(), trade(ordinal=2, ticker="UBER", side=Side.SELL))))
    published(filing(document_id="20030001", filed=date(2026, 6, 1)), "K000389")
    message = chat("/search buy $INTC")
    assert message.title.endswith(": 2 trades")
    assert message.lines == (
        "🟢 Nancy Pelosi (D, CA-11) · INTC · $1 K – $15 K · 29 May · filed 23 Jun · 20034836",
        "🟢 Ro Khanna (D, CA-17) · INTC · $1 K – $15 K · 29 May · filed 1 Jun · 20030001",
    )
    assert commands(message) == ["/follow buy $INTC", "/filing 20034836", "/filing 20030001"]


def test_a_search_goes_on_by_buttons(chat, published, filing, trade):
    published(filing(trades=tuple(trade(ordinal=n, ticker=f"A{chr(64 + n)}") for n in range(1, 26))))
    seen, message = [], chat("/search pelosi")
    assert message.title == "Nancy Pelosi: 25 trades"
    while True:
        seen += [line.split(" · ")[1] for line in message.lines]
        older = [button.command for button in message.buttons if button.label == "Older"]
        if not older:
            break
        message = chat(older[0])
    assert seen == [f"A{chr(64 + n)}" for n in range(1, 26)]
    assert message.title == "Nancy Pelosi: 1 older"
    assert commands(message)[0] == "/search P000197 after:0"
    assert message.in_place
    assert chat(commands(message)[0]).title == "Nancy Pelosi: 25 trades"


def test_a_search_in_time_is_not_offered_to_follow(chat, published, filing):
    published(filing())
    assert commands(chat("/search pelosi filed:30d")) == ["/filing 20034836"]


def test_a_search_finds_reports_on_paper(chat, published, filing):
    published(filing(kind=Kind.PAPER, trades=(), pages=41))
    assert chat("/search pelosi").lines == (
        "📄 Nancy Pelosi (D, CA-11) · on paper, 41 pages · filed 23 Jun · 20034836",
    )


def test_a_search_without_a_result_says_so(chat):
    assert chat("/search $ZZZ").title == "$ZZZ: nothing that we have matches"


def test_what_was_late_is_counted_and_can_be_listed(chat, published, filing, trade):
    late = trade(ordinal=2, traded=date(2026, 3, 2), notified=date(2026, 3, 2))
    published(filing(trades=(trade(), late)))
    message = chat("/official pelosi")
    assert message.lines[0].endswith("median 69 days from trade to filing, 1 late")
    [pressed] = [button.command for button in message.buttons if button.label == "Late ones"]
    assert len(chat(pressed).lines) == 1
    assert chat("/top late").lines == (
        "1. Nancy Pelosi (D, CA-11) · 2 trades · 1 late · $2 K – $30 K · 2 buys",
    )
    assert chat("/top late tickers week").lines[0].startswith("1. INTC")


def test_a_row_can_be_asked_for_alone(chat, published, filing, trade):
    published(filing(trades=(trade(), trade(ordinal=2, ticker="UBER"), trade(ordinal=3))))
    message = chat("/filing 20034836 row 2")
    assert message.title == "Row 2 of 3 by Nancy Pelosi (D, CA-11)"
    assert message.lines[0].startswith("2. 🟢 Intel Corporation - Common Stock (INTC) · $1 K – $15 K")
    assert message.lines[1] == "There is no picture of this row; the document has it."
    rows = ["/filing 20034836 row 1", "/filing 20034836 row 3", "/filing 20034836 1"]
    assert commands(message) == rows
    assert chat("/filing 20034836 row 9").title.startswith("Report 20034836 has rows 1 to 3")


def test_pages_take_each_others_place_and_first_answers_do_not(chat, published, filing, trade):
    published(filing(trades=tuple(trade(ordinal=n) for n in range(1, 41))))
    for asked, placed in (("/filing 20034836", False), ("/filing 20034836 1", True), ("/recent", False)):
        assert chat(asked).in_place is placed
    assert chat("/recent 1").in_place
