"""What a platform finds malformed arrives as plain text, and the operator hears of it."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.message import Message
from storage import alarms

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def errors(logs: Any) -> list[str]:
    return [line["event"] for line in logs if line["log_level"] == "error"]


async def test_a_malformed_message_arrives_as_plain_text(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["malformed"])
    sender.owe("20900001", place)
    with capture_logs() as logs:
        sender.start()
        assert await sender.settled() == {"sent": 1}
    [told] = sender.platform.told(address)
    assert told == sender.sendings()[0].parts[0]["plain"]
    assert errors(logs) == ["malformed message"]
    assert sender.repeats() == 0
    with sender.database.read() as transaction:
        assert list(alarms.malformed(transaction)) == [place.chat.channel]


@ON_SQLITE
async def test_what_is_malformed_as_plain_text_too_fails_with_the_platforms_words(sender: Any) -> None:
    address, place = sender.chat()
    sender.platform.fail(address, sender.platform.faults["malformed"], times=2)
    sender.owe("20900001", place)
    with capture_logs() as logs:
        sender.start()
        assert await sender.settled() == {"failed": 1}
    assert "parse entities" in (error := sender.delivery(place, "20900001").error) or "50035" in error
    assert errors(logs) == ["malformed message", "malformed message"]
    assert sender.platform.asked(address) == 2
    sender.owe("20900002", place)
    await sender.settled()
    assert sender.documents(address) == [["20900002"]]


@ON_SQLITE
async def test_where_our_own_words_fail_the_document_is_named_and_nobody_else_waits(sender: Any) -> None:
    (first, place), (second, other) = sender.chat(1000), sender.chat(2000)
    words = sender.say

    def fail_on_one(owed: Any) -> Message:
        if owed[0].stored.filing.document_id == "20900001":
            raise ZeroDivisionError
        return words(owed)

    sender.say = fail_on_one
    sender.owe("20900001", place)
    sender.owe("20900002", other)
    with capture_logs() as logs:
        sender.start()
        assert await sender.settled() == {"sent": 2}
    assert (sender.documents(first), sender.documents(second)) == ([["20900001"]], [["20900002"]])
    assert "https://disclosures-clerk.house.gov" in sender.platform.told(first)[0]
    assert errors(logs) == ["no words"]
