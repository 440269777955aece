"""E-mail as it arrives: its headers, its parts, hostile texts, and what every refusal means."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from bot.channel import Address, Part
from bot.channels.email import Email, Server
from bot.channels.email.errors import ROWS, Step
from bot.channels.email.render import is_address
from bot.errors import BadToken, Malformed, Passing, Permanent
from bot.message import Link, Message
from replica.mail import LOST, PASSWORD, USER, MailReplica

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Address("ann@example.org", secret="token-of-ann")
SAID = Message(
    "Nancy Pelosi (D, CA-11) reported: bought INTC",
    ("one", "", "two"),
    "note",
    Link("PDF", "https://e.org/1"),
)


@pytest.fixture
async def replica() -> AsyncIterator[MailReplica]:
    with MailReplica() as replica:
        yield replica


def email(replica: MailReplica, **other: Any) -> Email:
    how = {"host": "127.0.0.1", "port": replica.port, "security": "none", "sender": "Hilltape <a@h.example>"}
    return Email(Server(**{**how, "public_url": "https://h.example", **other}), lambda: NOON)


async def arrived(replica: MailReplica, message: Message, **how: Any) -> EmailMessage:
    (part,) = email(replica).render(message)
    await email(replica).send(ANN, part, **how)
    return replica.to("ann@example.org")[-1]


def shown(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


async def test_it_says_the_same_in_text_and_in_html(replica: MailReplica) -> None:
    mail = await arrived(replica, SAID)
    assert mail["Subject"] == SAID.title
    text = shown(mail, "plain")
    assert text.startswith(f"{SAID.title}\n\none\n\ntwo\n\nnote\nPDF: https://e.org/1")
    assert '<a href="https://e.org/1">PDF</a>' in shown(mail, "html")


async def test_it_can_be_ended_with_one_press(replica: MailReplica) -> None:
    """https://www.rfc-editor.org/rfc/rfc8058#section-3."""
    mail = await arrived(replica, SAID)
    end = "https://h.example/unsubscribe/token-of-ann"
    assert mail["List-Unsubscribe"] == f"<{end}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert end in shown(mail, "plain")
    assert end in shown(mail, "html")


async def test_every_try_is_the_same_message_to_one_reader(replica: MailReplica) -> None:
    (part,) = email(replica).render(SAID)
    numbers = [await email(replica).send(ANN, part) for _ in range(2)]
    first, again = replica.mails
    assert numbers == [first.message["Message-ID"], again.message["Message-ID"]]
    assert len(set(numbers)) == 1
    assert first.message["Message-ID"] == f"<{part.nonce}@h.example>"
    assert (first.message["From"], first.message["To"]) == ("Hilltape <a@h.example>", "ann@example.org")
    assert first.message["Auto-Submitted"] == "auto-generated"
    assert first.message["Date"].datetime == NOON


async def test_what_answers_another_stands_in_its_thread(replica: MailReplica) -> None:
    part = Part({"subject": "s", "text": "t", "html": ""}, "t", "n", reply_to="<first@h.example>")
    await email(replica).send(ANN, part)
    (mail,) = replica.to("ann@example.org")
    assert mail["In-Reply-To"] == mail["References"] == "<first@h.example>"


async def test_a_picture_comes_with_it_and_not_with_plain_text(replica: MailReplica) -> None:
    message = Message("Title", picture=b"\xff\xd8\xff picture")
    mail = await arrived(replica, message)
    (picture,) = [one for one in mail.walk() if one.get_content_type() == "image/jpeg"]
    assert picture.get_content() == b"\xff\xd8\xff picture"
    assert picture["Content-ID"] == "<page>"
    assert 'src="cid:page"' in shown(mail, "html")
    plain = await arrived(replica, message, plain=True)
    assert [one.get_content_type() for one in plain.walk()] == ["text/plain"]


@pytest.mark.parametrize(
    "hostile",
    [
        "Title\r\nBcc: eve@example.org",
        "Title\nContent-Type: text/html",
        "<script>alert(1)</script>",
        "\u202eevil\u202c \ud83d \x00",
        "🟢 “Ünïcode” 名前",
        "x" * 5000,
        "",
    ],
)
async def test_foreign_text_adds_no_header_no_markup_and_turns_nothing(
    replica: MailReplica, hostile: str
) -> None:
    mail = await arrived(replica, Message(hostile, (hostile,), hostile, Link(hostile, "https://e.org/")))
    assert mail["Bcc"] is None
    assert "\u202e" not in shown(mail, "html") + shown(mail, "plain") + mail["Subject"]
    assert "<script" not in shown(mail, "html")
    assert all(len(line) < 998 for line in replica.mails[-1].raw.split(b"\r\n"))


