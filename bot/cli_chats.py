"""`hilltape export` and `hilltape import`: a chat's follows and settings as a file, without the chat."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.database import Transaction
    from storage.model import Place

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings.")]
Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="telegram, discord or console.")]
Chat = Annotated[str, typer.Argument(metavar="CHAT", help="The platform's id; ID/THREAD for a topic.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The JSON file.")]


def export_chat(channel: Channel, chat: Chat, file: File, config: ConfigFile = None) -> None:
    """Write what a chat follows and how it is set to a file that any Hilltape takes."""
    from bot.app import open_store
    from bot.config import load
    from bot.portable import gather, written

    with open_store(load(config, os.environ)) as store, store.database.read() as transaction:
        held = gather(transaction, _place(transaction, channel, chat))
    file.write_text(written(held, indent=2) + "\n", encoding="utf-8")
    typer.echo(f"{len(held.follows)} follows of {channel} {chat} are in {file}.")


def import_chat(channel: Channel, chat: Chat, file: File, config: ConfigFile = None) -> None:
    """Follow and set in a chat what such a file says; ends with code 1 when something was not known here."""
    from bot.app import open_store, utc_now
    from bot.config import load
    from bot.portable import read, take
    from storage.query import parse, resolve

    given = read(file.read_text(encoding="utf-8"))
    with open_store(load(config, os.environ)) as store, store.database.write() as transaction:
        here = _place(transaction, channel, chat)
        query = lambda text: resolve(parse(text), store.people.find)  # noqa: E731
        taken = take(transaction, here, given, store.people, query, utc_now())
    typer.echo(f"New here: {taken.follows} follows, {taken.mutes} mutes.")
    for problem in taken.problems:
        typer.echo(f"Not taken: {problem}")
    raise typer.Exit(1 if taken.problems else 0)


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
