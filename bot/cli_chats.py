"""`hilltape export` and `hilltape import`: a chat's follows and settings as a file, without the chat."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.database import Transaction
    from storage.model import Place

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings; else ./config.yaml.")
]
Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="telegram, discord or console.")]
Chat = Annotated[str, typer.Argument(metavar="CHAT", help="The platform's id; ID/THREAD for a topic.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The JSON file.")]


def export_chat(channel: Channel, chat: Chat, file: File, config: ConfigFile = None) -> None:
    """Write what a chat follows and how it is set to a file that any Hilltape takes."""
    from bot.app import open_store
    from bot.config import load
    from bot.figures import counted
    from bot.portable import gather, written

    with open_store(load(config, os.environ)) as store, store.database.read() as transaction:
        held = gather(transaction, _place(transaction, channel, chat))
    with _named(file):
        file.write_text(written(held, indent=2) + "\n", encoding="utf-8")
    typer.echo(f"{counted(len(held.follows), 'follow')} of {channel} {chat} written to {file}.")


def import_chat(channel: Channel, chat: Chat, file: File, config: ConfigFile = None) -> None:
    """Follow and set in a chat what such a file says; ends with code 1 when something was not known here."""
    from bot.app import open_store, utc_now
    from bot.config import load
    from bot.figures import counted
    from bot.portable import read, take
    from storage.directory import directory
    from storage.query import parse, to_follow

    with _named(file):
        given = read(file.read_text(encoding="utf-8", errors="replace"))
    with open_store(load(config, os.environ)) as store, store.database.write() as transaction:
        here = _place(transaction, channel, chat)
        names, now = directory(transaction, store.people), utc_now()
        taken = take(
            transaction,
            here,
            given,
            store.people,
            lambda text: to_follow(parse(text), names, now.date()),
            now,
        )
    typer.echo(f"New here: {counted(taken.follows, 'follow')}, {counted(taken.mutes, 'mute')}.")
    for problem in taken.problems:
        typer.echo(f"Not taken: {problem}")
    raise typer.Exit(1 if taken.problems else 0)


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Says in a line which file cannot be used, and why."""
    from bot.errors import UserError

    try:
        yield
    except OSError as error:
        raise UserError(f"{file} cannot be used: {error.strerror}") from error


def _place(transaction: "Transaction", channel: str, chat: str) -> "Place":
    from bot.errors import UserError
    from storage import chats

    address, _, thread = chat.partition("/")
    found = chats.find(transaction, channel, address, thread)
    if found is None:
        raise UserError(
            f"Nothing is known of {channel} {chat}: somebody has to write to the bot there first."
        )
    return found
