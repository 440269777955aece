"""Reports that several tests put into words."""

from dataclasses import replace

import pytest

from ingest.difference import difference
from storage.model import Owner, Side
from tests.support.owed import CALLS, HALF_TO_ONE, ONE_TO_FIVE


@pytest.fixture
def calls(trade):
    """INTC and UBER calls of a spouse, as in House report 20034836."""
    call = {"asset_type": "OP", "note": CALLS, "owner": Owner.SPOUSE}
    uber = {"asset": "Uber Technologies, Inc. Common Stock (UBER)", "ticker": "UBER", "amount": HALF_TO_ONE}
    return (trade(amount=ONE_TO_FIVE, **call), trade(ordinal=2, **uber, **call))


@pytest.fixture
def amendment(trade, filing, stored):
    """Of four rows DIS has another amount, AMD is gone, NVDA is new, and two are as they were."""
    dis, amd = trade(ordinal=1, ticker="DIS"), trade(ordinal=2, ticker="AMD", side=Side.SELL)
    same = [trade(ordinal=n, ticker=ticker) for n, ticker in ((3, "INTC"), (4, "UBER"))]
    now = [replace(dis, amount=HALF_TO_ONE), *same, trade(ordinal=5, ticker="NVDA", amount=ONE_TO_FIVE)]
    found = difference([dis, amd, *same], now, earlier=7)
    return stored(filing(trades=tuple(now)), amends=replace(found, documents=("20034835",)))
