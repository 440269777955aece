"""Short names for long commands: known in one chat, or in every one as a link."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from storage import chats, tokens
from storage.database import Transaction
from storage.model import Place
from storage.tables_chats import tokens as table
from storage.tokens import KEEP, Bound

HERE, THERE = Bound("telegram", "1000"), Bound("discord", "1000")
LONG = "/follow " + ",".join(f"$A{number}" for number in range(20))


def test_a_token_is_short_and_one_chats_alone(transaction: Transaction, now: datetime) -> None:
    token = tokens.keep(transaction, LONG, HERE, now)
    assert re.fullmatch(r"[\w-]{12}", token)
    assert tokens.keep(transaction, LONG, HERE, now) == token
    assert tokens.keep(transaction, LONG, THERE, now) != token
    found = [tokens.find(transaction, token, chat) for chat in (HERE, THERE, None)]
    assert found == [LONG, None, None]


def test_a_link_belongs_to_no_chat(transaction: Transaction, now: datetime) -> None:
    token = tokens.keep(transaction, LONG, None, now)
    assert tokens.find(transaction, token, None) == LONG
    assert tokens.find(transaction, token, HERE) is None


def test_a_link_is_made_once_and_found_by_its_token_alone(transaction: Transaction, now: datetime) -> None:
    first, again = (tokens.keep(transaction, LONG, None, now) for _ in range(2))
    assert first == again == tokens.link(LONG)
    assert re.fullmatch(r"[\w-]{12}", first)
    assert transaction.scalar(select(func.count()).select_from(table)) == 1
    assert tokens.keep(transaction, "/recent", None, now) != first


def test_a_button_is_forgotten_after_a_year_and_a_link_never(transaction: Transaction, now: datetime) -> None:
    button, link = (tokens.keep(transaction, LONG, chat, now) for chat in (HERE, None))
    tokens.keep(transaction, "/recent", THERE, now + KEEP + timedelta(seconds=1))
    assert tokens.find(transaction, button, HERE) is None
    assert tokens.find(transaction, link, None) == LONG


def test_buttons_go_along_when_a_chat_moves(
    transaction: Transaction, place: Callable[..., Place], now: datetime
) -> None:
    token = tokens.keep(transaction, LONG, HERE, now)
    chats.move(transaction, place(transaction).chat.id, "-1005")
    assert tokens.find(transaction, token, Bound("telegram", "-1005")) == LONG
