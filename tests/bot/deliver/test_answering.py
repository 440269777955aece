"""What amends or corrects a report is a reply to the message that told of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.message import unbroken
from ingest.difference import difference
from replica.discord import failure
from replica.telegram_refusals import refusal
from storage import filings, outbox
from storage.filings import Reading
from storage.model import AmountRange, Document, Filing, Place

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REPORT = "20900001"
GONE = {
    "telegram": refusal(400, "Bad Request: message to be replied not found"),
    "discord": failure(10008),
}


def correct(sender: Any, *places: Place, after: timedelta = timedelta()) -> Filing:
    """A newer reader reads another amount in the report's row."""
    with sender.database.write() as transaction:
        held = filings.newest(transaction, "house", REPORT)
        assert held
        [row] = held.filing.trades
        filing = replace(held.filing, trades=(replace(row, amount=AmountRange(5_000_100, 10_000_000)),))
        digest = Document("house", REPORT, REPORT.encode(), "").digest
        changes = difference(held.filing.trades, filing.trades, held.id)
        person = held.official.id if held.official else None
        reading = Reading(filing, digest, 2, person, "", held.seen, corrects=changes)
        filing_id = filings.add(transaction, reading)
        wanted = {place.id: ["*"] for place in places}
        outbox.enqueue(transaction, filing_id, "correction", wanted, sender.clock() + after, [held.id])
    sender.wake.set()
    return filing


def answered(sender: Any, address: Any) -> list[str]:
    """For each message in the chat the id of the one it answers."""
    replica, chat = sender.platform.replica, address.thread or address.chat
    if sender.platform.channel.name == "discord":
        said = [one.json for one in replica.messages if one.channel.id == chat]
        return [one.get("message_reference", {}).get("message_id", "") for one in said]
    told = [one.message for one in replica.messages if str(one.chat) == address.chat]
    return [str(one.get("reply_to_message", {}).get("message_id", "")) for one in told]


async def test_a_correction_answers_the_alert(sender: Any) -> None:
    address, place = sender.chat()
    sender.owe(REPORT, place)
    sender.start()
    await sender.settled()
    correct(sender, place)
    assert await sender.settled() == {"sent": 2}
    assert answered(sender, address) == ["", sender.platform.ids(address)[0]]
    [_, told] = sender.platform.told(address)
    assert unbroken("INTC · $1 K – $15 K → $50 K – $100 K · 29 May") in told
    assert "We had read it wrongly; the report itself is the same." in told


@ON_SQLITE
async def test_in_a_topic_or_thread_too(sender: Any) -> None:
    address, place = sender.chat(thread=True)
    sender.owe(REPORT, place)
    sender.start()
    await sender.settled()
    correct(sender, place)
    await sender.settled()
    assert answered(sender, address) == ["", sender.platform.ids(address)[0]]


@ON_SQLITE
async def test_it_never_comes_before_an_alert_that_is_still_to_be_sent(sender: Any) -> None:
    address, place = sender.chat()
    sender.owe(REPORT, place, after=timedelta(hours=7))
    correct(sender, place)
    sender.owe("20900002", place)
    sender.start()
    await sender.until(lambda: sender.states() == {"sent": 1, "waiting": 2})
    sender.later(hours=7)
    await sender.settled()
    assert sender.documents(address) == [["20900002"], [REPORT]]
    *_, both = sender.platform.told(address)
    assert both.index("1 buy") < both.index("our reading corrected, 1 row changed")


@ON_SQLITE
async def test_an_answered_message_that_is_gone_costs_the_reply_and_nothing_else(sender: Any) -> None:
    address, place = sender.chat()
    sender.owe(REPORT, place)
    sender.start()
    await sender.settled()
    sender.platform.fail(address, GONE[sender.platform.channel.name])
    correct(sender, place)
    assert await sender.settled() == {"sent": 2}
    assert answered(sender, address) == ["", ""]
