"""What a chat is owed, without the outbox that owes it."""

from collections.abc import Sequence

from storage.model import AmountRange, Stored
from storage.outbox import Owed

HALF_TO_ONE = AmountRange(50_000_100, 100_000_000)
ONE_TO_FIVE = AmountRange(100_000_100, 500_000_000)
CALLS = "Purchased 200 call options with a strike price of $50 and an expiration date of 3/19/27."


def owed(held: Stored, *why: str) -> Sequence[Owed]:
    return [Owed(1, "alert", why or ("P000197",), held)]
