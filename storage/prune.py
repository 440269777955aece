"""What is kept for how long (docs/keeping.md): what was sent loses its text, later goes; what is owed stays.

Reports, their rows and their documents stay for ever: they are the evidence.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from storage import checkpoints
from storage.database import Database, Transaction, among
from storage.tables_chats import deliveries, sendings, tokens

TEXTS = timedelta(days=90)  # of messages; their ids stay, for what answers them
SENT = timedelta(days=730)
BUTTONS = timedelta(days=400)  # that hold a token in place of a command
BATCH = 500  # rows in one transaction: a few milliseconds
OVER = ("sent", "failed", "muted")
PLACE = "pruned"  # the checkpoint


def prune(database: Database, now: datetime, stopping: Callable[[], bool]) -> int:
    """Everything whose time is over, in small transactions; how many rows that were."""
    done = 0
    for step in (_texts, _sent, _buttons):
        while not stopping():
            with database.write() as transaction:
                rows = step(transaction, now)
            done += rows
            if not rows:
                break
    return done


def _texts(transaction: Transaction, now: datetime) -> int:
    """Of what was sent in those days only the platform's ids stay, in the order of the sendings."""
    last = checkpoints.get(transaction, PLACE).get("texts", 0)
    rows = transaction.execute(
        select(sendings.c.id, sendings.c.parts)
        .where(sendings.c.id > last, sendings.c.created < now - TEXTS, sendings.c.state != "open")
        .order_by(sendings.c.id)
        .limit(BATCH)
    ).all()
    if rows:
        bare = [{"number": one.id, "bare": list(map(_bare, one.parts))} for one in rows]
        known = update(sendings).where(sendings.c.id == bindparam("number"))
        transaction.execute(known.values(parts=bindparam("bare", type_=sendings.c.parts.type)), bare)
        checkpoints.put(transaction, PLACE, {"texts": rows[-1].id})
    return len(rows)


def _bare(part: dict[str, object]) -> dict[str, object]:
    return {"message": part.get("message", "")}


def _sent(transaction: Transaction, now: datetime) -> int:
    """What was sent, refused or muted so long ago, and the sendings that nothing belongs to any more."""
    rows = transaction.execute(
        select(deliveries.c.id, deliveries.c.sending_id)
        .where(deliveries.c.created < now - SENT, deliveries.c.state.in_(OVER))
        .order_by(deliveries.c.id)
        .limit(BATCH)
    ).all()
    transaction.execute(
        delete(deliveries).where(among(transaction, deliveries.c.id, [one.id for one in rows]))
    )
    _without_deliveries(transaction, sorted({one.sending_id for one in rows if one.sending_id}))
    return len(rows)


def _without_deliveries(transaction: Transaction, sending_ids: Sequence[int]) -> None:
    these = among(transaction, sendings.c.id, sending_ids)
    held = select(deliveries.c.id).where(deliveries.c.sending_id == sendings.c.id).exists()
    transaction.execute(delete(sendings).where(these, sendings.c.state != "open", ~held))


def _buttons(transaction: Transaction, now: datetime) -> int:
    old = select(tokens.c.token).where(tokens.c.created < now - BUTTONS, tokens.c.channel.is_not(None))
    wanted = delete(tokens).where(tokens.c.token.in_(old.limit(BATCH)))
    return transaction.execute(wanted).rowcount
