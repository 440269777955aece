"""Forgetting a chat: everything that names it or says what it wanted is deleted."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, select

from storage.chats import stepped_aside
from storage.database import Transaction
from storage.tables_chats import (
    chats,
    deliveries,
    follow_keys,
    follows,
    mutes,
    notices,
    outlets,
    places,
    sendings,
    settings,
    tokens,
)


def forget(transaction: Transaction, chat_id: int) -> None:
    """Deletes a chat and all that hangs on it, also what is being sent: its sender finds the lease lost."""
    here = select(chats.c.channel, chats.c.address).where(chats.c.id == chat_id)
    channel, address = transaction.execute(here.with_for_update()).one()
    for outlet in _outlets_of_nobody_else(transaction, chat_id):
        _delete(transaction, outlet)
    for joined in transaction.scalars(select(chats.c.id).where(stepped_aside(chat_id))).all():
        _delete(transaction, joined)
    _delete(transaction, chat_id)
    bound = (tokens.c.channel == channel) & (tokens.c.address == address)
    transaction.execute(delete(tokens).where(bound))


def _outlets_of_nobody_else(transaction: Transaction, chat_id: int) -> Sequence[int]:
    other = outlets.alias()
    shared = exists().where(other.c.place_id == outlets.c.place_id, other.c.chat_id != chat_id)
    chosen = select(places.c.chat_id).join(outlets, outlets.c.place_id == places.c.id)
    return transaction.scalars(chosen.where(outlets.c.chat_id == chat_id, ~shared)).all()


def _delete(transaction: Transaction, chat_id: int) -> None:
    of_chat = select(places.c.id).where(places.c.chat_id == chat_id)
    for table in (deliveries, sendings, notices, outlets, follow_keys, follows, mutes):
        transaction.execute(delete(table).where(table.c.place_id.in_(of_chat)))
    for table in (outlets, settings):
        transaction.execute(delete(table).where(table.c.chat_id == chat_id))
    transaction.execute(delete(places).where(places.c.chat_id == chat_id))
    transaction.execute(delete(chats).where(chats.c.id == chat_id))
