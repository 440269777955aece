"""Chats and their places: where messages go, and whether the platform still takes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, insert, select, update

from storage import fanouts
from storage.database import Transaction
from storage.model import Chat, ChatState, Place
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

MOVED = "the chat goes on under another address"


def place(
    transaction: Transaction,
    channel: str,
    address: str,
    thread: str = "",
    *,
    group: bool = False,
    person: str = "",
    title: str = "",
    secret: str = "",
) -> Place:
    """The place with that address, made when it is new. Whoever speaks from a paused chat brings it back.

    A secret that the chat has already stays.
    """
    chat_id = known(transaction, channel, address)
    facts = {"group": group, "person": person, "title": title, "state": ChatState.ACTIVE, "reason": ""}
    if chat_id is None:
        chat_id = transaction.execute(
            insert(chats)
            .values(**facts, channel=channel, address=address, secret=secret)
            .returning(chats.c.id)
        ).scalar_one()
    else:
        transaction.execute(update(chats).where(chats.c.id == chat_id).values(facts))
    return get(transaction, _place_id(transaction, chat_id, thread))


def known(transaction: Transaction, channel: str, address: str) -> int | None:
    """The id of the chat with that address."""
    return transaction.scalar(
        select(chats.c.id).where(chats.c.channel == channel, chats.c.address == address)
    )


def find(transaction: Transaction, channel: str, address: str, thread: str = "") -> Place | None:
    row = transaction.execute(
        _select().where(chats.c.channel == channel, chats.c.address == address, places.c.thread == thread)
    ).one_or_none()
    return from_row(row) if row else None


def paused(transaction: Transaction, channel: str, address: str, thread: str = "") -> bool:
    """Whether that chat, or this thread of it, is known and takes no messages."""
    row = transaction.execute(
        select(chats.c.state, places.c.paused)
        .outerjoin(places, (places.c.chat_id == chats.c.id) & (places.c.thread == thread))
        .where(chats.c.channel == channel, chats.c.address == address)
    ).one_or_none()
    return row is not None and (row.state != ChatState.ACTIVE or bool(row.paused))


def by_secret(transaction: Transaction, channel: str, secret: str) -> Place | None:
    """The main place of the chat that has it."""
    mine = (chats.c.channel == channel) & (chats.c.secret == secret) & (chats.c.secret != "")
    row = transaction.execute(_select().where(mine, places.c.thread == "")).one_or_none()
    return from_row(row) if row else None


def get(transaction: Transaction, place_id: int) -> Place:
    return from_row(transaction.execute(_select().where(places.c.id == place_id)).one())


def whole(transaction: Transaction, chat: Chat) -> Place:
    """A chat's main place, in no thread, made when it is new."""
    return get(transaction, _place_id(transaction, chat.id, ""))


def pause(transaction: Transaction, chat_id: int, state: ChatState, reason: str) -> None:
    """Stops all sending to a chat; its follows stay, and what is owed is marked as failed with the reason."""
    transaction.execute(update(chats).where(chats.c.id == chat_id).values(state=state, reason=reason))
    _fail_owed(transaction, select(places.c.id).where(places.c.chat_id == chat_id), reason)


def pause_thread(transaction: Transaction, place_id: int, reason: str) -> None:
    """Stops sending to one thread or topic; nothing falls into the main one."""
    transaction.execute(update(places).where(places.c.id == place_id).values(paused=reason))
    _fail_owed(transaction, select(places.c.id).where(places.c.id == place_id), reason)


def move(transaction: Transaction, chat_id: int, address: str) -> None:
    """Gives a chat its new address; its places, follows and deliveries go along.

    When the new address is known already (somebody spoke there first), what is followed and owed there joins
    the moved chat's, and the other record steps aside under a name no platform uses.
    """
    channel = transaction.scalar(select(chats.c.channel).where(chats.c.id == chat_id))
    other = transaction.scalar(
        select(chats.c.id).where(
            chats.c.channel == channel, chats.c.address == address, chats.c.id != chat_id
        )
    )
    if other is not None:
        fanouts.begin_again(transaction)  # a follow may come to a place that they have passed already
        aside = {"address": f"{address}{_joined(chat_id)}", "state": ChatState.GONE, "reason": MOVED}
        transaction.execute(update(chats).where(chats.c.id == other).values(aside))
        _join(transaction, other, chat_id)
        _hand_over_settings(transaction, other, chat_id)
        _hand_over_outlets(transaction, other, chat_id)
    was = transaction.scalar(select(chats.c.address).where(chats.c.id == chat_id))
    bound = (tokens.c.channel == channel) & (tokens.c.address == was)
    transaction.execute(update(tokens).where(bound).values(address=address))
    transaction.execute(update(chats).where(chats.c.id == chat_id).values(address=address))


def stepped_aside(chat_id: int) -> ColumnElement[bool]:
    """The records that stepped aside for this chat."""
    return chats.c.address.endswith(_joined(chat_id)) & (chats.c.state == ChatState.GONE)


