"""E-mail as a channel: one message, one recipient, and a way to end it with one press."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from typing import Any, Literal

import aiosmtplib

from bot.channel import Address, Answer, Finding, Pace, Part, Retries, Suggests, new_nonce
from bot.channels.email.errors import bot_error
from bot.channels.email.render import complete, payload
from bot.message import Message

SECONDS = 30.0  # for one message
RETRY_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
FAILURES = (aiosmtplib.SMTPException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Server:
    """The operator's mail server. `sender` is what From says, `public_url` where our own pages are."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    public_url: str
    user: str = ""
    password: str = field(default="", repr=False)


class Email:
    """A chat's address is the mail address, its secret the token in the link that ends its e-mails."""

    name = "email"
    pace = Pace(rest=1.0, per_minute=30, overall=5.0, workers=4)  # below what most providers take
    nonce_memory = timedelta(0)  # some mail programs drop a second message of one Message-ID, and some do not
    retries = Retries(RETRY_AFTER, patience=timedelta(days=2))

    def __init__(self, server: Server, clock: Callable[[], datetime]) -> None:
        self._server, self._clock = server, clock
        self._domain = parseaddr(server.sender)[1].rpartition("@")[2]

    def render(self, message: Message) -> Sequence[Part]:
        held = payload(message)
        return [Part(held, held["text"], new_nonce(), picture=message.picture)]

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:
        """The Message-ID, the same at each try. Raises a DeliveryError or BadToken."""
        number = f"<{part.nonce}@{self._domain}>"
        end = f"{self._server.public_url}/unsubscribe/{address.secret}"
        try:
            mail = complete(dict(part.payload), part.picture, plain=plain, end=end)
            mail["Message-ID"], mail["Date"] = number, format_datetime(self._clock())
            mail["From"], mail["To"] = self._server.sender, address.chat
            mail["Auto-Submitted"] = "auto-generated"
            mail["List-Unsubscribe"] = f"<{end}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
            if part.reply_to:
                mail["In-Reply-To"] = mail["References"] = part.reply_to
            await aiosmtplib.send(mail, recipients=[address.chat], **self._login())
        except FAILURES as error:
            raise bot_error(error) from None
        return number

    def _login(self) -> dict[str, Any]:
        held = self._server
        return {
            "sender": parseaddr(held.sender)[1],
            "hostname": held.host,
            "port": held.port,
            "use_tls": held.security == "tls",
            "start_tls": held.security == "starttls",
            "username": held.user or None,
            "password": held.password or None,
            "timeout": SECONDS,
        }

    async def check(self) -> Sequence[Finding]:
        """Whether the server takes the login; nothing is sent."""
        login = {name: value for name, value in self._login().items() if name != "sender"}
        client = aiosmtplib.SMTP(**login)
        try:
            await client.connect()
            await client.quit()
        except FAILURES as error:
            return (Finding("", str(bot_error(error)), well=False),)
        return (Finding("", f"{self._server.host} takes our e-mail"),)

    async def find(self, address: Address, part: Part, since: datetime) -> str | None:  # noqa: ARG002
        """Nobody can be asked whether it arrived."""
        return None

    async def run(self, answer: Answer, suggest: Suggests | None = None) -> None:  # noqa: ARG002
        """Nothing is heard here."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Each message had a connection of its own."""
