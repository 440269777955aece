"""/webhook as people type it, and what the receiver gets then."""

from typing import Any

import pytest

from bot.channel import Address, Person, Request
from bot.channels.webhook.guard import problem
from bot.command import Ways
from bot.message import Message, Tone
from storage import chats, outlets
from storage.model import ChatState

pytestmark = [
    pytest.mark.parametrize("platform", ["webhook"], indirect=True),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
ANN = Person("501", "Ann", may_change=True)
PRIVATE, GROUP = Address("501"), Address("-7", group=True)
ON, CHECKED = Ways(webhook=lambda _: ""), Ways(webhook=problem)


async def ask(sender: Any, text: str, ways: Ways = ON, at: Address = PRIVATE) -> Message:
    number = str(next(sender.numbers))
    said = await sender.answerer(ways)(Request("telegram", number, at, "Ann", ANN, text))
    assert isinstance(said, Message)
    return said


async def test_an_added_webhook_hears_at_once_and_then_what_the_chat_is_told(sender: Any) -> None:
    said = await ask(sender, f"/webhook {sender.platform.replica.url}/hook")
    secret = next(line for line in said.lines if "whsec_" in line).split()[-1]
    sender.platform.replica.secrets[:] = [secret]
    sender.start()
    await sender.until(lambda: sender.platform.replica.events)
    with sender.database.read() as transaction:
        owner = chats.find(transaction, "telegram", "501")
    sender.owe("20900001", owner)
    await sender.until(lambda: len(sender.platform.replica.events) == 2)
    notice, filings = sender.platform.replica.events
    assert (notice.body["type"], filings.body["type"]) == ("notice", "filings")
    assert filings.body["data"]["filings"][0]["id"] == "20900001"


async def test_the_list_shows_no_more_than_host_and_path(sender: Any) -> None:
    assert "no webhook" in (await ask(sender, "/webhook")).title
    await ask(sender, "/webhook https://example.org/hook?key=hush")
    (line,) = (await ask(sender, "/webhook")).lines
    assert line == "1. example.org/hook: on"


async def test_one_that_was_switched_off_says_why_and_how_to_go_on(sender: Any) -> None:
    await ask(sender, "/webhook https://example.org/hook")
    with sender.database.write() as transaction:
        owner = chats.find(transaction, "telegram", "501")
        (outlet,) = outlets.of(transaction, owner.chat.id)
        chats.pause(transaction, outlet.chat.id, ChatState.PAUSED, "it answered 500")
    said = await ask(sender, "/webhook")
    assert said.lines == ("1. example.org/hook: off, it answered 500",)
    assert [button.command for button in said.buttons] == ["/webhook on 1", "/webhook remove 1"]


async def test_a_removed_one_gets_nothing_and_its_secret_is_forgotten(sender: Any) -> None:
    await ask(sender, "/webhook https://example.org/hook")
    assert (await ask(sender, "/webhook remove 1")).title == "Removed: example.org/hook"
    with sender.database.read() as transaction:
        assert chats.known(transaction, "webhook", "https://example.org/hook#1") is None
    assert (await ask(sender, "/webhook remove 1")).tone is Tone.ERROR


async def test_the_same_address_is_not_taken_twice_and_five_are_enough(sender: Any) -> None:
    for number in range(5):
        await ask(sender, f"/webhook https://example.org/{number}")
    assert "webhook 3 already" in (await ask(sender, "/webhook https://example.org/2")).title
    assert (await ask(sender, "/webhook https://example.org/6")).tone is Tone.ERROR


async def test_in_a_group_nobody_is_shown_a_secret(sender: Any) -> None:
    said = await ask(sender, "/webhook https://example.org/hook", at=GROUP)
    assert "private chat" in said.title
    assert "whsec_" not in str(said)


@pytest.mark.parametrize("address", ["https://10.0.0.1/", "http://example.org/", "nonsense"])
async def test_an_address_that_leads_nowhere_says_why(sender: Any, address: str) -> None:
    said = await ask(sender, f"/webhook {address}", CHECKED)
    assert said.tone is Tone.ERROR
    assert "Nothing can be sent to that address: " in f"{said.title} {said.lines}"


async def test_where_it_is_off_it_says_so(sender: Any) -> None:
    assert (await ask(sender, "/webhook", Ways())).title == "This Hilltape sends no webhooks."


async def test_two_chats_on_one_address_have_secrets_of_their_own(sender: Any) -> None:
    first = await ask(sender, "/webhook https://example.org/hook")
    second = await ask(sender, "/webhook https://example.org/hook", at=Address("502"))
    assert first.lines[1] != second.lines[1]


async def test_forgetting_the_chat_forgets_its_webhooks(sender: Any) -> None:
    await ask(sender, "/webhook https://example.org/hook")
    await ask(sender, "/forget yes")
    with sender.database.read() as transaction:
        found = transaction.exec_driver_sql("SELECT channel FROM chats").scalars().all()
    assert found == []