def _joined(chat_id: int) -> str:
    return f" joined {chat_id}"


def wait(transaction: Transaction, chat_id: int, until: datetime) -> None:
    """Nothing goes to this chat before then, also after a restart (the platform's retry_after)."""
    transaction.execute(update(chats).where(chats.c.id == chat_id).values(not_before=until))


def from_row(row: Row[Any]) -> Place:
    chat = Chat(
        id=row.id,
        channel=row.channel,
        address=row.address,
        group=row.group,
        person=row.person,
        title=row.title,
        state=ChatState(row.state),
        reason=row.reason,
        not_before=row.not_before,
        secret=row.secret,
    )
    return Place(row.place_id, chat, row.thread)


def _join(transaction: Transaction, other: int, chat_id: int) -> None:
    """Hands what the other chat follows and is owed to the same threads of this one, without doubles."""
    for row in transaction.execute(select(places).where(places.c.chat_id == other)).all():
        target = _place_id(transaction, chat_id, row.thread)
        held = select(follows.c.query).where(follows.c.place_id == target).scalar_subquery()
        double = (follows.c.place_id == row.id) & follows.c.query.in_(held)
        transaction.execute(delete(follows).where(double))
        last = select(func.coalesce(func.max(follows.c.number), 0)).where(follows.c.place_id == target)
        numbered = {"number": follows.c.number + (transaction.scalar(last) or 0)}
        transaction.execute(update(follows).where(follows.c.place_id == row.id).values(numbered))
        _hand_over_mutes(transaction, row.id, target)
        for table in (follows, follow_keys, notices):
            transaction.execute(update(table).where(table.c.place_id == row.id).values(place_id=target))
        _hand_over_owed(transaction, row.id, target)
        here = {"place_id": target, "chat_id": chat_id}
        transaction.execute(update(sendings).where(sendings.c.place_id == row.id).values(here))


def _hand_over_settings(transaction: Transaction, other: int, chat_id: int) -> None:
    """Those of the chat that moved stay, if it has any."""
    held = transaction.scalar(select(settings.c.chat_id).where(settings.c.chat_id == chat_id))
    theirs = settings.c.chat_id == other
    if held is None:
        transaction.execute(update(settings).where(theirs).values(chat_id=chat_id))
    transaction.execute(delete(settings).where(theirs))


def _hand_over_outlets(transaction: Transaction, other: int, chat_id: int) -> None:
    held = select(outlets.c.place_id).where(outlets.c.chat_id == chat_id).scalar_subquery()
    theirs = outlets.c.chat_id == other
    transaction.execute(delete(outlets).where(theirs, outlets.c.place_id.in_(held)))
    transaction.execute(update(outlets).where(theirs).values(chat_id=chat_id))


def _hand_over_mutes(transaction: Transaction, place_id: int, target: int) -> None:
    held = select(mutes.c.official_id).where(mutes.c.place_id == target).scalar_subquery()
    here = mutes.c.place_id == place_id
    transaction.execute(delete(mutes).where(here, mutes.c.official_id.in_(held)))
    transaction.execute(update(mutes).where(here).values(place_id=target))


def _hand_over_owed(transaction: Transaction, place_id: int, target: int) -> None:
    """What the target is owed too is not sent twice."""
    twin = deliveries.alias()
    owed_there = exists().where(
        twin.c.place_id == target,
        twin.c.kind == deliveries.c.kind,
        twin.c.filing_id == deliveries.c.filing_id,
    )
    here = deliveries.c.place_id == place_id
    transaction.execute(update(deliveries).where(here, ~owed_there).values(place_id=target))
    doubles = update(deliveries).where(here, deliveries.c.state == "waiting")
    transaction.execute(doubles.values(state="failed", error=MOVED))


def _select() -> Select[Any]:
    return select(chats, places.c.id.label("place_id"), places.c.thread).join(
        places, places.c.chat_id == chats.c.id
    )


def _place_id(transaction: Transaction, chat_id: int, thread: str) -> int:
    found = transaction.scalar(
        select(places.c.id).where(places.c.chat_id == chat_id, places.c.thread == thread)
    )
    if found is not None:
        transaction.execute(update(places).where(places.c.id == found).values(paused=""))
        return int(found)
    made: int = transaction.execute(
        insert(places).values(chat_id=chat_id, thread=thread).returning(places.c.id)
    ).scalar_one()
    return made


def _fail_owed(transaction: Transaction, of_places: Any, reason: str) -> None:
    failed = {"state": "failed", "error": reason}
    owed = deliveries.c.place_id.in_(of_places) & deliveries.c.state.in_(("waiting", "sending"))
    transaction.execute(update(deliveries).where(owed).values(failed))
    frozen = sendings.c.place_id.in_(of_places) & (sendings.c.state == "open")
    transaction.execute(update(sendings).where(frozen).values(**failed, lease_until=None))
