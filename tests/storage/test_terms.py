"""What each term of the query language finds, as docs/query.md has it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given

from benchmarks import generated
from storage.facts import facts
from storage.kinds import KINDS, kind
from storage.model import AmountRange, Chamber, Filing, Kind, Owner, RowStatus, Side, Standing, Trade
from storage.query import MAX_LENGTH, Directory, UnknownTerm, parse, resolve, stored
from storage.terms import SUGGESTED
from storage.vocabulary import COMMITTEES, KEYS

TODAY = date(2026, 6, 23)
DOCS = Path(__file__).parents[2] / "docs" / "query.md"
TRADED = date(2026, 4, 1)
ROW = Trade(
    1,
    Side.BUY,
    "Ford Motor Company - Common Stock (F)",
    "ST",
    "F",
    Owner.SPOUSE,
    TRADED,
    TRADED,
    AmountRange(5_000_100, 10_000_000),
    listed_as="FORD MOTOR CO",
    sector="consumer discretionary",
)
REPORT = Filing(
    "house", "1", Kind.ELECTRONIC, Chamber.HOUSE, "Somebody", "CA", 11, date(2026, 6, 20), None, 1, (ROW,)
)
STANDING = Standing("D", "CA", frozenset({"HSAS"}))
NOBODY = Directory(
    person=lambda _: pytest.fail("a name"),
    company=lambda _: True,
    leads=lambda _: False,
    called=lambda *_: False,
)


def finds(
    query: str, row: Trade | None = ROW, report: Filing = REPORT, standing: Standing = STANDING
) -> bool:
    found = resolve(parse(query), NOBODY, TODAY)
    assert stored(str(found)) == found
    return found.matches(facts(report, row, "P000197", standing))


@pytest.mark.parametrize(
    "query",
    [
        *("buy", "purchase", "-sell", "house", "HOUSE", "party:D", "party:democrat", "Party:Democratic"),
        *("state:CA", "state:ca", "state:california", "state:TX,CA", "state:TX,california"),
        *('committee:"armed services"', "-committee:finance", "-party:R *"),
        *(
            "sector:discretionary",
            'sector:"Consumer Discretionary"',
            "sector:tech,energy,staples,discretionary",
        ),
        *(
            "type:stock",
            "type:option,stock",
            "owner:spouse",
            "owner:self,spouse",
            "company:ford",
            "company:FORD",
        ),
        *(
            'company:"ford motor"',
            'company:"ford motor co"',
            "-company:f",
            '-company:"motor ford"',
            "$F",
            "*",
        ),
        *(
            ">50k",
            ">=50k",
            ">=50,001",
            ">$50,001",
            ">50.001k",
            "<100k",
            "<=$100,000",
            "<0.1m",
            "-<50k",
            "-<99999",
        ),
        *("is:late", "late>40", "late=50", "late>=50", "late<51", "delay>45", "delay=80"),
        *("delay<=80", "-late>50"),
        *("filed:7d", "filed:1w", "filed:2026", "filed:2026-06", "filed:2026-06-20", "filed:2026-06-20.."),
        *("filed:..2026-06", "traded:2026-04", "traded:2026-01..2026-04", "traded:3m", "-traded:2025"),
        *("-is:paper", "-is:amended", "buy,sell >50k -exchange party:D", "-$G"),
    ],
)
def test_found(query: str) -> None:
    assert finds(query)


@pytest.mark.parametrize(
    "query",
    [
        *("sell", "exchange", "-buy", "senate", "executive", "-house", "party:R", "-party:D", "state:TX"),
        *(
            "committee:finance",
            "sector:technology",
            "type:bond",
            "owner:self",
            "company:fo",
            '-company:"ford motor"',
        ),
        *(">50,002", ">=100k", "<50k", "<99,999", "late>50", "late=0", "late<50", "delay<80", "-delay>45"),
        *("filed:2d", "filed:2025", "filed:2026-06-21..", "traded:2026-05..", "traded:..2026-03", "is:paper"),
        *("is:amended", "buy sell", "$FORD"),
    ],
)
def test_not_found(query: str) -> None:
    assert not finds(query)


@pytest.mark.parametrize(
    ("amount", "found", "unfound"),
    [
        (AmountRange(100_000_100, None), (">1m", ">=1m", ">15k"), ("<50m", "<=1m", "<1m")),  # over $1,000,000
        (AmountRange(276_157, 276_157), (">2761.57", "<2761.57", ">1k", "<15k"), (">2761.58", "<2761.56")),
        (AmountRange(None, None), ("->0", "-<1m"), (">0", "<1m")),
        (AmountRange(100_100, 1_500_000), ("<15k", ">1k", ">=1001"), (">15k", "<14,999", ">1002")),
    ],
)
def test_amounts_are_held_against_the_bounds_of_ranges(
    amount: AmountRange, found: tuple[str, ...], unfound: tuple[str, ...]
) -> None:
    row = replace(ROW, amount=amount)
    assert [query for query in found if not finds(query, row)] == []
    assert [query for query in unfound if finds(query, row)] == []


def test_a_partial_sale_is_a_sale() -> None:
    assert finds("sell", replace(ROW, side=Side.PARTIAL_SALE))


@pytest.mark.parametrize("query", ["is:amended", "-is:late", "-late>0"])
def test_a_row_that_amends_is_not_late(query: str) -> None:
    assert finds(query, replace(ROW, status=RowStatus.AMENDED))
    assert finds(query, ROW, replace(REPORT, amendment=1))
    assert not finds("late>=0", replace(ROW, status=RowStatus.AMENDED))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *(
            (query, True)
            for query in ("P000197", "house", "party:D", "state:CA", "is:paper", "filed:7d", "*")
        ),
        *((query, True) for query in ('committee:"armed services"', "-buy", "-$F", "->50k", "-traded:2026")),
        *((query, False) for query in ("buy", "$F", "company:ford", ">0", "type:stock", "sector:energy")),
        *(
            (query, False)
            for query in ("owner:self", "is:late", "late>=0", "delay>=0", "traded:2026", "-is:paper")
        ),
    ],
)
def test_a_paper_report_is_found_by_what_is_about_the_report(query: str, found: bool) -> None:
    paper = replace(REPORT, kind=Kind.PAPER, trades=())
    assert (
        stored(
            str(resolve(parse(query), replace(NOBODY, person=lambda _: generated.PEOPLE[0]), TODAY))
        ).matches(facts(paper, None, "P000197", STANDING))
        is found
    )


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("comittee:finance", "committee:finance"),
        ("pelosi comittee:finance buy", "pelosi committee:finance buy"),
        ("pelosi -type:optoin", "pelosi -type:option"),
        ("committee:armed services >50k", 'committee:"armed services" >50k'),
        ("state:new york", "state:NY"),
        ("committe:armed", 'committee:"armed services"'),
        ("sector:tecnology", "sector:technology"),
        ("owner:spuose", "owner:spouse"),
        ("is:layte", "is:late"),
        ("delays>45", "delay>45"),
        ("fild:7d", "filed:7d"),
    ],
)
def test_the_nearest_term_is_offered_within_the_whole_query(query: str, meant: str) -> None:
    with pytest.raises(UnknownTerm) as error:
        parse(query)
    assert error.value.instead == meant
    parse(meant)


@pytest.mark.parametrize(
    ("asset_type", "source", "asset", "ticker", "expected"),
    [
        ("ST", "house", "", None, "stock"),
        ("OP", "house", "", "INTC", "option"),
        ("GS", "house", "", None, "bond"),
        ("HN", "house", "", None, "fund"),
        ("CT", "house", "", None, "crypto"),
        ("RP", "house", "", None, "property"),
        ("XX", "house", "", None, "other"),
        ("", "house", "", "F", ""),
        ("Stock", "senate", "", None, "stock"),
        ("Stock Option", "senate", "", None, "option"),
        ("Municipal Security", "senate", "", None, "bond"),
        ("Other Securities", "senate", "", None, "other"),
        ("", "oge", "Linde Plc (LIN)", "LIN", "stock"),
        ("", "oge", "NextEra (NEE) (option strike price $57.27)", "NEE", "option"),
        ("", "oge", "Vanguard Total Bond Market ETF (BND)", "BND", "fund"),
        ("", "oge", "Port Authority municipal bond 5%", None, "bond"),
        ("", "oge", "Something LLC", None, ""),
    ],
)
def test_kinds_are_what_the_offices_print(
    asset_type: str, source: str, asset: str, ticker: str | None, expected: str
) -> None:
    row = replace(ROW, asset_type=asset_type, asset=asset, ticker=ticker)
    assert kind(replace(REPORT, source=source), row) == expected
    assert expected in (*KINDS, "")


@given(generated.queries)
def test_every_query_is_written_as_it_is_read(query: object) -> None:
    text = str(query)
    assume(len(text) <= MAX_LENGTH)
    assert stored(text) == query


def test_every_suggested_term_can_be_typed() -> None:
    for text, help_text in SUGGESTED:
        assert resolve(parse(text), NOBODY, TODAY).clauses
        assert 0 < len(help_text) < 80


def test_every_example_of_the_documentation_can_be_typed() -> None:
    rows = [
        line.split("|")[2] for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    examples = [text for row in rows for text in re.findall(r"`([^`]+)`", row)]
    blocks = re.search(r"```\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    examples += [re.split(r"\s{3,}", line)[0] for line in blocks[1].splitlines()]
    assert len(examples) > 50
    for text in examples:
        parse(text)


def test_the_documentation_has_every_value() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [name for name in (*COMMITTEES, *KEYS["sector"], *KINDS) if f"`{name}`" not in text] == []
