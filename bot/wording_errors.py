"""What is said when something cannot be done: what is wrong, and what to type instead."""

import re
from collections.abc import Sequence
from datetime import date

from bot.command import Command
from bot.figures import listed, short
from bot.message import Button, Message, Tone
from bot.wording_filings import name, told_apart
from storage.people import CHOICES
from storage.query import AmbiguousName, QueryError, UnknownName

WORDS_ROOM = 60
QUOTED_ROOM = 200
QUOTED = re.compile("“(.*)”", re.DOTALL)  # to the last mark, for those between may be quoted too


def wrong(text: str, example: str = "", buttons: Sequence[Button] = ()) -> Message:
    """What is wrong, and what to type instead. What stands in quotation marks is somebody else's text."""
    text = QUOTED.sub(lambda found: f"“{short(found[1], QUOTED_ROOM)}”", text)
    lines = (f"For example: {example}",) if example else ()
    return Message(text, lines, buttons=tuple(buttons), tone=Tone.ERROR)


def missing(command: Command) -> Message:
    return wrong(f"/{command.name} needs {_article(command.argument)} after it.", command.example)


def superfluous(command: Command) -> Message:
    return wrong(f"/{command.name} takes nothing after it.", command.example)


def unread(text: str, command: Command) -> Message:
    """What a command says of what it cannot read; an example follows where the text gives none."""
    return wrong(text, "" if f"/{command.name}" in text else command.example)


def unknown_command(typed: str, nearest: str | None, arguments: str = "") -> Message:
    guess = f" Did you mean /{nearest}?" if nearest else ""
    button = whole(nearest, arguments) if nearest else Button("Help", "/help")
    return wrong(f"I do not know /{short(typed, WORDS_ROOM)}.{guess}", "" if nearest else "/help", [button])


def unknown_name(
    error: UnknownName, asked: str, command: Command, today: date, meant: Button | None = None
) -> Message:
    """`I do not know “peloci”. Did you mean Nancy Pelosi?`; a button types the command with that name.

    Two of one name are told apart by their seats. `meant` is what the words may have been for besides:
    `Did you mean /ticker $NVDA?`.
    """
    said = f"I do not know “{short(error.words, WORDS_ROOM)}”."
    names = list(map(name, error.nearest))
    buttons = [
        *([meant] if meant else []),
        *(
            Button(
                label if names.count(name(who)) > 1 else name(who),
                corrected(command, asked, error.words, who.id),
            )
            for who, label in told_apart(error.nearest, today)
        ),
    ]
    if not buttons:
        return wrong(said, command.example)
    return wrong(f"{said} Did you mean {listed([one.label for one in buttons], 'or')}?", buttons=buttons)


def whole(name: str, arguments: str) -> Button:
    """A button that says the whole command that it types."""
    return Button(f"/{name} {short(arguments, WORDS_ROOM)}".strip(), f"/{name} {arguments}".strip())


def corrected(command: Command, asked: str, words: str, meant: str) -> str:
    """The whole command with a name's id, or a ticker, in the place of some words."""
    return f"/{command.name} {_with(asked, words, meant)}"


def several_people(error: AmbiguousName, asked: str, command: Command, today: date) -> Message:
    """`“rogers” could be Mike Rogers (R, AL-3) or Hal Rogers (R, KY-5).`, with a button for each.

    Where as many are offered as may be, there are likely more.
    """
    found = [label for _, label in told_apart(error.candidates, today)]
    typed = [person.id for person in error.candidates]
    if error.company:
        found.append(f"the company {error.company.removeprefix('company:')}")
        typed.append(error.company)
    buttons = [
        Button(label, f"/{command.name} {_with(asked, error.words, one)}")
        for label, one in zip(found, typed, strict=True)
    ]
    said = f"“{short(error.words, WORDS_ROOM)}” could be"
    if len(found) >= CHOICES:
        return wrong(f"{said} many people: {', '.join(found)} … Type more of the name.", buttons=buttons)
    return wrong(f"{said} {listed(found, 'or')}.", buttons=buttons)


def unclear(error: QueryError, command: Command) -> Message:
    """Why a query is not understood, and what to type; a button types it where it is known whole."""
    if not error.instead:
        return wrong(str(error), command.example)
    typed = f"/{command.name} {error.instead}"
    return wrong(str(error), typed, [Button(error.instead, typed)])


def too_long(limit: int) -> Message:
    return wrong(f"That is longer than the {limit} characters I read.", "/official pelosi")


def nothing_asked() -> Message:
    return wrong("Type a command, a ticker or a name.", "/help, $NVDA or pelosi", [Button("Help", "/help")])


def no_button() -> Message:
    return wrong("That button is no longer known; type /help.", buttons=[Button("Help", "/help")])


def too_fast(seconds: int) -> Message:
    return wrong(f"Too many at once; wait {seconds} s.")


def admins_only() -> Message:
    return wrong("Only this chat's admins may change what it follows. Anybody may look things up.", "/recent")


def repeated() -> Message:
    return Message("Done already.")


def our_fault() -> Message:
    return wrong("Something went wrong on our side; nothing was changed. Please try again in a minute.")


def _with(asked: str, words: str, meant: str) -> str:
    """What was asked, with the id or term for the name: `rogers,$NVDA` → `R000575,$NVDA`."""
    if words not in asked:
        return meant
    return asked.replace(f'"{words}"', meant).replace(words, meant)


def _article(argument: str) -> str:
    return f"{'an' if argument[:1] in 'aeiou' else 'a'} {argument}"
