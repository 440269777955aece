"""What the replica prints the reader reads back, whatever the values."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.source import printed_record
from ingest.sources.senate.page import read_page
from replica.senate_pages import QUOTES, QUOTES_TO_2020, print_report
from storage.model import Document

LETTERS = "ABCXYZabcxyz0129!\"#$%&'*+,-./:;<=>?@[]^_{|}~–’éß"
BANDS = (
    "$1,001 - $15,000",
    "$100,001 - $250,000",
    "$5,000,001 - $25,000,000",
    "$25,000,001 - $50,000,000",
    "Over $50,000,000",
)
SYMBOLS = ("IBM", "BRK-B", "NEE-PC", "XLS-WI", "LM09.SG", "RDSA.AS", "^MWE", "SPY160219P00180000")

words = st.text(LETTERS, min_size=1, max_size=12)
sentences = st.lists(words, min_size=1, max_size=12).map(" ".join)
comments = (st.just("") | sentences).filter(lambda comment: comment != "--")
days = st.dates(date(2012, 1, 1), date(2030, 12, 31))
symbols = st.sampled_from(SYMBOLS)


@st.composite
def dated(draw: st.DrawFn, name: str) -> dict[str, str]:
    """A date in either form of the site, or a typing error, which no date is made of."""
    day = draw(days)
    form = draw(st.sampled_from(["%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y", "%m/%d/219"]))
    known = {f"{name}_date": day.isoformat()} if form in ("%m/%d/%Y", "%Y-%m-%d") else {}
    return {name: day.strftime(form), **known}


@st.composite
def details(draw: st.DrawFn) -> dict[str, str]:
    kind = draw(st.sampled_from(["bond", "option", "company", "description"]))
    if kind == "bond":
        coupon = draw(st.sampled_from(["6.75", ".94", "3.00 %", "2.017% - Floating", ""]))
        return {"coupon": coupon, **draw(dated("matures"))}
    if kind == "option":
        option_type = draw(st.sampled_from(["Put", "Call", "Neither"]))
        return {"option_type": option_type, "strike": draw(words), **draw(dated("expires"))}
    company = {"company": f"{draw(sentences)} (Fargo, ND)"} if kind == "company" else {}
    described = kind == "description" or draw(st.booleans())
    return {**company, **({"description": draw(sentences)} if described else {})}


@st.composite
def assets(draw: st.DrawFn) -> dict[str, Any]:
    """One asset with a ticker or none, or two that were exchanged with both tickers, one or none."""
    if draw(st.booleans()):
        return {"tickers": draw(st.lists(symbols, max_size=1)), "asset": draw(sentences)}
    given_name, received = draw(sentences), draw(sentences)
    exchange = {"given": given_name, "received": received}
    tickers = draw(st.lists(symbols, max_size=1))
    if draw(st.booleans()):
        both = [draw(st.just("") | symbols), draw(st.just("") | symbols)]
        tickers = [symbol for symbol in both if symbol]
        exchange |= {"given_ticker": both[0], "received_ticker": both[1]}
    name = f"{given_name} (Exchanged) {received} (Received)"
    return {"tickers": tickers, "asset": name, "exchange": exchange}


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "ordinal": draw(st.integers(1, 400)),
        "date": draw(days).isoformat(),
        "owner": draw(st.sampled_from(["Self", "Joint", "Spouse", "Child"])),
        **draw(assets()),
        **({"details": draw(details())} if draw(st.booleans()) else {}),
        "asset_type": draw(st.sampled_from(["", "Stock", "Stock Option", "Municipal Security", "Other"])),
        "type": draw(st.sampled_from(["Purchase", "Sale (Full)", "Sale (Partial)", "Exchange"])),
        "amount": draw(st.sampled_from(BANDS)),
        "comment": draw(comments),
    }


def summary(printed: list[dict[str, Any]]) -> dict[str, int]:
    held = Counter(row["owner"].lower() for row in printed)
    return {"total": len(printed), **{name: held[name] for name in ("self", "joint", "spouse", "child")}}


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    drawn = draw(st.lists(rows(), min_size=1, max_size=6))
    printed = drawn + drawn[: draw(st.integers(0, 2))]  # equal rows are real
    last, first = draw(words), draw(words)
    minutes = st.sampled_from([0, 4, 30, 59])
    clock = datetime.combine(draw(days), datetime.min.time()).replace(
        hour=draw(st.integers(0, 23)), minute=draw(minutes)
    )
    return {
        "uuid": str(draw(st.uuids())),
        "title_date": draw(days).isoformat(),
        "amendment": draw(st.integers(0, 4)),
        "salutation": draw(st.sampled_from(["The Honorable", "Mr.", "Ms.", "Mrs."])),
        "full_name": f"{first} {last} Jr.",
        "name_last_first": f"{last}, {first}",
        "filed": clock.isoformat(timespec="minutes"),
        "summary": summary(printed),
        "rows": printed,
    }


@settings(deadline=None, max_examples=100)
@given(reports(), st.sampled_from([QUOTES, QUOTES_TO_2020]), st.booleans())
def test_any_report_reads_as_it_was_printed(report: dict[str, Any], quotes: str, named_hours: bool) -> None:
    page = print_report(report, quotes, named_hours=named_hours)
    filing = read_page(Document("senate", report["uuid"].upper(), page, "text/html"), None)
    assert printed_record(filing) == report
    assert [trade.ordinal for trade in filing.trades] == list(range(1, len(report["rows"]) + 1))
