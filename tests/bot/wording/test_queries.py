"""Queries as a person says them."""

from datetime import UTC, date, datetime

import pytest

from bot.wording_queries import named, wanted
from ingest.references import legislators
from storage.people import People
from storage.query import stored

NOW = datetime(2026, 6, 23, tzinfo=UTC)
PEOPLE = People(legislators.load().officials, date(2026, 6, 23))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("*", "every report, by anyone"),
        ("P000197,K000389", "Nancy Pelosi or Ro Khanna"),
        ("$NVDA", "$NVDA trades, by anyone"),
        ("P000197 $NVDA,$AMD", "$NVDA or $AMD trades by Nancy Pelosi"),
        ("P000197,$NVDA", "Nancy Pelosi or $NVDA trades"),
        ("$NVDA >50k", "$NVDA trades of more than $50 K, by anyone"),
        ("buy >=1.5m P000197", "buys of at least $1.5 M by Nancy Pelosi"),
        ("sell,exchange <276157", "sales or exchanges of at most $276,157, by anyone"),
        ("* buy", "buys, by anyone"),
        ("company:nvidia owner:spouse", "trades in “nvidia” for a spouse, by anyone"),
        ("house party:D,party:R", "trades by members of the House among Democrats or Republicans"),
        (
            'state:CA committee:"armed services"',
            "trades by members for California among members of Armed Services",
        ),
        ("senate is:paper", "reports by senators that were filed on paper"),
        (
            "sector:technology type:option late>10",
            "trades in options of companies in technology that were more than 10 days late, by anyone",
        ),
        ("P000197 -exchange -$NVDA", "trades by Nancy Pelosi, but not exchanges or in $NVDA"),
        ("-P000197", "trades, by anyone, but not by Nancy Pelosi"),
        ("P000197,$NVDA buy", "buys either by Nancy Pelosi or in $NVDA"),
    ],
)
def test_what_is_wanted_is_one_sentence(query: str, said: str) -> None:
    assert wanted(stored(query), PEOPLE, NOW) == said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("*", "everything"),
        ("P000197 $NVDA", "Nancy Pelosi with $NVDA"),
        ("buy >50k", "buys of more than $50 K"),
        ("filed:2026-01-01..2026-03-31", "trades that were filed from 1 Jan 2026 to 31 Mar 2026"),
        ("traded:2026-01-05..2026-01-05", "trades that were made on 5 Jan 2026"),
        ("Z999999 buy", "buys by Z999999"),
    ],
)
def test_a_name_is_as_short_as_it_can_be(query: str, said: str) -> None:
    assert named(stored(query), PEOPLE) == said
