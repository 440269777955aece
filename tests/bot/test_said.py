"""The words of a report that thousands of chats are told are made once, and anew when anything differs."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.message import Message
from bot.said import remembering
from storage import filings
from storage.database import Database
from storage.hours import Held
from storage.model import Filing, Stored
from storage.outbox import Owed


@pytest.fixture
def owed(published: Callable[..., Filing], filing: Callable[..., Filing], database: Database) -> Owed:
    published(filing(document_id="20900001"))
    with database.read() as transaction:
        stored = filings.newest(transaction, "house", "20900001")
    assert isinstance(stored, Stored)
    return Owed(1, "alert", ("*",), stored)


def counting() -> tuple[list[Sequence[Owed]], Callable[[Sequence[Owed]], Message]]:
    asked: list[Sequence[Owed]] = []

    def say(what: Sequence[Owed]) -> Message:
        asked.append(what)
        return Message(f"said {len(asked)}")

    return asked, remembering(say)


def test_the_same_report_to_another_place_has_the_same_words(owed: Owed) -> None:
    asked, say = counting()
    assert say([owed]) is say([replace(owed, id=2, reply_to="7")])
    assert len(asked) == 1


@pytest.mark.parametrize(
    "change",
    [{"why": ("$NVDA",)}, {"kind": "correction"}, {"held": Held.AWAY}, {"role": "5"}, {"picture": b"x"}],
)
def test_whatever_else_differs_is_said_anew(owed: Owed, change: dict[str, object]) -> None:
    asked, say = counting()
    say([owed])
    say([replace(owed, **change)])
    say([owed, owed])
    assert len(asked) == 3


def test_a_report_that_has_changed_is_said_anew(owed: Owed) -> None:
    asked, say = counting()
    say([owed])
    say([replace(owed, stored=replace(owed.stored, superseded=True))])
    assert len(asked) == 2