MEANINGS = [
    ("MAIL", "550 5.7.1 sender not allowed", Passing, timedelta(hours=1)),
    ("RCPT", "552 5.2.2 mailbox full", Passing, timedelta(hours=6)),
    ("RCPT", "550 5.2.2 over quota", Passing, timedelta(hours=6)),
    ("RCPT", "552 storage exceeded", Passing, timedelta(hours=6)),
    ("RCPT", "452 4.2.2 mailbox full", Passing, timedelta(hours=1)),
    ("RCPT", "421 4.7.0 too many connections", Passing, timedelta(minutes=15)),
    ("RCPT", "450 4.7.1 greylisted", Passing, timedelta(minutes=5)),
    ("RCPT", "550 5.1.1 no such user", Permanent, None),
    ("RCPT", "550 5.2.1 mailbox disabled", Permanent, None),
    ("RCPT", "554 5.7.1 refused by policy", Permanent, None),
    ("DATA", "552 5.3.4 message too large", Malformed, None),
    ("DATA", "554 5.3.4 message too large", Malformed, None),
    ("DATA", "451 4.3.0 try later", Passing, timedelta(minutes=5)),
    ("DATA", "554 5.7.1 spam", Malformed, None),
]
STEPS = {"MAIL": Step.SENDER, "RCPT": Step.RECIPIENT, "DATA": Step.MESSAGE}


@pytest.mark.parametrize(("step", "answer", "error", "after"), MEANINGS, ids=[one[1] for one in MEANINGS])
async def test_every_refusal_means_what_its_row_says(
    replica: MailReplica, step: str, answer: str, error: type[Exception], after: timedelta | None
) -> None:
    replica.fail(step, answer)
    (part,) = email(replica).render(SAID)
    with pytest.raises(error) as raised:
        await email(replica).send(ANN, part)
    assert type(raised.value) is error
    assert getattr(raised.value, "after", None) == after
    assert answer.split(maxsplit=1)[1] in str(raised.value)
    assert replica.mails == []


def test_every_row_is_tried() -> None:
    def fits(row: Any, step: str, answer: str) -> bool:
        code, words = answer.split(maxsplit=1)
        return row.step is STEPS[step] and (words if "." in row.begins else code).startswith(row.begins)

    tried = [next(row for row in ROWS if fits(row, step, answer)) for step, answer, *_ in MEANINGS]
    assert [row for row in ROWS if row not in tried] == []


async def test_a_lost_answer_may_have_arrived(replica: MailReplica) -> None:
    replica.fail("DATA", LOST)
    (part,) = email(replica).render(SAID)
    with pytest.raises(Passing) as raised:
        await email(replica).send(ANN, part)
    assert raised.value.unknown
    assert len(replica.mails) == 1


async def test_nobody_there_is_a_passing_outage(replica: MailReplica) -> None:
    (part,) = email(replica).render(SAID)
    with pytest.raises(Passing, match="not reachable") as raised:
        await email(replica, port=1).send(ANN, part)
    assert not raised.value.unknown


async def test_the_login_is_used_and_a_wrong_one_ends_the_channel_without_showing_it(
    replica: MailReplica,
) -> None:
    (part,) = email(replica).render(SAID)
    await email(replica, user=USER, password=PASSWORD).send(ANN, part)
    with pytest.raises(BadToken, match="HILLTAPE_EMAIL_PASSWORD") as raised:
        await email(replica, user=USER, password="wrong-and-secret").send(ANN, part)
    assert "wrong-and-secret" not in repr(raised.value)


async def test_doctor_tries_the_login_and_sends_nothing(replica: MailReplica) -> None:
    (well,) = await email(replica, user=USER, password=PASSWORD).check()
    (bad,) = await email(replica, user=USER, password="wrong").check()
    assert (well.well, bad.well) == (True, False)
    assert replica.tries == []


@pytest.mark.parametrize("text", ["ann@example.org", "ann.b+c@mail.example.co.uk", "A_1%x-y@e.io"])
def test_addresses_as_most_are(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "ann",
            "ann@",
            "@e.org",
            "ann@localhost",
            "a b@e.org",
            "ann@e.org\r\nBcc: x@e.org",
            "ann@-e.org",
        ),
        *("a..b@e.org", "ann@e..org", '"a b"@e.org', "<ann@e.org>", "änn@e.org", "ann@1.2.3.4"),
        f"{'a' * 250}@e.org",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)
