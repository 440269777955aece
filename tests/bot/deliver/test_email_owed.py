"""/email from the first code to the last e-mail: proved by its reader, and ended by one press."""

import asyncio
from typing import Any

import pytest

from bot.channel import Address, Person, Request
from bot.channels.email.render import is_address
from bot.command import Ways
from bot.message import Message, Tone
from storage import chats, outlets
from storage.model import ChatState

pytestmark = pytest.mark.parametrize("platform", ["email"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ANN = Person("501", "Ann", may_change=True)
PRIVATE = Address("501")
MAIL = "ann@example.org"


async def ask(sender: Any, text: str, ways: Ways | None = None, at: Address = PRIVATE) -> Message:
    number = str(next(sender.numbers))
    answer = sender.answerer(ways or Ways(email=is_address))
    said = await answer(Request("telegram", number, at, "Ann", ANN, text))
    sender.wake.set()
    assert isinstance(said, Message)
    return said


async def code(sender: Any, address: str = MAIL) -> str:
    """The one that the last mail to the address brought."""
    await sender.until(lambda: sender.platform.replica.to(address))
    return str(sender.platform.replica.to(address)[-1]["Subject"]).split()[-1]


def owner(sender: Any) -> Any:
    with sender.database.read() as transaction:
        return chats.find(transaction, "telegram", "501")


async def proved(sender: Any) -> None:
    sender.start()
    await ask(sender, f"/email {MAIL}")
    await ask(sender, f"/email {await code(sender)}")


async def test_with_the_code_from_the_mail_alerts_come_there_too(sender: Any) -> None:
    sender.start()
    said = await ask(sender, f"/email {MAIL.upper()}")
    assert said.title == f"A code is on its way to {MAIL}."
    sender.owe("20900001", owner(sender))
    assert (await ask(sender, f"/email {await code(sender)}")).title == f"By e-mail too: {MAIL}"
    sender.owe("20900002", owner(sender))
    await sender.until(lambda: len(sender.platform.replica.to(MAIL)) == 2)
    _, alert = sender.platform.replica.to(MAIL)
    assert "Nancy Pelosi" in alert["Subject"]
    assert (await ask(sender, "/email")).lines == (f"1. {MAIL}: on",)


@ON_SQLITE
async def test_a_code_proves_nothing_in_another_chat_nor_twice_nor_a_day_later(sender: Any) -> None:
    sender.start()
    await ask(sender, f"/email {MAIL}")
    given = await code(sender)
    assert (await ask(sender, f"/email {given}", at=Address("502"))).tone is Tone.ERROR
    sender.later(days=1, seconds=1)
    assert (await ask(sender, f"/email {given}")).tone is Tone.ERROR
    await ask(sender, f"/email {MAIL}")
    await sender.until(lambda: len(sender.platform.replica.to(MAIL)) == 2)
    given = await code(sender)
    assert (await ask(sender, f"/email {given.lower()}")).tone is not Tone.ERROR
    assert (await ask(sender, f"/email {given}")).tone is Tone.ERROR


@ON_SQLITE
async def test_nobodys_mailbox_is_filled_with_codes(sender: Any) -> None:
    await ask(sender, f"/email {MAIL}")
    assert "within the last hour" in str(await ask(sender, f"/email {MAIL}", at=Address("502")))
    for number in range(2):
        await ask(sender, f"/email bob{number}@example.org")
    assert "enough codes for today" in str(await ask(sender, "/email eve@example.org"))


@ON_SQLITE
@pytest.mark.parametrize("text", ["ann@localhost", "nonsense", "remove 7", "ann@example.org bob@example.org"])
async def test_what_is_no_address_says_what_to_type(sender: Any, text: str) -> None:
    assert (await ask(sender, f"/email {text}")).tone is Tone.ERROR


@ON_SQLITE
async def test_where_it_is_off_it_says_so(sender: Any) -> None:
    assert (await ask(sender, "/email", Ways())).title == "This Hilltape sends no e-mail."


@ON_SQLITE
async def test_a_mailbox_that_refuses_is_paused_and_its_chat_told_why(sender: Any) -> None:
    await proved(sender)
    sender.platform.replica.fail("RCPT", "550 5.1.1 no such user")
    sender.owe("20900001", owner(sender))
    await sender.until(lambda: "failed" in sender.states())
    (line,) = (await ask(sender, "/email")).lines
    assert line == f"1. {MAIL}: off, the mail server said 550 5.1.1 no such user"
    with sender.database.read() as transaction:
        told = transaction.exec_driver_sql("SELECT message FROM notices WHERE channel = 'telegram'").scalars()
        assert [f"Nothing goes to {MAIL} any more" in str(one) for one in told] == [True]


@ON_SQLITE
async def test_a_full_mailbox_gets_it_later(sender: Any) -> None:
    await proved(sender)
    sender.platform.replica.fail("RCPT", "452 4.2.2 mailbox full")
    sender.owe("20900001", owner(sender))
    await sender.until(lambda: any(one.error and one.lease_until is None for one in sender.sendings()))
    sender.later(hours=1, seconds=1)
    await sender.until(lambda: len(sender.platform.replica.to(MAIL)) == 2)


@ON_SQLITE
async def test_a_removed_address_gets_nothing_more(sender: Any) -> None:
    await proved(sender)
    assert (await ask(sender, "/email remove 1")).title == f"Removed: {MAIL}"
    sender.owe("20900001", owner(sender))
    await asyncio.sleep(0.3)
    assert len(sender.platform.replica.to(MAIL)) == 1


@ON_SQLITE
async def test_proved_again_after_a_refusal_it_hears_what_it_missed(sender: Any) -> None:
    await proved(sender)
    sender.platform.replica.fail("RCPT", "550 5.1.1 no such user")
    sender.owe("20900001", owner(sender))
    await sender.until(lambda: "failed" in sender.states())
    sender.later(hours=2)
    await ask(sender, f"/email {MAIL}")
    await sender.until(lambda: len(sender.platform.replica.to(MAIL)) == 2)
    await ask(sender, f"/email {await code(sender)}")
    await sender.until(lambda: len(sender.platform.replica.to(MAIL)) == 3)
    assert "20900001" in str(sender.platform.replica.to(MAIL)[-1])


@ON_SQLITE
async def test_forgetting_the_chat_forgets_the_address_that_nobody_else_has(sender: Any) -> None:
    await proved(sender)
    await ask(sender, "/forget yes")
    with sender.database.read() as transaction:
        assert transaction.exec_driver_sql("SELECT channel FROM chats").scalars().all() == []


@ON_SQLITE
async def test_an_address_of_two_chats_stays_with_the_other(sender: Any) -> None:
    await proved(sender)
    with sender.database.write() as transaction:
        other = chats.place(transaction, "telegram", "502")
        outlets.add(transaction, other.chat.id, chats.place(transaction, "email", MAIL), sender.clock())
    await ask(sender, "/forget yes")
    with sender.database.read() as transaction:
        (kept,) = outlets.of(transaction, other.chat.id)
        assert (kept.chat.address, kept.chat.state) == (MAIL, ChatState.ACTIVE)
