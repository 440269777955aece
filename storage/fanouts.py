"""Fan-outs: filings whose followers are still to be told, taken up where a crash left them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from storage import follows
from storage.database import Transaction
from storage.model import ALERT
from storage.tables import filings
from storage.tables_chats import fanouts


@dataclass(frozen=True, slots=True)
class FanOut:
    """`position` is the last place done; follows made after the start (beyond `last_follow`) take no part."""

    id: int
    filing_id: int
    kind: str
    last_follow: int
    position: int


def start(transaction: Transaction, filing_id: int, kind: str, last_follow: int | None = None) -> None:
    """Opens a fan-out in the transaction that stores its filing, to the follows there are unless told."""
    until = follows.last(transaction) if last_follow is None else last_follow
    transaction.execute(
        insert(fanouts).values(filing_id=filing_id, kind=kind, last_follow=until, position=0, done=False)
    )


def first(transaction: Transaction, source: str, document_id: str) -> FanOut | None:
    """The alert of a document's first reading; None when nobody was to hear of it."""
    row = transaction.execute(
        select(fanouts)
        .join(filings, filings.c.id == fanouts.c.filing_id)
        .where(filings.c.source == source, filings.c.document_id == document_id, fanouts.c.kind == ALERT)
        .order_by(fanouts.c.id)
        .limit(1)
    ).one_or_none()
    return _fanout(row) if row else None


def open_ones(transaction: Transaction) -> list[int]:
    """The ids of unfinished fan-outs, oldest first."""
    return list(transaction.scalars(select(fanouts.c.id).where(~fanouts.c.done).order_by(fanouts.c.id)))


def take(transaction: Transaction, fanout_id: int) -> FanOut | None:
    """One unfinished fan-out, held until the transaction ends; None when it is done or held elsewhere."""
    row = transaction.execute(
        select(fanouts).where(fanouts.c.id == fanout_id, ~fanouts.c.done).with_for_update(skip_locked=True)
    ).one_or_none()
    return _fanout(row) if row else None


def earlier(transaction: Transaction, fanout: FanOut) -> dict[int, int]:
    """The unfinished fan-outs before this one, and the last place that each has done."""
    rows = transaction.execute(
        select(fanouts.c.id, fanouts.c.position).where(~fanouts.c.done, fanouts.c.id < fanout.id)
    )
    return {row.id: row.position for row in rows}


def advance(transaction: Transaction, fanout: FanOut, position: int) -> None:
    transaction.execute(update(fanouts).where(fanouts.c.id == fanout.id).values(position=position))


def begin_again(transaction: Transaction) -> None:
    """Takes every open fan-out back to the first place; who was owed its filing already is not owed it twice.

    Until the transaction ends nobody brings one forward.
    """
    transaction.execute(update(fanouts).where(~fanouts.c.done).values(position=0))


def finish(transaction: Transaction, fanout: FanOut) -> None:
    transaction.execute(update(fanouts).where(fanouts.c.id == fanout.id).values(done=True))


def _fanout(row: Row[Any]) -> FanOut:
    return FanOut(row.id, row.filing_id, row.kind, row.last_follow, row.position)
