"""What became of each row: nothing is lost, nothing is counted twice, and the new rows come out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.difference import difference
from storage.model import AmountRange, Difference, Owner, Side, Trade

DAY = date(2026, 5, 29)
SMALL, LARGE = AmountRange(1_500_100, 5_000_000), AmountRange(5_000_100, 10_000_000)
DIS = Trade(1, Side.BUY, "Walt Disney Company (DIS)", "ST", "DIS", Owner.SELF, DAY, DAY, SMALL)
INTC = replace(DIS, asset="Intel Corporation (INTC)", ticker="INTC")

rows = st.builds(
    Trade,
    ordinal=st.integers(1, 99),
    side=st.sampled_from([Side.BUY, Side.SELL]),
    asset=st.sampled_from(["Walt Disney Company", "Intel Corporation"]),
    asset_type=st.just("ST"),
    ticker=st.sampled_from([None, "DIS", "INTC"]),
    owner=st.sampled_from([Owner.SELF, Owner.SPOUSE]),
    traded=st.sampled_from([DAY, DAY + timedelta(days=1), None]),
    notified=st.just(DAY),
    amount=st.sampled_from([SMALL, LARGE]),
    note=st.sampled_from(["", "200 shares"]),
)
reports = st.lists(rows, max_size=12)


def counted(trades: Sequence[Trade]) -> Counter[tuple[object, ...]]:
    return Counter(trade.facts for trade in trades)


def applied(found: Difference, old: Sequence[Trade]) -> Counter[tuple[object, ...]]:
    """The old rows with every change made."""
    made = counted(old)
    made.subtract(counted([*found.removed, *(was for was, _ in found.changed)]))
    made.update(counted([*found.added, *(now for _, now in found.changed)]))
    return +made


@given(old=reports, new=reports)
def test_the_old_rows_with_the_changes_made_are_the_new_rows(old: list[Trade], new: list[Trade]) -> None:
    assert applied(difference(old, new), old) == counted(new)


@given(old=reports, new=reports)
def test_every_row_of_either_is_accounted_for_once(old: list[Trade], new: list[Trade]) -> None:
    changes = difference(old, new).changes
    assert Counter(id(c.old) for c in changes if c.old) == Counter(map(id, old))
    assert [c.new for c in changes if c.new] == new


@given(old=reports, new=reports)
def test_as_many_equal_rows_stay_as_both_have(old: list[Trade], new: list[Trade]) -> None:
    assert counted(difference(old, new).unchanged) == counted(old) & counted(new)


@given(old=reports, order=st.randoms())
def test_rows_in_another_order_under_other_numbers_are_unchanged(old: list[Trade], order) -> None:
    new = [replace(row, ordinal=row.ordinal + 7, printed={"#": "x"}) for row in old]
    order.shuffle(new)
    found = difference(old, new)
    assert len(found.unchanged) == len(old)
    assert (found.added, found.removed, found.changed) == ((), (), ())


@pytest.mark.parametrize(
    "change",
    [
        {"amount": LARGE},
        {"traded": DAY - timedelta(days=30)},
        {"side": Side.PARTIAL_SALE},
        {"owner": Owner.JOINT},
        {"note": "20,000 shares"},
        {"asset": "Disney (Walt) Co. (DIS)"},
        {"ticker": None},
        {"asset": "Dillard's Inc. (DDS)", "ticker": "DDS"},
        {"amount": LARGE, "traded": DAY - timedelta(days=30)},
        {"amount": LARGE, "side": Side.SELL},
        {"owner": Owner.JOINT, "traded": DAY - timedelta(days=30)},
    ],
)
def test_a_row_corrected_in_a_field_or_two_is_one_changed_row(change: dict[str, object]) -> None:
    others = [INTC, replace(INTC, ticker="AMD", asset="AMD", owner=Owner.CHILD)]
    corrected = replace(DIS, **change)
    found = difference([*others, DIS], [corrected, *others])
    assert found.changed == ((DIS, corrected),)
    assert len(found.unchanged) == 2


def test_one_of_three_equal_rows_can_go_and_one_can_change() -> None:
    found = difference([DIS, DIS, DIS], [DIS, replace(DIS, amount=LARGE)])
    assert (len(found.unchanged), len(found.changed), len(found.removed)) == (1, 1, 1)


def test_two_assets_named_anew_on_one_day_are_no_pairs() -> None:
    old = [DIS, INTC]
    new = [replace(DIS, asset=name, ticker=name) for name in ("AMD", "NVDA")]
    found = difference(old, new)
    assert (list(found.removed), list(found.added), found.changed) == (old, new, ())


def test_a_huge_report_takes_no_more_than_linear_time() -> None:
    old = [replace(DIS, ordinal=number, amount=AmountRange(number, number)) for number in range(20_000)]
    new = [replace(row, side=Side.SELL) for row in reversed(old)]
    began = process_time()
    assert len(difference(old, new).changed) == 20_000
    assert process_time() - began < 20
