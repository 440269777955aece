"""Somebody asked: finds the command, runs it in one transaction, and always has an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog
from rapidfuzz import fuzz, process

from bot import meant
from bot import wording_errors as wording
from bot.asking import place
from bot.buttons import shortened, too_long
from bot.channel import Request
from bot.command import Call, Command, RowPicture, Ways
from bot.errors import DeliveryError, UserError
from bot.message import PRESSED, Button, Message
from bot.notify import notify
from bot.offload import Offload
from bot.wording_chats import back_again
from storage import chats, inbox, returning, tokens
from storage.database import Database, Transaction
from storage.model import Document, Spot
from storage.people import People
from storage.query import AmbiguousName, QueryError, UnknownName
from storage.tokens import Bound

WORDS = "?"  # no command's name: what stands before words that are to be looked up
LOOKS_UP = frozenset({"official", "recent", "why"})  # what takes a name may be asked for something else
NEAR = 60  # of 100; "folow" is 91 to "follow"

NO_WAYS = Ways()

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Asked:
    """A command and what stands after it, white space collapsed, and the text of the file sent with it."""

    command: Command
    arguments: str
    file: str = ""


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
        listed: meant.Listed = meant.nobody,
        ways: Ways = NO_WAYS,
    ) -> None:
        self._database = database
        self._people = people
        self._commands = {command.name: command for command in commands}
        self._clock = clock
        self._offload = offload
        self._pictures = pictures
        self._listed = listed
        self._ways = ways

    async def __call__(self, request: Request) -> Message | None:
        try:
            return await self._offload(self._answer, request, await self._uploaded(request))
        except Exception:  # one answer: whatever is wrong with it, the person hears something
            log.exception("answer failed", channel=request.channel, request=request.event)
            return wording.our_fault()

    async def _uploaded(self, request: Request) -> str | UserError:
        """The text of the file that came with a command which takes one, or what is wrong with that."""
        upload, command = request.upload, self._commands.get(split(request.text, private=False)[0])
        if not (upload and command and command.file_room and request.person.may_change):
            return ""
        if upload.size > command.file_room:
            return UserError(f"That file is too large: at most {command.file_room // 1000} kB are taken.")
        try:
            return (await upload.fetch()).decode("utf-8-sig", "replace")
        except DeliveryError as error:
            log.warning("file not fetched", channel=request.channel, error=str(error))
            return UserError("That file could not be fetched. Send it again.")

    def _answer(self, request: Request, file: str | UserError) -> Message | None:
        now = self._clock()
        self._bring_back(request, now)
        if request.returned:
            return None
        asked = self._asked(request, now)
        if isinstance(asked, Asked):
            asked = (
                replace(asked, file=file)
                if isinstance(file, str)
                else wording.unread(str(file), asked.command)
            )
        said = asked if isinstance(asked, Message) else self._said(request, asked, now)
        return self._with_short_buttons(request, said, now)

    def _said(self, request: Request, asked: Asked, now: datetime) -> Message:
        try:
            return self._run(request, asked, now)
        except UnknownName as error:
            meant = self._meant(asked, error, now)
            return wording.unknown_name(error, asked.arguments, asked.command, now.date(), meant)
        except AmbiguousName as error:
            return wording.several_people(error, asked.arguments, asked.command, now.date())
        except QueryError as error:
            return wording.unclear(error, asked.command)
        except UserError as error:
            return wording.unread(str(error), asked.command)

    def _meant(self, asked: Asked, error: UnknownName, now: datetime) -> Button | None:
        """What could be typed instead of a name that nobody has."""
        command, words = asked.command, error.words
        with self._database.read() as transaction:
            if command.argument == "query":
                query = meant.with_tickers(transaction, self._people, words, now.date(), self._listed)
                if query is None:
                    return None
                return Button(query, wording.corrected(command, asked.arguments, words, query))
            if command.name not in LOOKS_UP:
                return None
            found = meant.understood(transaction, self._people, words, now.date(), self._listed)
        return wording.whole(*found) if found and found[0] != command.name else None

    def _asked(self, request: Request, now: datetime) -> Asked | Message:
        """What is to be run, or why nothing can be."""
        name, arguments = split(request.text, private=not request.address.group)
        if not name:
            return wording.nothing_asked()
        if name == PRESSED:
            command = self._behind(arguments, _chat_of(request))
            return self._named(request, *split(command, private=True)) if command else wording.no_button()
        if name == "start" and arguments:
            return self._shared(request, arguments)
        if name == WORDS:
            name, arguments = self._looked_up(arguments, now)
        return self._named(request, name, arguments)

    def _shared(self, request: Request, token: str) -> Asked | Message:
        """What a shared link asks; `/start` itself for any other, and for one that would change something."""
        asked = self._named(request, *split(self._behind(token, None) or "/start", private=True))
        changes = isinstance(asked, Asked) and asked.command.would_change(asked.arguments)
        return self._named(request, "start", "") if changes else asked

    def _looked_up(self, words: str, now: datetime) -> meant.Typed:
        with self._database.read() as transaction:
            self._people.learn(transaction, now.date())
            return meant.looked_up(transaction, self._people, words, now.date(), self._listed)

    def _behind(self, token: str, chat: Bound | None) -> str | None:
        with self._database.read() as transaction:
            return tokens.find(transaction, token, chat)

    def _named(self, request: Request, name: str, arguments: str) -> Asked | Message:
        command = self._commands.get(name)
        if command is None:
            return wording.unknown_command(name, self._nearest(name), arguments)
        if len(request.text) > command.room:
            return wording.too_long(command.room)
        if command.required and not arguments:
            return wording.missing(command)
        if arguments and not command.argument:
            return wording.superfluous(command)
        if command.would_change(arguments) and not request.person.may_change:
            return wording.admins_only()
        return Asked(command, arguments)

    def _run(self, request: Request, asked: Asked, now: datetime) -> Message:
        if not asked.command.would_change(asked.arguments):
            with self._database.read() as transaction:
                return asked.command.run(self._call(request, asked, transaction, now))
        with self._database.write() as transaction:
            if not inbox.first_time(transaction, request.channel, request.event, now):
                return wording.repeated()
            return asked.command.run(self._call(request, asked, transaction, now))

    def _call(self, request: Request, asked: Asked, transaction: Transaction, now: datetime) -> Call:
        self._people.learn(transaction, now.date())
        what = (request, asked.arguments, transaction, self._people, now, self._pictures, asked.file)
        return Call(*what, ways=self._ways)

    def _with_short_buttons(self, request: Request, message: Message, now: datetime) -> Message:
        if not too_long(message):
            return message
        with self._database.write() as transaction:
            keep = partial(tokens.keep, transaction, chat=_chat_of(request), now=now)
            return shortened(message, keep)

    def _bring_back(self, request: Request, now: datetime) -> None:
        """Whoever speaks where no messages were taken shows that they are, and hears what was missed."""
        address = request.address
        with self._database.read() as transaction:
            paused = chats.paused(transaction, request.channel, address.chat, address.thread)
        if not paused:
            return
        with self._database.write() as transaction:
            ended = returning.pause(transaction, request.channel, address.chat)
            here = place(transaction, request)
            older = returning.owe_again(transaction, ended, now) if ended else 0
            if ended and (older or address.group):
                reason = ended.whole or ended.places.get(here.id, "")
                notify(transaction, here, back_again(reason, older), now)

    def _nearest(self, name: str) -> str | None:
        best = process.extractOne(name, list(self._commands), scorer=fuzz.ratio, score_cutoff=NEAR)
        return best[0] if best else None


def _chat_of(request: Request) -> Bound:
    return Bound(request.channel, request.address.chat)


def split(text: str, *, private: bool) -> tuple[str, str]:
    """The command's name and what stands after it: `/Follow@SomeBot  $NVDA` → `follow`, `$NVDA`.

    Without a slash, in a private chat, the words are looked up (see bot/meant.py). Invisible signs, which no
    name has and databases refuse, are left out.
    """
    words = "".join(sign for sign in text if sign.isprintable() or sign.isspace()).split()
    if not words:
        return "", ""
    if words[0].startswith("/"):
        return words[0][1:].partition("@")[0].lower(), " ".join(words[1:])
    return (WORDS, " ".join(words)) if private else ("", "")
