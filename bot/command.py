"""What a command is: defined once, the same on every channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.channel import Request
from bot.message import Message
from storage.database import Transaction
from storage.model import Document, Spot
from storage.people import People

RowPicture = Callable[[Document, Spot], bytes]
"""Draws a JPEG of a PDF's row. Raises a ReadError."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Further ways out, None where off: why an address is no `webhook`, or `""`; if one is an `email`."""

    webhook: Callable[[str], str] | None = None
    email: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One command as it was asked for: inside one transaction, at one moment.

    `arguments` is what stands after the command's name, white space collapsed; `file` the text of the file
    that came with it, `""` for none.
    """

    request: Request
    arguments: str
    transaction: Transaction
    people: People
    now: datetime
    pictures: RowPicture
    file: str = ""
    ways: Ways = Ways()


@dataclass(frozen=True, slots=True)
class Command:
    """A command that knows no platform. `help` is what people read; `example` works typed as it stands.

    `argument` names what follows the command (`query`, `name`), `""` when nothing does, and `required` says
    whether it must; `role` says that a role to mention may come last, as Discord writes it (`<@&123>`).
    `changes` marks commands that need the chat's admin rights in groups, always or with some arguments only.
    `room` is how long the whole line may be, and `file_room` how many bytes a file sent with it, 0 where none
    is taken. `run` raises UserError with what to type instead.
    """

    name: str
    help: str
    run: Callable[[Call], Message]
    argument: str = ""
    required: bool = False
    role: bool = False
    example: str = ""
    changes: bool | Callable[[str], bool] = False
    room: int = 500
    file_room: int = 0

    def would_change(self, arguments: str) -> bool:
        return self.changes if isinstance(self.changes, bool) else self.changes(arguments)
