"""The outbox as its tests ask it: a holder, and messages that name their documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from storage import outbox, status
from storage.database import Transaction
from storage.model import Place
from storage.outbox import Holder, Owed, Sending

FIRST = Holder("telegram", 1)
SECOND = timedelta(seconds=1)


def render(place: Place, owed: Sequence[Owed]) -> list[Mapping[str, Any]]:
    """One part that names the documents."""
    return [{"payload": [one.stored.filing.document_id for one in owed]}]


def in_two_parts(place: Place, owed: Sequence[Owed]) -> list[Mapping[str, Any]]:
    return [{"payload": "one"}, {"payload": "two"}]


def lease(transaction: Transaction, now: datetime, holder: Holder = FIRST, **options: Any) -> Sending:
    found = outbox.lease(transaction, holder, now, options.pop("render", render), **options)
    assert found, "nothing was due"
    return found


def documents_in(sending: Sending) -> list[str]:
    return [document_id for part in sending.parts for document_id in part["payload"]]


def send(transaction: Transaction, now: datetime, **options: Any) -> list[str]:
    """Leases and sends the next message; the documents it told of."""
    sending = lease(transaction, now, **options)
    outbox.accepted(transaction, sending, 0, "message 1", now)
    return documents_in(sending)


def states(transaction: Transaction) -> dict[str, int]:
    return status.deliveries_by_state(transaction)
