"""The first page of a paper report arrives with its alert, the same every time; without it if need be."""

from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from replica.discord import DiscordReplica, failure
from replica.faults import answer_lost
from replica.telegram_refusals import refusal
from storage.model import Kind
from storage.tables import images

PAPER = "8221001"
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def paper(published: Callable[..., Any], filing: Callable[..., Any], picture: bytes) -> str:
    """A report on paper, read but told to nobody yet."""
    published(filing(document_id=PAPER, kind=Kind.PAPER, trades=()), picture=picture)
    return PAPER


def shown(sender: Any) -> list[bytes]:
    """The picture of each message that arrived, `b""` for one without."""
    replica = sender.platform.replica
    if isinstance(replica, DiscordReplica):
        return [b"".join(message.files) for message in replica.messages]
    return [message.picture for message in replica.messages]


def refuse(sender: Any, telegram: Any, discord: Any) -> None:
    if isinstance(sender.platform.replica, DiscordReplica):
        sender.platform.replica.faults.add(discord, "POST /channels/*")
    else:
        sender.platform.replica.faults.add(telegram, "sendPhoto")


async def test_an_alert_on_paper_shows_the_first_page(sender: Any, paper: str, picture: bytes) -> None:
    address, place = sender.chat()
    sender.owe(paper, place)
    sender.start()
    assert await sender.settled() == {"sent": 1}
    assert shown(sender) == [picture]
    [told] = sender.platform.told(address)
    assert "Nancy Pelosi (D, CA-11) filed on paper" in told
    assert "1 page, scanned" in told


async def test_a_repeat_shows_exactly_the_same(sender: Any, paper: str, picture: bytes) -> None:
    _, place = sender.chat()
    refuse(sender, answer_lost, answer_lost)
    sender.owe(paper, place)
    sender.start()
    await sender.tried(1)
    sender.later(seconds=2)
    assert await sender.settled() == {"sent": 1}
    assert set(shown(sender)) == {picture}


async def test_the_picture_is_kept_once_for_everybody(sender: Any, paper: str, picture: bytes) -> None:
    places = [sender.chat(number)[1] for number in (1000, 1001, 1002)]
    sender.owe(paper, *places)
    sender.start()
    assert await sender.settled() == {"sent": 3}
    assert shown(sender) == [picture] * 3
    with sender.database.read() as transaction:
        assert [row.content for row in transaction.execute(images.select())] == [picture]


@ON_SQLITE
@pytest.mark.parametrize(
    ("telegram", "discord"),
    [
        (refusal(413, "Request Entity Too Large"), failure(40005)),
        (refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"), failure(50035)),
        (refusal(400, "Bad Request: not enough rights to send photos to the chat"), failure(50013)),
    ],
    ids=["too large", "malformed", "no right to send pictures"],
)
async def test_a_refused_picture_costs_no_alert(sender: Any, paper: str, telegram: Any, discord: Any) -> None:
    address, place = sender.chat()
    refuse(sender, telegram, discord)
    sender.owe(paper, place)
    with capture_logs() as logs:
        sender.start()
        assert await sender.settled() == {"sent": 1}
    assert shown(sender) == [b""]
    assert "filed on paper" in sender.platform.told(address)[0]
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["malformed message"]
