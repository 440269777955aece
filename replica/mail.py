"""A mail server on loopback: takes what it is sent, and refuses what a test says."""

import email
import socket
from collections import defaultdict
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

LOST = "lost"  # the message is taken, and the connection gone before the answer
USER, PASSWORD = "hilltape", "hush-of-a-test"


@dataclass(frozen=True, slots=True)
class Mail:
    """What was taken, for whom; `raw` as it came."""

    recipient: str
    message: EmailMessage
    raw: bytes


class MailReplica:
    """`faults` are the answers still to come, by step (MAIL, RCPT, DATA) and recipient; `*` is any."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.tries: list[str] = []
        self.faults: dict[tuple[str, str], list[str]] = defaultdict(list)
        with socket.socket() as free:  # the controller itself connects to the port that it is given
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        how = {"hostname": "127.0.0.1", "port": self.port}
        self._controller = Controller(self, **how, authenticator=self._login, auth_require_tls=False)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()

    def fail(self, step: str, answer: str, recipient: str = "*", times: int = 1) -> None:
        self.faults[step, recipient] += [answer] * times

    def to(self, recipient: str) -> list[EmailMessage]:
        return [one.message for one in self.mails if one.recipient == recipient]

    def _answer(self, step: str, recipient: str) -> str:
        held = self.faults[step, recipient] or self.faults[step, "*"]
        return held.pop(0) if held else ""

    def _login(self, _server: Any, _session: Any, _envelope: Any, _how: str, said: Any) -> AuthResult:
        expected = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=said == expected, handled=said == expected)

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self._answer("MAIL", "*")
        if not answer:
            envelope.mail_from, envelope.mail_options = address, options
        return answer or "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        self.tries.append(address)
        answer = self._answer("RCPT", address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        answer = self._answer("DATA", envelope.rcpt_tos[0])
        if answer and answer != LOST:
            return answer
        read = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(read, EmailMessage)
        self.mails += [Mail(one, read, envelope.content) for one in envelope.rcpt_tos]
        if answer == LOST:
            server.transport.abort()
        return "250 OK"
