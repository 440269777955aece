"""The terms of a query as SQL, each holding exactly where it matches: on a row, and on a paper filing."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from storage import assets
from storage.model import Kind
from storage.query import Query
from storage.tables import filings, trades
from storage.terms import (
    SIDES,
    Amount,
    ChamberIs,
    Company,
    Days,
    Everything,
    Keyed,
    Not,
    Person,
    Plain,
    SideIs,
    Span,
    Term,
    Ticker,
)
from storage.vocabulary import COMMITTEES

Condition = ColumnElement[bool]


def on_trades(query: Query) -> Condition:
    """Whether a row of `trades` matches."""
    return _all(query, of_trade)


def on_papers(query: Query) -> Condition:
    """Whether a filing without rows, a row of `filings`, matches."""
    return _all(query, of_paper)


def of_trade(term: Term) -> Condition:
    return _known(of_trade, term) if isinstance(term, Not) else _TRADE[type(term)](term)


def of_paper(term: Term) -> Condition:
    return _known(of_paper, term) if isinstance(term, Not) else _PAPER[type(term)](term)


def has_ticker(symbol: str) -> Condition:
    """Whether a trade is one in the security that has, or had, this symbol."""
    return or_(trades.c.ticker == symbol, trades.c.former_ticker == symbol)


def _all(query: Query, condition: Callable[[Term], Condition]) -> Condition:
    return and_(true(), *(or_(*map(condition, clause)) for clause in query.clauses))


def _known(condition: Callable[[Term], Condition], term: Not) -> Condition:
    """Where it is not known whether the term holds, it does not: a minus leaves in what is not known."""
    return not_(func.coalesce(condition(term.term), false()))


def _amount(term: Amount) -> Condition:
    return trades.c.low >= term.cents if term.at_least else trades.c.high <= term.cents


def _days(term: Days) -> Condition:
    column = trades.c.late if term.what == "late" else trades.c.delay
    return {
        ">": column > term.days,
        ">=": column >= term.days,
        "<": column < term.days,
        "<=": column <= term.days,
        "=": column == term.days,
    }[term.sign]


def _span(term: Span) -> Condition:
    return _between(trades.c.filed if term.what == "filed" else trades.c.traded, term)


def _paper_span(term: Span) -> Condition:
    return _between(filings.c.filed, term) if term.what == "filed" else false()


def _between(column: ColumnElement[Any], term: Span) -> Condition:
    bounds: list[Condition] = [column.is_not(None)]
    if term.first:
        bounds.append(column >= term.first)
    if term.last:
        bounds.append(column <= term.last)
    return and_(*bounds)


def _on_committee(column: ColumnElement[str], name: str) -> Condition:
    return or_(
        *(column.contains(f",{committee},", autoescape=True) for committee in sorted(COMMITTEES[name]))
    )


def _keyed(term: Keyed) -> Condition:
    return _TRADE_KEYS[term.key](term.value)


def _paper_keyed(term: Keyed) -> Condition:
    found = _PAPER_KEYS.get(term.key)
    return found(term.value) if found else false()


def _never(_: Any) -> Condition:
    return false()


def _always(_: Any) -> Condition:
    return true()


_TRADE_KEYS: Mapping[str, Callable[[str], Condition]] = {
    "party": lambda party: trades.c.party == party,
    "state": lambda state: trades.c.state == state,
    "committee": lambda name: _on_committee(trades.c.committees, name),
    "sector": lambda sector: trades.c.sector == sector,
    "type": lambda kind: trades.c.kind == kind,
    "owner": lambda owner: trades.c.owner == owner,
    "is": lambda condition: _IS[condition](),
}
_IS: Mapping[str, Callable[[], Condition]] = {
    "late": lambda: trades.c.late > 0,
    "paper": lambda: trades.c.paper,
    "amended": lambda: trades.c.amended,
}
_PAPER_KEYS: Mapping[str, Callable[[str], Condition]] = {
    "party": lambda party: filings.c.party == party,
    "state": lambda state: filings.c.home_state == state,
    "committee": lambda name: _on_committee(filings.c.committees, name),
    "is": lambda condition: _PAPER_IS[condition](),
}
_PAPER_IS: Mapping[str, Callable[[], Condition]] = {
    "late": false,
    "paper": lambda: filings.c.kind == Kind.PAPER,
    "amended": lambda: filings.c.amendment > 0,
}
_TRADE: Mapping[type[Plain], Callable[[Any], Condition]] = {
    Person: lambda term: trades.c.official_id == term.official_id,
    Company: lambda term: assets.named(trades.c.asset_id, term.words),
    Ticker: lambda term: has_ticker(term.symbol),
    SideIs: lambda term: trades.c.side.in_(SIDES[term.side]),
    Amount: _amount,
    ChamberIs: lambda term: trades.c.chamber == term.chamber,
    Keyed: _keyed,
    Days: _days,
    Span: _span,
    Everything: _always,
}
_PAPER: Mapping[type[Plain], Callable[[Any], Condition]] = {
    Person: lambda term: filings.c.official_id == term.official_id,
    Company: _never,
    Ticker: _never,
    SideIs: _never,
    Amount: _never,
    ChamberIs: lambda term: filings.c.chamber == term.chamber,
    Keyed: _paper_keyed,
    Days: _never,
    Span: _paper_span,
    Everything: _always,
}
