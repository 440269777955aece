"""Somebody asked: finds the command, runs it in one transaction, and always has an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from rapidfuzz import fuzz, process

from bot import wording_errors as wording
from bot.asking import place
from bot.channel import Request
from bot.command import Call, Command, RowPicture
from bot.errors import UserError
from bot.message import Message
from bot.offload import Offload
from storage import chats, inbox
from storage.database import Database, Transaction
from storage.model import Document, Spot
from storage.people import People
from storage.query import AmbiguousName, QueryError, UnknownName

MAX_TEXT = 500
NEAR = 60  # of 100; "folow" is 91 to "follow"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and what stands after it, white space collapsed."""

    command: Command
    arguments: str


def no_pictures(_document: Document, _spot: Spot) -> bytes:
    """For who has no process to draw in."""
    return b""


class Answerer:
    """Answers requests: `await answer(request)`. It never raises, and a change is stored when it returns."""

    def __init__(
        self,
        database: Database,
        people: People,
        commands: Sequence[Command],
        clock: Callable[[], datetime],
        offload: Offload,
        pictures: RowPicture = no_pictures,
    ) -> None:
        self._database = database
        self._people = people
        self._commands = {command.name: command for command in commands}
        self._clock = clock
        self._offload = offload
        self._pictures = pictures

    async def __call__(self, request: Request) -> Message:
        try:
            return await self._offload(self._answer, request)
        except Exception:  # one answer: whatever is wrong with it, the person hears something
            log.exception("answer failed", channel=request.channel, request=request.event)
            return wording.our_fault()

    def _answer(self, request: Request) -> Message:
        now = self._clock()
        self._bring_back(request)
        asked = self._asked(request)
        if isinstance(asked, Message):
            return asked
        try:
            return self._run(request, asked, now)
        except UnknownName as error:
            return wording.unknown_name(error, asked.arguments, asked.command)
        except AmbiguousName as error:
            return wording.several_people(error, asked.arguments, asked.command, now.date())
        except (QueryError, UserError) as error:
            return wording.wrong(str(error), asked.command.example)

    def _asked(self, request: Request) -> Asked | Message:
        """What is to be run, or why nothing can be."""
        if len(request.text) > MAX_TEXT:
            return wording.too_long(MAX_TEXT)
        name, arguments = split(request.text, private=not request.address.group)
        if not name:
            return wording.nothing_asked()
        command = self._commands.get(name)
        if command is None:
            return wording.unknown_command(name, self._nearest(name))
        if command.required and not arguments:
            return wording.missing(command)
        # Telegram adds to /start what stood in the link that was followed
        if arguments and not command.argument and name != "start":
            return wording.superfluous(command)
        if command.changes and not request.person.may_change:
            return wording.admins_only()
        return Asked(command, arguments)

    def _run(self, request: Request, asked: Asked, now: datetime) -> Message:
        if not asked.command.changes:
            with self._database.read() as transaction:
                return asked.command.run(self._call(request, asked, transaction, now))
        with self._database.write() as transaction:
            if not inbox.first_time(transaction, request.channel, request.event, now):
                return wording.repeated()
            return asked.command.run(self._call(request, asked, transaction, now))

    def _call(self, request: Request, asked: Asked, transaction: Transaction, now: datetime) -> Call:
        self._people.learn(transaction, now.date())
        return Call(request, asked.arguments, transaction, self._people, now, self._pictures)

    def _bring_back(self, request: Request) -> None:
        """Whoever speaks from a chat that took no messages shows that it does again."""
        address = request.address
        with self._database.read() as transaction:
            paused = chats.paused(transaction, request.channel, address.chat, address.thread)
        if paused:
            with self._database.write() as transaction:
                place(transaction, request)

    def _nearest(self, name: str) -> str | None:
        best = process.extractOne(name, list(self._commands), scorer=fuzz.ratio, score_cutoff=NEAR)
        return best[0] if best else None


def split(text: str, *, private: bool) -> tuple[str, str]:
    """The command's name and what stands after it: `/Follow@SomeBot  $NVDA` → `follow`, `$NVDA`.

    Without a slash, in a private chat, `$NVDA` asks for a ticker and other words for an official. Invisible
    signs, which no name has and databases refuse, are left out.
    """
    words = "".join(sign for sign in text if sign.isprintable() or sign.isspace()).split()
    if not words:
        return "", ""
    if words[0].startswith("/"):
        return words[0][1:].partition("@")[0].lower(), " ".join(words[1:])
    if not private:
        return "", ""
    return "ticker" if words[0].startswith("$") else "official", " ".join(words)
